"""Facts: what is known of the case, with the source of each. An absent fact is not known and may not be asserted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.desk.message import Channel

COUNTS = frozenset(
    {"views", "comments", "shares", "crisis_threshold_comments", "agent_compensation_limit", "abuse_count"}
)
"""Numbers that steer the protocol: how far a public post has gone, and the shop's own limits."""

ORDER_KEYS = frozenset(
    {
        "order_number",
        "order_status",
        "item",
        "item_price",
        "currency",
        "courier",
        "tracking_number",
        "last_scan",
        "last_scan_on",
        "ordered_on",
        "promised_dispatch",
        "promised_delivery",
        "dispatched_on",
        "delivered_on",
        "days_since_delivery",
        "days_late",
        "refund_status",
        "refund_amount",
        "refund_requested_on",
        "refund_expected_on",
        "refund_paid_on",
        "return_status",
        "return_reason_no",
        "invoice_status",
        "invoice_kind",
        "fault",
        "fault_established",
        "return_allowed",
        "replacement_allowed",
        "months_since_purchase",
        "order_doubtful",
        "incident",
        "evidence",
    }
)
"""Facts of one order."""

CUSTOMER_KEYS = frozenset({"member_tier", "points", "customer_language"})
"""Facts of one customer."""

LIMIT_KEYS = frozenset({"compensation_allowed", "compensation_rule", "discount_allowed", "open_to"})
"""What the shop grants and to whom."""

NOT_FOR_THE_PUBLIC = ORDER_KEYS | CUSTOMER_KEYS | LIMIT_KEYS
"""Facts that no public answer may state, nor choose its words by (public_private_data, public_limits)."""

INTERNAL_KEYS = COUNTS | {"boundary_set", "segment", "handled_by", "from_public_post", "calm_turns"}
"""Facts that steer the protocol and are never said to a customer."""


@dataclass(frozen=True)
class Fact:
    """One thing known.

    Attributes:
        key: its name; known keys stand in docs/architecture.md, any other key is a sayable fact.
        value: text, number, truth value, list or map.
        source: where it comes from, for example "order TF20261101".
        at: when it was true; None for a standing policy.
    """

    key: str
    value: Any
    source: str
    at: datetime | None = None


class Facts(Mapping[str, Any]):
    """A read-only map from key to value that remembers the source of each."""

    def __init__(self, facts: tuple[Fact, ...] = ()) -> None:
        self._facts = {fact.key: fact for fact in facts}

    @classmethod
    def from_values(cls, values: Mapping[str, Any], *, source: str) -> Facts:
        """Facts that share one source."""
        return cls(tuple(Fact(key, value, source) for key, value in values.items()))

    def __getitem__(self, key: str) -> Any:
        return self._facts[key].value

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def fact(self, key: str) -> Fact:
        """The fact with its source."""
        return self._facts[key]

    def all(self) -> tuple[Fact, ...]:
        """Every fact, in the order given."""
        return tuple(self._facts.values())

    def sayable(self, key: str) -> bool:
        """Whether the fact is known and may be said to the customer."""
        return key in self._facts and key not in INTERNAL_KEYS

    def sayable_on(self, channel: Channel) -> Facts:
        """The facts that drafts for a channel may rest on."""
        if channel is not Channel.SOCIAL_PUBLIC:
            return self
        return Facts(tuple(fact for fact in self.all() if fact.key not in NOT_FOR_THE_PUBLIC))

    def with_fact(self, fact: Fact) -> Facts:
        """The same facts with one more, or one replaced."""
        others = tuple(known for known in self.all() if known.key != fact.key)
        return Facts((*others, replace(fact)))


DATES = frozenset(
    {
        "today",
        "now",
        "promised_dispatch",
        "promised_delivery",
        "ordered_on",
        "dispatched_on",
        "delivered_on",
        "last_scan_on",
        "refund_requested_on",
        "refund_expected_on",
        "refund_paid_on",
        "restock_on",
    }
)
"""Dates or date-times, ISO 8601; `now` is a time."""

AMOUNTS = frozenset(
    {"compensation_allowed", "item_price", "discount_allowed", "refund_amount", "price_now", "shipping_fee", "free_shipping_from"}
)
"""Amounts in `currency`."""

NUMBERS = frozenset(
    {
        "dispatch_hours",
        "return_window_days",
        "days_since_delivery",
        "days_late",
        "refund_days",
        "warranty_months",
        "months_since_purchase",
        "callback_within_hours",
        "reply_within_hours",
        "price_protection_days",
        "points",
        "exchange_window_days",
    }
)
"""Numbers with the unit in the name; `refund_days` may be a range such as "3-5" and counts working days."""

TRUTHS = frozenset(
    {
        "fault_established",
        "return_allowed",
        "replacement_allowed",
        "callback_allowed",
        "expert_available",
        "polite_form_required",
        "closing",
        "order_doubtful",
        "from_public_post",
    }
)
"""True or false; absent means unknown."""

CODES = frozenset(
    {
        "order_status",
        "refund_status",
        "return_status",
        "invoice_status",
        "invoice_kind",
        "fault",
        "member_tier",
        "specification",
        "stock_status",
    }
)
"""Texts that are worded from the vocabulary when their value is one of its codes."""

TEXTS = frozenset(
    {
        "item",
        "return_reason_no",
        "queue_rule",
        "private_channel",
        "open_to",
        "customer_language",
        "incident",
        "evidence",
        "agent_name",
        "shop_name",
        "currency",
        "order_number",
        "courier",
        "tracking_number",
        "last_scan",
        "return_freight",
        "invoice_rule",
        "promotion",
        "change_rule",
        "membership_rule",
        "store_info",
        "size_advice",
        "usage_guide",
        "install_guide",
        "shipping_rule",
        "delivery_rule",
        "payment_rule",
        "cross_border_rule",
        "bulk_rule",
        "exchange_rule",
        "repair_rule",
        "price_protection_rule",
        "authenticity_rule",
        "lost_parcel_rule",
        "privacy_rule",
        "account_rule",
        "fraud_rule",
        "compensation_rule",
        "complaint_channel",
        "recommendation",
        "options",
        "spec",
        "asked_spec",
        "asked_date",
    }
)
"""Texts, lists and maps; a text may be a map from language to words."""

SLOT_KEYS = DATES | AMOUNTS | NUMBERS | CODES | TEXTS
"""Facts whose names may stand as `{slot}` in wording."""
