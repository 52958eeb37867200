"""The demo shop is a whole shop: everything that can become of an order is in it, and loading it twice changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from bot.desk.errors import InputError
from bot.desk.message import Channel
from bot.files.demo import load_demo_files
from bot.store.migrate import migrate
from bot.store.models.channels import PostEntry
from bot.store.models.talk import ConversationEntry, MessageEntry, TurnEntry
from bot.store.schema import METADATA
from bot.store.seed import load_demo
from bot.store.store import Store, open_store
from bot.store.types import utc_now
from tests.store.conftest import TwoShops

DATA = load_demo_files(Path(__file__).parents[2] / "data/demo")
LANGUAGES = {"zh-Hans", "zh-Hant", "en"}

POSSIBLE = {
    "awaiting_payment": {"invoice": {"requested"}},
    "awaiting_dispatch": {
        "refund": {"requested", "approved", "paid", "rejected"},
        "invoice": {"requested", "issued"},
    },
    "in_transit": {
        "refund": {"requested", "approved", "paid", "rejected"},
        "return": {"requested", "approved", "refused"},
        "invoice": {"requested", "issued"},
    },
    "out_for_delivery": {
        "refund": {"requested", "approved", "paid", "rejected"},
        "return": {"requested"},
        "invoice": {"requested", "issued"},
    },
    "delivered": {
        "refund": {"requested", "approved", "paid", "rejected"},
        "return": {"requested", "approved", "picked_up", "received", "refused"},
        "invoice": {"requested", "issued"},
    },
    "cancelled": {"refund": {"requested", "approved", "paid", "rejected"}, "invoice": {"requested", "issued"}},
    "returned": {
        "refund": {"requested", "approved", "paid", "rejected"},
        "return": {"picked_up", "received"},
        "invoice": {"requested", "issued"},
    },
}
"""What can become of an order in each state: before dispatch there is nothing to return, before payment nothing to refund."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, str]]:
    url = f"sqlite:///{tmp_path_factory.mktemp('demo') / 'tactful.db'}"
    migrate(url)
    shop_id = load_demo(url, DATA)
    store = open_store(url)
    yield store, shop_id
    store.close()


def _rows(store: Store) -> dict[str, int]:
    with store._database.engine.connect() as connection:
        counts = {name: select(func.count()).select_from(table) for name, table in METADATA.tables.items()}
        return {name: connection.execute(count).scalar_one() for name, count in counts.items()}


def test_the_demo_shop_is_of_full_size() -> None:
    assert len(DATA["customers"]) == 40
    assert len(DATA["products"]) == 40
    assert len(DATA["orders"]) == 150
    assert len(DATA["promotions"]) == 4
    assert {customer["language"] for customer in DATA["customers"]} == LANGUAGES
    assert Counter(customer["tier"] for customer in DATA["customers"]).keys() == {"", "silver", "gold"}
    assert {order["customer"] for order in DATA["orders"]} == {customer["key"] for customer in DATA["customers"]}


@pytest.mark.parametrize("status", POSSIBLE)
def test_every_state_of_an_order_is_there_with_all_that_can_become_of_it(status: str) -> None:
    orders = [order for order in DATA["orders"] if order["status"] == status]

    found = {part: {order[part]["status"] for order in orders if part in order} for part in ("refund", "return", "invoice")}

    assert found == {part: POSSIBLE[status].get(part, set()) for part in found}


def test_every_fault_is_on_record_established_and_open() -> None:
    findings = {(order["finding"], order.get("finding_confirmed")) for order in DATA["orders"] if "finding" in order}

    for fault in ("late", "damaged", "wrong_item", "missing_item", "defective", "lost"):
        assert (fault, True) in findings
        assert (fault, None) in findings


def test_stock_is_in_every_state_and_every_article_is_described_in_three_languages() -> None:
    assert {product["stock"] for product in DATA["products"]} == {"in_stock", "low", "restocking", "sold_out"}
    for product in DATA["products"]:
        texts = [product["name"], *product["specifications"].values()]
        texts += [product[key] for key in ("size_advice", "usage_guide", "install_guide") if key in product]
        assert 4 <= len(product["specifications"]) <= 8, product["key"]
        assert all(set(words) == LANGUAGES and all(words.values()) for words in texts), product["key"]


def test_every_text_of_the_rules_is_in_three_languages_and_leaves_the_stop_to_the_draft() -> None:
    texts = {key: value for key, value in DATA["policies"].items() if isinstance(value, dict)}

    assert len(texts) >= 22
    for key, value in texts.items():
        assert set(value) == LANGUAGES, key
        assert not any(words.endswith(("。", ".", "！", "!")) for words in value.values()), key


def test_promotions_run_come_and_are_over() -> None:
    starts = sorted(str(item["starts"])[0] + str(item["ends"])[0] for item in DATA["promotions"])

    assert starts == ["++", "-+", "-+", "--"]


