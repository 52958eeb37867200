"""Ours: the reader trained on data/nlu, read with the context of each message, as the product does."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from bot.reader.reader import load_reader
from bot.reader.training import train as train_reader
from tests.bench.contenders.common import Line, Read, main

ROOT = Path(__file__).resolve().parents[3]


def train(folder: Path, examples: list[Line], options: dict[str, str]) -> None:
    """Train as `tactful train` does; always on all examples, with the data's own files."""
    train_reader(ROOT / "data" / "nlu", folder / "model")


def load(folder: Path) -> Read:
    """The trained reader."""
    reader = load_reader(folder / "model", ROOT / "data" / "entities")

    def read(message: Line) -> list[str]:
        context: list[Any] = [(item["role"], item["text"]) for item in message["context"]]
        found = reader.read(message["text"], context=context, language=message["language"])
        return [name.value for name in found.labels]

    return read


if __name__ == "__main__":
    sys.exit(main(train, load))
