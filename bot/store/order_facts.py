"""What is known of one order, as facts. What is not known is left out; dates are those of the shop's place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.store.models.trade import OrderEntry
from bot.store.orders import CaseLine, OrderCase
from bot.store.product_facts import amount, known, product_facts


def order_facts(case: OrderCase, *, zone: ZoneInfo, now: datetime) -> Mapping[str, Any]:
    """Facts by key, as playbooks/README.md names them; those of the article are of the first line."""
    facts: dict[str, Any] = {
        **(line_facts(case.lines[0], zone=zone, now=now) if case.lines else {}),
        **_order(case.order, zone),
        **_shipment(case, zone),
        **_refund(case, zone),
        **_papers(case),
        **_fault(case.order, zone, now),
    }
    return known(facts)


def line_facts(line: CaseLine, *, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    """Facts of one article of an order; `item_price` is what was paid for it."""
    return {**product_facts(line.described, zone=zone, now=now), "item_price": amount(line.line.price)}


def _order(order: OrderEntry, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "order_number": order.number,
        "order_status": order.status,
        "ordered_on": _day(order.placed_at, zone),
        "promised_dispatch": order.promised_dispatch_at and order.promised_dispatch_at.astimezone(zone).isoformat(),
        "promised_delivery": order.promised_delivery_on and order.promised_delivery_on.isoformat(),
        "dispatched_on": _day(order.dispatched_at, zone),
        "delivered_on": _day(order.delivered_at, zone),
        "currency": order.currency,
    }


def _shipment(case: OrderCase, zone: ZoneInfo) -> dict[str, Any]:
    if case.shipment is None:
        return {}
    last = case.shipment.scans[-1] if case.shipment.scans else None
    return {
        "courier": case.shipment.courier,
        "tracking_number": case.shipment.tracking_number,
        "last_scan": last and last["text"],
        "last_scan_on": last and _day(datetime.fromisoformat(last["at"]), zone),
    }


def _refund(case: OrderCase, zone: ZoneInfo) -> dict[str, Any]:
    if case.refund is None:
        return {}
    return {
        "refund_status": case.refund.status,
        "refund_amount": amount(case.refund.amount),
        "refund_requested_on": _day(case.refund.requested_at, zone),
        "refund_expected_on": case.refund.expected_on and case.refund.expected_on.isoformat(),
        "refund_paid_on": _day(case.refund.paid_at, zone),
    }


def _papers(case: OrderCase) -> dict[str, Any]:
    return {
        "return_status": case.returned.status if case.returned else None,
        "invoice_status": case.invoice.status if case.invoice else "none",
        "invoice_kind": case.invoice.kind if case.invoice else None,
    }


def _fault(order: OrderEntry, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    """A finding on record comes first, since it was looked into; else lateness, which follows from the promise."""
    if order.finding:
        return {"fault": order.finding, "fault_established": order.finding_confirmed}
    return {"fault": "late", "fault_established": True} if _is_late(order, zone, now) else {}


def _is_late(order: OrderEntry, zone: ZoneInfo, now: datetime) -> bool:
    if order.status in ("awaiting_payment", "cancelled"):
        return False
    left_late = order.promised_dispatch_at is not None and (order.dispatched_at or now) > order.promised_dispatch_at
    came_on = (order.delivered_at or now).astimezone(zone).date()
    came_late = order.promised_delivery_on is not None and came_on > order.promised_delivery_on
    return left_late or came_late


def _day(at: datetime | None, zone: ZoneInfo) -> str | None:
    return None if at is None else at.astimezone(zone).date().isoformat()
