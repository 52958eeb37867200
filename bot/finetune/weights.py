"""The base weights: multilingual-e5-small in four bits, read as plain data out of a package that carries them.

Nothing of the package is executed. Layout of the file: a header, the pieces of a unigram tokeniser with their scores, a
map of code points, a directory of tensors, then the tensors (matrices in blocks of 32 weights of four bits with one half
precision scale, the rest in single precision). Every offset is checked against the file before it is used.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
MAGIC = b"E5S1"
BLOCK = 32
_BLOCK_BYTES = 18

FloatArray = NDArray[np.float32]


class WeightsError(Exception):
    """The file is not the one expected; the text says what is wrong."""


@dataclass(frozen=True)
class Shape:
    """Sizes of the encoder: width, layers, heads, inner width, pieces, positions."""

    width: int
    layers: int
    heads: int
    inner: int
    pieces: int
    positions: int
    epsilon: float


@dataclass(frozen=True)
class BaseWeights:
    """What the file holds.

    Attributes:
        shape: sizes.
        pieces: the tokeniser's pieces, in order of their number.
        scores: log-probability of each piece.
        unknown: number of the piece for what is unknown; `begin` and `end` frame a text.
        characters: code points that are replaced, with their replacement.
        tensors: by name, single precision; "emb.word" is (pieces, width), a layer's "l0.q.w" is (out, in).
    """

    shape: Shape
    pieces: tuple[str, ...]
    scores: FloatArray
    begin: int
    end: int
    unknown: int
    characters: dict[int, str]
    tensors: dict[str, FloatArray]


def read_weights(path: Path) -> BaseWeights:
    """Read and check the file.

    Raises:
        WeightsError: it is not the expected file.
        OSError: it cannot be read.
    """
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256:
        raise WeightsError(f"{path}: SHA-256 is {found}, expected {SHA256}. Fetch the pinned version again.")
    return _Cursor(content).weights()


class _Cursor:
    """Reads on from a place and never past the end."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._place = 0

    def weights(self) -> BaseWeights:
        if self._bytes(4) != MAGIC:
            raise WeightsError("The file does not begin as a file of such weights.")
        self._numbers("<I")
        width, layers, heads, inner, pieces, positions, _ = self._numbers("<7i")
        (epsilon,) = self._numbers("<f")
        (block,) = self._numbers("<i")
        if block != BLOCK or not 0 < layers <= 64 or not 0 < heads <= width <= 4096 or width % BLOCK or inner % BLOCK:
            raise WeightsError("The sizes in the header make no sense.")
        count, begin, end, _, unknown = self._numbers("<5i")
        (length,) = self._numbers("<Q")
        offsets = self._array("<u4", count + 1)
        scores = self._array("<f4", count).astype(np.float32)
        blob = self._bytes(length)
        names = tuple(blob[offsets[place] : offsets[place + 1]].decode("utf-8") for place in range(count))
        characters = self._characters()
        shape = Shape(width, layers, heads, inner, pieces, positions, epsilon)
        return BaseWeights(shape, names, scores, begin, end, unknown, characters, self._tensors(shape))

    def _characters(self) -> dict[int, str]:
        count, _ = self._numbers("<iI")
        replaced = {}
        for _ in range(count):
            code, width = self._numbers("<IB")
            replaced[code] = "".join(chr(number) for number in self._numbers(f"<{width}I"))
        return replaced

    def _tensors(self, shape: Shape) -> dict[str, FloatArray]:
        tensors = {}
        for _ in range(self._numbers("<i")[0]):
            name = self._bytes(self._numbers("<H")[0]).decode("ascii")
            _, amount, offset, size = self._numbers("<BIQQ")
            if offset + size > len(self._content):
                raise WeightsError(f"Tensor {name} reaches past the end of the file.")
            tensors[name] = _tensor(name, self._content[offset : offset + size], amount, shape)
        return tensors

    def _numbers(self, layout: str) -> tuple[int, ...]:
        return struct.unpack(layout, self._bytes(struct.calcsize(layout)))

    def _array(self, kind: str, count: int) -> NDArray[np.generic]:
        return np.frombuffer(self._bytes(np.dtype(kind).itemsize * count), dtype=kind)

    def _bytes(self, count: int) -> bytes:
        if count < 0 or self._place + count > len(self._content):
            raise WeightsError("The file ends too early.")
        self._place += count
        return self._content[self._place - count : self._place]


def _tensor(name: str, content: bytes, amount: int, shape: Shape) -> FloatArray:
    kind = name.rsplit(".", 1)[-1]
    if name == "emb.word":
        return _unpacked(content, shape.pieces, shape.width)
    if kind == "w" and ".ln" not in name and "ln." not in name:
        outer = shape.inner if ".fi." in name else shape.width
        inner = shape.inner if ".fo." in name else shape.width
        return _unpacked(content, outer, inner)
    flat = np.frombuffer(content, dtype="<f4").astype(np.float32)
    return flat.reshape(-1, shape.width) if name in ("emb.pos", "emb.type") else flat


def _unpacked(content: bytes, rows: int, columns: int) -> FloatArray:
    """Weights (rows, columns) of four-bit blocks: a byte holds weight j in its low half and j + 16 in its high half."""
    blocks = rows * columns // BLOCK
    if len(content) < blocks * _BLOCK_BYTES:
        raise WeightsError("A matrix is shorter than its sizes say.")
    raw = np.frombuffer(content[: blocks * _BLOCK_BYTES], dtype=np.uint8).reshape(blocks, _BLOCK_BYTES)
    scales = raw[:, :2].copy().view("<f2").astype(np.float32)
    halves = np.concatenate([raw[:, 2:] & 0x0F, raw[:, 2:] >> 4], axis=1).astype(np.float32) - 8.0
    result: FloatArray = (halves * scales).reshape(rows, columns)
    return result
