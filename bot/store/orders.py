"""Orders with everything that belongs to them, read in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, bindparam, select

from bot.store.engine import Database
from bot.store.models.trade import (
    InvoiceEntry,
    OrderEntry,
    OrderLine,
    ProductEntry,
    ProductSpecification,
    RefundEntry,
    ReturnEntry,
    ShipmentEntry,
)
from bot.store.scope import ShopSession


@dataclass(frozen=True)
class OrderCase:
    """An order with its first line and the newest of each thing that belongs to it; None where there is none."""

    order: OrderEntry
    line: OrderLine | None = None
    product: ProductEntry | None = None
    specifications: tuple[ProductSpecification, ...] = field(default=())
    shipment: ShipmentEntry | None = None
    returned: ReturnEntry | None = None
    refund: RefundEntry | None = None
    invoice: InvoiceEntry | None = None


Described = tuple[ProductEntry, tuple[ProductSpecification, ...]]
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
    """Orders with what belongs to them, newest first, in one query (and one more for a product not seen lately)."""
    rows: dict[str, list[Any]] = {}
    for row in session.execute(statement, dict(parameters)):
        rows.setdefault(row[0].id, []).append(row)
    cases = [_case(database, session, found) for found in rows.values()]
    return tuple(sorted(cases, key=lambda case: case.order.placed_at, reverse=True))


def _case(database: Database, session: ShopSession, rows: Sequence[Any]) -> OrderCase:
    """One order from its joined rows: the first line, and the newest of each other part."""
    line = min((row[1] for row in rows if row[1]), key=lambda found: found.position, default=None)
    product, specifications = _product(database, session, line) if line else (None, ())
    shipment, returned, refund, invoice = (
        max((row[place] for row in rows if row[place]), key=lambda part: part.id, default=None) for place in range(2, 6)
    )
    return OrderCase(rows[0][0], line, product, specifications, shipment, returned, refund, invoice)


def _product(database: Database, session: ShopSession, line: OrderLine) -> Described:
    """A product with its specification; it seldom changes."""

    def read() -> Described:
        product = session.scalars(select(ProductEntry).where(ProductEntry.id == line.product_id)).one()
        rows = select(ProductSpecification).where(ProductSpecification.product_id == line.product_id)
        return product, tuple(session.scalars(rows.order_by(ProductSpecification.position)))

    return database.remembered(("product", line.shop_id, line.product_id), read)
