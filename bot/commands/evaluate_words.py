"""How the tables and the report of `tactful evaluate` put names and numbers."""

from __future__ import annotations

from dataclasses import dataclass

from bot.console.texts import Words
from bot.measure.evaluation import NONE
from bot.measure.figures import LABELS
from bot.measure.intervals import Interval

NOTHING = "–"


@dataclass(frozen=True)
class Source:
    """What was measured with what.

    Attributes:
        set: name of the file of labelled messages.
        set_hash: the first digits of its SHA-256.
        reader: the first digits of the SHA-256 of the reader's arrays.
    """

    set: str
    set_hash: str
    reader: str


def row_words(words: Words, row: str) -> str:
    """A label, with its name in files behind it where that differs; or what else a row stands for."""
    if row not in LABELS:
        return words(f"measure.{row}")
    named = words.code("temperament", row)
    return named if named == row else f"{named} ({row})"


def short_words(words: Words, row: str) -> str:
    """A label or "none" in few words."""
    return words("measure.none") if row == NONE else words.code("temperament", row)


def number(value: float | None, digits: int = 3) -> str:
    """A figure; a dash where there is none."""
    return NOTHING if value is None else f"{value:.{digits}f}"


def percent(value: float | None) -> str:
    """A share as percent; a dash where there is none."""
    return NOTHING if value is None else f"{100 * value:.1f} %"


def between(words: Words, held: Interval) -> str:
    """An interval."""
    return words("measure.between", low=number(held[0]), high=number(held[1]))