def test_the_times_of_every_order_run_forward(demo: tuple[Store, str]) -> None:
    store, _ = demo
    query = (
        "SELECT o.number FROM orders o LEFT JOIN returns r ON r.order_id = o.id LEFT JOIN refunds f ON f.order_id = o.id "
        "LEFT JOIN invoices i ON i.order_id = o.id WHERE o.dispatched_at < o.placed_at OR o.delivered_at < o.dispatched_at "
        "OR r.requested_at < o.placed_at OR f.requested_at < o.placed_at OR f.paid_at < f.requested_at "
        "OR i.requested_at < o.placed_at OR i.issued_at < i.requested_at OR o.placed_at > :now OR o.delivered_at > :now "
        "OR r.requested_at > :now OR f.requested_at > :now OR f.paid_at > :now OR i.issued_at > :now"
    )
    with store._database.engine.connect() as connection:
        wrong = connection.execute(text(query), {"now": utc_now().strftime("%Y-%m-%d %H:%M:%S")}).scalars().all()

    assert wrong == []


def test_loading_the_demo_again_changes_nothing(demo: tuple[Store, str]) -> None:
    store, shop_id = demo
    before = _rows(store)

    assert load_demo(str(store._database.url), DATA) == shop_id
    assert _rows(store) == before
    assert before["conversations"] == len(DATA["conversations"])


def test_every_conversation_is_of_the_last_ten_days_and_the_newest_turn_of_what_waits_is_read(demo: tuple[Store, str]) -> None:
    store, shop_id = demo
    with store._database.reading(shop_id) as session:
        oldest = session.scalar(select(func.min(MessageEntry.at)))
        newest = session.scalar(select(func.max(MessageEntry.at)))
        waiting = set(session.scalars(select(ConversationEntry.id).where(ConversationEntry.waiting_since.is_not(None))))
        turns = set(session.scalars(select(TurnEntry.conversation_id)))

    assert oldest is not None and newest is not None
    assert utc_now() - timedelta(days=11) < oldest < newest <= utc_now()
    assert waiting == turns


def a_talk(**more: Any) -> dict[str, Any]:
    said = [
        {"role": "customer", "at": "-2d 10:00", "text": "hi"},
        {"role": "agent", "at": "-2d 10:01", "text": "hello"},
        {"role": "customer", "at": "-50m", "text": "well?"},
        {"role": "customer", "at": "-9m", "text": "???"},
    ]
    return {"key": "k", "messages": said, **more}


def _shop(**parts: Any) -> dict[str, Any]:
    users = [{"login": "lin", "name": "Lin", "roles": ["agent"], "teams": ["front"]}]
    return {"shop": {"slug": "ours", "name": "Ours"}, "users": users, **parts}


def test_what_was_answered_is_history_and_what_was_said_since_waits_in_turns_of_its_own_time(shops: TwoShops) -> None:
    load_demo(shops.url, _shop(conversations=[a_talk()]))

    (line,) = shops.ours.conversations(viewer=None)
    view = shops.ours.conversation(line.id, viewer=None)

    assert [message.author for message in view.messages] == ["", "Lin", "", ""]
    assert [bool(message.turn_id) for message in view.messages] == [False, False, True, True]
    assert view.messages[2].turn_id != view.messages[3].turn_id
    assert line.waiting_since == view.messages[2].at
    assert line.last_at == view.messages[3].at


@pytest.mark.parametrize(
    ("owner", "kind", "name"),
    [("", "team", "Front line"), ("senior", "team", "Senior agents"), ("lin", "user", "Lin"), ("bot", "bot", "")],
)
def test_a_conversation_is_with_the_owner_written(shops: TwoShops, owner: str, kind: str, name: str) -> None:
    load_demo(shops.url, _shop(conversations=[a_talk(**({"owner": owner} if owner else {}))]))

    (line,) = shops.ours.conversations(viewer=None)

    assert (line.owner_kind.value, line.owner_name) == (kind, name)


def test_a_public_post_brings_its_counts(shops: TwoShops) -> None:
    post = {"id": "p9", "url": "https://example.com/p9", "author": "somebody", "views": 900, "comments": 40, "shares": 3}
    talk = a_talk(channel=Channel.SOCIAL_PUBLIC.value, post=post)
    load_demo(shops.url, _shop(conversations=[talk]))
    load_demo(shops.url, _shop(conversations=[talk]))

    with shops.store._database.reading(shops.shop_id) as session:
        (entry,) = session.scalars(select(PostEntry))

    assert (entry.key, entry.author, entry.views, entry.comments, entry.shares) == ("p9", "somebody", 900, 40, 3)


@pytest.mark.parametrize(
    "wrong",
    [
        a_talk(owner="nobody"),
        {"key": "k", "messages": [{"role": "agent", "by": "nobody", "at": "-2d", "text": "hi"}]},
        {"key": "k", "messages": [{"role": "customer", "at": at, "text": "x"} for at in ("-1m", "-2d")]},
    ],
)
def test_a_conversation_that_cannot_be_is_refused_and_none_is_loaded(shops: TwoShops, wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        load_demo(shops.url, _shop(conversations=[a_talk(key="good"), wrong]))

    assert shops.ours.conversations(viewer=None) == ()
