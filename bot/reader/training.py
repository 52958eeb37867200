"""Training of the heads: linear models on features and vectors, judged and calibrated on scores of messages left out."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from bot.desk.reading import INTENTS, Temperament
from bot.reader import artefact
from bot.reader.artefact import data_hash, entities_hash, is_stale
from bot.reader.calibration import Calibration, best_threshold, blended_intents, f1
from bot.reader.encoder import Encoder
from bot.reader.entities import EntityFinder
from bot.reader.escalation import decide, reasons_of
from bot.reader.examples import Example, load_examples
from bot.reader.features import Analysed, analyse, surface
from bot.reader.heads import LABELS
from bot.reader.ngrams import CONTEXT_BLOCKS, Vocabulary

__all__ = ["TrainingReport", "data_hash", "is_stale", "train"]

FloatArray = NDArray[np.float64]
Progress = Callable[[str], None]

FOLDS = 5
STRENGTHS = {"gram": 10.0, "vector": 3.0}
"""Inverse of the penalty of the logistic models on features and on vectors."""

RARE_WEIGHT = 0.7
"""Power of the inverse frequency by which an intent's examples weigh: 0 as they are, 1 all intents alike."""

MARGIN = 0.25
"""Distance from a separating plane that counts as one unit of log-odds, so that both views mix on one scale."""

INTENSITY_PENALTY = 3.0


@dataclass(frozen=True)
class TrainingReport:
    """What came of a training.

    Attributes:
        examples: how many.
        seconds: how long it took.
        intent_accuracy: share of intents right, messages left out.
        label_f1: F1 of each label, messages left out, at the threshold chosen there (so slightly kind).
        intensity_error: mean distance from the labelled intensity.
        thresholds: probability from which each label holds.
        data_hash: hash of the examples.
        sha256: hash of the arrays.
    """

    examples: int
    seconds: float
    intent_accuracy: float
    label_f1: dict[str, float]
    intensity_error: float
    thresholds: dict[str, float]
    data_hash: str
    sha256: str


@dataclass(frozen=True)
class _Prepared:
    examples: tuple[Example, ...]
    analysed: tuple[Analysed, ...]
    vocabulary: Vocabulary
    own_columns: int
    features: csr_matrix
    vectors: FloatArray
    folds: NDArray[np.int64]


def train(
    nlu_dir: Path, models_dir: Path, progress: Progress | None = None, *, entities_dir: Path | None = None
) -> TrainingReport:
    """Train every head on the examples of a folder and write the artefact.

    Args:
        nlu_dir: folder of Rasa NLU files.
        models_dir: where the artefact goes.
        progress: told one sentence before each stage.
        entities_dir: folder of patterns; beside `nlu_dir` by default.

    Raises:
        FileFaults: the examples or patterns have faults.
    """
    began = time.monotonic()
    tell = progress or (lambda _: None)
    patterns = entities_dir or nlu_dir.parent / "entities"
    hashes = {"data_hash": data_hash(nlu_dir), "entities_hash": entities_hash(patterns)}
    prepared = _prepare(load_examples(nlu_dir), patterns, tell)
    arrays: dict[str, NDArray[Any]] = {
        "names": artefact.names_to_array(prepared.vocabulary.names),
        "rarities": prepared.vocabulary.rarities,
    }
    figures: dict[str, Any] = {}
    with threadpool_limits(1):
        figures["intents"], figures["intent_share"], figures["intent_temperature"], accuracy = _train_intents(
            prepared, arrays, tell
        )
        calibrations, label_f1 = _train_labels(prepared, arrays, tell)
        error = _train_intensity(prepared, arrays, tell)
    summary = {"intent_accuracy": accuracy, "label_f1": label_f1, "intensity_error": error, "examples": len(prepared.examples)}
    figures["calibrations"] = {name: vars(calibration) for name, calibration in calibrations.items()}
    tell("Writing the artefact.")
    manifest = artefact.save(models_dir, arrays, {**hashes, **figures, "figures_out_of_fold": summary})
    thresholds = {name: calibration.threshold for name, calibration in calibrations.items()}
    seconds = round(time.monotonic() - began, 1)
    return TrainingReport(
        len(prepared.examples), seconds, accuracy, label_f1, error, thresholds, hashes["data_hash"], manifest["sha256"]
    )


