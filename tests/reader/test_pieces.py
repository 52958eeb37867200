"""Cutting texts into pieces: the likeliest way, and spans that come back to the text."""

from __future__ import annotations

import json
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.reader.pieces import SPACE, Pieces

FRAMING = [["<s>", 0], ["<pad>", 0], ["</s>", 0], ["<unk>", 0]]
LISTED = [*FRAMING, [SPACE, -2], ["退", -4], ["款", -4], ["退款", -5], ["s", -5], [f"{SPACE}refund", -6]]
PIECES = Pieces.of(LISTED, begin=0, end=2, unknown=3)


def test_the_likelier_cut_wins() -> None:
    assert PIECES.cut("退款", 80).numbers == (0, 4, 7, 2)


def test_words_carry_the_space_before_them() -> None:
    cut = PIECES.cut("refunds", 80)

    assert cut.numbers == (0, 9, 8, 2)
    assert cut.spans[1:-1] == ((0, 6), (6, 7))


def test_what_is_unknown_is_one_piece_a_character() -> None:
    assert PIECES.cut("退☂款", 80).numbers == (0, 4, 5, 3, 6, 2)


def test_a_framing_piece_is_never_found_in_a_text() -> None:
    assert 2 not in PIECES.cut("</s>", 80).numbers[1:-1]


def test_a_long_text_is_cut_off() -> None:
    cut = PIECES.cut("退" * 5000, 10)

    assert len(cut.numbers) == len(cut.spans) == 10
    assert cut.numbers[0] == 0 and cut.numbers[-1] == 2


@given(st.text(max_size=60))
def test_spans_follow_each_other_and_cover_the_text(text: str) -> None:
    cut = PIECES.cut(text, 500)
    spans = cut.spans[1:-1]

    assert len(cut.numbers) == len(cut.spans)
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert {place for start, end in spans for place in range(start, end)} >= {
        place for place, character in enumerate(text) if character not in (" ", SPACE)
    }


def test_a_vocabulary_is_read_from_its_file() -> None:
    content = json.dumps({"begin": 0, "end": 2, "unknown": 3, "pieces": LISTED}).encode("utf-8")

    assert Pieces.from_json(content).cut("退款 refund", 80) == PIECES.cut("退款 refund", 80)
