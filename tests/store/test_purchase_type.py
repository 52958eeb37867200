"""A purchase type stays in the turn's state: neither the customer's row nor the queue knows of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.assist.records import IncomingMessage, TurnEffect
from bot.desk.purchase_type import PurchaseType
from bot.store.intake import post_message
from bot.store.models.base import Base
from bot.store.models.people import CustomerEntry
from bot.store.types import new_id
from tests.store.conftest import TwoShops
from tests.store.effects import NOW, effect


def _post(shops: TwoShops, customer: str, said: str, *, minutes: float) -> str:
    incoming = IncomingMessage("api", customer, f"{customer}:{said}", said, customer_key=customer)
    return post_message(shops.store._database, shops.shop_id, incoming, now=NOW + timedelta(minutes=minutes)).turn_id


def _buying(purchase_type: PurchaseType | None) -> TurnEffect:
    """What a worker writes for a customer who buys so."""
    plain = effect()
    evidence = [{"code": "orders_kept", "source": "orders", "rows": ["S0.2"], "count": 4}] if purchase_type else []
    purchase = {"type": purchase_type.value if purchase_type else "", "evidence": evidence}
    return replace(plain, advice={**plain.advice, "state": {**plain.advice["state"], "purchase": purchase}})


def _add_customer(shops: TwoShops, key: str) -> None:
    with shops.store._database.writing(shops.shop_id) as session:
        session.add(CustomerEntry(id=new_id(), key=key, name="Li", language="en", member_tier="gold", points=5))


def _customers(shops: TwoShops) -> list[dict[str, Any]]:
    with shops.store._database.reading(shops.shop_id) as session:
        rows = session.scalars(select(CustomerEntry).order_by(CustomerEntry.key)).all()
        return [{column.name: getattr(row, column.name) for column in CustomerEntry.__table__.columns} for row in rows]


def test_a_type_is_read_back_with_the_state_and_leaves_the_customer_as_they_were(shops: TwoShops) -> None:
    queue, soon = shops.store.queue(), NOW + timedelta(minutes=1)
    _add_customer(shops, "regular")
    _post(shops, "regular", "hello", minutes=0)
    before = _customers(shops)
    (claimed,) = queue.claim(now=soon, lease_seconds=30, limit=5)
    assert queue.write(claimed, _buying(PurchaseType.LOYAL), now=soon)

    later = _post(shops, "regular", "again", minutes=10)

    previous = shops.store.cases().turn_case(later).previous
    assert previous is not None
    assert previous.purchase.type is PurchaseType.LOYAL
    assert len(before) == 1
    assert _customers(shops) == before


def test_no_table_has_a_column_for_it() -> None:
    columns = [f"{table.name}.{column.name}" for table in Base.metadata.tables.values() for column in table.columns]

    assert len(columns) > 100
    assert [name for name in columns if "purchase" in name or "segment" in name or "buying" in name] == []


def test_the_longest_due_goes_first_however_anyone_buys(shops: TwoShops) -> None:
    queue, soon = shops.store.queue(), NOW + timedelta(minutes=1)
    for number in range(4):
        _add_customer(shops, f"c{number}")
    for number, kind in enumerate((PurchaseType.PASSING_BY, PurchaseType.LOYAL, None, PurchaseType.DISCOUNT)):
        _post(shops, f"c{number}", "hello", minutes=0)
        (claimed,) = queue.claim(now=soon, lease_seconds=30, limit=5)
        assert queue.write(claimed, _buying(kind), now=soon)

    posted = [_post(shops, f"c{number}", "and now?", minutes=10 + place) for place, number in enumerate((2, 0, 3, 1))]

    taken = queue.claim(now=NOW + timedelta(hours=1), lease_seconds=30, limit=9)
    assert [turn.turn.id for turn in taken] == posted
