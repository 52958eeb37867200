"""Training of the heads: linear models on features and vectors, judged and calibrated on scores of messages left out."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import Ridge
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from bot.desk.errors import InputError
from bot.desk.reading import INTENTS, Temperament
from bot.reader import artefact
from bot.reader.artefact import data_hash, is_stale
from bot.reader.calibration import Calibration, blended_intents, f1
from bot.reader.entities import EntityFinder
from bot.reader.escalation import decide, reasons_of
from bot.reader.examples import Example, load_examples
from bot.reader.features import Analysed, analyse
from bot.reader.fitting import TOLERANCE, calibrated, fit_label
from bot.reader.folds import is_held
from bot.reader.heads import strength_row, widened
from bot.reader.ngrams import CONTEXT_BLOCKS, Vocabulary
from bot.reader.transformer import FOLDER, LABELS, Pass, Transformer, encoder_form

__all__ = ["TrainingReport", "data_hash", "is_stale", "train"]

FloatArray = NDArray[np.float64]
Progress = Callable[[str], None]

_SHARES = tuple(round(float(share), 2) for share in np.arange(0.2, 0.81, 0.1))
_NEVER = -40.0
_FEWEST_STRENGTHS = 30

RARE_WEIGHT = 0.7
"""Power of the inverse frequency by which an intent's examples weigh: 0 as they are, 1 all intents alike."""

MARGIN = 0.25
"""Distance from a separating plane that counts as one unit of log-odds, so that both views mix on one scale."""

FEWEST_NATURAL = 200
"""With fewer held-back messages in real shares, probabilities are set on all that are held back."""

INTENSITY_PENALTY = 3.0
SLIGHT_SHARE, EXTREME_SHARE = 0.4, 0.05
"""Of the labels of real messages four in ten are slight and about one in twenty extreme; writers show more of the latter."""


@dataclass(frozen=True)
class HeldBack:
    """An example that was held back and what models that did not see it say of it.

    Attributes:
        example: the example.
        intent: the likeliest intent.
        probabilities: of each of LABELS, 0..1.
        labels: those of LABELS that hold.
    """

    example: Example
    intent: str
    probabilities: Mapping[str, float]
    labels: frozenset[str]


@dataclass(frozen=True)
class TrainingReport:
    """What came of a training.

    Attributes:
        examples: how many.
        seconds: how long it took.
        intent_accuracy: share of intents right, messages held back.
        label_f1: F1 of each label, messages held back, at the threshold set there (so slightly kind).
        intensity_error: mean distance from the labelled intensity.
        thresholds: probability from which each label holds.
        data_hash: hash of the examples.
        sha256: hash of the arrays.
        held_back: the messages held back in real shares (all that are held back, where those are few) as they were read.
    """

    examples: int
    seconds: float
    intent_accuracy: float
    label_f1: dict[str, float]
    intensity_error: float
    thresholds: dict[str, float]
    data_hash: str
    sha256: str
    held_back: tuple[HeldBack, ...] = ()


@dataclass(frozen=True)
class _Prepared:
    """The examples made ready; `held` are the places of those held back, read by the encoder while the rest goes on."""

    examples: tuple[Example, ...]
    analysed: tuple[Analysed, ...]
    vocabulary: Vocabulary
    own_columns: int
    features: csr_matrix
    learned: NDArray[np.int64]
    held: NDArray[np.int64]
    reading: Future[tuple[Pass | None, ...]]
    encoder: Transformer | None

    @property
    def passes(self) -> tuple[Pass | None, ...]:
        """The encoder's pass over each example that is held back, None without an encoder; waits until they are there."""
        return self.reading.result()


