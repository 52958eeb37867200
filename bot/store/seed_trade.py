"""Products and orders of demo data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.desk.errors import InputError
from bot.desk.product_names import head_of, written_names
from bot.store.models.trade import (
    InvoiceEntry,
    OrderEntry,
    OrderLine,
    ProductEntry,
    ProductName,
    ProductNeed,
    ProductPurpose,
    ProductSpecification,
    RefundEntry,
    ReturnEntry,
    ShipmentEntry,
)
from bot.store.scope import ShopSession
from bot.store.types import new_id

ADVICE = ("size_advice", "usage_guide", "install_guide")
STOCK = ("in_stock", "low", "restocking", "sold_out")
FINDINGS = ("late", "damaged", "wrong_item", "missing_item", "defective", "lost")
"""What a fault fact can be."""

At = Callable[[Any], datetime]
Written = Mapping[str, Any]

STATUSES = ("awaiting_payment", "awaiting_dispatch", "in_transit", "out_for_delivery", "delivered", "cancelled", "returned")
"""What an order_status fact can be."""


def add_products(session: ShopSession, written: Sequence[Written], at: At, zone: ZoneInfo) -> None:
    """Add the products; the needs that they serve are there."""
    products = {}
    needs = set(session.scalars(select(ProductNeed.key)))
    for item in written:
        if item.get("stock", "") not in ("", *STOCK):
            raise InputError(f"{item['stock']!r} is not a state of stock.", where=item["key"], remedy=f"Use: {', '.join(STOCK)}.")
        if unknown := set(item.get("good_for", ())) - needs:
            raise InputError(f"{', '.join(sorted(unknown))}: no such need.", where=item["key"], remedy="Write it under `needs`.")
        product = ProductEntry(
            id=new_id(),
            key=item["key"],
            name=item["name"],
            price=Decimal(str(item["price"])),
            currency=item.get("currency", "CNY"),
            warranty_months=item.get("warranty_months"),
            **{name: item.get(name) for name in ADVICE},
            stock_status=item.get("stock", ""),
            restock_on=_date(item, "restock", at, zone),
        )
        session.add(product)
        products[product.key] = product
    session.flush()
    for place, item in enumerate(written):
        _describe(session, products[item["key"]].id, item, place)


def _describe(session: ShopSession, product_id: str, item: Written, place: int) -> None:
    """Specification, names and needs served; for a need, products come in the order in which they are written."""
    for position, (name, value) in enumerate(item.get("specifications", {}).items()):
        session.add(ProductSpecification(product_id=product_id, name=name, position=position, value=value))
    names = item["name"].values() if isinstance(item["name"], Mapping) else (item["name"],)
    for name in written_names((*names, *map(str, item.get("aliases", ())))):
        session.add(ProductName(product_id=product_id, name=name, head=head_of(name)))
    for need in item.get("good_for", ()):
        session.add(ProductPurpose(need_key=need, product_id=product_id, position=place))


def add_needs(session: ShopSession, written: Mapping[str, Written]) -> None:
    """Add the needs that products serve."""
    for position, (key, need) in enumerate(written.items()):
        session.add(ProductNeed(key=key, position=position, text=need["text"], words=[str(word) for word in need["words"]]))
    session.flush()


def add_orders(
    session: ShopSession,
    written: Sequence[Written],
    customers: Mapping[str, str],
    products: Mapping[str, ProductEntry],
    at: At,
    zone: ZoneInfo,
) -> None:
    """Add the orders with lines, parcel, return, refund and invoice."""
    for item in written:
        if item["status"] not in STATUSES:
            raise InputError(f"{item['status']!r} is not a status.", where=item["number"], remedy=f"Use: {', '.join(STATUSES)}.")
        if item.get("finding", "") not in ("", *FINDINGS):
            raise InputError(f"{item['finding']!r} is no fault.", where=item["number"], remedy=f"Use: {', '.join(FINDINGS)}.")
        lines = [(products[line["product"]], int(line.get("quantity", 1))) for line in item["lines"]]
        order = _order(item, customers[item["customer"]], lines, at, zone)
        session.add(order)
        session.flush()
        for position, (product, quantity) in enumerate(lines, start=1):
            session.add(
                OrderLine(order_id=order.id, position=position, product_id=product.id, quantity=quantity, price=product.price)
            )
        _add_parts(session, order, item, at, zone)


def _order(item: Written, customer_id: str, lines: Sequence[tuple[ProductEntry, int]], at: At, zone: ZoneInfo) -> OrderEntry:
    return OrderEntry(
        id=new_id(),
        number=str(item["number"]),
        customer_id=customer_id,
        placed_at=at(item["placed"]),
        status=item["status"],
        currency=lines[0][0].currency,
        total=sum((product.price * quantity for product, quantity in lines), start=Decimal(0)),
        promised_dispatch_at=_time(item, "promised_dispatch", at),
        promised_delivery_on=_date(item, "promised_delivery", at, zone),
        dispatched_at=_time(item, "dispatched", at),
        delivered_at=_time(item, "delivered", at),
        finding=item.get("finding", ""),
        finding_confirmed=item.get("finding_confirmed"),
    )


def _add_parts(session: ShopSession, order: OrderEntry, item: Written, at: At, zone: ZoneInfo) -> None:
    if parcel := item.get("shipment"):
        scans = [{"at": at(scan["at"]).isoformat(), "text": scan["text"]} for scan in parcel.get("scans", ())]
        session.add(
            ShipmentEntry(order_id=order.id, courier=parcel["courier"], tracking_number=str(parcel["tracking"]), scans=scans)
        )
    if back := item.get("return"):
        requested_at, reason = at(back["requested"]), back.get("reason", "")
        session.add(ReturnEntry(order_id=order.id, status=back["status"], reason=reason, requested_at=requested_at))
    if refund := item.get("refund"):
        session.add(
            RefundEntry(
                order_id=order.id,
                status=refund["status"],
                amount=Decimal(str(refund.get("amount", order.total))),
                requested_at=at(refund["requested"]),
                expected_on=_date(refund, "expected", at, zone),
                paid_at=_time(refund, "paid", at),
            )
        )
    if invoice := item.get("invoice"):
        session.add(
            InvoiceEntry(
                order_id=order.id,
                status=invoice["status"],
                kind=invoice["kind"],
                requested_at=at(invoice["requested"]),
                issued_at=_time(invoice, "issued", at),
            )
        )


def _time(item: Written, key: str, at: At) -> datetime | None:
    return at(item[key]) if key in item else None


def _date(item: Written, key: str, at: At, zone: ZoneInfo) -> date | None:
    return at(item[key]).astimezone(zone).date() if key in item else None
