"""What is known of a case in figures: what its facts carry, and what follows from them by plain arithmetic."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.desk.facts import AMOUNTS, DATES, NUMBERS, TRUTHS, Facts
from bot.desk.figures import Figure
from bot.desk.grounding_dates import days_said, months_after, working_day_after, working_days_between
from bot.desk.grounding_sums import FEW, MOST, amounts_that_follow
from bot.desk.grounding_values import HOURS, Known

DATE_TOPICS: Mapping[str, tuple[str, ...]] = {
    "promised_dispatch": ("dispatch",),
    "dispatched_on": ("dispatch", "delivery"),
    "promised_delivery": ("delivery",),
    "delivered_on": ("delivery",),
    "ordered_on": ("order",),
    "refund_requested_on": ("refund", "return"),
    "refund_expected_on": ("refund",),
    "refund_paid_on": ("refund",),
    "restock_on": ("stock", "delivery"),
}
LENGTHS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "dispatch_hours": ("hour", ("dispatch",)),
    "return_window_days": ("day", ("return", "exchange", "refund")),
    "exchange_window_days": ("day", ("exchange", "return")),
    "price_protection_days": ("day", ("price", "discount", "refund")),
    "days_since_delivery": ("day", ("delivery", "return", "exchange")),
    "days_late": ("day", ("late", "delivery", "dispatch")),
    "refund_days": ("day", ("refund",)),
    "warranty_months": ("month", ("warranty",)),
    "months_since_purchase": ("month", ("order", "warranty")),
    "callback_within_hours": ("hour", ("callback",)),
    "reply_within_hours": ("hour", ("reply",)),
}
"""Fact -> unit of its number, and what it is about."""

AMOUNT_TOPICS: Mapping[str, tuple[str, ...]] = {
    "compensation_allowed": ("compensation",),
    "refund_amount": ("refund",),
    "item_price": ("price", "discount"),
    "price_now": ("price", "discount"),
    "discount_allowed": ("discount",),
    "shipping_fee": ("fee",),
    "free_shipping_from": ("fee",),
}


def day_of(value: Any) -> date | None:
    """The day of a fact that is a date or a date-time, or such a text; None for anything else."""
    moment = moment_of(value)
    return moment.date() if isinstance(moment, datetime) else moment


def moment_of(value: Any) -> date | datetime | None:
    """A date or a date-time from ISO 8601; None where it is none."""
    if isinstance(value, date):
        return value
    text = str(value)
    if not _ISO.match(text):
        return None
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None


_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:$|[T ]\d\d:\d\d)")
_NUMBER = re.compile(r"\s*(\d+(?:\.\d+)?)(?:\s*[-~–]\s*(\d+(?:\.\d+)?))?\s*")


def today_of(facts: Mapping[str, Any]) -> date | None:
    """The day from which relative dates count: `today`, else the day of `now`."""
    return day_of(facts.get("today")) or day_of(facts.get("now"))


def number_of(value: Any) -> tuple[Decimal, Decimal] | None:
    """Lower and upper end of a fact that is a number or a text such as "3-5"; None for anything else."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float, Decimal)):
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            return None
        return (number, number) if number.is_finite() else None
    found = _NUMBER.fullmatch(str(value)) if isinstance(value, str) and len(value) < 40 else None
    return (Decimal(found[1]), Decimal(found[2] or found[1])) if found else None


def known_values(facts: Facts, figures: Mapping[str, tuple[Figure, ...]]) -> tuple[Known, ...]:
    """Everything that the sayable facts carry, with what follows from them; texts come as their figures."""
    today = today_of(facts)
    known: list[Known] = []
    for key in facts:
        if facts.sayable(key) and key not in TRUTHS:
            known += _of_fact(key, facts[key])
            known += (_of_figure(key, figure) for figure in figures.get(key, ()) if key not in DATES)
            known += _offered(key, facts[key])
    known += _dates_that_follow(known, facts, today)
    known += _lengths_that_follow(known, today)
    known += amounts_that_follow(known)
    return tuple(known)


_OFFERS = re.compile(r"open_to|promotion|discount|offer|member|bulk")
_BARE = re.compile(
    r"(?<![\d.,:/-])\d{1,6}(?:\.\d{1,2})?(?![\d%:/-]|[.,]\d|\s?(?:days?|hours?|months?|years?|weeks?|"
    r"月|天|日|年|个|件|小时))"
)


