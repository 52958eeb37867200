"""Orders with everything that belongs to them, read in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

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


def order_cases(session: ShopSession, orders: Sequence[OrderEntry]) -> tuple[OrderCase, ...]:
    """Complete the orders, in the same order."""
    ids = [order.id for order in orders]
    if not ids:
        return ()
    lines = _first_lines(session, ids)
    products = _products(session, [line.product_id for line in lines.values()])
    specifications = _specifications(session, list(products))
    shipments, returns = _newest(session, ShipmentEntry, ids), _newest(session, ReturnEntry, ids)
    refunds, invoices = _newest(session, RefundEntry, ids), _newest(session, InvoiceEntry, ids)
    return tuple(
        OrderCase(
            order=order,
            line=lines.get(order.id),
            product=products.get(lines[order.id].product_id) if order.id in lines else None,
            specifications=specifications.get(lines[order.id].product_id, ()) if order.id in lines else (),
            shipment=shipments.get(order.id),
            returned=returns.get(order.id),
            refund=refunds.get(order.id),
            invoice=invoices.get(order.id),
        )
        for order in orders
    )


def _first_lines(session: ShopSession, order_ids: Sequence[str]) -> dict[str, OrderLine]:
    query = select(OrderLine).where(OrderLine.order_id.in_(order_ids)).order_by(OrderLine.position.desc())
    return {line.order_id: line for line in session.scalars(query)}


def _products(session: ShopSession, product_ids: Sequence[str]) -> dict[str, ProductEntry]:
    return {row.id: row for row in session.scalars(select(ProductEntry).where(ProductEntry.id.in_(product_ids)))}


def _specifications(session: ShopSession, product_ids: Sequence[str]) -> dict[str, tuple[ProductSpecification, ...]]:
    query = select(ProductSpecification).where(ProductSpecification.product_id.in_(product_ids))
    found: dict[str, tuple[ProductSpecification, ...]] = {}
    for row in session.scalars(query.order_by(ProductSpecification.position)):
        found[row.product_id] = (*found.get(row.product_id, ()), row)
    return found


def _newest[Part: OrderPart](session: ShopSession, kind: type[Part], order_ids: Sequence[str]) -> dict[str, Part]:
    return {row.order_id: row for row in session.scalars(select(kind).where(kind.order_id.in_(order_ids)).order_by(kind.id))}
