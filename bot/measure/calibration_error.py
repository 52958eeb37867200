"""Whether probabilities mean what they say, as they are and shifted to the share of a set."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from sklearn.metrics import brier_score_loss

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]

BINS = 10
_EDGE = 1e-6
"""Probabilities are kept this far from 0 and 1, where odds have no number; readings carry six digits."""
_FARTHEST = 60.0
"""Log-odds beyond which no shift is looked for."""


@dataclass(frozen=True)
class Bin:
    """Messages of neighbouring probability.

    Attributes:
        count: how many.
        said: mean of their probabilities.
        held: share of them for which the label holds.
    """

    count: int
    said: float
    held: float


@dataclass(frozen=True)
class Calibration:
    """How honest the probabilities of one label are on a set.

    Attributes:
        bins: `BINS` bins of (nearly) equal count, by rising probability.
        error: expected calibration error 0..1: mean distance between said and held, each bin by its count.
        brier_skill: 1 - Brier score / that of always saying the set's share; 0 is no better than that, below it worse.
            None when the label always or never holds.
    """

    bins: tuple[Bin, ...]
    error: float
    brier_skill: float | None


@dataclass(frozen=True)
class Shift:
    """Probabilities moved from the share that they assume to the share of a set.

        odds' = odds * (held / (1 - held)) / (assumed / (1 - assumed))

    `held` is the label's share of the set. `assumed` is the share the probabilities behave as if they were trained on: the
    one number with which the shifted probabilities have the mean `held`. So one free number a label is fitted on the set
    itself; the shift is strictly monotone and changes no ranking.

    Attributes:
        assumed: 0..1.
        held: 0..1.

    Source: Saerens, Latinne and Decaestecker (2002), equation 4, for two classes.
    """

    assumed: float
    held: float

    def apply(self, probabilities: FloatArray) -> FloatArray:
        """The shifted probabilities, 0..1."""
        return _probability(_log_odds(probabilities) + self.steps)

    @property
    def steps(self) -> float:
        """What is added to each log-odds."""
        own, wanted = _log_odds(np.array([self.assumed, self.held]))
        return float(wanted - own)


def calibration(truth: BoolArray, probabilities: FloatArray) -> Calibration:
    """Expected calibration error and Brier skill over the base rate; both arrays of shape (messages,), not empty.

    Messages of equal probability keep their order, so bins of a heavily tied label depend on the order of the set.

    Source: Naeini, Cooper and Hauskrecht (2015), with bins of equal count; Brier (1950).
    """
    order = np.argsort(probabilities, kind="stable")
    parts = [part for part in np.array_split(order, BINS) if len(part)]
    bins = tuple(Bin(len(part), float(probabilities[part].mean()), float(truth[part].mean())) for part in parts)
    error = sum(item.count * abs(item.said - item.held) for item in bins) / len(truth)
    return Calibration(bins, error, brier_skill(truth, probabilities))


def brier_skill(truth: BoolArray, probabilities: FloatArray) -> float | None:
    """1 minus the Brier score over that of the base rate; None when the truth never changes."""
    share = float(truth.mean())
    if share in (0.0, 1.0):
        return None
    return 1 - float(brier_score_loss(truth, probabilities, pos_label=True)) / (share * (1 - share))


def fitted_shift(truth: BoolArray, probabilities: FloatArray) -> Shift | None:
    """The shift that gives the probabilities the mean of the truth; None when the truth never changes."""
    held = float(truth.mean())
    if held in (0.0, 1.0):
        return None
    odds = _log_odds(probabilities)
    steps = float(brentq(lambda step: float(_probability(odds + step).mean()) - held, -_FARTHEST, _FARTHEST))
    assumed = _probability(_log_odds(np.array([held])) - steps)
    return Shift(float(assumed[0]), held)


def _log_odds(probabilities: FloatArray) -> FloatArray:
    kept = np.clip(probabilities, _EDGE, 1 - _EDGE)
    odds: FloatArray = np.log(kept) - np.log1p(-kept)
    return odds


def _probability(log_odds: FloatArray) -> FloatArray:
    shares: FloatArray = np.exp(-np.logaddexp(0.0, -log_odds))
    return shares