def train(
    nlu_dir: Path,
    models_dir: Path,
    progress: Progress | None = None,
    *,
    entities_dir: Path | None = None,
    encoder_dir: Path = FOLDER,
) -> TrainingReport:
    """Train every head on the examples of a folder and write the artefact.

    The models of the n-grams learn from every example; how they blend with the encoder, what a score is worth as a
    probability and from where a label holds is set on the messages held back, with models that did not see them.

    Args:
        nlu_dir: folder of Rasa NLU files.
        models_dir: where the artefact goes.
        progress: told one sentence before each stage.
        entities_dir: folder of patterns; beside `nlu_dir` by default.
        encoder_dir: the fine-tuned encoder; where there is none, the n-grams work alone.

    Raises:
        FileFaults: the examples or patterns have faults.
        InputError: the encoder is damaged, or there are too few examples to hold any back.
    """
    began = time.monotonic()
    tell = progress or (lambda _: None)
    patterns = entities_dir or nlu_dir.parent / "entities"
    hashes = artefact.hashes(nlu_dir, patterns, encoder_dir)
    encoder = Transformer.open(encoder_dir)
    with threadpool_limits(1), ThreadPoolExecutor(1) as beside:
        prepared = _prepare(load_examples(nlu_dir), patterns, encoder, beside, tell)
        arrays: dict[str, NDArray[Any]] = {
            "names": artefact.names_to_array(prepared.vocabulary.names),
            "rarities": prepared.vocabulary.rarities,
        }
        tell("Training the intents.")
        intents, accuracy, meant = _train_intents(prepared, arrays)
        tell("Training temperaments and escalation.")
        calibrations, label_f1, grams = _train_labels(prepared, arrays)
        tell("Training the intensities.")
        error = _train_strengths(prepared, arrays, grams)
    held_back = _held_back(prepared, meant, calibrations, grams)
    summary = {"intent_accuracy": accuracy, "label_f1": label_f1, "intensity_error": error, "examples": len(prepared.examples)}
    figures = {**intents, "calibrations": {name: vars(calibration) for name, calibration in calibrations.items()}}
    tell("Writing the artefact.")
    manifest = artefact.save(models_dir, arrays, {**hashes, **figures, "figures_held_back": summary})
    thresholds = {name: calibration.threshold for name, calibration in calibrations.items()}
    seconds = round(time.monotonic() - began, 1)
    return TrainingReport(
        len(prepared.examples),
        seconds,
        accuracy,
        label_f1,
        error,
        thresholds,
        hashes["data_hash"],
        manifest["sha256"],
        held_back,
    )


def _prepare(
    examples: tuple[Example, ...], patterns: Path, encoder: Transformer | None, beside: Executor, tell: Progress
) -> _Prepared:
    tell(f"Normalising {len(examples)} examples.")
    finder = EntityFinder(patterns)
    analysed = tuple(analyse(example.text, finder, example.context) for example in examples)
    back = np.array([is_held(message.model.text) for message in analysed])
    held, learned = np.flatnonzero(back), np.flatnonzero(~back)
    if not len(held) or not len(learned):
        raise InputError(
            "There are too few examples to hold any back.", where="data/nlu", remedy="Write at least some dozens of examples."
        )
    tell(f"Counting features; beside it the encoder reads the {len(held)} examples that are held back.")
    reading = beside.submit(lambda: tuple(encoder.read(encoder_form(analysed[place])) if encoder else None for place in held))
    vocabulary, features = Vocabulary.learn(analysed, CONTEXT_BLOCKS)
    own_columns = sum(len(group) for group in vocabulary.names[:-1])
    matrix = csr_matrix((features.values, features.columns, features.ends), shape=(len(analysed), vocabulary.size))
    return _Prepared(examples, analysed, vocabulary, own_columns, matrix, learned, held, reading, encoder)


def _train_intents(prepared: _Prepared, arrays: dict[str, NDArray[Any]]) -> tuple[dict[str, Any], float, list[str]]:
    """The intents' n-gram model on all, its blend with the encoder on those held back, and what each of these then means."""
    present = {example.intent for example in prepared.examples}
    names = list(prepared.encoder.intents) if prepared.encoder else [name for name in INTENTS if name in present]
    names += [name for name in INTENTS if name in present and name not in names]
    truth = np.array([names.index(example.intent) for example in prepared.examples])
    apart = _fit_intents(prepared.features[prepared.learned], truth[prepared.learned], len(names))
    whole = _fit_intents(prepared.features, truth, len(names))
    grams = apart.decision_function(prepared.features[prepared.held])
    meaning = np.stack([widened(seen, len(names)) for seen in prepared.passes])
    shares = (1.0,) if prepared.encoder is None else _SHARES
    share, temperature = _best_blend(grams, meaning, truth[prepared.held], shares)
    blended = blended_intents(grams, meaning, share=share, temperature=temperature)
    arrays["intent_gram_weights"] = whole.coef_.T.astype(np.float32)
    arrays["intent_gram_offsets"] = whole.intercept_.astype(np.float64)
    best = np.argmax(blended, axis=1)
    accuracy = round(float(np.mean(best == truth[prepared.held])), 4)
    figures = {"intents": names, "intent_share": share, "intent_temperature": temperature}
    return figures, accuracy, [names[place] for place in best]


