"""The examples as the fine-tuning of the encoders takes them: plain JSON, made in the product's own environment."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import opencc

from bot.desk.moves import READ_MOVES
from bot.desk.reading import INTENTS, Temperament
from bot.reader.artefact import data_hash
from bot.reader.entities import EntityFinder
from bot.reader.examples import load_examples
from bot.reader.features import Analysed, analyse, analyse_words
from bot.reader.folds import HOLD, is_held
from bot.reader.move_data import NEAR_WEIGHT, load_move_examples
from bot.reader.move_training import HELD_AGAINST, approved_sentences
from bot.reader.transformer import LABELS, encoder_form

_HEADER = struct.Struct("<4sI7ifi5iQ")


ESCALATE_SHARE, STRENGTH_SHARE, INTENTS_SHARE = 0.5, 0.3, 0.5
"""How much of the error of the encoder of messages is theirs; a temperament's counts whole."""

SETTINGS = {"epochs": 2, "rate": 1.5e-4, "layers": 12, "frozen": 4}
MOVE_SETTINGS = {"epochs": 6, "rate": 2e-4, "layers": 8, "frozen": 2, "averaged": 0.99}
"""Eight layers, since a reply has several sentences and each has a pass of its own."""


APPROVED_SHOWN = 9
"""Of the approved sentences one in so many is shown to the encoder of replies: each says the same in three languages."""


def prepare(nlu_dir: Path, weights: Path) -> dict[str, Any]:
    """Messages, heads and the base's pieces in Simplified characters (see `bot.finetune.__main__`).

    Raises:
        FileFaults: the examples have faults.
    """
    finder = EntityFinder(nlu_dir.parent / "entities")
    examples = load_examples(nlu_dir)
    intents = [name for name in INTENTS if any(example.intent == name for example in examples)]
    temperaments = LABELS[:-1]
    rows = []
    for example in examples:
        analysed = analyse(example.text, finder)
        labels = [int(Temperament(name) in example.temperaments) for name in temperaments] + [int(example.escalate)]
        strengths = [example.temperaments.get(Temperament(name), 0) for name in temperaments]
        targets = [labels, strengths, [intents.index(example.intent)]]
        rows.append({**_row(analysed), "targets": targets, "natural": example.natural})
    heads = [
        _head("labels", LABELS, [1.0] * len(temperaments) + [ESCALATE_SHARE]),
        _head("strengths", temperaments, [STRENGTH_SHARE]),
        _head("choice", intents, [INTENTS_SHARE]),
    ]
    return _whole(rows, heads, SETTINGS, data_hash(nlu_dir), weights)


def prepare_moves(moves_dir: Path, weights: Path, approved: Sequence[str] = ()) -> dict[str, Any]:
    """The same of the sentences of replies: one label for each move; those nearly made and not made count more.

    Args:
        moves_dir: folder of sentences.
        weights: the base's file.
        approved: what the protocols say. Of its sentences one in `APPROVED_SHOWN` is taken, and says only that none of the
            moves held against the writer is made.

    Raises:
        FileFaults: the sentences have faults.
    """
    rows = [
        {
            **_row(analyse_words(example.text)),
            "targets": [[int(name in example.moves) for name in READ_MOVES]],
            "emphasis": [NEAR_WEIGHT if name in example.near else 1.0 for name in READ_MOVES],
            "natural": True,
        }
        for example in load_move_examples(moves_dir)
    ]
    against = [float(name in HELD_AGAINST) for name in READ_MOVES]
    rows += [
        {**_row(analyse_words(text)), "targets": [[0] * len(READ_MOVES)], "emphasis": against, "natural": True}
        for text in approved_sentences(approved)[::APPROVED_SHOWN]
    ]
    heads = [_head("labels", READ_MOVES, [1.0] * len(READ_MOVES))]
    return _whole(rows, heads, MOVE_SETTINGS, data_hash(moves_dir), weights)


def _row(analysed: Analysed) -> dict[str, Any]:
    return {"text": encoder_form(analysed), "held": is_held(analysed.model.text)}


def _head(kind: str, names: Sequence[str], shares: Sequence[float]) -> dict[str, Any]:
    return {"kind": kind, "names": list(names), "shares": list(shares)}


def _whole(
    rows: list[dict[str, Any]], heads: list[dict[str, Any]], settings: Mapping[str, Any], hashed: str, weights: Path
) -> dict[str, Any]:
    return {
        "examples": rows,
        "heads": heads,
        "settings": dict(settings),
        "pieces": _simplified_pieces(weights),
        "manifest": {"data_hash": hashed, "held_back": f"one text in {HOLD}, by hash", "data": len(rows)},
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
