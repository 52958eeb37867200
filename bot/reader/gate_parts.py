"""Which examples the gate measures on: halves of those that the encoder never learns from (`bot.reader.folds`)."""

from __future__ import annotations

import hashlib

from bot.reader.folds import is_held
from bot.reader.normalise import fold, model_form

PARTS = 2


def gate_part(text: str) -> int | None:
    """The half a text belongs to, 0 or 1, for good; None when it is always learned from.

    By the hash of its model form, so that texts that are read alike stay together.
    """
    model = model_form(fold(text)).text
    if not is_held(model):
        return None
    return int(hashlib.sha256(b"gate\0" + model.encode("utf-8")).hexdigest(), 16) % PARTS
