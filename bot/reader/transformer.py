"""A fine-tuned encoder: one pass over a text gives its vector, the scores of every head, and what each piece adds.

Two artefacts are kept with the project: models/encoder/ reads customers' messages (`tactful train --encoder`), and
models/moves/ what sentences of a reply do (`tactful train --move-encoder`). Each is a network in eight bits (ONNX), the
pieces of its tokeniser, the weights of its linear heads, and a manifest that names its labels and ties all by SHA-256.
"""

from __future__ import annotations

import hashlib
import io
import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.desk.errors import InputError
from bot.desk.reading import Temperament
from bot.reader.features import Analysed
from bot.reader.pieces import Pieces

FloatArray = NDArray[np.float64]

FOLDER = Path(__file__).resolve().parents[2] / "models" / "encoder"
"""Where the artefact that reads messages lies in the project."""

MOVES_FOLDER = FOLDER.with_name("moves")
"""Where the one that reads sentences of replies lies."""

NETWORK, PIECES, HEADS, MANIFEST = "encoder.onnx", "pieces.json", "heads.npz", "encoder.json"
FORMAT = 1
LABELS = (*(temperament.value for temperament in Temperament), "escalate")
LIMIT = 80
"""Pieces that are read, the two framing ones included; time grows with them."""

_CAPITALS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_HELD = 512
_REMEDY = "Restore it from the repository, or make it anew: `tactful train --encoder`, or `--move-encoder` for that of the moves."


@dataclass(frozen=True)
class Pass:
    """What one pass says of a text.

    Attributes:
        labels: score (log-odds, uncalibrated) of each label of the artefact; those of messages are LABELS.
        intents: score of each intent, in the order of the artefact; none where it knows none.
        strengths: raw strength, about 1..3, of each temperament; none where it knows none.
        vector: mean of the states of the pieces.
        shares: what each piece adds to the score of each label, shape (pieces, labels); framing pieces excluded.
        spans: what part of the text each of these pieces covers.
    """

    labels: FloatArray
    intents: FloatArray
    strengths: FloatArray
    vector: FloatArray
    shares: FloatArray
    spans: tuple[tuple[int, int], ...]


def encoder_form(analysed: Analysed) -> str:
    """The model form with the capitals of the original: shouting is seen; of the same length as the model form."""
    model, original = analysed.model, analysed.text
    if _CAPITALS.isdisjoint(original):
        return model.text
    alone = (original[start] if end - start == 1 else "" for start, end in zip(model.starts, model.ends, strict=True))
    pairs = zip(model.text, alone, strict=True)
    return "".join(first if first in _CAPITALS and first.lower() == folded else folded for folded, first in pairs)


class Transformer:
    """Loads at first use; safe from several threads; holds the passes over the latest texts."""

    def __init__(self, folder: Path, manifest: Mapping[str, Any]) -> None:
        self.folder = folder
        self.manifest = manifest
        self.labels: tuple[str, ...] = tuple(manifest.get("labels", ()))
        self.intents: tuple[str, ...] = tuple(manifest.get("intents", ()))
        self._lock = threading.Lock()
        self._loaded: _Loaded | None = None
        self._held: OrderedDict[str, Pass] = OrderedDict()

    @property
    def fingerprint(self) -> str:
        """What heads trained beside it remember it by."""
        return str(self.manifest["sha256"][NETWORK])

    @classmethod
    def open(cls, folder: Path = FOLDER) -> Transformer | None:
        """The artefact of a folder, or None where there is none.

        Raises:
            InputError: it is there and damaged, or of another format.
        """
        path = folder / MANIFEST
        if not path.exists():
            return None
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise InputError("The encoder's manifest cannot be read.", where=str(path), remedy=_REMEDY) from error
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            raise InputError("The encoder's manifest has another format.", where=str(path), remedy=_REMEDY)
        return cls(folder, manifest)

    def read(self, text: str) -> Pass:
        """One pass over a text in its encoder form; a text read lately is not read again.

        Raises:
            InputError: the artefact is damaged.
        """
        with self._lock:
            known = self._held.get(text)
            if known is not None:
                return known
            if self._loaded is None:
                self._loaded = _Loaded(self.folder, self.manifest)
            found = self._loaded.read(text)
            self._held[text] = found
            if len(self._held) > _HELD:
                self._held.popitem(last=False)
            return found


class _Loaded:
    """The network, its pieces and its heads in memory."""

    def __init__(self, folder: Path, manifest: Mapping[str, Any]) -> None:
        import onnxruntime

        files = {name: _verified(folder / name, manifest["sha256"][name]) for name in (NETWORK, PIECES, HEADS)}
        self._pieces = Pieces.from_json(files[PIECES])
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(files[NETWORK], options, providers=["CPUExecutionProvider"])
        with np.load(io.BytesIO(files[HEADS]), allow_pickle=False) as arrays:
            self._weights = np.asarray(arrays["weights"], dtype=np.float32)
            self._offsets = np.asarray(arrays["offsets"], dtype=np.float64)
        self._centre = np.asarray(manifest["piece_centre"], dtype=np.float64)
        self._labels = len(manifest["labels"])
        self._strengths_end = len(self._offsets) - len(manifest.get("intents", ()))

    def read(self, text: str) -> Pass:
        cut = self._pieces.cut(text, LIMIT)
        numbers = np.array([cut.numbers], dtype=np.int64)
        states = self._session.run(None, {"numbers": numbers})[0][0]
        vector = states.mean(axis=0)
        scores = vector @ self._weights + self._offsets
        width = self._labels
        shares = (states[1:-1] @ self._weights[:, :width]).astype(np.float64) - self._centre
        return Pass(
            labels=scores[:width],
            strengths=scores[width : self._strengths_end],
            intents=scores[self._strengths_end :],
            vector=vector.astype(np.float64),
            shares=shares / len(states),
            spans=cut.spans[1:-1],
        )


def _verified(path: Path, expected: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError("A part of the encoder is missing.", where=str(path), remedy=_REMEDY) from error
    if hashlib.sha256(content).hexdigest() != expected:
        raise InputError("A part of the encoder is not the one of its manifest.", where=str(path), remedy=_REMEDY)
    return content
