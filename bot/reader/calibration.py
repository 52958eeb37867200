"""From the scores of two models to one honest probability, and from probabilities to decisions."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

LOWEST_THRESHOLD, HIGHEST_THRESHOLD = 0.1, 0.7
GIVEN_UP = 0.03
"""Share of the best F1 that is given up for a lower threshold."""

CAUTION = 0.85
"""How much of their certainty probabilities keep: what is true of examples is too sure of real messages."""

_FARTHEST = 30.0
_HALVINGS = 60

BAND = 0.75
"""Share of its threshold that a probability must reach to leave a message undetermined."""


@dataclass(frozen=True)
class Calibration:
    """Platt scaling over the two scores of a label.

    Attributes:
        grams: weight of the n-gram score.
        meaning: weight of the encoder's score.
        offset: added.
        threshold: probability from which the label holds.

    Source: Platt (1999), with two inputs instead of one.
    """

    grams: float
    meaning: float
    offset: float
    threshold: float

    def probability(self, grams: float, meaning: float) -> float:
        """Probability 0..1 for two scores."""
        return sigmoid(self.grams * grams + self.meaning * meaning + self.offset)


def softened(bare: Calibration, log_odds_held: FloatArray) -> Calibration:
    """The same ranking and the same decisions with less certain probabilities of the same mean.

    Examples show a label more plainly than real messages do, so probabilities that are true of examples are too sure of
    real ones; their log-odds are multiplied by `CAUTION` and moved until they average what they did.

    Args:
        bare: what is true of the examples.
        log_odds_held: log-odds of the held-back examples by it, shape (examples,).
    """
    wanted = float(np.mean(_sigmoids(log_odds_held)))
    low, high = -_FARTHEST, _FARTHEST
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if np.mean(_sigmoids(CAUTION * log_odds_held + middle)) > wanted else (middle, high)
    moved = (low + high) / 2
    return Calibration(
        round(CAUTION * bare.grams, 6),
        round(CAUTION * bare.meaning, 6),
        round(CAUTION * bare.offset + moved, 6),
        round(sigmoid(CAUTION * log_odds(bare.threshold) + moved), 4),
    )


def _sigmoids(scores: FloatArray) -> FloatArray:
    result: FloatArray = 1 / (1 + np.exp(-np.clip(scores, -_FARTHEST, _FARTHEST)))
    return result


def sigmoid(score: float) -> float:
    """Logistic function that does not overflow."""
    return 1 / (1 + math.exp(-score)) if score >= 0 else math.exp(score) / (1 + math.exp(score))


def log_odds(probability: float) -> float:
    """The score whose logistic function is this probability, away from 0 and 1."""
    held = min(max(probability, 1e-9), 1 - 1e-9)
    return math.log(held / (1 - held))


def blended_intents(grams: FloatArray, meaning: FloatArray, *, share: float, temperature: float) -> FloatArray:
    """Probabilities of the intents: the two models' log-probabilities mixed, sharpened or softened, made to sum to 1."""
    mixed = (share * _log_softmax(grams) + (1 - share) * _log_softmax(meaning)) / temperature
    powers: FloatArray = np.exp(_log_softmax(mixed))
    return powers


def best_threshold(probabilities: FloatArray) -> tuple[float, float]:
    """Lowest threshold whose F1 comes within `GIVEN_UP` of the best, when the probabilities are true, and that F1.

    The curve is flat near its best, and a sign in a real message is fainter than in one written to show it, so recall is
    bought where it costs little. No label beyond those of the calibration is needed: a rare label's threshold does not
    hang on a handful of messages. Source: Lipton, Elkan and Narayanaswamy (2014), "Optimal Thresholding of Classifiers".
    """
    ranked = np.sort(probabilities)[::-1]
    hits = np.cumsum(ranked)
    figures = 2 * hits / (np.arange(1, len(ranked) + 1) + ranked.sum())
    whole = np.append(ranked[1:] < ranked[:-1], True)
    place = int(np.flatnonzero(whole & (figures >= (1 - GIVEN_UP) * figures[whole].max()))[-1])
    return float(round(min(max(float(ranked[place]), LOWEST_THRESHOLD), HIGHEST_THRESHOLD), 3)), float(figures[place])


def f1(truth: NDArray[np.bool_], given: NDArray[np.bool_]) -> float:
    """Harmonic mean of precision and recall; 0 when nothing was hit."""
    hits = float(np.sum(truth & given))
    return 2 * hits / float(np.sum(truth) + np.sum(given)) if hits else 0.0


def _log_softmax(scores: FloatArray) -> FloatArray:
    shifted = scores - np.max(scores, axis=-1, keepdims=True)
    result: FloatArray = shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))
    return result
