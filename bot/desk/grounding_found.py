"""What the figures of a reply are held against, and the finding where one is not carried."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from bot.desk.compliance_case import ReplyCase
from bot.desk.figures import Figure
from bot.desk.finding import Finding
from bot.desk.grounding_dates import days_said
from bot.desk.grounding_matching import Said, day_shown
from bot.desk.grounding_rewrite import rewrite_of
from bot.desk.grounding_texts import Sources
from bot.desk.grounding_values import HOURS, Known
from bot.desk.reading import Temperament
from bot.desk.rules import RULES

_STATES = ("days_since", "months_since", "days_late", "today", "now")
_TERMS = (
    "promised_dispatch",
    "promised_delivery",
    "refund_expected_on",
    "dispatch_hours",
    "refund_days",
    "reply_within_hours",
    "callback_within_hours",
)

_LEFT = re.compile(r"还剩|还有|剩下|只剩|(?<![a-z])(?:left|remaining)(?![a-z])")

TIMELY = ("date", "time", "duration")


@dataclass(frozen=True)
class Ground:
    """What the figures of one reply are held against."""

    case: ReplyCase
    today: date | None
    facts: tuple[Known, ...]
    customer: tuple[Known, ...]
    sources: Sources

    @cached_property
    def gaps(self) -> tuple[Known, ...]:
        """Lengths of time between the days that the customer names and those that are known."""
        if self.today is None:
            return ()
        days = [item.low for item in self.facts if item.kind == "date" and isinstance(item.low, date) and item.low == item.high]
        days += self._single(self.facts)
        named = [*self._single(self.customer), *self._single(self.facts)]
        lengths = {abs((one - other).days) for one in named for other in (*days, self.today)}
        return tuple(Known("", "duration", Decimal(days * 24), Decimal(days * 24), "day") for days in lengths if days)

    def _single(self, values: Iterable[Known]) -> list[date]:
        """The single days among dates that are said in words."""
        return [
            first
            for item in values
            if isinstance(item.low, Figure) and item.kind == "date"
            for first, last in days_said(item.low, self.today)
            if first == last
        ]

    def rivals(self, kind: str) -> frozenset[str]:
        """Topics of which a fact of a kind is known; a term is also known by a day, and a day by a term."""
        return frozenset().union(*(item.topics for item in self.facts if self.is_rival(item, kind)))

    def is_rival(self, item: Known, kind: str) -> bool:
        """Whether a known value says what a figure of a kind ought to be."""
        if item.derived or item.fact.startswith(_STATES):
            return False
        return item.kind == kind or (kind in TIMELY and item.kind in TIMELY and item.fact in _TERMS)


def known_otherwise(said: Said, ground: Ground) -> Known | None:
    """The fact that speaks of the same with another value; facts themselves before what follows from them."""
    if not said.topics:
        return None
    about = [item for item in ground.facts if item.topics & said.topics and ground.is_rival(item, said.figure.kind)]
    return min(about, key=lambda item: (item.kind != said.figure.kind, -len(item.topics & said.topics)), default=None)


def finding_of(said: Said, ground: Ground, committing: bool) -> Finding:
    """The finding about a figure that nothing known carries."""
    figure, known = said.figure, known_otherwise(said, ground)
    rule = _rule(said, committing)
    rows = RULES[rule].rows
    if rule == "ungrounded_date" and Temperament.HURRIED not in ground.case.temperaments:
        rows = ("S1.61",)
    arguments: dict[str, Any] = {"said": figure.text}
    if known is not None:
        arguments |= {"known": _shown(known), "fact": known.fact}
    return Finding(
        rule,
        rows,
        ground.case.severities.get(rule, RULES[rule].severity),
        figure.start,
        figure.end,
        arguments,
        rewrite_of(said, known, ground.case.facts),
        "contradicts" if known is not None else "absent",
    )


def _rule(said: Said, committing: bool) -> str:
    kind, topics = said.figure.kind, said.topics
    if kind == "duration" and _LEFT.search(said.clause):
        return "ungrounded_date"
    if kind in TIMELY:
        return "false_information" if kind == "duration" and said.is_property else "ungrounded_date"
    if kind == "number":
        return "false_information"
    if committing or topics & {"compensation", "refund", "discount"}:
        return "ungrounded_promise"
    return "false_information"


def _shown(known: Known) -> str:
    """The known value as an argument of the finding: an ISO date, a number, a number with its unit."""
    if known.kind == "duration":
        factor = HOURS[known.unit or "hour"]
        return f"{_ends(known.low / factor, known.high / factor)} {known.unit}"
    if isinstance(known.low, Figure):
        return known.low.text
    if isinstance(known.low, date):
        return day_shown(known.low, known.high)
    return _ends(known.low, known.high)


def _ends(low: Any, high: Any) -> str:
    first, last = (
        f"{value:f}".rstrip("0").rstrip(".") if isinstance(value, Decimal) and "." in f"{value:f}" else str(value)
        for value in (low, high)
    )
    return first if first == last else f"{first}-{last}"