def _prepare(examples: tuple[Example, ...], patterns: Path, tell: Progress) -> _Prepared:
    tell(f"Normalising {len(examples)} examples.")
    finder = EntityFinder(patterns)
    analysed = tuple(analyse(example.text, finder, example.context) for example in examples)
    tell("Encoding them.")
    encoder = Encoder()
    vectors = encoder.encode_all([message.model.text for message in analysed])
    vocabulary = Vocabulary.learn(analysed, CONTEXT_BLOCKS)
    own_columns = sum(len(group) for group in vocabulary.names[:-1])
    folds = np.array([int(hashlib.sha256(message.model.text.encode()).hexdigest(), 16) % FOLDS for message in analysed])
    return _Prepared(examples, analysed, vocabulary, own_columns, _matrix(vocabulary, analysed), vectors, folds)


def _matrix(vocabulary: Vocabulary, messages: Sequence[Analysed]) -> csr_matrix:
    placed = [vocabulary.place(message) for message in messages]
    ends = np.cumsum([0, *(len(item.columns) for item in placed)])
    columns = np.concatenate([item.columns for item in placed])
    values = np.concatenate([item.values for item in placed])
    return csr_matrix((values, columns, ends), shape=(len(messages), vocabulary.size))


def _train_intents(prepared: _Prepared, arrays: dict[str, NDArray[Any]], tell: Progress) -> tuple[list[str], float, float, float]:
    tell("Training the intents.")
    names = [name for name in INTENTS if any(example.intent == name for example in prepared.examples)]
    truth = np.array([names.index(example.intent) for example in prepared.examples])

    grams = _left_out(prepared.features, truth, prepared.folds, lambda *seen: _fit_intents("gram", *seen), len(names))
    meaning = _left_out(prepared.vectors, truth, prepared.folds, lambda *seen: _fit_intents("vector", *seen), len(names))
    share, temperature = _best_blend(grams, meaning, truth)
    shares = blended_intents(grams, meaning, share=share, temperature=temperature)
    for name, features in (("gram", prepared.features), ("vector", prepared.vectors)):
        model = _fit_intents(name, features, truth)
        arrays[f"intent_{name}_weights"] = model.coef_.T.astype(np.float32)
        arrays[f"intent_{name}_offsets"] = model.intercept_.astype(np.float64)
    return names, share, temperature, round(float(np.mean(np.argmax(shares, axis=1) == truth)), 4)


def _fit_intents(kind: str, features: Any, truth: NDArray[Any]) -> _Linear:
    """The intents' model of one view: separating planes for the many features, a multinomial model for the vectors.

    Rare intents weigh more than their number, though not as much as the frequent ones: each is to be found, and what is
    frequent differs from shop to shop.
    """
    counts = [int(count) for count in np.bincount(truth)]
    weights = {place: float((len(truth) / len(counts) / max(1, count)) ** RARE_WEIGHT) for place, count in enumerate(counts)}
    if kind == "gram":
        planes = LinearSVC(C=0.5, class_weight=weights, random_state=0).fit(features, truth)
        return _Linear(planes.coef_ / MARGIN, planes.intercept_ / MARGIN)
    model = LogisticRegression(C=10.0, class_weight=weights, max_iter=300).fit(features, truth)
    return _Linear(model.coef_, model.intercept_)


@dataclass(frozen=True)
class _Linear:
    """Weights (intents, features) and offsets (intents,)."""

    coef_: FloatArray
    intercept_: FloatArray

    def decision_function(self, features: Any) -> FloatArray:
        scores: FloatArray = np.asarray(features @ self.coef_.T) + self.intercept_
        return scores


def _fit_label(kind: str, features: Any, truth: NDArray[Any]) -> LogisticRegression:
    return LogisticRegression(C=STRENGTHS[kind], solver="liblinear", random_state=0).fit(features, truth)


def _left_out(features: Any, truth: NDArray[Any], folds: NDArray[np.int64], fitted: Callable[..., Any], width: int) -> FloatArray:
    """Scores of each message by a model that did not see it."""
    scores = np.zeros((len(truth), width)) if width > 1 else np.zeros(len(truth))
    for fold in range(FOLDS):
        inside = folds == fold
        if inside.any():
            scores[inside] = fitted(features[~inside], truth[~inside]).decision_function(features[inside])
    return scores


