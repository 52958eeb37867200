"""The case of a turn: facts of orders, policies, and the demo shop they are tried on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.assist.ports import TurnCase
from bot.assist.records import IncomingMessage
from bot.desk.errors import InputError, NotFoundError
from bot.desk.message import Audience
from bot.files.demo import load_demo_files
from bot.store.migrate import migrate
from bot.store.records import StoreRecords
from bot.store.seed import load_demo
from bot.store.store import Store, open_store

DEMO = load_demo_files(Path(__file__).parents[2] / "data/demo")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, StoreRecords]:
    url = f"sqlite:///{tmp_path_factory.mktemp('demo') / 'tactful.db'}"
    migrate(url)
    shop_id = load_demo(url, DEMO)
    assert load_demo(url, DEMO) == shop_id
    store = open_store(url)
    return store, store.records(shop_id)


def _case(demo: tuple[Store, StoreRecords], customer: str, *, order: str = "", audience: Audience = Audience.AGENT) -> TurnCase:
    key = f"{customer}/{order}/{audience.value}"
    posted = demo[1].post_message(
        IncomingMessage("test", key, key, "hello", customer_key=customer, order_number=order, audience=audience)
    )
    return demo[0].cases().turn_case(posted.turn_id)


def _facts(demo: tuple[Store, StoreRecords], number: str) -> Mapping[str, Any]:
    customer = next(order["customer"] for order in DEMO["orders"] if order["number"] == number)
    return next(order.facts for order in _case(demo, customer).orders if order.number == number)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("MD2600101", {"order_status": "awaiting_dispatch", "fault": "late", "fault_established": True, "item_price": 1199}),
        ("MD2600103", {"order_status": "in_transit", "fault": "late", "courier": "圆通速递", "last_scan": "已到达武汉转运中心"}),
        ("MD2600105", {"fault": "damaged", "fault_established": True, "warranty_months": 12}),
        ("MD2600106", {"return_status": "received", "refund_status": "approved", "refund_amount": 699}),
        ("MD2600108", {"fault": "wrong_item", "return_status": "requested"}),
        ("MD2600109", {"invoice_status": "requested", "invoice_kind": "electronic", "tracking_number": "SF1453327716020"}),
        ("MD2600112", {"order_status": "cancelled", "refund_status": "paid", "invoice_status": "none"}),
    ],
)
def test_an_orders_facts_are_ready(demo: tuple[Store, StoreRecords], number: str, expected: dict[str, Any]) -> None:
    facts = _facts(demo, number)

    assert {key: facts.get(key) for key in expected} == expected
    assert facts["order_number"] == number
    assert facts["currency"] == "CNY"


@pytest.mark.parametrize(
    ("number", "unknown"),
    [
        ("MD2600104", {"dispatched_on", "delivered_on", "courier", "fault", "fault_established", "promised_delivery"}),
        ("MD2600111", {"fault", "fault_established", "refund_status", "return_status", "tracking_number"}),
        ("MD2600107", {"delivered_on", "fault", "warranty_months"}),
    ],
)
def test_what_is_not_known_is_left_out(demo: tuple[Store, StoreRecords], number: str, unknown: set[str]) -> None:
    assert not unknown & set(_facts(demo, number))


def test_names_and_specifications_are_in_three_languages(demo: tuple[Store, StoreRecords]) -> None:
    facts = _facts(demo, "MD2600105")

    assert facts["item"]["zh-Hant"] == "K2 快煮壺"
    assert facts["spec"]["capacity"]["en"] == "1.5 litres"


def test_the_customers_orders_are_newest_first(demo: tuple[Store, StoreRecords]) -> None:
    case = _case(demo, "c-1003")

    assert [order.number for order in case.orders] == ["MD2600105", "MD2600106"]
    assert case.customer is not None
    assert (case.customer.name, case.customer.member_tier, case.customer.verified) == ("許雅婷", "gold", False)


def test_policies_and_the_running_promotion_are_known(demo: tuple[Store, StoreRecords]) -> None:
    policies = _case(demo, "c-1001").policies

    assert policies["return_window_days"] == 7
    assert policies["refund_days"] == "3-5"
    assert policies["promotion"]["en"] == "30 yuan off lamps from 300 yuan"


def test_an_unknown_persons_order_is_shown_to_agents_alone(demo: tuple[Store, StoreRecords]) -> None:
    for_agent = _case(demo, "nobody", order="MD2600105")
    for_shopper = _case(demo, "nobody", order="MD2600105", audience=Audience.SHOPPER)

    assert [order.number for order in for_agent.orders] == ["MD2600105"]
    assert for_shopper.orders == ()


def test_another_customers_order_is_not_in_the_case(demo: tuple[Store, StoreRecords]) -> None:
    case = _case(demo, "c-1003", order="MD2600101")

    assert "MD2600101" not in {order.number for order in case.orders}


def test_choosing_an_order_has_the_turn_read_again(demo: tuple[Store, StoreRecords]) -> None:
    case = _case(demo, "c-1005")

    assert demo[1].choose_order(case.conversation_id, "MD2600110") == case.turn_id
    assert demo[1].turn_case(case.turn_id).chosen_order == "MD2600110"
    for foreign in ("MD2600101", "none"):
        with pytest.raises(NotFoundError):
            demo[1].choose_order(case.conversation_id, foreign)


def test_a_turn_that_is_not_there_is_not_found(demo: tuple[Store, StoreRecords]) -> None:
    with pytest.raises(NotFoundError):
        demo[0].cases().turn_case("none")


def test_the_demo_has_people_and_conversations_that_wait(demo: tuple[Store, StoreRecords]) -> None:
    known = {login: demo[0].accounts().user_by_login(login) for login in ("lin", "chen", "wu")}
    lines = demo[1].conversations(viewer=None, limit=500)
    waiting = [line.customer_name for line in lines if line.source == "demo" and line.waiting_since]

    assert all(known.values())
    assert [name for name in waiting if name in ("Emily Hart", "許雅婷", "周岚", "何志远")] == [
        "Emily Hart",
        "許雅婷",
        "周岚",
        "何志远",
    ]


def test_a_demo_with_an_unknown_part_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        load_demo(f"sqlite:///{tmp_path / 'x.db'}", {**DEMO, "converstions": []})
