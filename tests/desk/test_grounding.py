"""Grounding: figures, promises and statements that facts carry pass; those that nothing carries are found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.compliance_case import ReplyCase
from bot.desk.facts import Facts
from bot.desk.finding import Finding
from bot.desk.grounding import ungrounded
from bot.desk.grounding_words import plain_words
from bot.desk.message import Channel, Language
from bot.desk.reading import Temperament
from bot.desk.rules import Severity
from bot.reader.figures import read_fact_figures, read_figures
from tests.desk.replies import reply_of

FACTS: Mapping[str, Any] = {
    "today": "2026-11-23",
    "promised_delivery": "2026-11-25",
    "compensation_allowed": 20,
    "item_price": 129,
    "discount_allowed": 10,
    "refund_amount": 99,
    "reply_within_hours": 24,
    "refund_days": "3-5",
    "warranty_months": 12,
    "months_since_purchase": 5,
    "return_window_days": 7,
    "days_since_delivery": 4,
    "currency": "CNY",
    "dispatch_hours": 48,
    "fault_established": True,
    "spec": {"电池": "5000mAh", "weight": "1.2 kg"},
    "options": ["换新", "store credit"],
}


def found(
    text: str,
    made: str = "",
    *,
    facts: Mapping[str, Any] = FACTS,
    customer: str = "",
    moods: tuple[Temperament, ...] = (),
    severities: Mapping[str, Severity] | None = None,
) -> tuple[Finding, ...]:
    language = Language.EN if text.isascii() else Language.ZH_HANS
    case = ReplyCase(
        channel=Channel.CHAT,
        facts=Facts.from_values(facts, source="given"),
        customer=customer,
        temperaments=frozenset(moods),
        customer_figures=read_figures(customer),
        fact_figures=read_fact_figures(facts),
        severities=severities or {},
    )
    return ungrounded(reply_of((text, made), language=language), case)


GROUNDED = (
    ("后天送到。", "commit_time"),
    ("11月25號送達。", "commit_time"),
    ("周三给您送到。", "commit_time"),
    ("本周内送达。", "commit_time"),
    ("月底前送到。", "commit_time"),
    ("It arrives on Wednesday.", "commit_time"),
    ("You will have it by the end of the week.", "commit_time"),
    ("It is due on 25 November.", "inform_fact"),
    ("一天之内回复您。", "commit_time"),
    ("I will reply within 24 hours.", "commit_time"),
    ("退款三到五个工作日到账。", "inform_fact"),
    ("退款最多五個工作天到帳。", "inform_fact"),
    ("48小時內出貨。", "commit_time"),
    ("两天内发货。", "commit_time"),
    ("保修一年，已经用了5个月。", "inform_fact"),
    ("保修还有七个月。", "inform_fact"),
    ("The warranty is 12 months.", "inform_fact"),
    ("退货期七天，现在还剩3天。", "inform_fact"),
    ("补偿您20元。", "offer_compensation"),
    ("优惠10块，到手价119元。", "inform_fact"),
    ("I can take ¥10 off the ¥129, so you pay ¥119.", "promise_outcome"),
    ("If I opened it for you, tomorrow anybody could.", "give_reason"),
    ("The price is ¥129 and two of them are ¥258.", "inform_fact"),
    ("电池5000毫安，重1200克。", "inform_fact"),
    ("请稍等两分钟，我查一下。", "put_off"),
    ("Give me a minute, please.", ""),
    ("不能保证明天送到。", "refuse"),
    ("如果周五还没到，请告诉我。", "offer_option"),
    ("Does Friday suit you?", "ask_information"),
    ("Have a great weekend!", "close"),
    ("给您换新。", "promise_outcome"),
    ("我去申请退款，有结果告诉您。", "take_on"),
)
UNGROUNDED = (
    ("明天一定送到。", "commit_time", "ungrounded_date", "明天"),
    ("11月24號送達。", "commit_time", "ungrounded_date", "11月24號"),
    ("周二给您送到。", "commit_time", "ungrounded_date", "周二"),
    ("It arrives tomorrow.", "commit_time", "ungrounded_date", "tomorrow"),
    ("两小时内回复您。", "commit_time", "ungrounded_date", "两小时内"),
    ("I will reply within 2 hours.", "commit_time", "ungrounded_date", "2 hours"),
    ("退款一个工作日到账。", "inform_fact", "ungrounded_date", "一个工作日"),
    ("退款明天到账。", "commit_time", "ungrounded_date", "明天"),
    ("24小時內出貨。", "commit_time", "ungrounded_date", "24小時內"),
    ("下午三点前送到。", "commit_time", "ungrounded_date", "下午三点"),
    ("保修两年。", "inform_fact", "false_information", "两年"),
    ("The warranty is 24 months.", "inform_fact", "false_information", "24 months"),
    ("补偿您50元。", "offer_compensation", "ungrounded_promise", "50元"),
    ("我給您退150元。", "promise_outcome", "ungrounded_promise", "150元"),
    ("You get 20% off.", "promise_outcome", "ungrounded_promise", "20% off"),
    ("价格是99.5元。", "inform_fact", "false_information", "99.5元"),
    ("电池6000mAh。", "inform_fact", "false_information", "6000mAh"),
    ("It weighs 2 kg.", "inform_fact", "false_information", "2 kg"),
)


@pytest.mark.parametrize(("text", "made"), GROUNDED)
def test_what_facts_carry_passes(text: str, made: str) -> None:
    assert found(text, made) == ()


@pytest.mark.parametrize(("text", "made", "rule", "words"), UNGROUNDED)
def test_what_nothing_carries_is_found(text: str, made: str, rule: str, words: str) -> None:
    (finding,) = found(text, made)

    assert (finding.rule, text[finding.start : finding.end]) == (rule, words)
    assert finding.arguments["said"] == words


def test_the_row_of_a_date_follows_the_temperament() -> None:
    assert found("明天送到。", "commit_time")[0].rows == ("S1.61",)
    assert found("明天送到。", "commit_time", moods=(Temperament.HURRIED,))[0].rows == ("S0.17",)


def test_a_shop_sets_the_severity() -> None:
    (finding,) = found("明天送到。", "commit_time", severities={"ungrounded_date": Severity.WARN})

    assert finding.severity is Severity.WARN


@pytest.mark.parametrize(
    ("text", "made", "words"),
    [
        ("明天送到。", "commit_time", "11月25日"),
        ("It arrives tomorrow.", "commit_time", "25 November"),
        ("补偿您50元。", "offer_compensation", "¥20"),
        ("两小时内回复您。", "commit_time", "24小时内"),
        ("I will reply within 2 hours.", "commit_time", "24 hours"),
        ("保修两年。", "inform_fact", "12个月"),
    ],
)
def test_a_contradiction_is_rewritten_with_what_is_known(text: str, made: str, words: str) -> None:
    (finding,) = found(text, made)

    assert finding.variant == "contradicts"
    assert finding.rewrite is not None
    assert finding.rewrite.text == words
    mended = text[: finding.rewrite.start] + finding.rewrite.text + text[finding.rewrite.end :]
    assert found(mended, made) == ()


def test_a_figure_without_any_fact_of_its_kind_is_absent_and_stays() -> None:
    (finding,) = found("下周到货。", "commit_time", facts={"today": "2026-11-23"})

    assert (finding.variant, finding.rewrite) == ("absent", None)


@pytest.mark.parametrize(
    ("text", "made", "customer", "passes"),
    [
        ("您说28号要用，我记下了。", "acknowledge", "28号要用，来得及吗", True),
        ("28号送到。", "commit_time", "28号要用，来得及吗", False),
        ("让您等了三天，抱歉。", "apologise", "等了三天了", True),
        ("You said 80 dollars.", "acknowledge", "80 is too much", True),
        ("Tuesday works out fine.", "", "can i have it tuesday?", False),
        ("Saturday works out fine.", "", "can i have it saturday?", True),
        ("28 号您要用，25号送到。", "commit_time", "28号要用", True),
    ],
)
def test_the_customers_words_carry_what_is_said_back_and_no_promise(text: str, made: str, customer: str, passes: bool) -> None:
    assert (found(text, made, customer=customer) == ()) is passes


@pytest.mark.parametrize(
    ("text", "facts", "finds"),
    [
        ("您的订单已经发货了。", {"order_status": "awaiting_dispatch"}, True),
        ("您的订单已经发货了。", {"order_status": "in_transit"}, False),
        ("您的訂單已經發貨了。", {}, True),
        ("您的订单已经发货了。", {"tracking_number": "SF1"}, False),
        ("Your parcel has been delivered.", {"order_status": "in_transit"}, True),
        ("Your parcel has been delivered.", {"order_status": "delivered"}, False),
        ("Your parcel may have been delivered.", {"order_status": "in_transit"}, False),
        ("Has it been delivered?", {"order_status": "in_transit"}, False),
        ("退款已经到账。", {"refund_status": "approved"}, True),
        ("退款已经到账。", {"refund_status": "paid"}, False),
        ("我查一下退款是否已经到账。", {"refund_status": "approved"}, False),
        ("这款有现货。", {"stock_status": "sold_out"}, True),
        ("这款有现货。", {"stock_status": "in_stock"}, False),
        ("这款没有现货。", {"stock_status": "sold_out"}, False),
        ("It is in stock.", {"stock_status": "restocking"}, True),
        ("这件可以退货。", {"return_allowed": False}, True),
        ("这件不能退货。", {"return_allowed": False}, False),
        ("这件不能退货。", {"return_allowed": True}, True),
        ("如果没拆封，可以退货。", {"return_allowed": False}, False),
        ("已经过保了。", {"warranty_months": 12, "months_since_purchase": 5}, True),
        ("还在保修期内。", {"warranty_months": 12, "months_since_purchase": 5}, False),
        ("It is still under warranty.", {"warranty_months": 12, "months_since_purchase": 15}, True),
    ],
)
def test_how_things_stand_is_held_against_the_facts(text: str, facts: Mapping[str, Any], finds: bool) -> None:
    assert [finding.rule for finding in found(text, "inform_fact", facts=facts)] == (["false_information"] if finds else [])


@pytest.mark.parametrize(
    ("text", "made", "facts", "finds"),
    [
        ("我给您全额退款。", "promise_outcome", {}, True),
        ("我给您全额退款。", "promise_outcome", {"return_allowed": True}, False),
        ("我给您全额退款。", "promise_outcome", {"return_allowed": False}, True),
        ("我给您全额退款。", "promise_outcome", {"fault_established": True}, False),
        ("我给您申请全额退款。", "promise_outcome", {}, False),
        ("We will send you a free gift.", "promise_outcome", {}, True),
        ("We will send you a free gift.", "promise_outcome", {"promotion": "a free gift with each order"}, False),
        ("给您一张优惠券。", "offer_compensation", {}, True),
        ("給您一張優惠券。", "offer_compensation", {"compensation_allowed": 20}, False),
        ("We will replace it.", "promise_outcome", {"replacement_allowed": False}, True),
        ("We will replace it.", "promise_outcome", {"options": ["replacement"]}, False),
        ("If it proves faulty, we will replace it.", "promise_outcome", {}, False),
        ("运费我们来承担。", "promise_outcome", {}, True),
        ("运费我们来承担。", "promise_outcome", {"return_freight": "运费我们出"}, False),
    ],
)
def test_a_promised_outcome_must_be_carried(text: str, made: str, facts: Mapping[str, Any], finds: bool) -> None:
    assert [finding.rule for finding in found(text, made, facts=facts)] == (["ungrounded_promise"] if finds else [])


def test_internal_facts_carry_nothing() -> None:
    assert found("补偿您500元。", "offer_compensation", facts={"agent_compensation_limit": 500})


def test_a_weekday_beside_its_date_is_that_day() -> None:
    facts = {"today": "2026-11-23", "promised_delivery": "2026-12-09"}

    assert found("It arrives on Wednesday, 9 December.", "commit_time", facts=facts) == ()
    assert found("It arrives on Thursday, 9 December.", "commit_time", facts=facts)


def test_days_between_facts_and_working_days_from_a_fact_are_arithmetic() -> None:
    facts = {"today": "2026-11-24", "offer_ends": "2026-11-30", "workshop_received": "2026-11-20", "resize_days": "7-10"}

    assert found("The offer runs for six more days.", "inform_fact", facts=facts) == ()
    assert found("改好要到12月1日至4日。", "inform_fact", facts=facts) == ()
    assert found("改好要到12月11日。", "inform_fact", facts=facts)


def test_traditional_words_are_read_as_simplified_ones() -> None:
    assert plain_words("給您補償２０元，訂單簽收，退換貨，還沒發貨") == "给您补偿20元，订单签收，退换货，还没发货"


WAYS = (
    lambda day: f"{day.month}月{day.day}日送到。",
    lambda day: f"{day.day}号给您送到。",
    lambda day: f"It arrives on {day.day} {day:%B}.",
    lambda day: f"It arrives on {day.isoformat()}.",
)


@settings(max_examples=60, deadline=None)
@given(st.dates(date(2024, 1, 1), date(2032, 12, 1)), st.integers(1, 20), st.sampled_from(WAYS), st.integers(1, 9))
def test_a_promised_day_passes_and_an_earlier_one_is_found(today: date, ahead: int, way: Any, off: int) -> None:
    promised = today + timedelta(days=ahead)
    facts = {"today": today.isoformat(), "promised_delivery": promised.isoformat()}

    assert found(way(promised), "commit_time", facts=facts) == ()
    wrong = promised + timedelta(days=off if off % 2 else -off)
    if wrong != today:
        assert [finding.variant for finding in found(way(wrong), "commit_time", facts=facts)] == ["contradicts"]


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 5000), st.integers(1, 5000), st.sampled_from(("补偿您{}元。", "补偿您¥{}。", "We offer ¥{} in compensation."))
)
def test_an_allowed_amount_passes_and_another_is_found(allowed: int, more: int, words: str) -> None:
    facts = {"compensation_allowed": allowed, "currency": "CNY"}

    assert found(words.format(allowed), "offer_compensation", facts=facts) == ()
    if (allowed + more) % allowed:
        assert [finding.rule for finding in found(words.format(allowed + more), "offer_compensation", facts=facts)] == [
            "ungrounded_promise"
        ]