def _fit_intents(features: Any, truth: NDArray[Any], width: int) -> _Linear:
    """Separating planes of the intents.

    Rare intents weigh more than their number, though not as much as the frequent ones: each is to be found, and what is
    frequent differs from shop to shop. An intent without an example is never chosen.
    """
    counts = np.bincount(truth, minlength=width)
    seen = np.flatnonzero(counts)
    weights = {int(place): float((len(truth) / len(seen) / counts[place]) ** RARE_WEIGHT) for place in seen}
    planes = LinearSVC(C=0.5, class_weight=weights, random_state=0, tol=TOLERANCE).fit(features, truth)
    coefficients, offsets = np.zeros((width, features.shape[1])), np.full(width, _NEVER)
    coefficients[seen], offsets[seen] = planes.coef_ / MARGIN, planes.intercept_ / MARGIN
    return _Linear(coefficients, offsets)


@dataclass(frozen=True)
class _Linear:
    """Weights (outputs, features) and offsets (outputs,)."""

    coef_: FloatArray
    intercept_: FloatArray

    def decision_function(self, features: Any) -> FloatArray:
        scores: FloatArray = np.asarray(features @ self.coef_.T) + self.intercept_
        return scores


def _best_blend(grams: FloatArray, meaning: FloatArray, truth: NDArray[Any], shares: Sequence[float]) -> tuple[float, float]:
    """Share of the n-grams and temperature with the least surprise on messages held back."""
    rows = np.arange(len(truth))

    def surprise(share: float, temperature: float) -> float:
        blended = blended_intents(grams, meaning, share=share, temperature=temperature)
        return -float(np.mean(np.log(blended[rows, truth] + 1e-12)))

    grid = [(share, round(float(temperature), 2)) for share in shares for temperature in np.arange(0.4, 2.41, 0.1)]
    return min(grid, key=lambda pair: surprise(*pair))


def _train_labels(
    prepared: _Prepared, arrays: dict[str, NDArray[Any]]
) -> tuple[dict[str, Calibration], dict[str, float], FloatArray]:
    """Models of the labels on all, calibrations on those held back; also the n-grams' scores of these, (held, labels)."""
    own = prepared.features[:, : prepared.own_columns]
    columns: list[NDArray[Any]] = []
    offsets: list[float] = []
    scores: list[FloatArray] = []
    calibrations: dict[str, Calibration] = {}
    figures: dict[str, float] = {}
    for place, name in enumerate(LABELS):
        truth = _truth(prepared.examples, name)
        apart = fit_label(own[prepared.learned], truth[prepared.learned], where="data/nlu")
        scores.append(apart.decision_function(own[prepared.held]))
        whole = fit_label(own, truth, where="data/nlu")
        columns.append(whole.coef_[0].astype(np.float32))
        offsets.append(float(whole.intercept_[0]))
        meaning = np.array([seen.labels[place] if seen else 0.0 for seen in prepared.passes])
        calibrations[name], figures[name] = _calibrated(prepared, name, truth[prepared.held], scores[-1], meaning)
    arrays["label_gram_weights"] = np.stack(columns, axis=1)
    arrays["label_gram_offsets"] = np.array(offsets, dtype=np.float64)
    return calibrations, figures, np.stack(scores, axis=1)


def _truth(examples: Sequence[Example], name: str) -> NDArray[np.bool_]:
    if name == "escalate":
        return np.array([example.escalate for example in examples])
    return np.array([Temperament(name) in example.temperaments for example in examples])


