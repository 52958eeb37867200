"""TF-IDF over features: a vocabulary learned once, weights of one message computed with plain Python and numpy."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.reader.features import Analysed, Occurrence, context_occurrences, gram_occurrences, mark_occurrences, word_occurrences

FloatArray = NDArray[np.float64]
IndexArray = NDArray[np.int64]


@dataclass(frozen=True)
class Block:
    """A group of features with one norm.

    Attributes:
        occurrences: how the group is read off a message.
        weight: length of its vector.
        fewest: messages a feature must occur in to be learned.
    """

    occurrences: Callable[[Analysed], Iterable[Occurrence]]
    weight: float
    fewest: int


OWN_BLOCKS = (
    Block(lambda analysed: gram_occurrences(analysed.model.text), 1.0, 3),
    Block(lambda analysed: word_occurrences(analysed.model.text), 1.0, 2),
    Block(mark_occurrences, 0.7, 3),
)
"""What temperaments and escalation are read from: the message alone."""

CONTEXT_BLOCKS = (*OWN_BLOCKS, Block(context_occurrences, 0.6, 3))
"""What the intent is read from: the message and what was said before it."""


@dataclass(frozen=True)
class Placed:
    """Features of one message: columns, their values, and where each came from.

    `places[i]` are (start, end) spans of the model form for column `columns[i]`.
    """

    columns: IndexArray
    values: FloatArray
    places: tuple[tuple[tuple[int, int], ...], ...]


@dataclass(frozen=True)
class Features:
    """Features of many messages as a sparse matrix by rows: those of message i are `ends[i]:ends[i + 1]`."""

    columns: IndexArray
    values: FloatArray
    ends: IndexArray


class Vocabulary:
    """Columns and document weights of the features of some blocks."""

    def __init__(self, names: Sequence[Sequence[str]], rarities: FloatArray, blocks: Sequence[Block]) -> None:
        self.names = tuple(tuple(group) for group in names)
        self.rarities = rarities
        self.blocks = tuple(blocks)
        self._columns: list[dict[str, int]] = []
        offset = 0
        for group in self.names:
            self._columns.append({name: offset + place for place, name in enumerate(group)})
            offset += len(group)
        self.size = offset

    @classmethod
    def learn(cls, messages: Sequence[Analysed], blocks: Sequence[Block]) -> tuple[Vocabulary, Features]:
        """Learn which features occur often enough and how rare each is; also the features of the messages themselves."""
        names: list[list[str]] = []
        rarities: list[FloatArray] = []
        parts: list[list[tuple[IndexArray, FloatArray]]] = []
        offset = 0
        for block in blocks:
            kept, rarity, rows = _learned(messages, block)
            names.append(kept)
            rarities.append(rarity)
            parts.append([(columns + offset, values) for columns, values in rows])
            offset += len(kept)
        whole = [tuple(zip(*of_message, strict=True)) for of_message in zip(*parts, strict=True)]
        columns = [np.concatenate(groups[0]) for groups in whole]
        ends = np.cumsum([0, *map(len, columns)])
        values = np.concatenate([np.concatenate(groups[1]) for groups in whole])
        return cls(names, np.concatenate(rarities), blocks), Features(np.concatenate(columns), values, ends)

    def place(self, message: Analysed) -> Placed:
        """Features of a message: sublinear counts times rarity, each block at its own length."""
        columns: list[int] = []
        values: list[float] = []
        places: list[tuple[tuple[int, int], ...]] = []
        for block, known in zip(self.blocks, self._columns, strict=True):
            spans: dict[int, list[tuple[int, int]]] = {}
            for occurrence in block.occurrences(message):
                column = known.get(occurrence.name)
                if column is not None:
                    spans.setdefault(column, []).append((occurrence.start, occurrence.end))
            own = [(1 + math.log(len(where))) * float(self.rarities[column]) for column, where in spans.items()]
            length = math.sqrt(sum(value * value for value in own)) or 1.0
            columns += spans
            values += [block.weight * value / length for value in own]
            places += [tuple(where) for where in spans.values()]
        return Placed(np.array(columns, dtype=np.int64), np.array(values, dtype=np.float64), tuple(places))


def _learned(messages: Sequence[Analysed], block: Block) -> tuple[list[str], FloatArray, list[tuple[IndexArray, FloatArray]]]:
    """Kept names of a block, their rarities, and columns with values of each message, as `Vocabulary.place` gives them."""
    numbers: dict[str, int] = {}
    counted: list[tuple[IndexArray, FloatArray]] = []
    for message in messages:
        counts = Counter(numbers.setdefault(item.name, len(numbers)) for item in block.occurrences(message))
        found = np.fromiter(counts, dtype=np.int64, count=len(counts))
        counted.append((found, np.fromiter(counts.values(), dtype=np.float64, count=len(counts))))
    documents = np.bincount(np.concatenate([found for found, _ in counted]), minlength=len(numbers))
    kept = sorted(name for name, number in numbers.items() if documents[number] >= block.fewest)
    places = np.array([numbers[name] for name in kept], dtype=np.int64)
    column = np.full(len(numbers), -1, dtype=np.int64)
    column[places] = np.arange(len(kept))
    rarity: FloatArray = np.log((1 + len(messages)) / (1 + documents[places])) + 1
    rows = []
    for found, counts_of in counted:
        columns = column[found]
        known = columns >= 0
        values = (1 + np.log(counts_of[known])) * rarity[columns[known]]
        length = float(np.sqrt(np.sum(values * values))) or 1.0
        rows.append((columns[known], block.weight * values / length))
    return kept, rarity, rows
