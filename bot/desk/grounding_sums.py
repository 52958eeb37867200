"""Amounts that follow from known ones by plain arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from bot.desk.grounding_values import Known

FEW = 4
MOST = 16
"""Amounts and percentages that are combined with each other."""


def amounts_that_follow(known: list[Known]) -> list[Known]:
    """Sums and differences of two amounts, and an amount with a percentage taken of it or off it."""
    single = [item for item in known if item.kind == "amount" and item.low == item.high][:MOST]
    shares = [item for item in known if item.kind == "percent" and item.low == item.high and 0 < item.low < 100][:MOST]
    follow: list[Known] = []
    for place, item in enumerate(single):
        for other in single[place + 1 :]:
            topics = frozenset({"sum"}) if item.topics and other.topics else frozenset()
            for value in (item.low + other.low, abs(item.low - other.low)):
                follow.append(Known(item.fact, "amount", value, value, item.unit or other.unit, topics, derived=True))
        for count in range(2, 13) if not item.topics & _ONCE else ():
            follow.append(Known(item.fact, "amount", item.low * count, item.low * count, item.unit, item.topics, derived=True))
            follow += _less_discount(item, count, single)
        for share in shares:
            for value in (item.low * share.low / 100, item.low * (100 - share.low) / 100):
                follow.append(Known(item.fact, "amount", value, value, item.unit, frozenset(), derived=True))
    return follow + _sums_of_three(single) + _multiples(single, known)


_ONCE = frozenset({"compensation", "refund"})
"""Amounts that are given once, not for each piece."""


def _less_discount(item: Known, count: int, amounts: list[Known]) -> Iterable[Known]:
    """The price of several pieces less a discount."""
    if "price" in item.topics:
        for other in amounts:
            if other.topics == {"discount"}:
                for value in (item.low * count - other.low, (item.low - other.low) * count):
                    yield Known(item.fact, "amount", value, value, item.unit, item.topics, derived=True)


def _multiples(amounts: list[Known], known: list[Known]) -> list[Known]:
    """An amount for each of a known count, a day of a known wait among them, and an amount divided by it."""
    counts = {int(item.low) for item in known if item.kind == "number" and item.low == item.high and item.low == int(item.low)}
    counts |= {
        int(item.low / 24) for item in known if item.kind == "duration" and item.fact in ("days_late", "days_since_delivery")
    }
    return [
        Known(item.fact, "amount", value, value, item.unit, item.topics, derived=True)
        for item in amounts
        for count in sorted(counts)[:MOST]
        if 1 < count < 1000
        for value in (item.low * count, item.low / count)
    ]


def _sums_of_three(amounts: list[Known]) -> list[Known]:
    """Sums and differences of three different amounts, where there are few: price less discount plus freight."""
    if len(amounts) > FEW:
        return []
    signs = ((1, 1), (1, -1), (-1, 1), (-1, -1))
    return [
        Known(first.fact, "amount", total, total, first.unit, frozenset({"sum"}), derived=True)
        for first in amounts
        for second, third in combinations([item for item in amounts if item is not first], 2)
        for one, other in signs
        if (total := first.low + one * second.low + other * third.low) > 0
    ]
