"""Pieces of words: the unigram tokeniser of the encoder.

Source: Kudo (2018), "Subword Regularization". The vocabulary is a JSON file beside the encoder; a text is cut into the
pieces whose log-probabilities sum highest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SPACE = "\u2581"
"""Stands for a space inside a piece; every text begins with one."""

LONGEST = 16
"""Characters of the longest piece that is looked up."""

UNKNOWN_PENALTY = 10.0
"""How much less likely an unknown character is than the least likely piece."""


@dataclass(frozen=True)
class Cut:
    """A text in pieces.

    Attributes:
        numbers: number of each piece, the two framing ones included, shape (pieces,).
        spans: what part of the text each piece covers; (0, 0) for the framing ones.
    """

    numbers: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]


class Pieces:
    """A vocabulary of pieces with their log-probabilities."""

    def __init__(self, scores: Mapping[str, tuple[int, float]], *, begin: int, end: int, unknown: int) -> None:
        self._scores = dict(scores)
        self._begin, self._end, self._unknown = begin, end, unknown
        self._lowest = min((score for _, score in self._scores.values()), default=0.0) - UNKNOWN_PENALTY
        self._longest = min(LONGEST, max((len(piece) for piece in self._scores), default=1))

    @classmethod
    def from_json(cls, content: bytes) -> Pieces:
        """Read the vocabulary: {"begin", "end", "unknown", "pieces": [[piece, score], …]}, in order of their numbers.

        Raises:
            ValueError, KeyError: it is broken.
        """
        held = json.loads(content)
        return cls.of(held["pieces"], begin=held["begin"], end=held["end"], unknown=held["unknown"])

    @classmethod
    def of(cls, listed: Sequence[Sequence[object]], *, begin: int, end: int, unknown: int) -> Pieces:
        """From pieces and scores in order of their numbers; the framing ones are never found in a text."""
        special = {begin, end, unknown}
        scores = {
            str(piece): (number, float(str(score)))
            for number, (piece, score) in enumerate(listed)
            if number not in special and len(str(piece)) <= LONGEST
        }
        return cls(scores, begin=begin, end=end, unknown=unknown)

    def cut(self, text: str, limit: int) -> Cut:
        """Cut a text, at most `limit` pieces with the framing ones; what comes after is left out."""
        marked = SPACE + text.replace(" ", SPACE)
        numbers, ends = self._best(marked[: limit * LONGEST])
        numbers, ends = numbers[: limit - 2], ends[: limit - 2]
        spans = []
        start = 0
        for end in ends:
            first = start + 1 if marked[start] == SPACE and end - start > 1 else start
            spans.append((max(0, first - 1), end - 1))
            start = end
        return Cut((self._begin, *numbers, self._end), ((0, 0), *spans, (0, 0)))

    def _best(self, marked: str) -> tuple[list[int], list[int]]:
        """The likeliest way through: numbers of the pieces and where each ends."""
        length = len(marked)
        best = [0.0] + [float("-inf")] * length
        came: list[tuple[int, int]] = [(0, 0)] * (length + 1)
        found = self._scores.get
        for start in range(length):
            so_far = best[start]
            for end in range(start + 1, min(length, start + self._longest) + 1):
                known = found(marked[start:end])
                if known is not None and so_far + known[1] > best[end]:
                    best[end] = so_far + known[1]
                    came[end] = (start, known[0])
            if so_far + self._lowest > best[start + 1]:
                best[start + 1] = so_far + self._lowest
                came[start + 1] = (start, self._unknown)
        numbers, ends = [], []
        end = length
        while end:
            start, number = came[end]
            numbers.append(number)
            ends.append(end)
            end = start
        return numbers[::-1], ends[::-1]
