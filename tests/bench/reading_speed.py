"""How fast messages are read: one by one, and in bulk by `tactful read FILE --jobs 2`, against a named reference.

The reference is scikit-learn's TF-IDF of character n-grams (one to three, inside words) with LogisticRegression, one for
the intent and one for each temperament, as common tutorials build it. It gives neither spans nor entities, strengths or
escalation; only its speed is compared here (`tests.bench.reading` compares how well is read). Messages are those of
tests/held_out, each read without its context. Everything but the bulk runs in one thread of one process.

The reader looks for evidence whenever a label holds, and offers no reading without. What evidence costs therefore shows
in messages that have a label against those that have none.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from bot.assist.ports import Reader
from bot.commands.bulk import ONE_THREAD
from bot.reader.examples import load_examples
from bot.wiring import Settings, build_reader, load_text_reader

ROOT = Path(__file__).resolve().parents[2]
SETS = ("intents", "know_it_all", "temperament_scripts")
SHORT = 30
"""Code points of a short message, at most."""

WARM = 50
LEARNED = 4_000
"""Examples that the reference learns from: enough for its vocabulary; how well it reads is not asked here."""

BULK, MANY = 1_000, 10_000
JOBS = 2
REFERENCE = "TF-IDF + LogisticRegression"


def measure(folder: Path, *, quick: bool) -> None:
    """Measure each part in processes of its own and print a table."""
    folder.mkdir(parents=True, exist_ok=True)
    scale = 10 if quick else 1
    alone = _in_one_thread(["-m", "tests.bench.reading_speed", "quick" if quick else "whole"])
    few, many = (_bulk(folder, count // scale) for count in (BULK, MANY))
    between = (MANY - BULK) // scale / (many - few)
    table = Table(box=None, padding=(0, 1))
    for head in ("one message after the other, one thread", "messages", "p50 ms", "p95 ms", "per second", "ratio"):
        table.add_column(head, justify="left" if head.startswith("one") else "right")
    for name, row in alone.items():
        ratio = row["rate"] / alone[REFERENCE]["rate"]
        figures = (f"{row[key]:.2f}" for key in ("p50", "p95"))
        table.add_row(name, str(row["messages"]), *figures, f"{row['rate']:.0f}", f"{ratio:.3f}")
    Console(width=140, highlight=False).print(table)
    print(f"tactful read --jobs {JOBS}: {BULK // scale:,} messages in {few:.1f} s, {BULK / scale / few:.0f}/s with its start")
    print(f"tactful read --jobs {JOBS}: {MANY // scale:,} messages in {many:.1f} s, {MANY / scale / many:.0f}/s with its start")
    print(f"between the two {between:.0f}/s, {between / alone[REFERENCE]['rate']:.3f} of {REFERENCE} in one thread one by one")
    print(f"ten times the messages take {many / few:.1f} times as long")


def texts() -> list[str]:
    """The messages of the held-out sets."""
    paths = [ROOT / "tests" / "held_out" / f"{name}.jsonl" for name in SETS]
    return [json.loads(line)["text"] for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


def _bulk(folder: Path, count: int) -> float:
    """Seconds in which `tactful read` reads so many messages, its start included."""
    path = folder / f"{count}.jsonl"
    lines = ({"id": str(place), "text": text} for place, text in enumerate(islice(cycle(texts()), count)))
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    command = [sys.executable, "-m", "bot", "read", str(path), "--jobs", str(JOBS)]
    began = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    took = time.perf_counter() - began
    if done.stdout.count(b"\n") != count:
        raise SystemExit("tactful read lost messages")
    return took


def _in_one_thread(arguments: Sequence[str]) -> dict[str, dict[str, float]]:
    environment = {**os.environ, **dict.fromkeys(ONE_THREAD, "1")}
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)
    figures: dict[str, dict[str, float]] = json.loads(done.stdout)
    return figures


def _one_by_one(work: Callable[[str], object], messages: Sequence[str]) -> dict[str, float]:
    """Milliseconds a message, and messages a second, after some that do not count; no text is read twice."""
    for text in messages[:WARM]:
        work(text * 2)
    took = []
    for text in messages:
        began = time.perf_counter()
        work(text)
        took.append(1000 * (time.perf_counter() - began))
    p50, p95 = np.percentile(took, [50, 95])
    return {"messages": len(took), "p50": float(p50), "p95": float(p95), "rate": 1000 * len(took) / sum(took)}


def _reference(examples: int) -> Callable[[str], object]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    from bot.desk.reading import Temperament

    known = load_examples(ROOT / "data" / "nlu")
    known = known[:: max(1, len(known) // examples)]
    grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 3))
    learned = grams.fit_transform([example.text for example in known])
    targets: list[Any] = [[example.intent for example in known]]
    targets += [[name in example.temperaments for example in known] for name in Temperament]
    heads = [LogisticRegression(max_iter=100).fit(learned, target) for target in targets]
    return lambda text: [head.predict_proba(found) for found in (grams.transform([text]),) for head in heads]


def main() -> int:
    """Measure one by one, and write the figures as JSON."""
    step = 4 if sys.argv[1:] == ["quick"] else 1
    messages = texts()[::step]
    short = [text for text in messages if len(text) <= SHORT]
    asked = _new_reader()
    labelled = {text for text in short if asked.read(text).labels}
    groups = {
        f"tactful, at most {SHORT} characters": short,
        "  of these with a label and its evidence": [text for text in short if text in labelled],
        "  of these without a label": [text for text in short if text not in labelled],
        "tactful, every message": messages,
    }
    figures = {name: _one_by_one(_new_reader().read, group) for name, group in groups.items()}
    figures[REFERENCE] = _one_by_one(_reference(LEARNED // step), messages)
    print(json.dumps(figures))
    return 0


def _new_reader() -> Reader:
    """A reader that has read nothing yet, since it knows again what it read lately."""
    load_text_reader.cache_clear()
    return build_reader(Settings())


if __name__ == "__main__":
    sys.exit(main())
