"""Fits that the heads of messages and of moves share: a linear model of one label, and what its scores are worth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from bot.desk.errors import InputError
from bot.reader.calibration import Calibration, best_threshold, log_odds, softened

FloatArray = NDArray[np.float64]

STRENGTH = 10.0
"""Inverse of the penalty of the labels' models."""

SHARED, DEVIATION, POOLED = 5.0, 0.3, 0.1
"""Scales of what all labels share and of what sets one apart, and inverse of the penalty on both; see
`calibrated_together`."""

FARTHEST = 12.0
"""Scores beyond it say no more."""

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


def calibrated(scores: FloatArray, truth: NDArray[np.bool_]) -> Calibration:
    """What the scores of n-grams and encoder are worth as a probability, and from where the label holds.

    Args:
        scores: of texts that neither learned from, shape (texts, 2).
        truth: whether the label holds, shape (texts,); for some and not for all.
    """
    stack = LogisticRegression(C=100.0).fit(scores, truth)
    weights = [round(max(0.0, float(weight)), 6) for weight in stack.coef_[0]]
    bare = Calibration(weights[0], weights[1], round(float(stack.intercept_[0]), 6), 0.5)
    probabilities = np.array([bare.probability(float(row[0]), float(row[1])) for row in scores])
    threshold, _ = best_threshold(probabilities)
    odds = np.array([log_odds(float(item)) for item in probabilities])
    return softened(Calibration(bare.grams, bare.meaning, bare.offset, threshold), odds)


def calibrated_together(scores: FloatArray, truth: NDArray[np.bool_], thresholds: Sequence[float]) -> list[Calibration]:
    """What the scores are worth of many labels, each of which holds for few texts: each may differ a little from all.

    One logistic model over all texts and labels has weights for the two scores, and for each label deviations from them
    and an offset of its own, held small by a penalty. A threshold of a label's own would hang on a handful of texts.

    Args:
        scores: of texts that neither learned from, shape (texts, labels, 2).
        truth: whether each label holds, shape (texts, labels).
        thresholds: probability from which each label holds.

    Source: partial pooling, Gelman and Hill (2007), chapter 12.
    """
    texts, labels = truth.shape
    flat = np.clip(scores.reshape(-1, 2), -FARTHEST, FARTHEST)
    own = csr_matrix(np.tile(np.eye(labels), (texts, 1)))
    apart = [own.multiply(DEVIATION * flat[:, [place]]) for place in (0, 1)]
    features = hstack([csr_matrix(SHARED * flat), own, *apart]).tocsr()
    fitted = LogisticRegression(C=POOLED, max_iter=300).fit(features, truth.ravel())
    shared, (offsets, *deviations) = fitted.coef_[0][:2], fitted.coef_[0][2:].reshape(3, labels)
    grams, meaning = (
        np.maximum(0.0, SHARED * weight + DEVIATION * own).round(6) for weight, own in zip(shared, deviations, strict=True)
    )
    offsets = (offsets + fitted.intercept_[0]).round(6)
    rows = zip(grams.tolist(), meaning.tolist(), offsets.tolist(), thresholds, strict=True)
    return [Calibration(*row) for row in rows]
