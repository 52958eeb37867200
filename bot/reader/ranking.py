"""Which of some entries a question means: nearness in meaning and in wording."""

from __future__ import annotations

import math
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.reader.encoder import Encoder
from bot.reader.features import gram_occurrences, word_occurrences
from bot.reader.normalise import fold, model_form

FloatArray = NDArray[np.float64]

MEANING_SHARE = 0.6
"""Weight of the encoder; the rest is shared wording."""

_HELD_SETS = 4


@dataclass(frozen=True)
class _Prepared:
    """Phrasings made ready: owner of each, vectors, and an index of features to (phrasing, weight)."""

    owners: tuple[str, ...]
    vectors: FloatArray
    index: Mapping[str, tuple[tuple[int, float], ...]]
    rarities: Mapping[str, float]


class Ranking:
    """Ranks entries; keeps the latest sets of entries prepared."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._held: OrderedDict[tuple[tuple[str, tuple[str, ...]], ...], _Prepared] = OrderedDict()

    def rank(self, question: str, entries: Mapping[str, Sequence[str]]) -> tuple[tuple[str, float], ...]:
        """Names of entries with the similarity 0..1 of their nearest phrasing, best first."""
        prepared = self._prepared(entries)
        asked = model_form(fold(question)).text
        if not prepared.owners or not asked:
            return ()
        meaning = np.clip(prepared.vectors @ self._encoder.encode(asked), 0.0, 1.0)
        wording = _wording(prepared, asked)
        nearness = MEANING_SHARE * meaning + (1 - MEANING_SHARE) * wording
        best: dict[str, float] = {}
        for owner, share in zip(prepared.owners, nearness, strict=True):
            best[owner] = max(best.get(owner, 0.0), float(share))
        return tuple(
            sorted(((name, round(min(1.0, share), 6)) for name, share in best.items()), key=lambda item: (-item[1], item[0]))
        )

    def _prepared(self, entries: Mapping[str, Sequence[str]]) -> _Prepared:
        key = tuple((name, tuple(phrasings)) for name, phrasings in entries.items())
        if key not in self._held:
            self._held[key] = self._prepare(key)
            while len(self._held) > _HELD_SETS:
                self._held.popitem(last=False)
        self._held.move_to_end(key)
        return self._held[key]

    def _prepare(self, key: tuple[tuple[str, tuple[str, ...]], ...]) -> _Prepared:
        owners = tuple(name for name, phrasings in key for _ in phrasings)
        texts = [model_form(fold(phrasing)).text for _, phrasings in key for phrasing in phrasings]
        counts = [_counts(text) for text in texts]
        spread = Counter(name for count in counts for name in count)
        rarities = {name: math.log((1 + len(texts)) / (1 + number)) + 1 for name, number in spread.items()}
        index: dict[str, list[tuple[int, float]]] = {}
        for place, count in enumerate(counts):
            for name, weight in _weights(count, rarities).items():
                index.setdefault(name, []).append((place, weight))
        return _Prepared(owners, self._encoder.encode_all(texts), {name: tuple(items) for name, items in index.items()}, rarities)


def _wording(prepared: _Prepared, text: str) -> FloatArray:
    shares = np.zeros(len(prepared.owners), dtype=np.float64)
    for name, weight in _weights(_counts(text), prepared.rarities).items():
        for place, own in prepared.index.get(name, ()):
            shares[place] += weight * own
    return shares


def _counts(text: str) -> Counter[str]:
    return Counter(item.name for item in (*gram_occurrences(text), *word_occurrences(text)) if len(item.name) > 1)


def _weights(counts: Counter[str], rarities: Mapping[str, float]) -> dict[str, float]:
    unseen = max(rarities.values(), default=1.0)
    own = {name: (1 + math.log(number)) * rarities.get(name, unseen) for name, number in counts.items()}
    length = math.sqrt(sum(value * value for value in own.values())) or 1.0
    return {name: value / length for name, value in own.items()}
