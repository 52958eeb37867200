"""How well and how fast temperament is read, against what else there is, in one run.

usage: python -m tests.bench.reading [GOLD] [--only NAME …] [--epochs N] [--examples N] [--out FILE.json]

GOLD is a labelled set as `tactful evaluate` takes it; without it, the frozen set of tests/held_out that has temperaments.
Contenders: stock-logistic (Rasa's LogisticRegressionClassifier: the reference of the ratios), stock-diet (its
DIETClassifier), snownlp (negative sentiment for angry), keywords (a list of words for all five) and tactful. All that learn
learn from data/nlu; training and reading are a process each, one contender after the other, and the messages are read one
by one. Memory is the peak of the process, resident. Escalation is not compared: none of the others reads it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.commands.gold import read_gold
from bot.measure.figures import LABELS, answers_of, score
from bot.measure.gold import GoldMessage, groups_of
from bot.measure.intervals import spread
from bot.reader.examples import load_examples
from bot.reader.language import read_language
from tests.bench.contenders.common import lines, write_lines

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ROOT / "var" / "bench-packages"
"""SnowNLP, and jieba for Rasa; `requirements/bench.py` installs them."""

HELD_OUT = ROOT / "tests" / "held_out"
REFERENCE = "stock-logistic"
EPOCHS = 10
"""Of DIET. Rasa's starter project has a hundred, for a few dozen examples; over all of ours one takes three minutes on two cores,
and a hundred five hours. Ten are some thousand steps, more than the starter project makes."""


@dataclass(frozen=True)
class Contender:
    """Who is measured.

    Attributes:
        name: as the table calls it.
        python: interpreter of its environment.
        module: of tests.bench.contenders.
        options: for its training.
    """

    name: str
    python: Path
    module: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """What a contender did with a set.

    Attributes:
        name: whose it is.
        training_seconds, training_mib: time of its training and peak of that process, MiB.
        messages_per_second: one by one, after twenty that do not count.
        reading_mib: peak of the reading process, MiB.
        figures: precision, recall, F1 and support of each label and of any, and both means, by group.
        macro_interval: 95 % interval of the mean F1 over all messages.
    """

    name: str
    training_seconds: float
    training_mib: float
    messages_per_second: float
    reading_mib: float
    figures: dict[str, Any]
    macro_interval: tuple[float, float]

    @property
    def macro_f1(self) -> float:
        """Mean F1 of the five labels over all messages."""
        return float(self.figures["all"]["macro_f1"])


def contenders(epochs: int) -> tuple[Contender, ...]:
    """Everyone, the reference first."""
    ours, rasa = Path(sys.executable), ROOT / ".venv-rasa" / "bin" / "python"
    return (
        Contender(REFERENCE, rasa, "stock_rasa", ("classifier=logistic",)),
        Contender("stock-diet", rasa, "stock_rasa", ("classifier=diet", f"epochs={epochs}")),
        Contender("snownlp", ours, "snow"),
        Contender("keywords", ours, "keywords"),
        Contender("tactful", ours, "tactful"),
    )


def main() -> int:
    """Measure, print a table, write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="?", help="labelled messages; by default the frozen set of tests/held_out")
    parser.add_argument("--only", nargs="+", choices=[item.name for item in contenders(0)], help="only these")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help=f"of DIET (default: {EPOCHS}; Rasa's starter project has 100)")
    parser.add_argument("--examples", type=int, help="so many examples for the others: to try the bench, not to quote it")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "bench-reading.json", help="where the figures go as JSON")
    options = parser.parse_args()
    path = options.gold or frozen_set(HELD_OUT)
    with path.open(encoding="utf-8") as file:
        messages, faults = read_gold(file, str(path))
    if faults:
        print("\n".join(faults), file=sys.stderr)
        return 1
    chosen = [item for item in contenders(options.epochs) if not options.only or item.name in options.only]
    examples = training_lines(options.examples)
    print(f"{len(messages)} messages of {path.name}, {len(examples)} examples, DIET with {options.epochs} epochs", flush=True)
    results = []
    for contender in chosen:
        results.append(measure(contender, examples, messages))
        last = results[-1]
        print(f"{last.name}: mean F1 {last.macro_f1:.3f}, trained in {last.training_seconds:.0f} s", flush=True)
    print_table(results)
    about = {"set": path.name, "messages": len(messages), "examples": len(examples), "diet_epochs": options.epochs}
    options.out.parent.mkdir(parents=True, exist_ok=True)
    figures = {**about, "reference": REFERENCE, "results": [asdict(item) | ratios(item, results) for item in results]}
    options.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(f"written: {options.out}")
    return 0


def frozen_set(folder: Path) -> Path:
    """The labelled set of a folder: the first file whose lines have temperaments.

    Raises:
        SystemExit: there is none.
    """
    for path in sorted(folder.glob("*.jsonl")):
        first = path.read_text(encoding="utf-8").split("\n", 1)[0]
        if {"labels", "language", "text"} <= set(json.loads(first or "{}")):
            return path
    raise SystemExit("No set of tests/held_out has temperaments: give one, make bench-reading GOLD=path.")


