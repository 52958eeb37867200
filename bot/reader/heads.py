"""Linear heads over the two views of a message: its features and the encoder's pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.desk.reading import Temperament
from bot.reader.artefact import Artefact, names_from_array
from bot.reader.calibration import Calibration, blended_intents
from bot.reader.features import Analysed, surface
from bot.reader.ngrams import CONTEXT_BLOCKS, Placed, Vocabulary
from bot.reader.transformer import LABELS, Pass

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Scores:
    """What the heads say of one message.

    Attributes:
        intents: probability of each intent, best first.
        probabilities: probability of each of LABELS.
        placed: its features, for the evidence.
        grams: score of the n-grams for each of LABELS.
        seen: the encoder's pass, None without an encoder.
    """

    intents: tuple[tuple[str, float], ...]
    probabilities: dict[str, float]
    placed: Placed
    grams: FloatArray
    seen: Pass | None


class LabelHeads:
    """Labels that hold by themselves: n-grams and the encoder's scores, each label with its calibration.

    Args:
        names: of the labels, in the order of the columns.
        weights: of the n-grams, shape (features, labels).
        offsets: of the n-grams, shape (labels,).
        calibrations: of each label.
    """

    def __init__(
        self, names: Sequence[str], weights: FloatArray, offsets: FloatArray, calibrations: Mapping[str, Calibration]
    ) -> None:
        self.names = tuple(names)
        self.weights = weights
        self.calibrations = calibrations
        self._offsets = offsets
        self._columns = weights.shape[0]

    def score(self, placed: Placed, meaning: FloatArray) -> tuple[FloatArray, dict[str, float]]:
        """Score of the n-grams for each label, and each label's probability with the encoder's scores beside it."""
        own = placed.columns < self._columns
        columns, values = placed.columns[own], placed.values[own]
        grams: FloatArray = values @ self.weights[columns] + self._offsets
        probabilities = {
            name: self.calibrations[name].probability(float(grams[place]), float(meaning[place]))
            for place, name in enumerate(self.names)
        }
        return grams, probabilities


class Heads:
    """The trained heads of an artefact."""

    def __init__(self, artefact: Artefact) -> None:
        arrays = {name: np.asarray(value, dtype=np.float64) for name, value in artefact.arrays.items() if name != "names"}
        self.vocabulary = Vocabulary(names_from_array(artefact.arrays["names"]), arrays["rarities"], CONTEXT_BLOCKS)
        self._intent_weights = arrays["intent_gram_weights"]
        self._intent_offsets = arrays["intent_gram_offsets"]
        self._strength_weights = arrays["strength_weights"]
        self._strength_cuts = arrays["strength_cuts"]
        manifest = artefact.manifest
        self._intents: tuple[str, ...] = tuple(manifest["intents"])
        self._share = float(manifest["intent_share"])
        self._temperature = float(manifest["intent_temperature"])
        self.calibrations = calibrations_of(artefact, LABELS)
        self._labels = LabelHeads(LABELS, arrays["label_gram_weights"], arrays["label_gram_offsets"], self.calibrations)
        self.gram_weights = self._labels.weights

    def score(self, analysed: Analysed, seen: Pass | None) -> Scores:
        """Intent and label probabilities of a message."""
        placed = self.vocabulary.place(analysed)
        meaning = seen.labels if seen is not None else np.zeros(len(LABELS))
        grams, probabilities = self._labels.score(placed, meaning)
        return Scores(self._ranked_intents(placed, seen), probabilities, placed, grams, seen)

    def strength(self, temperament: Temperament, analysed: Analysed, scores: Scores) -> int:
        """Strength 1..3 of a temperament."""
        place = LABELS.index(temperament.value)
        raw = float(strength_row(place, analysed, scores.grams, scores.seen) @ self._strength_weights)
        return 1 + int(raw >= self._strength_cuts[0]) + int(raw >= self._strength_cuts[1])

    def _ranked_intents(self, placed: Placed, seen: Pass | None) -> tuple[tuple[str, float], ...]:
        grams = placed.values @ self._intent_weights[placed.columns] + self._intent_offsets
        meaning = widened(seen, len(self._intents))
        shares = blended_intents(grams, meaning, share=self._share, temperature=self._temperature)
        ranked = sorted(
            zip(self._intents, (round(float(share), 6) for share in shares), strict=True), key=lambda item: (-item[1], item[0])
        )
        return tuple(ranked)


def calibrations_of(artefact: Artefact, names: Sequence[str]) -> dict[str, Calibration]:
    """The calibration of each label as the artefact's manifest has it."""
    return {name: Calibration(**artefact.manifest["calibrations"][name]) for name in names}


def widened(seen: Pass | None, width: int) -> FloatArray:
    """The encoder's scores of the intents; an intent it was not taught has its lowest, so the n-grams decide on it."""
    if seen is None:
        return np.zeros(width)
    missing = width - len(seen.intents)
    return np.concatenate([seen.intents, np.full(missing, float(seen.intents.min()))]) if missing else seen.intents


def strength_row(place: int, analysed: Analysed, grams: FloatArray, seen: Pass | None) -> FloatArray:
    """What the strength of label number `place` is read from: both scores, the encoder's own estimate, the surface."""
    own = (1.0, float(grams[place]), *((float(seen.labels[place]), float(seen.strengths[place])) if seen else (0.0, 0.0)))
    names = tuple(1.0 if place == other else 0.0 for other in range(len(Temperament)))
    return np.array((*own, *names, *surface(analysed)), dtype=np.float64)
