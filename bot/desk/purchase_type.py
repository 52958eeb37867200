"""How a customer is buying at this moment: five types of S0.1, read anew at each turn, each with its evidence.

It is another axis than temperament, and shown to the agent alone. It is never kept beyond the turn nor on the customer
(S1.71), and no price, compensation, priority, protocol or wording depends on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any


class PurchaseType(str, Enum):
    """Source: S0.1."""

    LOYAL = "loyal"
    DISCOUNT = "discount"
    IMPULSIVE = "impulsive"
    NEED_BASED = "need_based"
    PASSING_BY = "passing_by"


ORDERS, CUSTOMER, MESSAGES = "orders", "customer", "messages"
SOURCES = (ORDERS, CUSTOMER, MESSAGES)
"""Where evidence comes from: the order record, the customer's record, what is asked in this conversation."""

EVIDENCE = (
    "orders_kept",
    "tier",
    "asked_price",
    "sent_back",
    "asked_what_to_take",
    "undone_same_day",
    "asked_availability",
    "in_a_hurry",
    "asked_about_shop",
    "no_order",
)
"""Codes of evidence."""

LOYAL_ORDERS = 3
"""Orders kept from which somebody buys here again and again: rightly supplied each time, which is why they do (S0.2)."""

RETURNING_ORDERS = 2
"""The same for a customer whom the shop gave a tier: two transactions make one who returns (S4.7)."""

PLAIN_TIERS = frozenset({"", "standard"})
"""Tiers that everybody has."""

OFTEN_ASKED = 2
"""Times a price must be asked about before it looks like what decides."""

SENT_BACK = 2
"""Orders sent back without a fault of ours from which one question about the price is enough (S0.5)."""

GOING_BACK = frozenset({"requested", "approved", "picked_up", "received"})
"""States of a return under way or done."""

PRICE = frozenset({"ask_price_or_discount", "request_price_protection"})
AVAILABILITY = frozenset({"ask_stock"})
UNDOING = frozenset({"cancel_order"})
LOOKING = frozenset({"ask_store", "ask_product_question", "ask_recommendation", "hesitate"})
TALK = frozenset({"greet", "thank", "praise", "affirm_or_deny", "small_talk", ""})
"""Intents by what they show; "" stands for a turn that was not sure."""


@dataclass(frozen=True)
class Purchase:
    """An order as far as it shows how somebody buys.

    Attributes:
        ordered_on: None when it is not known.
        kept: delivered without a fault of ours, and not going back.
        sent_back: returned or being returned, without a fault of ours.
    """

    ordered_on: date | None = None
    kept: bool = False
    sent_back: bool = False


@dataclass(frozen=True)
class PurchaseEvidence:
    """One thing that speaks for a type.

    Attributes:
        code: one of EVIDENCE.
        source: one of SOURCES.
        rows: requirement rows.
        count: how many times, or how many orders; 0 where nothing is counted.
        since: ISO date of the first order counted; "" where none is known.
        tier: what the shop calls it; "" elsewhere.
    """

    code: str
    source: str
    rows: tuple[str, ...]
    count: int = 0
    since: str = ""
    tier: str = ""


@dataclass(frozen=True)
class PurchaseReading:
    """The type that shows at a turn, with what speaks for it; None when nothing shows one."""

    type: PurchaseType | None = None
    evidence: tuple[PurchaseEvidence, ...] = ()


@dataclass(frozen=True)
class Buying:
    """What the rules look at.

    Attributes:
        asked: intents of the customer's latest turns, this one last; "" for one that was not sure.
        hurried: whether this turn reads as hurried.
        orders: the customer's.
        member_tier: as the shop names it; "" for none.
        customer_known: whether the orders are those of a customer on record.
        article_named: whether one article is asked about before buying.
        today: at the shop.
    """

    asked: tuple[str, ...]
    hurried: bool
    orders: tuple[Purchase, ...]
    member_tier: str
    customer_known: bool
    article_named: bool
    today: date

    def times(self, intents: frozenset[str]) -> int:
        """How many of the latest turns asked one of these."""
        return sum(intent in intents for intent in self.asked)

    @property
    def asks(self) -> str:
        """What this turn surely asks; "" when that is not sure."""
        return self.asked[-1] if self.asked else ""


Rule = Callable[[Buying], tuple[PurchaseEvidence, ...]]


def read_purchase_type(buying: Buying) -> PurchaseReading:
    """The first type whose rule finds evidence; what the customer does now goes before what the record says (S1.71)."""
    for purchase_type, rule in RULES:
        evidence = rule(buying)
        if evidence:
            return PurchaseReading(purchase_type, evidence)
    return PurchaseReading()