def _calibrated(
    prepared: _Prepared, name: str, truth: NDArray[np.bool_], grams: FloatArray, meaning: FloatArray
) -> tuple[Calibration, float]:
    """What two scores are worth as a probability, on held-back messages in real shares, and from where the label holds."""
    rows = _natural_rows(prepared)
    if truth[rows].all() or not truth[rows].any():
        return Calibration(1.0, 0.0, 0.0, 0.5), 0.0
    scores = np.stack([grams, meaning], axis=1)[rows]
    calibration = calibrated(scores, truth[rows])
    shown = np.array([calibration.probability(float(row[0]), float(row[1])) for row in scores])
    given = shown >= calibration.threshold
    if name == "escalate":
        reasons = [reasons_of(prepared.analysed[place].found) for place in prepared.held[rows]]
        given = np.array([decide(float(item), calibration.threshold, own)[0] for item, own in zip(shown, reasons, strict=True)])
    return calibration, round(f1(truth[rows], given), 4)


def _held_back(
    prepared: _Prepared, meant: Sequence[str], calibrations: Mapping[str, Calibration], grams: FloatArray
) -> tuple[HeldBack, ...]:
    """The messages that probabilities were set on, with what is said of them."""
    natural = _natural_rows(prepared)
    made = []
    for place in map(int, np.flatnonzero(natural)):
        example = prepared.examples[prepared.held[place]]
        seen = prepared.passes[place]
        meaning = seen.labels if seen else np.zeros(len(LABELS))
        shares = {
            name: calibrations[name].probability(float(grams[place, number]), float(meaning[number]))
            for number, name in enumerate(LABELS)
        }
        reasons = reasons_of(prepared.analysed[prepared.held[place]].found)
        holds = {name for name in LABELS[:-1] if shares[name] >= calibrations[name].threshold}
        escalate, shares["escalate"] = decide(shares["escalate"], calibrations["escalate"].threshold, reasons)
        made.append(HeldBack(example, meant[place], shares, frozenset(holds | ({"escalate"} if escalate else set()))))
    return tuple(made)


def _natural_rows(prepared: _Prepared) -> NDArray[np.bool_]:
    """Which of the messages held back stand in real shares; all of them where those are few."""
    natural = np.array([prepared.examples[place].natural for place in prepared.held])
    return natural if natural.sum() >= FEWEST_NATURAL else np.ones(len(natural), dtype=bool)


def _train_strengths(prepared: _Prepared, arrays: dict[str, NDArray[Any]], grams: FloatArray) -> float:
    """One model of strength for all temperaments, learned on held-back messages; its error by leaving out one in five."""
    rows: list[FloatArray] = []
    levels: list[int] = []
    natural: list[bool] = []
    for place, held in enumerate(prepared.held):
        example = prepared.examples[held]
        for name, level in example.temperaments.items():
            number = LABELS.index(name.value)
            rows.append(strength_row(number, prepared.analysed[held], grams[place], prepared.passes[place]))
            levels.append(level)
            natural.append(example.natural)
    if len(levels) < _FEWEST_STRENGTHS:
        arrays["strength_weights"] = np.zeros(len(strength_row(0, prepared.analysed[0], grams[0], None)))
        arrays["strength_cuts"] = np.array([-1.0, 1.0])
        return 0.0
    matrix, truth = np.stack(rows), np.array(levels)
    guesses = np.zeros(len(truth))
    parts = np.arange(len(truth)) % 5
    for part in range(5):
        inside = parts == part
        guesses[inside] = _ridge(matrix[~inside], truth[~inside]).predict(matrix[inside])
    counted = np.array(natural) if sum(natural) >= FEWEST_NATURAL else np.ones(len(truth), dtype=bool)
    cuts = _cuts(guesses[counted])
    arrays["strength_weights"] = _ridge(matrix, truth).coef_.astype(np.float64)
    arrays["strength_cuts"] = np.array(cuts)
    read = 1 + (guesses >= cuts[0]).astype(int) + (guesses >= cuts[1]).astype(int)
    return round(float(np.mean(np.abs(read - truth)[counted])), 4)


def _ridge(rows: FloatArray, levels: NDArray[Any]) -> Ridge:
    return Ridge(alpha=INTENSITY_PENALTY, fit_intercept=False).fit(rows, levels)


def _cuts(guesses: FloatArray) -> tuple[float, float]:
    """Where slight ends and extreme begins, so that as many are slight and extreme as among real messages."""
    return float(np.quantile(guesses, SLIGHT_SHARE)), float(np.quantile(guesses, 1 - EXTREME_SHARE))
