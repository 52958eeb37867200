"""Facts and advice in words."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.assist.records import AdviceView, TurnEffect
from bot.console.panel import make_panel, worded_value
from bot.console.texts import load_texts
from tests.console.house import House, an_advice

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


def advised(**state: Any) -> AdviceView:
    """Advice whose conversation stands as given."""
    advice = an_advice("催")
    return AdviceView("a", "t", 1, False, NOW, {**advice, "state": {**advice["state"], **state}})


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("zh-Hans", ["生气，强度 67/100，情绪在升温", "着急，强度 60/100，来自之前的消息，正在缓和"]),
        ("zh-Hant", ["生氣，強度 67/100，情緒升溫", "著急，強度 60/100，來自先前的訊息，逐漸緩和"]),
        (
            "en",
            [
                "angry, strength 67 of 100, getting more heated",
                "impatient, strength 60 of 100, from an earlier message, cooling down",
            ],
        ),
    ],
)
def test_the_moods_that_are_there_stand_with_strength_and_trend_and_a_faded_one_is_gone(language: str, lines: list[str]) -> None:
    temperaments = {"hurried": 0.6, "angry": 0.6667, "dramatic": 0.0, "know_it_all": 0.0}
    view = advised(temperaments=temperaments, trends={"hurried": "cooling", "angry": "rising"}, calm_turns={"hurried": 1})

    assert [line.text for line in make_panel(view, TEXTS[language], now=NOW).moods] == lines


def test_advice_of_an_earlier_version_shows_its_moods_and_no_purchase_type() -> None:
    advice = an_advice("催")
    old = {"temperaments": {"hurried": 0.67, "angry": 0.0}, "trend": "rising", "turns": 3}

    panel = make_panel(AdviceView("a", "t", 1, False, NOW, {**advice, "state": old}), TEXTS["en"], now=NOW)

    assert [line.text for line in panel.moods] == ["impatient, strength 67 of 100, getting more heated"]
    assert (panel.purchase, panel.purchase_evidence) == ("", ())


@pytest.mark.parametrize(
    ("language", "name", "why"),
    [
        ("zh-Hans", "老主顾", ["2026-03-02 以来有 3 笔订单顺利收货、没有退换", "店铺会员等级：金卡会员"]),
        ("zh-Hant", "老主顧", ["2026-03-02 以來有 3 筆訂單順利收貨、沒有退換", "商店會員等級：金卡會員"]),
        ("en", "loyal, comes back", ["kept 3 orders that came as they should since 2026-03-02", "the shop gave a tier: gold"]),
    ],
)
def test_a_purchase_type_stands_with_its_reasons_and_their_sources(language: str, name: str, why: list[str]) -> None:
    evidence = [
        {"code": "orders_kept", "source": "orders", "rows": ["S0.2"], "count": 3, "since": "2026-03-02"},
        {"code": "tier", "source": "customer", "rows": ["S0.2"], "tier": "gold"},
    ]

    panel = make_panel(advised(purchase={"type": "loyal", "evidence": evidence}), TEXTS[language], now=NOW)

    assert panel.purchase == name
    assert [line.text for line in panel.purchase_evidence] == why
    assert [line.source for line in panel.purchase_evidence] == [TEXTS[language].source(name) for name in ("orders", "customer")]


def test_a_tier_that_only_this_shop_has_is_named_as_it_calls_it() -> None:
    evidence = [{"code": "tier", "source": "customer", "rows": ["S0.2"], "tier": "钻石 {count}"}]

    panel = make_panel(advised(purchase={"type": "loyal", "evidence": evidence}), TEXTS["en"], now=NOW)

    assert panel.purchase_evidence[0].text == "the shop gave a tier: 钻石 {count}"


def test_the_agents_page_shows_moods_and_purchase_type_with_their_reasons(house: House) -> None:
    posted = house.post("有没有台灯")
    evidence = [{"code": "tier", "source": "customer", "rows": ["S0.2"], "tier": "<b>gold"}]
    state = {
        "temperaments": {"hurried": 0.6, "angry": 0.0},
        "trends": {"hurried": "cooling"},
        "calm_turns": {"hurried": 1},
        "purchase": {"type": "loyal", "evidence": evidence},
    }
    advice = an_advice("有没有台灯")
    (claimed,) = house.store.queue().claim(now=datetime.now(UTC) + timedelta(seconds=5), lease_seconds=30, limit=1)
    effect = TurnEffect({**advice, "state": {**advice["state"], **state}})
    assert house.store.queue().write(claimed, effect, now=datetime.now(UTC))

    client, _ = house.signed_in("mei")
    page = client.get(f"/desk/conversations/{posted.conversation_id}/advice").text

    assert re.findall(r'data-mood="(\w+)">([^<]+)<', page) == [
        ("hurried", "impatient, strength 60 of 100, from an earlier message, cooling down")
    ]
    assert "How they are buying right now: loyal, comes back" in page
    assert "the shop gave a tier: &lt;b&gt;gold" in page
