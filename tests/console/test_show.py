"""Customers' words: evidence marked where it stands, hidden characters made visible."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.console.show import LONGEST_SHOWN, Piece, Span, pieces_of


def test_evidence_is_cut_out_by_code_points() -> None:
    pieces = pieces_of("😀快点啊", (Span(1, 3, "hurried"),))

    assert pieces == (Piece("😀"), Piece("快点", ("hurried",)), Piece("啊"))


def test_overlapping_evidence_carries_both_names_where_it_overlaps() -> None:
    pieces = pieces_of("abcdef", (Span(0, 4, "angry"), Span(2, 6, "hurried")))

    assert [piece.temperaments for piece in pieces] == [("angry",), ("angry", "hurried"), ("hurried",)]


def test_hidden_characters_get_their_number_and_emoji_stay_whole() -> None:
    assert pieces_of("退\u200b款")[1] == Piece("", (), "U+200B")
    assert pieces_of("👨‍👩‍👧") == (Piece("👨‍👩‍👧"),)
    assert pieces_of("\u202e\U000e0041")[1].hidden == "U+E0041"


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=6))
def test_no_word_is_lost_or_doubled(text: str, edges: list[tuple[int, int]]) -> None:
    pieces = pieces_of(text, [Span(start, end, "angry") for start, end in edges])

    again = "".join(chr(int(piece.hidden[2:], 16)) if piece.hidden else piece.text for piece in pieces)
    assert again == text


def test_a_huge_message_is_shown_by_its_beginning() -> None:
    assert sum(len(piece.text) for piece in pieces_of("长" * 10_000)) == LONGEST_SHOWN
