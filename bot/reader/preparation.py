"""The examples as the fine-tuning of the encoder takes them: plain JSON, made in the product's own environment."""

from __future__ import annotations

import struct
from itertools import pairwise
from pathlib import Path
from typing import Any

import opencc

from bot.desk.reading import INTENTS, Temperament
from bot.reader.artefact import data_hash
from bot.reader.entities import EntityFinder
from bot.reader.examples import load_examples
from bot.reader.features import analyse
from bot.reader.folds import HOLD, is_held
from bot.reader.transformer import LABELS, encoder_form

_HEADER = struct.Struct("<4sI7ifi5iQ")


def prepare(nlu_dir: Path, weights: Path) -> dict[str, Any]:
    """Examples, names and the base's pieces in Simplified characters (see `bot.finetune.__main__`).

    Raises:
        FileFaults: the examples have faults.
    """
    finder = EntityFinder(nlu_dir.parent / "entities")
    examples = load_examples(nlu_dir)
    intents = [name for name in INTENTS if any(example.intent == name for example in examples)]
    rows = []
    for example in examples:
        analysed = analyse(example.text, finder)
        rows.append(
            {
                "text": encoder_form(analysed),
                "labels": [int(Temperament(name) in example.temperaments) for name in LABELS[:-1]] + [int(example.escalate)],
                "strengths": [example.temperaments.get(Temperament(name), 0) for name in LABELS[:-1]],
                "intent": intents.index(example.intent),
                "natural": example.natural,
                "held": is_held(analysed.model.text),
            }
        )
    return {
        "examples": rows,
        "labels": list(LABELS),
        "intents": intents,
        "pieces": _simplified_pieces(weights),
        "manifest": {"data_hash": data_hash(nlu_dir), "held_back": f"one text in {HOLD}, by hash", "data": len(rows)},
    }


def _simplified_pieces(weights: Path) -> list[str]:
    """Each piece of the base in Simplified characters; the layout stands in `bot.finetune.weights`."""
    converter = opencc.OpenCC("t2s")
    with weights.open("rb") as file:
        header = _HEADER.unpack(file.read(_HEADER.size))
        count, length = header[11], header[16]
        offsets = struct.unpack(f"<{count + 1}I", file.read(4 * (count + 1)))
        file.seek(4 * count, 1)
        blob = file.read(length)
    pieces = [blob[start:end].decode("utf-8") for start, end in pairwise(offsets)]
    return [piece if piece.isascii() else str(converter.convert(piece)) for piece in pieces]
