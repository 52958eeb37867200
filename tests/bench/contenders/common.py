"""What the contenders of the reading bench share. Standard library only, Python 3.10: each runs in an environment of its own.

A contender is `python -m tests.bench.contenders.NAME train|read FOLDER [option=value …]`, each stage a process of its own.
FOLDER holds examples.jsonl {"text", "language", "context", "labels"} and messages.jsonl {"text", "language", "context"};
`train` leaves there what it learned, `read` writes read.jsonl, one list of labels a line. Either leaves STAGE.json with its
seconds and the peak of its memory.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

LABELS = ("hurried", "dramatic", "over_familiar", "angry", "know_it_all")
WARM = 20
"""Messages read once before the clock runs."""

Line = dict[str, Any]
Read = Callable[[Line], Sequence[str]]
Train = Callable[[Path, list[Line], dict[str, str]], None]
Load = Callable[[Path], Read]


def main(train: Train, load: Load) -> int:
    """Run the stage that the command line names."""
    stage, folder = sys.argv[1], Path(sys.argv[2])
    options = dict(item.split("=", 1) for item in sys.argv[3:])
    if stage == "train":
        examples = lines(folder / "examples.jsonl")
        began = time.perf_counter()
        train(folder, examples, options)
        _keep(folder, stage, time.perf_counter() - began)
        return 0
    read = load(folder)
    messages = lines(folder / "messages.jsonl")
    for message in messages[:WARM]:
        read(message)
    began = time.perf_counter()
    given = [list(read(message)) for message in messages]
    _keep(folder, stage, time.perf_counter() - began)
    write_lines(folder / "read.jsonl", given)
    return 0


def lines(path: Path) -> list[Any]:
    """The values of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def write_lines(path: Path, values: Iterable[Any]) -> None:
    """Write JSON lines."""
    path.write_text("".join(json.dumps(value, ensure_ascii=True) + "\n" for value in values), encoding="utf-8")


def best_cut(scores: Sequence[float], truth: Sequence[bool]) -> float:
    """The score at and below which F1 against the truth is best; the lowest of all when nothing can be hit."""
    best, cut, hits, wanted = 0.0, min(scores, default=0.0), 0, sum(truth)
    ranked = sorted(zip(scores, truth, strict=True))
    for place, (score, held) in enumerate(ranked):
        hits += held
        if place + 1 < len(ranked) and ranked[place + 1][0] == score:
            continue
        figure = 2 * hits / (place + 1 + wanted)
        if figure > best:
            best, cut = figure, score
    return cut


def peak_mib() -> float:
    """The most memory that this process ever held resident, MiB; on Linux without what its parent held before it."""
    status = Path("/proc/self/status")
    if status.is_file():
        found = re.search(r"^VmHWM:\s+(\d+) kB", status.read_text(encoding="utf-8"), re.MULTILINE)
        if found:
            return int(found[1]) / 1024
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def _keep(folder: Path, stage: str, seconds: float) -> None:
    (folder / f"{stage}.json").write_text(json.dumps({"seconds": seconds, "peak_mib": peak_mib()}), encoding="utf-8")
