"""Figures in a text: dates, times, durations, amounts and other numbers, as they are said and as they resolve."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A figure as it is said; relative dates stand unresolved.

    A value that can be read in several ways holds its readings beside each other, `low` and `high` in the same order:
    "3/11" is `11-03|03-11`, "三点" is `03:00|15:00`.

    Dates, each also as the end of a range:
        `2026-11-25`; `11-25` (no year said); `day:25` (a day of some month); `day+1` (days from today);
        `weekday:3` (the nearest such day, Monday is 1), `last:3`, `next:3`, `week+1:3` (a day of the week after this one);
        `month+1:05`, `month+1:end`, `11-end`, `year+1-03-05`, `year+0-02-end`, `2026-02-end`.

    Attributes:
        kind: date, time, duration, amount, percent or number.
        start: first code point in the text.
        end: one past its last code point.
        text: the words.
        low: the value, or the lower end of a range. Times: `HH:MM`. Amounts in major units. Percent: of a hundred.
        high: the upper end of a range; equal to `low` for a single value.
        unit: currency (a code, "$" or "yuan" where the country is not said); second, minute, hour, day, week, month or
            year; of a percentage "off" (taken away), "of" (what is left to pay) or ""; a unit of measure; "" when none is said.
        role: within, by, from, after, ago or off, as words beside the value say; "" when none does.
        approximate: the words leave the value open ("about", "多", "来").
        working: days are working days.
    """

    kind: str
    start: int
    end: int
    text: str
    low: str
    high: str
    unit: str = ""
    role: str = ""
    approximate: bool = False
    working: bool = False
