"""SnowNLP: its sentiment of Chinese text, where negative stands for angry; it knows no other label, and no English.

It was taught by its authors on shop reviews. Which sentiment counts as negative is learned from our examples: the cut with
the best F1 of angry among the Chinese ones.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.bench.contenders.common import Line, Read, best_cut, main


def train(folder: Path, examples: list[Line], options: dict[str, str]) -> None:
    """Choose the cut."""
    chinese = [example for example in examples if example["language"] != "en"]
    scores = [_sentiment(example) for example in chinese]
    cut = best_cut(scores, ["angry" in example["labels"] for example in chinese])
    (folder / "cut.json").write_text(json.dumps(cut), encoding="utf-8")


def load(folder: Path) -> Read:
    """The cut."""
    cut = json.loads((folder / "cut.json").read_text(encoding="utf-8"))

    def read(message: Line) -> list[str]:
        return ["angry"] if message["language"] != "en" and _sentiment(message) <= cut else []

    return read


def _sentiment(line: Line) -> float:
    """0 negative to 1 positive; Traditional text in Simplified characters, as its makers advise."""
    from snownlp import normal, sentiment

    text = normal.zh2hans(line["text"]) if line["language"] == "zh-Hant" else line["text"]
    return float(sentiment.classify(text))


if __name__ == "__main__":
    sys.exit(main(train, load))
