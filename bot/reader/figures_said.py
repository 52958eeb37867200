"""What the readers of figures hand to each other: a figure with its place in folded text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.reader.figures_numbers import number_range, plain


@dataclass(frozen=True)
class Said:
    """A figure in folded text; `start` and `end` count folded characters, the rest is as in `bot.desk.figures.Figure`."""

    kind: str
    start: int
    end: int
    low: str
    high: str
    unit: str = ""
    role: str = ""
    approximate: bool = False
    working: bool = False


WITHIN = re.compile(
    r"(?:不超过|不會超過|最多|最长|最慢|至多|within|inside|under|less than|up to|at most|no more than|"
    r"maximum of|in under|over the next|in the next|next)\s*$"
)
AT_LEAST = re.compile(r"(?:至少|最少|最快|起码|超过|at least|over|more than|from)\s*$")
ABOUT = re.compile(
    r"(?:大概|大约|差不多|约|将近|接近|估计|about|around|roughly|approximately|approx\.?|nearly|almost)\s*(?:需要?|要|在)?\s*$"
)
AFTER_ABOUT = re.compile(r"\s?(?:左右|上下|or so|give or take)")
_LOOK_BACK = 18


def before(text: str, start: int) -> str:
    """The few characters before a place."""
    return text[max(0, start - _LOOK_BACK) : start]


def ends_of(first: str, second: str | None, loose: str | None = None) -> tuple[Decimal, Decimal] | None:
    """Lower and upper end of one number or a range of two; a looseness ("多") widens the upper end."""
    low = number_range(first)
    if low is None:
        return None
    if second:
        high = number_range(second)
        if high is None or high[1] < low[0]:
            return None
        return low[0], high[1]
    return (low[0], _loosened(low[1])) if loose else low


def _loosened(value: Decimal) -> Decimal:
    """The most that "三十多" may be: one unit of its last figure more, less one."""
    whole = int(value)
    step = 1
    while whole and whole % (step * 10) == 0:
        step *= 10
    return value + max(step - 1, 1)


def written(value: Decimal) -> str:
    """The value as `Figure` holds it."""
    return plain(value)
