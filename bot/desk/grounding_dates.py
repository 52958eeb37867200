"""Dates as a figure says them, resolved against a day."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from bot.desk.figures import Figure

Days = tuple[date, date]
"""First and last day of what is said; equal for one day."""


def days_said(figure: Figure, today: date | None, pivots: tuple[date, ...] = ()) -> tuple[Days, ...]:
    """Every reading of a date as days.

    Args:
        figure: a figure of the kind date.
        today: the day from which relative dates count; None leaves them out.
        pivots: days whose years and months a date without its own may take, where today is not known.
    """
    found: list[Days] = []
    for low, high in zip(figure.low.split("|"), figure.high.split("|"), strict=False):
        for around in (today,) if today else pivots:
            for variant in (-1, 0, 1):
                days = _reading(low, high, around, variant, relative=today is not None)
                if days is not None and days not in found:
                    found.append(days)
    if not found and not figure.low.startswith(("day", "week", "month", "year", "last", "next")):
        found = [
            days for low, high in zip(figure.low.split("|"), figure.high.split("|"), strict=False) if (days := _plain(low, high))
        ]
    return tuple(found)


def working_day_after(day: date, count: int) -> date:
    """The day that is so many working days, Monday to Friday, after another; before it where the count is negative."""
    step = timedelta(days=1 if count >= 0 else -1)
    left = abs(count)
    while left:
        day += step
        if day.weekday() < 5:
            left -= 1
    return day


def working_days_between(first: date, last: date) -> int:
    """Working days after the first day up to and with the last."""
    days = (last - first).days
    weeks, rest = divmod(max(days, 0), 7)
    return weeks * 5 + sum(1 for step in range(1, rest + 1) if (first + timedelta(days=step)).weekday() < 5)


def months_after(day: date, months: int) -> date:
    """The same day so many months on; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])) if 1 <= year <= 9998 else day


def _plain(low: str, high: str) -> Days | None:
    if not low.startswith("20") or not high.startswith("20"):
        return None
    first, last = _end(low, date.min, 0), _end(high, date.min, 0)
    return (first, last) if first and last and first <= last else None


def _reading(low: str, high: str, around: date, variant: int, *, relative: bool) -> Days | None:
    if not relative and low.split(":")[0].rstrip("+-0123456789") in ("week", "month", "last", "next", "weekday"):
        return None
    if not relative and low.startswith(("day+", "day-", "year")):
        return None
    first, last = _end(low, around, variant), _end(high, around, variant)
    if first is None or last is None:
        return None
    if last < first:
        last = _rolled(high, last)
    return (first, last) if first <= last and (last - first).days <= 400 else None


def _rolled(notation: str, last: date) -> date:
    """The end of a range that runs over the end of a week, a month or a year."""
    if notation.startswith("weekday"):
        return last + timedelta(days=7)
    return months_after(last, 1 if notation.startswith("day:") else 12)


def _end(notation: str, around: date, variant: int) -> date | None:
    head, _, tail = notation.partition(":")
    for start, read in _READERS:
        if head.startswith(start):
            try:
                return read(head[len(start) :], tail, around, variant)
            except (ValueError, OverflowError):
                return None
    try:
        return _calendar(notation, around, variant)
    except (ValueError, OverflowError):
        return None


def _weekday(head: str, tail: str, around: date, variant: int) -> date | None:
    """The coming one, today included, or the one before today."""
    if variant == 1:
        return None
    coming = around + timedelta(days=(int(tail) - 1 - around.weekday()) % 7)
    return coming if variant == 0 else coming - timedelta(days=7)


def _week(head: str, tail: str, around: date, variant: int) -> date | None:
    monday = around - timedelta(days=around.weekday())
    return monday + timedelta(days=7 * int(head) + int(tail) - 1) if variant == 0 else None


def _last(head: str, tail: str, around: date, variant: int) -> date | None:
    return around - timedelta(days=(around.weekday() - int(tail)) % 7 + 1) if variant == 0 else None


def _next(head: str, tail: str, around: date, variant: int) -> date | None:
    return around + timedelta(days=(int(tail) - 2 - around.weekday()) % 7 + 1) if variant == 0 else None


def _day(head: str, tail: str, around: date, variant: int) -> date | None:
    if not tail:
        return around + timedelta(days=int(head)) if variant == 0 else None
    return months_after(around.replace(day=1), variant).replace(day=int(tail))


def _month(head: str, tail: str, around: date, variant: int) -> date | None:
    return _in(months_after(around.replace(day=1), int(head)), tail) if variant == 0 else None


def _in(first: date, tail: str) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1] if tail == "end" else int(tail))


def _year(head: str, tail: str, around: date, variant: int) -> date | None:
    step, month, day = int(head[:2]), head[3:5], head[6:]
    return _in(date(around.year + step, int(month), 1), day) if variant == 0 else None


def _calendar(notation: str, around: date, variant: int) -> date | None:
    parts = notation.split("-")
    if len(parts) == 3:
        return _in(date(int(parts[0]), int(parts[1]), 1), parts[2])
    return _in(date(around.year + variant, int(parts[0]), 1), parts[1])


_READERS: tuple[tuple[str, Callable[[str, str, date, int], date | None]], ...] = (
    ("weekday", _weekday),
    ("week", _week),
    ("last", _last),
    ("next", _next),
    ("day", _day),
    ("month", _month),
    ("year", _year),
)