def _need_based(buying: Buying) -> tuple[PurchaseEvidence, ...]:
    """Asks whether one article can be had, again or in a hurry. Source: S0.8."""
    times = buying.times(AVAILABILITY)
    if buying.asks not in AVAILABILITY or not buying.article_named or not (buying.hurried or times >= OFTEN_ASKED):
        return ()
    asked = PurchaseEvidence("asked_availability", MESSAGES, ("S0.8",), times)
    return (asked, PurchaseEvidence("in_a_hurry", MESSAGES, ("S0.8",))) if buying.hurried else (asked,)


def _discount(buying: Buying) -> tuple[PurchaseEvidence, ...]:
    """Asks about the price twice, or once and sends goods back easily. Source: S0.4, S0.5."""
    times = buying.times(PRICE)
    back = sum(order.sent_back for order in buying.orders)
    if times < (1 if back >= SENT_BACK else OFTEN_ASKED):
        return ()
    asked = PurchaseEvidence("asked_price", MESSAGES, ("S0.4",), times)
    returned = PurchaseEvidence("sent_back", ORDERS, ("S0.5",), back)
    return (asked, returned) if back >= SENT_BACK else (asked,)


def _impulsive(buying: Buying) -> tuple[PurchaseEvidence, ...]:
    """Came without an article in mind, or undoes what was ordered the same day. Source: S0.6."""
    if not any(order.ordered_on == buying.today for order in buying.orders):
        return ()
    if buying.asks in UNDOING:
        return (PurchaseEvidence("undone_same_day", ORDERS, ("S0.6",)),)
    if "ask_recommendation" in buying.asked[:-1]:
        return (PurchaseEvidence("asked_what_to_take", MESSAGES, ("S0.6",)),)
    return ()


def _loyal(buying: Buying) -> tuple[PurchaseEvidence, ...]:
    """Kept several orders that we supplied rightly; fewer are enough for whom the shop gave a tier. Source: S0.2, S4.7."""
    kept = [order for order in buying.orders if order.kept]
    tiered = buying.member_tier not in PLAIN_TIERS
    if len(kept) < (RETURNING_ORDERS if tiered else LOYAL_ORDERS):
        return ()
    dates = [order.ordered_on for order in kept if order.ordered_on]
    since = min(dates).isoformat() if dates else ""
    found = PurchaseEvidence("orders_kept", ORDERS, ("S0.2", "S4.7"), len(kept), since)
    return (found, PurchaseEvidence("tier", CUSTOMER, ("S0.2",), tier=buying.member_tier)) if tiered else (found,)


def _passing_by(buying: Buying) -> tuple[PurchaseEvidence, ...]:
    """Looks around, asks about the shop itself, and has ordered nothing. Source: S0.10, S0.11."""
    if buying.orders or "ask_store" not in buying.asked or not set(buying.asked) <= LOOKING | TALK:
        return ()
    asked = PurchaseEvidence("asked_about_shop", MESSAGES, ("S0.10",))
    return (asked, PurchaseEvidence("no_order", ORDERS, ("S0.11",))) if buying.customer_known else (asked,)


RULES: tuple[tuple[PurchaseType, Rule], ...] = (
    (PurchaseType.NEED_BASED, _need_based),
    (PurchaseType.DISCOUNT, _discount),
    (PurchaseType.IMPULSIVE, _impulsive),
    (PurchaseType.LOYAL, _loyal),
    (PurchaseType.PASSING_BY, _passing_by),
)
"""In the order in which they are tried."""


def purchase_of(order: Mapping[str, Any]) -> Purchase:
    """An order from its facts (`order_status ordered_on return_status fault_established`)."""
    status, ours = str(order.get("order_status", "")), order.get("fault_established") is True
    back = status == "returned" or str(order.get("return_status", "")) in GOING_BACK
    return Purchase(
        ordered_on=_date(order.get("ordered_on")),
        kept=status == "delivered" and not back and not ours,
        sent_back=back and not ours,
    )


def _date(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def purchase_to_json(reading: PurchaseReading) -> dict[str, Any]:
    """The type, "" when nothing shows one, and its evidence in codes."""
    return {
        "type": reading.type.value if reading.type else "",
        "evidence": [_evidence_to_json(item) for item in reading.evidence],
    }


def _evidence_to_json(item: PurchaseEvidence) -> dict[str, Any]:
    told = {"count": item.count, "since": item.since, "tier": item.tier}
    known = {name: value for name, value in told.items() if value}
    return {"code": item.code, "source": item.source, "rows": list(item.rows), **known}


def purchase_from_json(value: Mapping[str, Any]) -> PurchaseReading:
    """The inverse of `purchase_to_json`.

    Raises:
        KeyError, ValueError, TypeError: the value is not such a reading.
    """
    return PurchaseReading(
        PurchaseType(value["type"]) if value["type"] else None,
        tuple(
            PurchaseEvidence(
                code=str(item["code"]),
                source=str(item["source"]),
                rows=tuple(str(row) for row in item["rows"]),
                count=int(item.get("count", 0)),
                since=str(item.get("since", "")),
                tier=str(item.get("tier", "")),
            )
            for item in value["evidence"]
        ),
    )
