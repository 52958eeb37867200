"""Which examples are held back: no part of the encoder ever learns from them, so probabilities are set on them."""

from __future__ import annotations

import hashlib

HOLD = 8
"""One text in so many is held back."""


def is_held(model: str) -> bool:
    """Whether a text, in its model form, is held back: by its hash, so equal texts stay together."""
    return int(hashlib.sha256(model.encode("utf-8")).hexdigest(), 16) % HOLD == 0
