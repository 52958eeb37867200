"""Fits that the heads of messages and of moves share: a linear model of one label, and what its scores are worth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from bot.desk.errors import InputError
from bot.reader.calibration import Calibration, best_threshold, log_odds, softened

FloatArray = NDArray[np.float64]

STRENGTH = 10.0
"""Inverse of the penalty of the labels' models."""

TOLERANCE = 0.003
"""Where the fits stop; ten times closer takes twice as long and reads the same."""


def fit_label(features: Any, truth: NDArray[np.bool_], *, where: str, weights: FloatArray | None = None) -> LogisticRegression:
    """A linear model of one label.

    Args:
        features: shape (texts, features), sparse or dense.
        truth: whether the label holds, shape (texts,).
        where: the folder of the examples, for the error.
        weights: how much each text counts; all alike by default.

    Raises:
        InputError: the label holds for all or for none.
    """
    if truth.all() or not truth.any():
        raise InputError("A label needs examples with it and without it.", where=where, remedy="Write some of both.")
    model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0, tol=TOLERANCE)
    return model.fit(features, truth, sample_weight=weights)


def calibrated(
    scores: FloatArray, truth: NDArray[np.bool_], choose: Callable[[FloatArray], tuple[float, float]] = best_threshold
) -> Calibration:
    """What the scores of n-grams and encoder are worth as a probability, and from where the label holds.

    Args:
        scores: of texts that neither learned from, shape (texts, 2).
        truth: whether the label holds, shape (texts,); for some and not for all.
        choose: the threshold for probabilities that are true, and its expected F1.
    """
    stack = LogisticRegression(C=100.0).fit(scores, truth)
    weights = [round(max(0.0, float(weight)), 6) for weight in stack.coef_[0]]
    bare = Calibration(weights[0], weights[1], round(float(stack.intercept_[0]), 6), 0.5)
    probabilities = np.array([bare.probability(float(row[0]), float(row[1])) for row in scores])
    threshold, _ = choose(probabilities)
    odds = np.array([log_odds(float(item)) for item in probabilities])
    return softened(Calibration(bare.grams, bare.meaning, bare.offset, threshold), odds)
