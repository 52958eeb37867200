"""Figures in a text: dates, times, durations, amounts and other numbers, as they are said and as they resolve."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A figure as it is said; relative dates stand unresolved.

    Attributes:
        kind: date, time, duration, amount, percent or number.
        start: first code point in the text.
        end: one past its last code point.
        text: the words.
        low: the value, or the lower end of a range. Dates: see the reader of figures; amounts in major units.
        high: the upper end of a range; equal to `low` for a single value.
        unit: currency, unit of a duration or of a measure; "" when none is said.
    """

    kind: str
    start: int
    end: int
    text: str
    low: str
    high: str
    unit: str = ""
