"""Precision, recall and F1 of what was read against what careful readers said."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.desk.reading import Temperament
from bot.measure.gold import GoldMessage

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

LABELS = tuple(name.value for name in Temperament)
ROWS = (*LABELS, "any", "escalate")
"""Rows of a table of figures: the five labels, whether any of them holds, and whether a careful shop hands over."""

FOUR = tuple(name for name in LABELS if name != Temperament.KNOW_IT_ALL.value)
"""Labels of the mean of four: knowing better is too rare in ordinary messages for its F1 to stand still."""

DIGITS = 4


@dataclass(frozen=True)
class Answers:
    """What was wanted and what was given for each message and row, each of shape (messages, len(ROWS)).

    Attributes:
        wanted: what the careful readers said.
        given: what was read.
        counted: whether it is scored. A disputed label is not, "any" is not where any label is disputed, and escalate is
            not where nobody knows.
    """

    wanted: BoolArray
    given: BoolArray
    counted: BoolArray

    def of(self, places: IntArray | BoolArray) -> Answers:
        """The answers of some of the messages."""
        return Answers(self.wanted[places], self.given[places], self.counted[places])

    def __len__(self) -> int:
        return len(self.wanted)


@dataclass(frozen=True)
class Figure:
    """How well one row was read; shares 0..1, rounded to `DIGITS`.

    Attributes:
        precision: share of what was given that was wanted; 0 when nothing was given.
        recall: share of what was wanted that was given; 0 when nothing was wanted.
        f1: their harmonic mean; 0 when both are.
        support: how many were wanted.
        given: how many were given.
    """

    precision: float
    recall: float
    f1: float
    support: int
    given: int


@dataclass(frozen=True)
class Scores:
    """All figures of a set of messages.

    Attributes:
        rows: figures of each of ROWS.
        macro_f1: mean of the five labels' F1, as rounded.
        mean_of_four: the same without know_it_all.
        messages: how many messages.
    """

    rows: Mapping[str, Figure]
    macro_f1: float
    mean_of_four: float
    messages: int


def answers_of(messages: Sequence[GoldMessage], labels: Sequence[Collection[str]], escalates: Sequence[bool]) -> Answers:
    """Truth beside what was read.

    Args:
        messages: the labelled messages.
        labels: names of the labels read of each.
        escalates: whether each was read as one to hand over.
    """
    wanted = [
        [*(name in message.labels for name in Temperament), bool(message.labels), bool(message.escalate)] for message in messages
    ]
    given = [[*(name in read for name in LABELS), bool(read), escalate] for read, escalate in zip(labels, escalates, strict=True)]
    counted = [
        [*(message.counts(name) for name in Temperament), not message.disputed, message.escalate is not None]
        for message in messages
    ]
    shape = (len(messages), len(ROWS))
    return Answers(*(np.array(table, dtype=bool).reshape(shape) for table in (wanted, given, counted)))


def tallies(answers: Answers) -> IntArray:
    """Hits, wanted and given of each message, shape (messages, len(ROWS), 3); sums of them make all figures."""
    counted = answers.counted
    wanted, given = answers.wanted & counted, answers.given & counted
    return np.stack([wanted & given, wanted, given], axis=-1).astype(np.int64)


def rates(counts: NDArray[np.int64] | FloatArray) -> FloatArray:
    """Precision, recall and F1 from sums of tallies; both of shape (..., 3)."""
    hits, wanted, given = (counts[..., place].astype(np.float64) for place in range(3))
    precision = _share(hits, given)
    recall = _share(hits, wanted)
    return np.stack([precision, recall, _share(2 * precision * recall, precision + recall)], axis=-1)


def score(answers: Answers) -> Scores:
    """The figures of some messages."""
    counts = tallies(answers).sum(axis=0)
    shares = [[round(float(share), DIGITS) for share in row] for row in rates(counts)]
    rows = {
        name: Figure(precision, recall, both, int(wanted), int(given))
        for name, (precision, recall, both), (_, wanted, given) in zip(ROWS, shares, counts, strict=True)
    }
    return Scores(rows, mean_f1(rows, LABELS), mean_f1(rows, FOUR), len(answers))


def mean_f1(rows: Mapping[str, Figure], names: Sequence[str]) -> float:
    """Mean of some rows' F1, from the rounded ones."""
    return round(sum(rows[name].f1 for name in names) / len(names), DIGITS) if names else 0.0


def _share(part: FloatArray, whole: FloatArray) -> FloatArray:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
