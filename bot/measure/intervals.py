"""How far a figure could have come out otherwise: 95 % intervals by drawing the messages anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.measure.figures import FOUR, LABELS, ROWS, Answers, FloatArray, rates, tallies

DRAWS = 1_000
SEED = 20261122
_HELD = 8_000_000
"""Numbers drawn at a time, so that a large set needs no large memory."""

Interval = tuple[float, float]


@dataclass(frozen=True)
class Spread:
    """The 95 % intervals of the figures of `bot.measure.figures.Scores`.

    Attributes:
        rows: of each of ROWS, its "precision", "recall" and "f1".
        macro_f1: of the mean of the five labels.
        mean_of_four: of the mean without know_it_all.
    """

    rows: Mapping[str, Mapping[str, Interval]]
    macro_f1: Interval
    mean_of_four: Interval


def drawn_rates(answers: Answers, *, seed: int = SEED, draws: int = DRAWS) -> FloatArray:
    """Precision, recall and F1 of every draw, shape (draws, len(ROWS), 3)."""
    return drawn_shares(tallies(answers), seed=seed, draws=draws)


def drawn_shares(counts: NDArray[np.int64], *, seed: int = SEED, draws: int = DRAWS) -> FloatArray:
    """Precision, recall and F1 of every draw, shape (draws, rows, 3), from tallies of shape (messages, rows, 3).

    A draw takes as many messages as there are, with replacement, so a message counts a multinomial number of times.

    Source: percentile bootstrap, Efron and Tibshirani (1993), chapter 13.
    """
    size, rows, _ = counts.shape
    flat = counts.reshape(size, -1).astype(np.float64)
    chance = np.random.default_rng(seed)
    at_once = max(1, _HELD // max(1, size))
    sums = [
        chance.multinomial(size, np.full(size, 1 / size), size=min(at_once, draws - begun)) @ flat
        for begun in range(0, draws, at_once)
    ]
    return rates(np.concatenate(sums).reshape(draws, rows, 3))


def spread(answers: Answers, *, seed: int = SEED, draws: int = DRAWS) -> Spread:
    """Intervals of every figure; the same seed gives the same intervals."""
    drawn = drawn_rates(answers, seed=seed, draws=draws)
    rows = {
        row: {name: interval(drawn[:, place, kind]) for kind, name in enumerate(("precision", "recall", "f1"))}
        for place, row in enumerate(ROWS)
    }
    return Spread(rows, interval(macro(drawn, LABELS)), interval(macro(drawn, FOUR)))


def macro(drawn: FloatArray, names: tuple[str, ...]) -> FloatArray:
    """Mean F1 over some rows of every draw, shape (draws,)."""
    mean: FloatArray = drawn[:, [ROWS.index(name) for name in names], 2].mean(axis=1)
    return mean


def interval(values: FloatArray) -> Interval:
    """The middle 95 % of values, rounded to four places."""
    low, high = np.percentile(values, [2.5, 97.5])
    return round(float(low), 4), round(float(high), 4)
