"""Linear heads over the two views of a message: its features and its vector."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.desk.reading import Temperament
from bot.reader.artefact import Artefact, names_from_array
from bot.reader.calibration import Calibration, blended_intents
from bot.reader.features import Analysed, surface
from bot.reader.ngrams import CONTEXT_BLOCKS, Placed, Vocabulary

FloatArray = NDArray[np.float64]

LABELS = (*(temperament.value for temperament in Temperament), "escalate")
"""Labels that are read from the message alone, in the order of the columns of their weights."""


@dataclass(frozen=True)
class Scores:
    """What the heads say of one message.

    Attributes:
        intents: probability of each intent, best first.
        probabilities: probability of each of LABELS.
        placed: its features, for the evidence.
        vector: its vector.
    """

    intents: tuple[tuple[str, float], ...]
    probabilities: dict[str, float]
    placed: Placed
    vector: FloatArray


class Heads:
    """The trained heads of an artefact."""

    def __init__(self, artefact: Artefact) -> None:
        arrays = {name: np.asarray(value, dtype=np.float64) for name, value in artefact.arrays.items() if name != "names"}
        self.vocabulary = Vocabulary(names_from_array(artefact.arrays["names"]), arrays["rarities"], CONTEXT_BLOCKS)
        self.gram_weights = arrays["label_gram_weights"]
        self._gram_offsets = arrays["label_gram_offsets"]
        self._vector_weights = arrays["label_vector_weights"]
        self._vector_offsets = arrays["label_vector_offsets"]
        self._intent_gram_weights = arrays["intent_gram_weights"]
        self._intent_gram_offsets = arrays["intent_gram_offsets"]
        self._intent_vector_weights = arrays["intent_vector_weights"]
        self._intent_vector_offsets = arrays["intent_vector_offsets"]
        self._intensity_weights = arrays["intensity_weights"]
        self._intensity_offsets = arrays["intensity_offsets"]
        manifest = artefact.manifest
        self._intents: tuple[str, ...] = tuple(manifest["intents"])
        self._share = float(manifest["intent_share"])
        self._temperature = float(manifest["intent_temperature"])
        self.calibrations = {name: Calibration(**manifest["calibrations"][name]) for name in LABELS}
        self._own_columns = self.gram_weights.shape[0]

    def score(self, analysed: Analysed, vector: FloatArray) -> Scores:
        """Intent and label probabilities of a message."""
        placed = self.vocabulary.place(analysed)
        own = placed.columns < self._own_columns
        columns, values = placed.columns[own], placed.values[own]
        grams = values @ self.gram_weights[columns] + self._gram_offsets
        meaning = vector @ self._vector_weights + self._vector_offsets
        probabilities = {
            name: self.calibrations[name].probability(float(grams[place]), float(meaning[place]))
            for place, name in enumerate(LABELS)
        }
        return Scores(self._ranked_intents(placed, vector), probabilities, placed, vector)

    def intensity(self, temperament: Temperament, analysed: Analysed, vector: FloatArray) -> int:
        """Strength 1..3 of a temperament that holds."""
        place = LABELS.index(temperament.value)
        row = np.concatenate([vector, np.array(surface(analysed), dtype=np.float64)])
        raw = float(row @ self._intensity_weights[:, place] + self._intensity_offsets[place])
        return max(1, min(3, round(raw + 1e-9)))

    def _ranked_intents(self, placed: Placed, vector: FloatArray) -> tuple[tuple[str, float], ...]:
        grams = placed.values @ self._intent_gram_weights[placed.columns] + self._intent_gram_offsets
        meaning = vector @ self._intent_vector_weights + self._intent_vector_offsets
        shares = blended_intents(grams, meaning, share=self._share, temperature=self._temperature)
        ranked = sorted(
            zip(self._intents, (round(float(share), 6) for share in shares), strict=True), key=lambda item: (-item[1], item[0])
        )
        return tuple(ranked)
