"""Texts written to confuse: spans stay exact, disguised words are still found, and work grows with the length alone."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.desk.reading import Reading
from bot.reader.artefact import MANIFEST
from bot.reader.entities import EntityFinder
from bot.reader.normalise import ANALYSED_CHARACTERS, fold, fold_characters, model_form
from bot.reader.personal import PersonalDataFinder
from bot.reader.reader import TextReader, load_reader

ROOT = Path(__file__).resolve().parents[2]

REFUND = (
    "退.款",
    "退 款",
    "退　款",
    "退\u200b款",
    "退\u2060\ufeff款",
    "退*款",
    "退-款",
    "退_款",
    "退/款",
    "退\u00ad款",
    "退\u202e款",
    "退\U000e0041款",
    "T款",
    "ｔ款",
    "tuikuan",
    "ＴＵＩＫＵＡＮ",
    "退\ufe0f款",
    "退\u0301款",
    "退··款",
    "退😡款",
    "退💢💢款",
)
"""Ways of writing 退款 past a filter."""

COMPLAINT = (
    "投.诉",
    "投*诉",
    "投 诉",
    "投　訴",
    "投訴",
    "投\u200b訴",
    "tousu",
    "ＴＯＵＳＵ",
    "投|诉",
    "投~诉",
    "投^诉",
    "投·訴",
    "投\u2066诉\u2069",
    "投😡诉",
    "投\u200d诉",
)

REGULATOR = (
    "12315",
    "１２３１５",
    "𝟭𝟮𝟯𝟭𝟱",
    "①②③①⑤",
    "1\u200b2\u200b3\u200b1\u200b5",
    "消.协",
    "消协",
    "消協",
    "消\u2060協",
    "消*协",
    "工.商",
    "工商局",
    "市場監管局",
)

HUMAN = (
    "转人工",
    "轉人工",
    "转人.工",
    "轉 人 工",
    "转\u200b人\u200b工",
    "转人*工",
    "转rengong",
    "转ＲＥＮＧＯＮＧ",
    "转人😡工",
    "叫你们主管来",
    "叫你們主管來",
    "叫你\u200b们主\u2060管来",
    "I want to speak to your ｍａｎａｇｅｒ",
    "I want to spe\u00adak to your man\u200bager",
)

ORDER = (
    "ＴＦ２０２６１１０３００１",
    "TF\u200b20261103001",
    "tf20261103001",
    "𝐓𝐅𝟐𝟎𝟐𝟔𝟏𝟏𝟎𝟑𝟎𝟎𝟏",
    "\u202eTF20261103001\u202c",
    "T\u2060F2026110\ufeff3001",
)


@pytest.fixture(scope="module")
def finder() -> EntityFinder:
    return EntityFinder(ROOT / "data" / "entities")


def said(finder: EntityFinder, text: str) -> list[tuple[str, str, str]]:
    """Kind, value and words of what is found, the words cut out of the original."""
    found = finder.entities(fold(text), text)
    assert all(text[item.start : item.end] == item.text for item in found)
    return [(item.kind, item.value, item.text) for item in found]


@pytest.mark.parametrize("word", REFUND)
def test_a_refund_is_seen_however_it_is_written(finder: EntityFinder, word: str) -> None:
    found = said(finder, f"我要{word}")

    assert ("topic", "refund_how", f"我要{word}") in found


@pytest.mark.parametrize("word", COMPLAINT)
def test_a_complaint_is_seen_however_it_is_written(finder: EntityFinder, word: str) -> None:
    found = said(finder, f"再不发货我就去{word}你们")

    assert [words for kind, _, words in found if kind == "threat"] == [f"我就去{word}你们"]


@pytest.mark.parametrize("word", REGULATOR)
def test_a_regulator_is_seen_however_it_is_written(finder: EntityFinder, word: str) -> None:
    found = said(finder, f"我打{word}电话了")

    assert [words for kind, _, words in found if kind == "regulator" and word in words], found


@pytest.mark.parametrize("words", HUMAN)
def test_a_wish_for_a_person_is_seen_however_it_is_written(finder: EntityFinder, words: str) -> None:
    assert "asks_for_human" in {kind for kind, *_ in said(finder, words)}


@pytest.mark.parametrize("number", ORDER)
def test_an_order_number_is_seen_however_it_is_written(finder: EntityFinder, number: str) -> None:
    found = [
        words for kind, value, words in said(finder, f"我的订单{number}呢") if (kind, value) == ("order_number", "TF20261103001")
    ]

    assert found == [number.strip("\u202e\u202c")]


@pytest.mark.parametrize("words", ["人工作", "工商管理", "进退两款", "投篮诉求", "退了两款"])
def test_words_that_only_look_alike_are_left_alone(words: str) -> None:
    assert fold(words).text == words


PIECES = (
    *(
        "退款",
        "投诉",
        "ok ",
        "好的，",
        "12315",
        "13812345678",
        "TF20261103001",
        "上海市黄浦区人民路1号",
        "我叫张三",
        "微信号abc_123",
    ),
    *(
        "a@b.cn",
        "人工！",
        "明天",
        "退.款",
        "tuikuan",
        "{order_status}",
        "{{7*7}}",
        "/intent{}",
        "<script>",
        "ＡＢ",
        "妳們",
        "㎏",
        "①",
    ),
    *("\ufdfa", "👨\u200d👩\u200d👧", "😡", "e\u0301", "\u200b", "\u202e", "\U000e0041", "\ud800", "\x00", "\n", "\u2028"),
)
"""What random texts are put together from, beside random characters."""

texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=6) | st.characters(), max_size=14).map("".join)


@settings(max_examples=300, deadline=None)
@given(text=texts)
def test_every_derived_character_points_into_the_original_and_in_order(text: str) -> None:
    for derived in (fold(text), fold_characters(text), model_form(fold(text))):
        assert len(derived.text) == len(derived.starts) == len(derived.ends)
        assert list(derived.starts) == sorted(derived.starts)
        assert all(0 <= start < end <= len(text) for start, end in zip(derived.starts, derived.ends, strict=True))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts)
def test_entities_are_exact_pieces_of_the_original(finder: EntityFinder, text: str) -> None:
    for item in finder.entities(fold(text), text):
        assert 0 <= item.start < item.end <= len(text)
        assert text[item.start : item.end] == item.text


@settings(max_examples=150, deadline=None)
@given(text=texts)
def test_personal_data_are_pieces_of_the_original_that_do_not_overlap(text: str) -> None:
    last = 0
    for span in PersonalDataFinder().find(text):
        assert last <= span.start < span.end <= len(text)
        last = span.end


@pytest.fixture(scope="module")
def reader() -> TextReader:
    return load_reader(ROOT / "models" / "trained", ROOT / "data" / "entities")


def assert_exact(reading: Reading, text: str) -> None:
    for span in (*reading.evidence, *reading.entities):
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == span.text


@pytest.mark.model
@pytest.mark.skipif(not (ROOT / "models" / "trained" / MANIFEST).exists(), reason="needs `tactful train`")
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts)
def test_evidence_is_an_exact_piece_of_the_original(reader: TextReader, text: str) -> None:
    assert_exact(reader.read(text), text)


@pytest.mark.model
@pytest.mark.skipif(not (ROOT / "models" / "trained" / MANIFEST).exists(), reason="needs `tactful train`")
@pytest.mark.parametrize(
    "unit", ["e\u0301", "😡", "\ufdfa", "\u200b", "\U000e0041", "退款", "{order_status}", "再不退款就投诉！", "\ud800", " "]
)
def test_a_million_characters_are_read_and_what_is_beyond_the_limit_changes_nothing(reader: TextReader, unit: str) -> None:
    text = (unit * 1_000_000)[:1_000_000]

    reading = reader.read(text)

    assert_exact(reading, text)
    assert all(item.end <= ANALYSED_CHARACTERS for item in (*reading.evidence, *reading.entities))


def calls(work: Callable[[], object]) -> int:
    """How many functions are called, and generators resumed, in a piece of work."""
    counted = 0

    def count(*_: object) -> None:
        nonlocal counted
        counted += 1

    work()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return counted


UNITS = (
    "退款",
    "ok ",
    "好的，",
    "1",
    "1 ",
    "13812345678 ",
    "TF20261103001 ",
    "a@b.cn ",
    "上海市黄浦区人民路1号",
    "/intent{}",
    "[",
    "😡",
    "\ufdfa",
)
MOST = 2.3
"""Times the work may grow when a text is twice as long."""


@pytest.mark.parametrize("unit", UNITS)
def test_the_work_of_folding_and_finding_entities_grows_with_the_length(finder: EntityFinder, unit: str) -> None:
    short, long = ((unit * 2_000)[:length] for length in (900, 1_800))

    assert calls(lambda: finder.find(fold(long).text)) <= MOST * calls(lambda: finder.find(fold(short).text))


@pytest.mark.parametrize("unit", UNITS)
def test_the_work_of_finding_personal_data_grows_with_the_length(unit: str) -> None:
    short, long = ((unit * 4_000)[:length] for length in (2_000, 4_000))

    assert calls(lambda: PersonalDataFinder().find(long)) <= MOST * calls(lambda: PersonalDataFinder().find(short))
