"""Reading base weights as plain data: what is there is read right, and nothing is read past the end."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from bot.finetune.weights import BLOCK, WeightsError, _Cursor, _unpacked, read_weights

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "退款"]


def packed(values: np.ndarray) -> bytes:
    """A row of weights from -8 to 7 in blocks of four bits with scale 0.5."""
    content = b""
    for block in values.reshape(-1, BLOCK):
        whole = block.astype(int) + 8
        halves = zip(whole[:16].tolist(), whole[16:].tolist(), strict=True)
        content += np.float16(0.5).tobytes() + bytes(low | high << 4 for low, high in halves)
    return content


def file_of(*, width: int = BLOCK, cut: int | None = None) -> bytes:
    blob = "".join(PIECES).encode()
    ends = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)])
    head = b"E5S1" + struct.pack("<I7if", 1, width, 1, 2, BLOCK, len(PIECES), 4, 2, 1e-12) + struct.pack("<i", BLOCK)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob))
    head += ends.astype("<u4").tobytes() + np.arange(len(PIECES), dtype="<f4").tobytes() + blob
    head += struct.pack("<iI", 1, 9) + struct.pack("<IBI", ord("Ａ"), 1, ord("A"))
    word = packed(np.tile(np.arange(-8, 8), len(PIECES) * BLOCK // 16))
    name = b"emb.word"
    start = len(head) + 4 + 2 + len(name) + 1 + 4 + 16
    head += struct.pack("<i", 1) + struct.pack("<H", len(name)) + name + struct.pack("<BIQQ", 1, 0, start, len(word))
    return (head + word)[:cut]


def test_pieces_scores_characters_and_tensors_are_read() -> None:
    weights = _Cursor(file_of()).weights()

    assert weights.pieces == tuple(PIECES)
    assert weights.scores.tolist() == [0, 1, 2, 3, 4]
    assert (weights.begin, weights.end, weights.unknown) == (0, 2, 3)
    assert weights.characters == {ord("Ａ"): "A"}
    assert weights.tensors["emb.word"].shape == (len(PIECES), BLOCK)
    assert weights.tensors["emb.word"][0, :3].tolist() == [-4.0, -3.5, -3.0]


@pytest.mark.parametrize("cut", [3, 20, 60, 120, -1])
def test_a_file_that_ends_too_early_is_refused(cut: int) -> None:
    with pytest.raises(WeightsError):
        _Cursor(file_of(cut=cut)).weights()


def test_sizes_that_make_no_sense_are_refused() -> None:
    with pytest.raises(WeightsError, match="sizes"):
        _Cursor(file_of(width=33)).weights()


def test_a_matrix_shorter_than_its_sizes_is_refused() -> None:
    with pytest.raises(WeightsError, match="shorter"):
        _unpacked(b"\0" * 17, 1, BLOCK)


def test_another_file_is_refused_by_its_hash(tmp_path: Path) -> None:
    path = tmp_path / "base.bin"
    path.write_bytes(file_of())

    with pytest.raises(WeightsError, match="SHA-256"):
        read_weights(path)
