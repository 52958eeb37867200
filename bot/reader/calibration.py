"""From the scores of two models to one honest probability, and from probabilities to decisions."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

LOWEST_THRESHOLD, HIGHEST_THRESHOLD = 0.15, 0.7
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


def sigmoid(score: float) -> float:
    """Logistic function that does not overflow."""
    return 1 / (1 + math.exp(-score)) if score >= 0 else math.exp(score) / (1 + math.exp(score))


def blended_intents(grams: FloatArray, meaning: FloatArray, *, share: float, temperature: float) -> FloatArray:
    """Probabilities of the intents: the two models' log-probabilities mixed, sharpened or softened, made to sum to 1."""
    mixed = (share * _log_softmax(grams) + (1 - share) * _log_softmax(meaning)) / temperature
    powers: FloatArray = np.exp(_log_softmax(mixed))
    return powers


def best_threshold(truth: NDArray[np.bool_], probabilities: FloatArray) -> tuple[float, float]:
    """Threshold with the best F1 on out-of-fold probabilities, kept in a sane range, and that F1."""
    grid = np.arange(LOWEST_THRESHOLD, HIGHEST_THRESHOLD + 1e-9, 0.01)
    figures = [f1(truth, probabilities >= threshold) for threshold in grid]
    smooth = np.convolve(np.pad(figures, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    place = int(np.argmax(smooth))
    return float(round(grid[place], 2)), float(figures[place])


def f1(truth: NDArray[np.bool_], given: NDArray[np.bool_]) -> float:
    """Harmonic mean of precision and recall; 0 when nothing was hit."""
    hits = float(np.sum(truth & given))
    return 2 * hits / float(np.sum(truth) + np.sum(given)) if hits else 0.0


def _log_softmax(scores: FloatArray) -> FloatArray:
    shifted = scores - np.max(scores, axis=-1, keepdims=True)
    result: FloatArray = shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))
    return result