def _offered(key: str, value: Any) -> Iterable[Known]:
    """Numbers without a unit in the words of an offer: amounts that are taken off."""
    if isinstance(value, str) and _OFFERS.search(key):
        for found in list(_BARE.finditer(value))[:FEW]:
            amount = Decimal(found.group())
            yield Known(key, "amount", amount, amount)


def _of_fact(key: str, value: Any) -> Iterable[Known]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _of_fact(str(name), item)
        return
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _of_fact(key, item)
        return
    moment = moment_of(value)
    if moment is not None:
        day = moment.date() if isinstance(moment, datetime) else moment
        topics = frozenset(DATE_TOPICS.get(key, ()))
        yield Known(key, "date", day, day, "", topics)
        if isinstance(moment, datetime) and (moment.hour or moment.minute):
            clock = f"{moment.hour:02d}:{moment.minute:02d}"
            yield Known(key, "time", clock, clock, "", topics)
        return
    ends = number_of(value)
    if ends is None:
        return
    if key in LENGTHS:
        unit, about = LENGTHS[key]
        yield Known(key, "duration", ends[0] * HOURS[unit], ends[1] * HOURS[unit], unit, frozenset(about), key == "refund_days")
    elif key in AMOUNTS:
        yield Known(key, "amount", *ends, "", frozenset(AMOUNT_TOPICS[key]))
    elif key in NUMBERS:
        yield Known(key, "number", *ends, "points", frozenset({"points"}))
    else:
        yield from _of_bare_number(key, ends)


_UNITS_IN_NAMES = tuple((unit, unit) for unit in ("minute", "hour", "day", "week", "month", "year"))


def _of_bare_number(key: str, ends: tuple[Decimal, Decimal]) -> Iterable[Known]:
    """A fact of the shop's own that is a number may be any figure; a unit in its name makes it a duration."""
    unit = next((unit for word in key.lower().split("_") for name, unit in _UNITS_IN_NAMES if word in (name, name + "s")), None)
    if unit:
        yield Known(key, "duration", ends[0] * HOURS[unit], ends[1] * HOURS[unit], unit)
        return
    for kind in ("amount", "number", "percent"):
        yield Known(key, kind, *ends)


def of_figures(figures: Iterable[Figure], fact: str = "") -> tuple[Known, ...]:
    """Figures in words of the customer or of a fact as values; dates stay as they are said."""
    return tuple(_of_figure(fact, figure) for figure in figures)


