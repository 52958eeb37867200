"""Tokens take the place of personal data: typed, steady within a conversation, in the reader's language."""

from __future__ import annotations

import pytest

from bot.assist.redact import TOKENS, Redactor
from bot.desk.personal import PersonalKind, PersonalSpan, replace_spans
from bot.reader.personal import PersonalDataFinder

FINDER = PersonalDataFinder()


def redactor(language: str = "en", **changes: object) -> Redactor:
    return Redactor(FINDER, language, **changes)  # type: ignore[arg-type]


def test_the_same_value_keeps_its_number_in_every_spelling() -> None:
    whole = redactor("zh-Hans")

    assert whole.redact("打13800138000或13900139000") == "打[手机号1]或[手机号2]"
    assert whole.redact("还是一三八零零一三八零零零") == "还是[手机号1]"
    assert whole.redact("邮箱a@b.com，号138-0013-8000") == "邮箱[邮箱1]，号[手机号1]"


def test_another_conversation_counts_anew() -> None:
    assert redactor().redact("call 13900139000") == redactor().redact("call 13800138000") == "call [MOBILE 1]"


@pytest.mark.parametrize(
    ("language", "token"), [("zh-Hans", "[手机号1]"), ("zh-Hant", "[手機號碼1]"), ("en", "[MOBILE 1]"), ("xx", "[MOBILE 1]")]
)
def test_tokens_are_in_the_language_of_the_reader(language: str, token: str) -> None:
    assert redactor(language).redact("13800138000") == token


def test_order_and_parcel_numbers_stay_readable() -> None:
    text = "订单号TF20261103001，运单SF1234567890123，退199.00元"

    assert redactor().redact(text) == text


def test_what_the_record_knows_is_found_word_for_word() -> None:
    known = ((PersonalKind.NAME, "周岚"), (PersonalKind.NAME, "x"))

    assert redactor(known=known).redact("周岚x在吗，我叫周岚") == "[NAME 1]x在吗，我叫[NAME 1]"


def test_a_list_shows_tokens_without_numbers() -> None:
    assert redactor(numbered=False).redact("13800138000 13900139000") == "[MOBILE] [MOBILE]"


def test_every_kind_has_a_word_in_every_language() -> None:
    assert set(TOKENS) == {"zh-Hans", "zh-Hant", "en"}
    for words in TOKENS.values():
        assert set(words) == set(PersonalKind)
        assert len(set(words.values())) == len(PersonalKind)


def test_spans_are_replaced_from_left_to_right() -> None:
    spans = (PersonalSpan(PersonalKind.QQ, 0, 1, "a"), PersonalSpan(PersonalKind.QQ, 2, 4, "b"))

    assert replace_spans("abcde", spans, ("<1>", "<2>")) == "<1>b<2>e"


def test_redacting_twice_changes_nothing() -> None:
    once = redactor().redact("我叫王小明，13800138000，a@b.com，文三路138号3幢501室")

    assert redactor().redact(once) == once
