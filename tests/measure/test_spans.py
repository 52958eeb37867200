"""Tokens under spans, by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.measure.spans import covered, overlap_f1, span_share, tokens_of, without


def test_tokens_are_words_of_letters_and_single_han_characters_at_places_of_the_original():
    text = "ASAP 快点\nİt's OK"

    assert [text[start:end] for start, end in tokens_of(text)] == ["ASAP", "快", "点", "İt's", "OK"]


def test_a_token_is_covered_when_a_span_touches_it():
    tokens = tokens_of("where is it")

    assert covered(tokens, [(2, 3)]) == {0}
    assert covered(tokens, [(5, 6)]) == set()
    assert covered(tokens, [(4, 7), (9, 11)]) == {0, 1, 2}


def test_overlap_is_the_f1_of_tokens():
    # 快点发货吧: marked 快点发 (three), given 点发货吧 (four), two shared: 2 * 2 / 7.
    assert overlap_f1("快点发货吧", [(0, 3)], [(1, 5)]) == pytest.approx(4 / 7)
    assert overlap_f1("快点发货吧", [(0, 2)], [(3, 5)]) == 0
    assert overlap_f1("快点发货吧", [(0, 2)], [(0, 1), (1, 2)]) == 1
    assert overlap_f1("快点发货吧", [(0, 2)], []) == 0
    assert overlap_f1("  ", [(0, 1)], [(0, 1)]) == 0


def test_the_share_of_a_text_counts_each_place_once():
    assert span_share("快点发货吧", [(0, 2), (1, 3)]) == pytest.approx(0.6)
    assert span_share("", []) == 0


def test_spans_are_cut_out_together():
    assert without("快点发货吧", [(3, 5), (0, 1)]) == "点发"
    assert without("快点", [(0, 2)]) == ""
    assert without("快点", []) == "快点"


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4))
def test_what_is_cut_and_what_is_left_make_the_whole(text, pairs):
    spans = [(min(pair), min(max(pair), len(text))) for pair in pairs if min(pair) < min(max(pair), len(text))]

    assert len(without(text, spans)) == len(text) - round(span_share(text, spans) * len(text))
    assert overlap_f1(text, spans, spans) in (0, 1)
    assert all(0 <= start < end <= len(text) for start, end in tokens_of(text))
