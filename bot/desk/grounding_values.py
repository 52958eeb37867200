"""What a known value is: a date, an amount, a length of time, with what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

HOURS: Mapping[str, Decimal] = {
    "second": Decimal(1) / 3600,
    "minute": Decimal(1) / 60,
    "hour": Decimal(1),
    "day": Decimal(24),
    "week": Decimal(168),
    "month": Decimal(720),
    "year": Decimal(8640),
}


@dataclass(frozen=True)
class Known:
    """A value that a reply may say.

    Attributes:
        fact: name of the fact it comes from; "" for the customer's words.
        kind: as in `Figure`.
        low: a date, or a number; hours for a duration.
        high: the upper end.
        unit: as in `Figure`.
        topics: what it is about; empty where it may be about anything.
        working: days are working days.
        derived: it follows by arithmetic.
    """

    fact: str
    kind: str
    low: Any
    high: Any
    unit: str = ""
    topics: frozenset[str] = frozenset()
    working: bool = False
    derived: bool = False
