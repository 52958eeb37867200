"""A reply in sentences: what ends one, what stays with it, and that every span stands in the text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reader.sentences import LONGEST, MOST, split_sentences


def parts(text: str) -> list[str]:
    return [piece.text for piece in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("您好！非常抱歉让您久等了。我马上查", ["您好！", "非常抱歉让您久等了。", "我马上查"]),
        ("運費一千兩百元；退款三天內到帳", ["運費一千兩百元；", "退款三天內到帳"]),
        ("可以退货;也可以换货", ["可以退货;", "也可以换货"]),
        ("真的吗?!?!\r\n我再看看", ["真的吗?!?!", "我再看看"]),
        ("第一行\n\n第二行\u2028第三行", ["第一行", "第二行", "第三行"]),
        ("It left today. You get it on Friday! All right?", ["It left today.", "You get it on Friday!", "All right?"]),
        ("It arrived.We checked it", ["It arrived.", "We checked it"]),
        ("By 5 p.m. We ship then", ["By 5 p.m.", "We ship then"]),
    ],
)
def test_final_marks_and_line_breaks_end_a_sentence(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Chen has it, parcel No. 5 of 6, approx. 3.5 kg",
        "It left at 3.30 p.m. today, e.g. with the usual courier",
        "See https://shop.example/track?a=1!b;c.html?x=y for it",
        "Write to help.desk@shop.example.com today",
        "1. Take a photo of the label",
        "1.拍一张标签的照片",
        "版本2.0的运费1,200元，11.25前有效",
        "U.S. stock is empty",
        "J. Smith is on it",
        "嗯……我看看",
        "Well... let me look",
        "3~5天左右到",
    ],
)
def test_points_inside_numbers_names_and_addresses_end_nothing(text: str) -> None:
    assert parts(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("您说的“怎么还没到？我很急。”我都明白", ["您说的“怎么还没到？我很急。”我都明白"]),
        ("“您放心。”仓库是这么说的", ["“您放心。”", "仓库是这么说的"]),
        ("她問「到了嗎？」我去看", ["她問「到了嗎？」我去看"]),
        ('She said "it is here!" and left. "Good." Fine', ['She said "it is here!" and left.', '"Good."', "Fine"]),
        ("好的亲！😊😊 我来处理", ["好的亲！😊😊", "我来处理"]),
        ("这就给您换新😊 请把地址发我", ["这就给您换新😊", "请把地址发我"]),
        ("We will fix it! :) Thanks", ["We will fix it! :)", "Thanks"]),
        ("（今天下单明天发！）请放心。", ["（今天下单明天发！）请放心。"]),
    ],
)
def test_quotes_and_pictures_stay_with_their_sentence(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


def test_marks_and_pictures_alone_join_the_sentence_before() -> None:
    assert parts("好的。\n！！\n😊\n祝好") == ["好的。\n！！\n😊", "祝好"]
    assert parts("👍") == ["👍"]
    assert parts("？！") == ["？！"]
    assert parts(" \n\u200b ") == []


def test_long_sentences_are_cut_at_commas_and_only_there() -> None:
    chinese = "我们已经联系了仓库的同事核实包裹的情况，" * 5 + "请放心"
    english = "we asked the warehouse to look for your parcel once more, " * 6 + "so 1,200 of them"
    solid = "好" * 200

    assert len(parts(chinese)) > 1
    assert all(len(part) <= 61 for part in parts(chinese))
    assert "".join(parts(chinese)) == chinese
    assert all(len(part) <= LONGEST for part in parts(english))
    assert parts(english)[-1].endswith("1,200 of them")
    assert parts(solid) == [solid]


def test_very_many_sentences_are_read_together() -> None:
    pieces = split_sentences("好。" * 5000)

    assert len(pieces) < 200
    assert "".join(piece.text for piece in pieces) == "好。" * 5000
    assert len(split_sentences("好。" * MOST)) == MOST


@given(st.text(alphabet=st.sampled_from('好ab1A。！？!?；;….，, \n"“”「」（）()😊~～\u200b/:@'), max_size=80))
def test_nothing_is_lost_and_nothing_overlaps(text: str) -> None:
    pieces = split_sentences(text)

    assert all(piece.text == text[piece.start : piece.end] and piece.text.strip() for piece in pieces)
    assert all(first.end <= second.start for first, second in pairwise(pieces))
    kept = "".join(piece.text for piece in pieces)
    assert [sign for sign in kept if sign.isalnum()] == [sign for sign in text if sign.isalnum()]
