"""Orders with everything that belongs to them, read in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from sqlalchemy import Select, bindparam, select

from bot.store.engine import Database
from bot.store.models.trade import (
    InvoiceEntry,
    OrderEntry,
    OrderLine,
    RefundEntry,
    ReturnEntry,
    ShipmentEntry,
)
from bot.store.product_facts import DescribedProduct, described_products
from bot.store.scope import ShopSession


@dataclass(frozen=True)
class CaseLine:
    """A line of an order with its product."""

    line: OrderLine
    described: DescribedProduct


@dataclass(frozen=True)
class OrderCase:
    """An order with its lines and the newest of each thing that belongs to it; None where there is none."""

    order: OrderEntry
    lines: tuple[CaseLine, ...] = ()
    shipment: ShipmentEntry | None = None
    returned: ReturnEntry | None = None
    refund: RefundEntry | None = None
    invoice: InvoiceEntry | None = None


_WHOLE = (
    select(OrderEntry, OrderLine, ShipmentEntry, ReturnEntry, RefundEntry, InvoiceEntry)
    .outerjoin(OrderLine, OrderLine.order_id == OrderEntry.id)
    .outerjoin(ShipmentEntry, ShipmentEntry.order_id == OrderEntry.id)
    .outerjoin(ReturnEntry, ReturnEntry.order_id == OrderEntry.id)
    .outerjoin(RefundEntry, RefundEntry.order_id == OrderEntry.id)
    .outerjoin(InvoiceEntry, InvoiceEntry.order_id == OrderEntry.id)
)
_NEWEST_OF_CUSTOMER = (
    select(OrderEntry.id)
    .where(OrderEntry.customer_id == bindparam("customer_id"))
    .order_by(OrderEntry.placed_at.desc())
    .limit(bindparam("most"))
)
OF_CUSTOMER = _WHOLE.where(OrderEntry.id.in_(_NEWEST_OF_CUSTOMER))
"""The newest orders of a customer whole, for parameters `customer_id` and `most`; built once, for it is on the hot path."""

BY_NUMBER = _WHOLE.where(OrderEntry.number == bindparam("number"))
"""One order whole, for the parameter `number`."""


def order_cases(
    database: Database, session: ShopSession, statement: Select[*tuple[Any, ...]], parameters: Mapping[str, object]
) -> tuple[OrderCase, ...]:
    """Orders with what belongs to them, newest first, in one query (and two more for products not seen lately)."""
    rows: dict[str, list[Any]] = {}
    for row in session.execute(statement, dict(parameters)):
        rows.setdefault(row[0].id, []).append(row)
    lines = {order_id: _lines(found) for order_id, found in rows.items()}
    products = _products(database, session, [line for found in lines.values() for line in found])
    cases = [_case(found, lines[order_id], products) for order_id, found in rows.items()]
    return tuple(sorted(cases, key=lambda case: case.order.placed_at, reverse=True))


def _lines(rows: Sequence[Any]) -> list[OrderLine]:
    return sorted({row[1].position: row[1] for row in rows if row[1]}.values(), key=lambda line: line.position)


def _case(rows: Sequence[Any], lines: Sequence[OrderLine], products: Mapping[str, DescribedProduct]) -> OrderCase:
    """One order from its joined rows: the lines, and the newest of each other part."""
    described = tuple(CaseLine(line, products[line.product_id]) for line in lines)
    shipment, returned, refund, invoice = (
        max((row[place] for row in rows if row[place]), key=lambda part: part.id, default=None) for place in range(2, 6)
    )
    return OrderCase(rows[0][0], described, shipment, returned, refund, invoice)


def _products(database: Database, session: ShopSession, lines: Sequence[OrderLine]) -> dict[str, DescribedProduct]:
    """The products of lines by id, those not seen lately read together; they seldom change."""
    shops = {line.product_id: line.shop_id for line in lines}
    read = cache(lambda: described_products(session, shops))

    def one(product: str) -> DescribedProduct:
        return read()[product]

    return {
        product: database.remembered(("product", shop, product), partial(one, product)) for product, shop in shops.items()
    }
