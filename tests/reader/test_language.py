"""Language and script."""

from __future__ import annotations

import pytest

from bot.reader.language import read_language

CHINESE = (("customer", "我的货什么时候发"),)
TRADITIONAL = (("agent", "您好，請問有什麼可以幫您"),)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("什么时候发货", "zh-Hans"),
        ("什麼時候出貨", "zh-Hant"),
        ("妳好", "zh-Hant"),
        ("我買了這個但是里面没有配件", "zh-Hant"),
        ("where is my order", "en"),
        ("Refund please", "en"),
        ("这个XL号 available吗", "zh-Hans"),
        ("@AmazonHelp where is my parcel https://t.co/abc", "en"),
        ("12345", "zh-Hans"),
        ("", "zh-Hans"),
    ],
)
def test_the_text_shows_its_language(text: str, language: str) -> None:
    assert read_language(text).value == language


@pytest.mark.parametrize(
    ("text", "context", "language"),
    [
        ("TF20261103001 hi", CHINESE, "zh-Hans"),
        ("ok", CHINESE, "zh-Hans"),
        ("好的", TRADITIONAL, "zh-Hant"),
        ("TF20261103001", (("customer", "where is my order"),), "en"),
        ("ok", (), "en"),
    ],
)
def test_context_decides_where_the_text_does_not(text: str, context: tuple[tuple[str, str], ...], language: str) -> None:
    assert read_language(text, context=context).value == language


def test_the_caller_knows_best() -> None:
    assert read_language("好的", language="zh-Hant").value == "zh-Hant"
