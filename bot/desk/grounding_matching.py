"""Whether a value that is known carries a figure that a reply says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from bot.desk.figures import Figure
from bot.desk.grounding_dates import Days, days_said
from bot.desk.grounding_measures import matches
from bot.desk.grounding_topics import topics_of
from bot.desk.grounding_values import HOURS, Known
from bot.desk.message import Language

_PROPERTY = re.compile(
    r"续航|保温|充电|待机|电池|定时|battery|runtime|playback|charg|standby|keeps? (?:hot|cold|warm)|play(?:s|ing)? time"
)
_SOONEST = re.compile(r"(?:最快|最早|至少|最少|at the earliest|earliest|at least|as soon as)[^0-9]{0,6}$")


@dataclass(frozen=True)
class Said:
    """A figure of a reply with what stands around it, in plain words.

    Attributes:
        figure: as it was read.
        clause: the words of its clause.
        sentence: the words of its sentence.
        ahead: the few characters before it.
        made: moves of its sentence.
        language: language of the reply.
    """

    figure: Figure
    clause: str
    sentence: str
    ahead: str
    made: frozenset[str]
    language: Language

    @cached_property
    def topics(self) -> frozenset[str]:
        """What its clause is about; where the clause names nothing, what its sentence is about."""
        return topics_of(self.clause) or topics_of(self.sentence)

    @property
    def is_property(self) -> bool:
        """Whether a length of time is a guarantee or a property of the goods rather than a promise."""
        return "warranty" in self.topics or _PROPERTY.search(self.clause) is not None

    def days(self, today: date | None, pivots: tuple[date, ...] = ()) -> tuple[Days, ...]:
        """Every reading of the figure as days."""
        return days_said(self.figure, today, pivots)


def topical(known: Known, topics: frozenset[str], rivals: frozenset[str]) -> bool:
    """Whether the known value can be meant where the clause is about these topics.

    Args:
        known: the value.
        topics: what the clause is about.
        rivals: topics of which a fact of the same kind is known.
    """
    if known.derived and known.kind == "date" and known.fact.endswith("_hours"):
        return bool(known.topics & topics)
    if (
        known.kind == "amount"
        and known.derived
        and not known.topics & topics
        and topics & rivals & _OWED
        and len(topics & _OWED) == 1
    ):
        return False
    if known.kind == "amount" and not known.derived and topics & rivals & _OWED and known.topics and not known.topics & topics:
        return False
    if not known.topics or not topics or known.topics & topics:
        return True
    if "sum" in known.topics:
        return "compensation" not in topics & rivals
    return not known.derived and not (len(topics) == 1 and topics & rivals)


_OWED = frozenset({"refund", "compensation"})
"""What is owed is one amount: no other one and no sum takes its place."""


def carried(said: Said, known: Known, today: date | None) -> bool:
    """Whether the known value is what the figure says."""
    figure = said.figure
    if figure.kind == "date":
        return _carries_date(said, known, today)
    if known.kind != figure.kind:
        return False
    if figure.kind == "time":
        return _carries_time(figure, known)
    if figure.kind == "duration":
        return _carries_duration(said, known)
    return matches(figure, known)


def _carries_date(said: Said, known: Known, today: date | None) -> bool:
    figure = said.figure
    if known.kind != "date":
        return False
    if isinstance(known.low, Figure):
        if (known.low.low, known.low.high) == (figure.low, figure.high):
            return True
        others = days_said(known.low, today)
        if today is None and _same_parts(figure, known.low):
            return True
        return any(_covers(figure, days, other, today) for days in said.days(today) for other in others)
    pivots = (known.low,) if today is None else ()
    return any(_covers(figure, days, (known.low, known.high), today) for days in said.days(today, pivots))


def _same_parts(figure: Figure, other: Figure) -> bool:
    """Whether two days of which one leaves out its month or its year agree in what both say."""
    return any(
        first.split("-")[::-1][: len(second.split("-"))] == second.split("-")[::-1][: len(first.split("-"))]
        for first in _parts(figure)
        for second in _parts(other)
    )


def _parts(figure: Figure) -> tuple[str, ...]:
    """The readings of a single day as year, month and day as far as they are said."""
    if figure.low != figure.high or not _CALENDAR.match(figure.low):
        return ()
    return tuple(f"{int(value[4:]):02d}" if value.startswith("day:") else value for value in figure.low.split("|"))


_CALENDAR = re.compile(r"day:|\d")


def same_weekday(figure: Figure, day: date) -> bool:
    """Whether a day is of the weekday that a figure names."""
    return figure.low == figure.high == f"weekday:{day.isoweekday()}"


def _covers(figure: Figure, said: Days, known: Days, today: date | None) -> bool:
    """Whether the days said are those known, or a looser span in which they lie."""
    if said == known:
        return True
    first, last = said
    if first == last:
        if figure.role == "by" and figure.low.startswith(("weekday", "week", "next", "last")) and today is not None:
            return known[0] == known[1] and today <= known[0] <= last
        return known[0] != known[1] and (
            first == known[1]
            or (figure.role not in ("by", "within") and known[0] <= first <= known[1] and _is_soon(figure, known))
        )
    if figure.role == "by" and today is not None:
        first = min(first, today)
    return first <= known[0] and known[1] <= last


def _is_soon(figure: Figure, known: Days) -> bool:
    """Whether a day inside a known span may be named for it: a span of two days, or a word such as "from"."""
    return (known[1] - known[0]).days <= 1 or figure.role == "after" or figure.approximate


def _carries_time(figure: Figure, known: Known) -> bool:
    if isinstance(known.low, Figure):
        return bool(_clocks(figure) & _clocks(known.low)) or _inside(figure, known.low)
    return any(known.low in pair for pair in _clocks(figure))


def _clocks(figure: Figure) -> set[tuple[str, str]]:
    return set(zip(figure.low.split("|"), figure.high.split("|"), strict=False))


def _inside(figure: Figure, other: Figure) -> bool:
    """Whether a single time is one of the ends of a known span."""
    if figure.low != figure.high:
        return False
    ends = {*other.low.split("|"), *other.high.split("|")}
    return not ends.isdisjoint(figure.low.split("|"))


def _carries_duration(said: Said, known: Known) -> bool:
    figure = said.figure
    low, high = Decimal(figure.low) * HOURS[figure.unit], Decimal(figure.high) * HOURS[figure.unit]
    if _alike(low, known.low, known) and _alike(high, known.high, known):
        return (
            not _is_a_gap(known) or bool(known.topics & said.topics) or figure.role != "" or _GAP.search(said.clause) is not None
        )
    if _same_count(figure, known):
        return True
    if known.low != known.high and low == high:
        return _alike(high, known.high, known) or bool(_SOONEST.search(said.ahead) and _alike(low, known.low, known))
    if known.low == known.high and low != high and known.derived:
        return bool(low <= known.low <= high)
    if figure.role == "within" and known.derived and not known.working and low == high:
        return bool(known.low <= high) and high <= max(known.low + 24, min(known.low * 2, Decimal(168)))
    return figure.approximate and bool(low <= known.high and known.low <= high)


_GAP = re.compile(
    r"还有|还剩|剩|离|距|提前|早|晚|过了|超过|迟|差|已经?|一共|等|(?<![a-z])(?:left|still|remain(?:s|ing)?|"
    r"away|since|late|later|early|earlier|waited|waiting|wait|already|past|over|more|before|after|gives?|"
    r"leaves?|day)(?![a-z])"
)
"""Words that make a length of time the distance of two days rather than a term."""


def _is_a_gap(known: Known) -> bool:
    """Whether the length is the distance between two days of the facts."""
    return known.derived and known.unit == "day" and not known.fact.endswith(("_days", "_hours"))


def _same_count(figure: Figure, known: Known) -> bool:
    """A week of five working days, a month that is counted in days, a year in days."""
    low, high = Decimal(figure.low), Decimal(figure.high)
    if figure.unit == "week" and known.unit == "day":
        return (low * 120, high * 120) == (known.low, known.high)
    return False


def _alike(value: Decimal, known: Decimal, item: Known) -> bool:
    """Equal lengths; a month is 28 to 31 days, a year 365 or 366."""
    if value == known:
        return True
    if {item.unit} & {"month", "year"} or value % HOURS["month"] == 0 or value % HOURS["year"] == 0:
        longer, shorter = max(value, known), min(value, known)
        months = shorter / HOURS["month"]
        return shorter >= HOURS["month"] / 2 and months % Decimal("0.5") == 0 and 0 < longer - shorter <= months * 24 + 24
    return False


def day_shown(first: date, last: date) -> str:
    """A day, or a span of days, as an argument of a finding."""
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