def _best_blend(grams: FloatArray, meaning: FloatArray, truth: NDArray[Any]) -> tuple[float, float]:
    """Share of the n-grams and temperature with the least surprise on messages left out."""
    rows = np.arange(len(truth))

    def surprise(share: float, temperature: float) -> float:
        shares = blended_intents(grams, meaning, share=share, temperature=temperature)
        return -float(np.mean(np.log(shares[rows, truth] + 1e-12)))

    grid = [
        (round(share, 2), round(temperature, 2))
        for share in np.arange(0.2, 0.81, 0.1)
        for temperature in np.arange(0.4, 1.61, 0.1)
    ]
    return min(grid, key=lambda pair: surprise(*pair))


def _train_labels(
    prepared: _Prepared, arrays: dict[str, NDArray[Any]], tell: Progress
) -> tuple[dict[str, Calibration], dict[str, float]]:
    own = prepared.features[:, : prepared.own_columns]
    calibrations: dict[str, Calibration] = {}
    figures: dict[str, float] = {}
    columns: dict[str, list[Any]] = {"gram_weights": [], "gram_offsets": [], "vector_weights": [], "vector_offsets": []}

    for name in LABELS:
        tell(f"Training {name}.")
        truth = _truth(prepared.examples, name)
        grams = _left_out(own, truth, prepared.folds, lambda *seen: _fit_label("gram", *seen), 1)
        meaning = _left_out(prepared.vectors, truth, prepared.folds, lambda *seen: _fit_label("vector", *seen), 1)
        calibrations[name], figures[name] = _calibrated(prepared, name, truth, np.stack([grams, meaning], axis=1))
        for kind, features in (("gram", own), ("vector", prepared.vectors)):
            model = _fit_label(kind, features, truth)
            columns[f"{kind}_weights"].append(model.coef_[0].astype(np.float32))
            columns[f"{kind}_offsets"].append(float(model.intercept_[0]))
    for kind in ("gram", "vector"):
        arrays[f"label_{kind}_weights"] = np.stack(columns[f"{kind}_weights"], axis=1)
        arrays[f"label_{kind}_offsets"] = np.array(columns[f"{kind}_offsets"], dtype=np.float64)
    return calibrations, figures


def _truth(examples: Sequence[Example], name: str) -> NDArray[np.bool_]:
    if name == "escalate":
        return np.array([example.escalate for example in examples])
    return np.array([Temperament(name) in example.temperaments for example in examples])


def _calibrated(prepared: _Prepared, name: str, truth: NDArray[np.bool_], scores: FloatArray) -> tuple[Calibration, float]:
    stack = LogisticRegression(C=100.0).fit(scores, truth)
    grams, meaning = (round(float(weight), 6) for weight in stack.coef_[0])
    bare = Calibration(grams, meaning, round(float(stack.intercept_[0]), 6), 0.5)
    probabilities = np.array([bare.probability(float(row[0]), float(row[1])) for row in scores])
    threshold, figure = best_threshold(truth, probabilities)
    if name == "escalate":
        reasons = [reasons_of(message.found) for message in prepared.analysed]
        given = np.array([decide(float(share), threshold, own)[0] for share, own in zip(probabilities, reasons, strict=True)])
        figure = f1(truth, given)
    return Calibration(bare.grams, bare.meaning, bare.offset, threshold), round(figure, 4)


def _train_intensity(prepared: _Prepared, arrays: dict[str, NDArray[Any]], tell: Progress) -> float:
    tell("Training the intensities.")
    rows = np.hstack([prepared.vectors, np.array([surface(message) for message in prepared.analysed])])
    weights, offsets, errors = [], [], []
    for temperament in Temperament:
        levels = np.array([example.temperaments.get(temperament, 0) for example in prepared.examples])
        held = levels > 0
        folds = prepared.folds[held]
        for fold in range(FOLDS):
            inside = folds == fold
            if inside.any() and not inside.all():
                guess = _ridge(rows[held][~inside], levels[held][~inside]).predict(rows[held][inside])
                errors += list(np.abs(np.clip(np.round(guess), 1, 3) - levels[held][inside]))
        model = _ridge(rows[held], levels[held])
        weights.append(model.coef_.astype(np.float32))
        offsets.append(float(model.intercept_))
    arrays["intensity_weights"] = np.stack(weights, axis=1)
    arrays["intensity_offsets"] = np.array(offsets, dtype=np.float64)
    return round(float(np.mean(errors)), 4) if errors else 0.0


def _ridge(rows: FloatArray, levels: NDArray[Any]) -> Ridge:
    return Ridge(alpha=INTENSITY_PENALTY).fit(rows, levels)
