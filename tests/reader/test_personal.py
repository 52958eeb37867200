"""Personal data is found in every spelling people use, at its exact place, and little else is taken for it."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest

from bot.desk.personal import PersonalKind
from bot.reader.personal import OVERLAP, WINDOW, PersonalDataFinder
from tests.personal_data import STRUCTURED_KINDS, Case, load_cases, marked_case, measure
from tests.reader.test_normalise import HOSTILE

CASES = [case for path in sorted((Path(__file__).parent / "personal").glob("*.txt")) for case in load_cases(path)]
FINDER = PersonalDataFinder()
SEEDS = range(80)
NUMERALS = "零一二三四五六七八九"
LABELLED = (
    ("手机", "13800138000", "mobile"),
    ("电话：", "138 0013 8000", "mobile"),
    ("座机", "010-88886666", "landline"),
    ("身份证", "440308199001011239", "id_number"),
    ("卡号", "6222021234567890128", "bank_card"),
    ("邮箱", "lan.zhou@example.com", "email"),
    ("微信", "zhang_san88", "wechat"),
    ("QQ", "12345678", "qq"),
    ("车牌", "粤B12345", "plate"),
    ("订单号", "TF20261103001", ""),
    ("运单号", "773123456789", ""),
    ("实付", "199.00元", ""),
)
PIECES = (
    *("138", "0013", "8000", "@", "qq", ".com", "艾特", "微信", "号", "是", "A1", "(", ")", "路", "3栋", "x", "😀"),
    *("我叫", "王", "粤B", "一二", "double", " ", "-", "+86", "\n", "\u200b"),
)
GAPS = ("", "-", " ", ".", "·", "—", "😀", "❤️", "杠", " 横杠 ", "_", "\u200b")


def found(text: str) -> list[tuple[str, str]]:
    return [(span.kind.value, span.value) for span in FINDER.find(text)]


def spelled(number: str, rng: random.Random) -> str:
    """The number as somebody might write it to get past a filter."""
    gap = rng.choice(GAPS)
    style = rng.choice(["plain", "wide", "numerals", "mixed", "letters", "keycaps", "circled"])
    parts = [number[:3], number[3:7], number[7:]]
    return gap.join("".join(_digit(digit, style, rng) for digit in part) for part in parts)


def _digit(digit: str, style: str, rng: random.Random) -> str:
    if style == "wide":
        return chr(ord(digit) + 0xFEE0)
    if style == "numerals" or (style == "mixed" and rng.random() < 0.5):
        return NUMERALS[int(digit)]
    if style == "letters":
        return {"0": "o", "1": "l"}.get(digit, digit)
    if style == "keycaps":
        return digit + "\ufe0f\u20e3"
    if style == "circled":
        return "⓪①②③④⑤⑥⑦⑧⑨"[int(digit)]
    return digit


def test_the_cases_are_many_and_cover_every_kind() -> None:
    kinds = {span.kind for case in CASES for span in case.spans}

    assert len(CASES) >= 1_100
    assert kinds == set(PersonalKind)
    assert sum(not case.spans for case in CASES) >= 200
    assert {case.language for case in CASES} == {"zh-Hans", "zh-Hant", "en"}


def test_what_people_marked_is_found_and_little_else() -> None:
    score = measure(CASES)

    assert score.recall(STRUCTURED_KINDS) >= 0.99, score.missed
    assert score.precision(STRUCTURED_KINDS) >= 0.98, score.false
    assert score.recall(["address", "name"]) >= 0.95, score.missed


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mobile_number_is_the_same_in_every_spelling(seed: int) -> None:
    rng = random.Random(seed)
    number = "1" + rng.choice("3456789") + "".join(rng.choice("0123456789") for _ in range(9))
    written = spelled(number, rng)
    text = f"打我电话{written}，谢谢"

    assert [(span.kind, span.value, text[span.start : span.end]) for span in FINDER.find(text)] == [
        (PersonalKind.MOBILE, number, written)
    ]


@pytest.mark.parametrize(
    "text", [*HOSTILE, "1" * 3000, "@" * 300 + ".com", "+" * 200, "(" * 200 + "138", "12" + "\u0301" * 99 + "3"]
)
def test_whatever_is_written_spans_stand_in_order_inside_the_text(text: str) -> None:
    spans = FINDER.find(text)

    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))


@pytest.mark.parametrize("seed", SEEDS)
def test_any_mixture_of_awkward_pieces_gives_spans_in_order(seed: int) -> None:
    rng = random.Random(seed)
    text = "".join(rng.choice(PIECES) for _ in range(rng.randint(1, 60)))
    spans = FINDER.find(text)

    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))


@pytest.mark.parametrize("seed", SEEDS)
def test_things_told_one_after_another_are_each_found_as_what_they_are(seed: int) -> None:
    rng = random.Random(seed)
    told = rng.sample(LABELLED, rng.randint(2, 6))
    between = rng.choice(["，", " ", "\n", "；", "。", ", "])
    text = between.join(label + value for label, value, _ in told)

    found_there = [(text[span.start : span.end], span.kind.value) for span in FINDER.find(text)]

    assert found_there == [(value, kind) for _, value, kind in told if kind]


@pytest.mark.parametrize("shift", [-40, -11, -5, -1, 0, 1, 200, 299, 300, 301, 590, 600, 611])
def test_a_number_at_the_border_of_two_windows_is_found_once_and_whole(shift: int) -> None:
    before = "好" * (WINDOW - OVERLAP + shift)
    text = before + "13800138000" + "好" * WINDOW

    assert [(span.start, span.end) for span in FINDER.find(text)] == [(len(before), len(before) + 11)]


@pytest.mark.parametrize(
    "piece",
    ["13800138000，", "a" * 50, "@a.", "路3栋", "我叫王", "(+86) ", "qq号是", "zhang dot san at ", "1\u0301", "0 ", "微信v"],
)
def test_a_megabyte_is_read_to_its_end(piece: str) -> None:
    text = piece * (300_000 // len(piece)) + "。结束 一三九一二三四五六七八 "

    assert ("mobile", "13912345678") in found(text)


def test_the_same_value_is_given_for_different_spellings() -> None:
    texts = ["+86 138-0013-8000", "0086 13800138000", "一三八零零一三八零零零", "138😀0013😀8000"]

    assert {value for text in texts for _, value in found(text)} == {"13800138000"}


def test_a_marked_case_is_read_as_it_was_meant() -> None:
    case = marked_case("x", "en", "a ⟦qq|12345⟧⏎b ⟦name|Li⟧")

    assert case == Case("x", "en", "a 12345\nb Li", case.spans)
    assert [case.text[span.start : span.end] for span in case.spans] == ["12345", "Li"]


def test_a_miss_and_a_wrong_token_are_counted() -> None:
    score = measure([marked_case("x", "en", "call ⟦mobile|nobody⟧ or 13800138000")])

    assert score.recall(["mobile"]) == 0
    assert score.precision(["mobile"]) == 0
    assert len(score.missed) == len(score.false) == 1
