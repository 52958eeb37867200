"""Facts and advice in words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.assist.records import AdviceView
from bot.console.panel import make_panel, worded_value
from bot.console.texts import load_texts
from tests.console.house import an_advice

NOW = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)
TEXTS = load_texts("Asia/Shanghai")


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("callback_allowed", False, "否"),
        ("order_status", "in_transit", "运输中"),
        ("order_status", "a_new_code", "a_new_code"),
        ("promised_dispatch", "2026-11-21T10:00:00+00:00", "18:00"),
        ("promised_dispatch", "2026-11-20T10:00:00+00:00", "11月20日 18:00"),
        ("promised_delivery", "2026-11-23", "2026-11-23"),
        ("queue_rule", {"zh-Hans": "先付先发", "en": "first paid, first sent"}, "先付先发"),
        ("options", ["退货", "换货"], "退货、换货"),
        ("spec", {"seat": {"name": {"zh-Hans": "座高"}, "value": "45 cm"}}, "座高: 45 cm"),
        ("asked_spec", {"座高": "45 cm"}, "座高: 45 cm"),
        ("refund_amount", 12.5, "12.5"),
        ("last_scan", None, ""),
    ],
)
def test_a_fact_is_shown_in_the_reader_s_words(key: str, value: Any, words: str) -> None:
    assert worded_value(key, value, TEXTS["zh-Hans"], now=NOW) == words


def test_the_strongest_temperament_stands_first_with_intensity_and_percent() -> None:
    panel = make_panel(AdviceView("a", "t", 1, False, NOW, an_advice("催")), TEXTS["en"], now=NOW)

    assert [(line.name, line.intensity, line.percent) for line in panel.readings] == [
        ("impatient", "clear", 82),
        ("angry", "slight", 56),
    ]


def test_a_source_names_the_order_but_no_identifier_of_a_person() -> None:
    assert TEXTS["en"].source("order TF1") == "order TF1"
    assert TEXTS["en"].source("customer 01a2") == "customer record"
    assert TEXTS["zh-Hant"].source("shop policy") == "商店規定"