def counted_from(customer: Iterable[Known], known: Iterable[Known], facts: Facts, today: date) -> tuple[Known, ...]:
    """Days that follow from the customer's words: "three days ago", and the ends of known lengths from a day they name."""
    days: list[date] = []
    for item in customer:
        if item.kind == "date":
            days += [first for first, last in days_said(item.low, today) if first == last]
        elif item.kind == "duration" and item.low == item.high and item.low < 24 * 4000:
            days += [today - timedelta(days=int(item.low // 24)), today + timedelta(days=int(item.low // 24))]
    lengths = [
        item for item in known if item.kind == "duration" and not item.derived and not item.fact.startswith(("days_", "months_"))
    ]
    follow = [Known("", "date", day, day, derived=True) for day in days[:MOST]]
    for day in days[:MOST]:
        follow += [each for item in lengths[:MOST] for each in _after(item, day, facts)]
    return tuple(follow)


def _of_figure(fact: str, figure: Figure) -> Known:
    if figure.kind in ("date", "time"):
        return Known(fact, figure.kind, figure, figure)
    low, high = Decimal(figure.low), Decimal(figure.high)
    if figure.kind == "duration":
        return Known(fact, "duration", low * HOURS[figure.unit], high * HOURS[figure.unit], figure.unit, working=figure.working)
    return Known(fact, figure.kind, low, high, figure.unit)


def _dates_that_follow(known: list[Known], facts: Facts, today: date | None) -> list[Known]:
    """Days that a length of the facts leads to, from today or from the day it counts from."""
    starts = {
        "dispatch_hours": "ordered_on",
        "return_window_days": "delivered_on",
        "exchange_window_days": "delivered_on",
        "warranty_months": "ordered_on",
    }
    starts["refund_days"] = "refund_requested_on"
    others = [item.low for item in known if item.kind == "date" and not item.topics and isinstance(item.low, date)][:MOST]
    follow: list[Known] = []
    for item in known:
        if item.kind != "duration" or item.fact.startswith(("days_", "months_")):
            continue
        own = [day_of(facts.get(starts.get(item.fact, "")))] if item.fact in LENGTHS else others
        for start in (*own, today):
            if start is not None:
                follow += _after(item, start, facts)
    if today is not None:
        follow += _days_back(facts, today)
    return follow


def _after(item: Known, start: date, facts: Facts) -> Iterable[Known]:
    """The days in which a length that begins on a day ends; working days both ways of counting."""
    try:
        if item.unit == "month":
            end = months_after(start, int(item.high / HOURS["month"]))
            yield Known(item.fact, "date", end, end, "", item.topics, derived=True)
            return
        if item.unit in ("second", "minute", "hour"):
            moment = moment_of(facts.get("now"))
            hours = float(item.high)
            last = (
                (moment + timedelta(hours=hours)).date()
                if isinstance(moment, datetime)
                else start + timedelta(days=int(hours // 24))
            )
            yield Known(item.fact, "date", start, last, "", item.topics, derived=True)
            return
        if not item.working:
            first, last = start + timedelta(days=int(item.low // 24)), start + timedelta(days=int(item.high // 24))
            yield Known(item.fact, "date", first, last, "", item.topics, derived=True)
        if item.unit == "day" and item.high <= 24 * 400 and (item.working or item.fact not in LENGTHS):
            first, last = working_day_after(start, int(item.low // 24)), working_day_after(start, int(item.high // 24))
            yield Known(item.fact, "date", first, last, "", item.topics, derived=True)
    except OverflowError:
        return


def _days_back(facts: Facts, today: date) -> Iterable[Known]:
    """The day of delivery and of purchase, and the ends of the windows that count from it."""
    since = number_of(facts.get("days_since_delivery"))
    if since is None or not 0 <= since[0] < 5000:
        return
    delivered = today - timedelta(days=int(since[0]))
    yield Known("days_since_delivery", "date", delivered, delivered, "", frozenset({"delivery"}), derived=True)
    for key in ("return_window_days", "exchange_window_days"):
        window = number_of(facts.get(key))
        if window is not None and 0 <= window[0] < 5000:
            end = delivered + timedelta(days=int(window[0]))
            yield Known(key, "date", end, end, "", frozenset(LENGTHS[key][1]), derived=True)


_WINDOWS = (
    ("return_window_days", "days_since_delivery", ("return", "exchange", "refund")),
    ("exchange_window_days", "days_since_delivery", ("exchange", "return")),
    ("warranty_months", "months_since_purchase", ("warranty",)),
)


def _lengths_that_follow(known: list[Known], today: date | None) -> list[Known]:
    """Days between known days, and what is left of a window or over it."""
    days = [item for item in known if item.kind == "date" and isinstance(item.low, date) and item.fact not in ("today", "now")]
    follow: list[Known] = []
    for place, item in enumerate(days):
        others = days[place + 1 :] if not item.derived else []
        for other in others:
            if not other.derived and item.low == item.high and other.low == other.high:
                follow += _between(item, other.low, _about(item, other))
        if today is not None and item.low == item.high:
            follow += _between(item, today, _about(item, item))
    lengths = {item.fact: item for item in known if item.kind == "duration" and item.fact in LENGTHS}
    for window, passed, about in _WINDOWS:
        if window in lengths and passed in lengths:
            left = abs(lengths[window].low - lengths[passed].low)
            follow.append(Known(window, "duration", left, left, lengths[window].unit, frozenset(about), derived=True))
    return follow


def _about(item: Known, other: Known) -> frozenset[str]:
    """What the days between two days may be about: anything, where one of the days is the shop's own kind of fact."""
    return item.topics | other.topics | {"late"} if item.topics and other.topics else frozenset()


def _between(item: Known, other: date, topics: frozenset[str]) -> Iterable[Known]:
    first, last = sorted((item.low, other))
    hours = Decimal((last - first).days * 24)
    yield Known(item.fact, "duration", hours, hours, "day", topics, derived=True)
    if (last - first).days < 60:
        working = Decimal(working_days_between(first, last) * 24)
        yield Known(item.fact, "duration", working, working, "day", topics, True, derived=True)