def training_lines(count: int | None) -> list[dict[str, Any]]:
    """The examples of data/nlu as every contender gets them; `count` of them, evenly over all, when it is given."""
    examples = load_examples(ROOT / "data" / "nlu")
    step = max(1, len(examples) // count) if count else 1
    return [
        {
            "text": example.text,
            "language": read_language(example.text, context=example.context).value,
            "context": [{"role": role, "text": text} for role, text in example.context],
            "labels": [name.value for name in example.temperaments],
        }
        for example in examples[::step]
    ]


def measure(contender: Contender, examples: Sequence[dict[str, Any]], messages: Sequence[GoldMessage]) -> Result:
    """Train and read in a folder of its own, a process each.

    Raises:
        SystemExit: the contender failed; its last words are shown.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        write_lines(folder / "examples.jsonl", examples)
        write_lines(folder / "messages.jsonl", [_shown(message) for message in messages])
        for stage in ("train", "read"):
            _run(contender, stage, folder)
        training, reading = (json.loads((folder / f"{stage}.json").read_text("utf-8")) for stage in ("train", "read"))
        given = [frozenset(labels) for labels in lines(folder / "read.jsonl")]
    figures, interval = judged(messages, given)
    rate = len(messages) / reading["seconds"]
    return Result(contender.name, training["seconds"], training["peak_mib"], rate, reading["peak_mib"], figures, interval)


def judged(messages: Sequence[GoldMessage], given: Sequence[frozenset[str]]) -> tuple[dict[str, Any], tuple[float, float]]:
    """Figures by group, and the interval of the mean F1 over all; escalation left out."""
    answers = answers_of(messages, given, [False] * len(messages))
    figures = {}
    for name, places in groups_of(messages).items():
        scores = score(answers.of(places))
        rows = {row: asdict(figure) for row, figure in scores.rows.items() if row != "escalate"}
        figures[name] = {**rows, "macro_f1": scores.macro_f1, "mean_of_four": scores.mean_of_four, "messages": scores.messages}
    return figures, spread(answers).macro_f1


def ratios(result: Result, results: Sequence[Result]) -> dict[str, float | None]:
    """Mean F1 and messages per second against the reference; None without one, or where it has nothing."""
    reference = next((item for item in results if item.name == REFERENCE), None)
    if reference is None:
        return {"macro_f1_ratio": None, "rate_ratio": None}
    f1 = result.macro_f1 / reference.macro_f1 if reference.macro_f1 else None
    return {"macro_f1_ratio": f1, "rate_ratio": result.messages_per_second / reference.messages_per_second}


def print_table(results: Sequence[Result]) -> None:
    """One row a contender; a ratio is to the reference."""
    table = Table(box=None, padding=(0, 1))
    heads = ("", *LABELS, "any", "mean F1", "95 %", "ratio", "messages/s", "ratio", "MiB", "training s", "training MiB")
    for place, head in enumerate(heads):
        table.add_column(head, justify="right" if place else "left", no_wrap=True)
    for item in results:
        whole = item.figures["all"]
        shares = [f"{whole[row]['f1']:.3f}" for row in (*LABELS, "any")]
        f1_ratio, rate_ratio = (f"{value:.2f}" if value is not None else "–" for value in ratios(item, results).values())
        low, high = item.macro_interval
        means = [f"{item.macro_f1:.3f}", f"{low:.3f}–{high:.3f}", f1_ratio]
        costs = [f"{item.messages_per_second:.0f}", rate_ratio, f"{item.reading_mib:.0f}"]
        table.add_row(item.name, *shares, *means, *costs, f"{item.training_seconds:.1f}", f"{item.training_mib:.0f}")
    Console(width=200, highlight=False).print(table)


def _shown(message: GoldMessage) -> dict[str, Any]:
    context = [{"role": role, "text": text} for role, text in message.context]
    return {"text": message.text, "language": message.language.value, "context": context}


def _run(contender: Contender, stage: str, folder: Path) -> None:
    module = f"tests.bench.contenders.{contender.module}"
    options = contender.options if stage == "train" else ()
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    # jieba keeps its dictionary in the temporary folder and reads it back from there: it gets one that nobody else has.
    own = {"PYTHONPATH": str(PACKAGES), "TMPDIR": str(folder)}
    command = [contender.python, "-m", module, stage, folder, *options]
    done = subprocess.run(command, cwd=ROOT, env=kept | own, capture_output=True, check=False)
    if done.returncode:
        tail = b"\n".join((done.stdout + done.stderr).splitlines()[-15:]).decode("utf-8", "replace")
        raise SystemExit(f"{contender.name} failed at {stage}; its last lines:\n{tail}")


if __name__ == "__main__":
    sys.exit(main())
