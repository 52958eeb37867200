import json
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.purchase_type import (
    EVIDENCE,
    SOURCES,
    Buying,
    Purchase,
    PurchaseReading,
    PurchaseType,
    purchase_from_json,
    purchase_of,
    purchase_to_json,
    read_purchase_type,
)
from bot.desk.reading import INTENTS

TODAY = date(2026, 11, 21)
KEPT = Purchase(date(2026, 3, 2), kept=True)
BACK = Purchase(date(2026, 9, 1), sent_back=True)
NEW = Purchase(TODAY)


def buying(*asked, orders=(), tier="", known=True, article=False, hurried=False):
    return Buying(asked, hurried, tuple(orders), tier, known, article, TODAY)


def shown(case):
    reading = read_purchase_type(case)
    return reading.type and reading.type.value, tuple((item.code, item.count) for item in reading.evidence)


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (buying("track_parcel", orders=[KEPT] * 3), ("loyal", (("orders_kept", 3),))),
        (buying("track_parcel", orders=[KEPT] * 2, tier="gold"), ("loyal", (("orders_kept", 2), ("tier", 0)))),
        (buying("track_parcel", orders=[KEPT] * 2), (None, ())),
        (buying("track_parcel", orders=[KEPT] * 2, tier="standard"), (None, ())),
        (buying("track_parcel", orders=[KEPT], tier="gold"), (None, ())),
        (buying("ask_price_or_discount"), (None, ())),
        (buying("ask_price_or_discount", "hesitate", "ask_price_or_discount"), ("discount", (("asked_price", 2),))),
        (buying("ask_price_or_discount", orders=[BACK] * 2), ("discount", (("asked_price", 1), ("sent_back", 2)))),
        (buying("track_parcel", orders=[BACK] * 5), (None, ())),
        (buying("ask_recommendation", "ask_payment", orders=[NEW]), ("impulsive", (("asked_what_to_take", 0),))),
        (buying("ask_recommendation", orders=[NEW]), (None, ())),
        (buying("ask_recommendation", "ask_payment", orders=[KEPT]), (None, ())),
        (buying("cancel_order", orders=[NEW]), ("impulsive", (("undone_same_day", 0),))),
        (buying("cancel_order", orders=[KEPT]), (None, ())),
        (buying("ask_stock", article=True, hurried=True), ("need_based", (("asked_availability", 1), ("in_a_hurry", 0)))),
        (buying("ask_stock", "ask_stock", article=True), ("need_based", (("asked_availability", 2),))),
        (buying("ask_stock", article=True), (None, ())),
        (buying("ask_stock", "ask_stock", hurried=True), (None, ())),
        (buying("ask_stock", "thank", article=True, hurried=True), (None, ())),
        (buying("greet", "ask_store"), ("passing_by", (("asked_about_shop", 0), ("no_order", 0)))),
        (buying("ask_store", "", known=False), ("passing_by", (("asked_about_shop", 0),))),
        (buying("ask_store", "ask_stock"), (None, ())),
        (buying("ask_store", orders=[NEW]), (None, ())),
        (buying("ask_product_question"), (None, ())),
        (buying(), (None, ())),
    ],
)
def test_a_type_shows_by_its_rule_alone(case, expected):
    assert shown(case) == expected


def test_what_the_customer_does_now_goes_before_the_record():
    regular = {"orders": [KEPT] * 4, "tier": "gold"}

    assert shown(buying("track_parcel", **regular))[0] == "loyal"
    assert shown(buying("ask_price_or_discount", "ask_price_or_discount", **regular))[0] == "discount"
    assert shown(buying("ask_stock", article=True, hurried=True, **regular))[0] == "need_based"


def test_the_first_of_the_orders_kept_says_since_when():
    orders = [Purchase(date(2026, 5, 1), kept=True), KEPT, Purchase(kept=True)]

    assert read_purchase_type(buying("greet", orders=orders)).evidence[0].since == "2026-03-02"
    assert read_purchase_type(buying("greet", orders=[Purchase(kept=True)] * 3)).evidence[0].since == ""


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"order_status": "delivered", "ordered_on": "2026-03-02"}, KEPT),
        ({"order_status": "delivered", "ordered_on": "2026-03-02", "return_status": "refused"}, KEPT),
        ({"order_status": "delivered", "return_status": "requested"}, Purchase(sent_back=True)),
        ({"order_status": "delivered", "return_status": "requested", "fault_established": True}, Purchase()),
        ({"order_status": "delivered", "fault_established": True}, Purchase()),
        ({"order_status": "returned"}, Purchase(sent_back=True)),
        ({"order_status": "in_transit", "ordered_on": "soon"}, Purchase()),
        ({}, Purchase()),
    ],
)
def test_an_order_counts_as_kept_or_sent_back_by_its_facts(facts, expected):
    assert purchase_of(facts) == expected


cases = st.builds(
    Buying,
    asked=st.lists(st.sampled_from(("", *INTENTS)), max_size=12).map(tuple),
    hurried=st.booleans(),
    orders=st.lists(st.sampled_from([KEPT, BACK, NEW, Purchase()]), max_size=6).map(tuple),
    member_tier=st.sampled_from(["", "standard", "silver", "gold", "自定义"]),
    customer_known=st.booleans(),
    article_named=st.booleans(),
    today=st.just(TODAY),
)


@given(case=cases)
@settings(deadline=None, derandomize=True)
def test_a_type_never_stands_without_evidence_and_evidence_always_has_a_source_and_rows(case):
    reading = read_purchase_type(case)

    assert (reading.type is None) == (reading.evidence == ())
    assert all(item.code in EVIDENCE and item.source in SOURCES and item.rows for item in reading.evidence)
    assert read_purchase_type(case) == reading
    assert purchase_from_json(json.loads(json.dumps(purchase_to_json(reading)))) == reading


def test_nothing_shown_is_written_as_an_empty_text():
    assert purchase_to_json(PurchaseReading()) == {"type": "", "evidence": []}


def test_no_type_is_fixed():
    conversation = ["ask_store", "ask_price_or_discount", "ask_price_or_discount", *["track_parcel"] * 12]
    seen = [
        read_purchase_type(buying(*conversation[max(0, end - 12) : end])).type for end in range(1, len(conversation) + 1)
    ]

    changes = [after for before, after in pairwise(seen) if before is not after]
    assert seen[0] is PurchaseType.PASSING_BY
    assert changes == [None, PurchaseType.DISCOUNT, None]
