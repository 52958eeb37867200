"""Gather the facts of a case after the reading, each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any

from bot.assist.ports import OrderRecord, TurnCase
from bot.desk.facts import Fact, Facts
from bot.desk.reading import Reading
from bot.desk.worded import localised

SHOP_OFFSET = timezone(timedelta(hours=8))
"""Clock of the shop; every date said to a customer is a date there."""


def choose_order(case: TurnCase, reading: Reading) -> OrderRecord | None:
    """The order a message is about: the one it names, else the one picked, else the only one still open."""
    named = reading.values("order_number")
    for order in case.orders:
        if order.number in named:
            return order
    picked = next((order for order in case.orders if order.number == case.chosen_order), None)
    return picked or (case.orders[0] if len(case.orders) == 1 else None)


def gather_facts(case: TurnCase, reading: Reading, *, now: datetime) -> tuple[Facts, str]:
    """Facts for the reply and the number of the order they come from ("" when none is chosen)."""
    local = now.astimezone(SHOP_OFFSET)
    facts = [
        Fact("today", local.date().isoformat(), "clock", now),
        Fact("now", local.isoformat(timespec="minutes"), "clock", now),
        *(Fact(key, value, "shop policy") for key, value in case.policies.items()),
    ]
    if case.customer:
        facts.append(Fact("customer_language", case.customer.language, f"customer {case.customer.id}"))
        if case.customer.member_tier:
            facts.append(Fact("member_tier", case.customer.member_tier, f"customer {case.customer.id}"))
    order = choose_order(case, reading)
    if order:
        source = f"order {order.number}"
        values = {**order.facts, **derived(order.facts, local.date())}
        facts.extend(Fact(key, value, source, now) for key, value in values.items())
        asked = _asked_spec(order.facts.get("spec"), reading)
        if asked:
            facts.append(Fact("asked_spec", asked, source, now))
    return Facts(tuple(facts)), order.number if order else ""


def derived(facts: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Facts that follow from others by plain arithmetic on dates."""
    values: dict[str, Any] = {}
    delivered = _date(facts.get("delivered_on"))
    if delivered:
        values["days_since_delivery"] = (today - delivered).days
    promised = _date(facts.get("promised_delivery"))
    if promised and not delivered and today > promised and facts.get("order_status") not in ("cancelled", "returned"):
        values["days_late"] = (today - promised).days
    return values


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _asked_spec(spec: Any, reading: Reading) -> dict[str, str]:
    """The lines of a product's specification whose name is among the topics of the question."""
    if not isinstance(spec, Mapping):
        return {}
    topics = set(reading.values("topic"))
    lines: dict[str, str] = {}
    for name, value in spec.items():
        if name in topics and isinstance(value, Mapping) and "name" in value:
            lines[str(localised(value["name"], reading.language))] = str(localised(value["value"], reading.language))
    return lines
