"""Orders with everything that belongs to them, read in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, bindparam, select

from bot.store.engine import Database
from bot.store.models.trade import (
    InvoiceEntry,
    OrderEntry,
    OrderLine,
    OrderPart,
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


_LINES = select(OrderLine).where(OrderLine.order_id.in_(bindparam("ids", expanding=True))).order_by(OrderLine.position.desc())
_PARTS: dict[type[OrderPart], Select[Any]] = {
    kind: select(kind).where(kind.order_id.in_(bindparam("ids", expanding=True))).order_by(kind.id)
    for kind in (ShipmentEntry, ReturnEntry, RefundEntry, InvoiceEntry)
}
"""Statements of the hot path, built once."""

Described = tuple[ProductEntry, tuple[ProductSpecification, ...]]


def order_cases(database: Database, session: ShopSession, orders: Sequence[OrderEntry]) -> tuple[OrderCase, ...]:
    """Complete the orders, in the same order."""
    ids = [order.id for order in orders]
    if not ids:
        return ()
    lines = {line.order_id: line for line in session.scalars(_LINES, {"ids": ids})}
    products = {line.product_id: _product(database, session, line) for line in lines.values()}
    shipments, returns = _newest(session, ShipmentEntry, ids), _newest(session, ReturnEntry, ids)
    refunds, invoices = _newest(session, RefundEntry, ids), _newest(session, InvoiceEntry, ids)
    return tuple(
        OrderCase(
            order=order,
            line=lines.get(order.id),
            product=products[lines[order.id].product_id][0] if order.id in lines else None,
            specifications=products[lines[order.id].product_id][1] if order.id in lines else (),
            shipment=shipments.get(order.id),
            returned=returns.get(order.id),
            refund=refunds.get(order.id),
            invoice=invoices.get(order.id),
        )
        for order in orders
    )


def _product(database: Database, session: ShopSession, line: OrderLine) -> Described:
    """A product with its specification; it seldom changes."""

    def read() -> Described:
        product = session.scalars(select(ProductEntry).where(ProductEntry.id == line.product_id)).one()
        rows = select(ProductSpecification).where(ProductSpecification.product_id == line.product_id)
        return product, tuple(session.scalars(rows.order_by(ProductSpecification.position)))

    return database.remembered(("product", line.shop_id, line.product_id), read)


def _newest[Part: OrderPart](session: ShopSession, kind: type[Part], order_ids: Sequence[str]) -> dict[str, Part]:
    return {row.order_id: row for row in session.scalars(_PARTS[kind], {"ids": order_ids})}
