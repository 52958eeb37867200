"""Where the lines and dots of the report's pictures stand."""

from __future__ import annotations

from dataclasses import dataclass

from bot.measure.calibration_error import Calibration
from bot.measure.evaluation import SIDES, Confusion, Evaluation, LabelCalibration
from bot.measure.figures import ROWS

WHISKERS_WIDTH, WHISKERS_ROW = 320, 28
"""Pixels: length of the axis from 0 to 1, height of a row."""

RELIABILITY_SIDE = 160
"""Pixels of each axis from 0 to 1."""

MOST_COLOUR = 0.4
"""Opacity of a cell that holds its whole row: so light that the number on it can be read on any ground."""


@dataclass(frozen=True)
class Whisker:
    """A figure with its interval on a line.

    Attributes:
        row: one of ROWS.
        y: height of the line.
        x: place of the figure.
        low, high: ends of the interval.
        f1: the figure.
    """

    row: str
    y: float
    x: float
    low: float
    high: float
    f1: float


@dataclass(frozen=True)
class Cell:
    """A cell of the table of confusion: place, number, opacity of its colour and share of its row (0..1)."""

    column: int
    row: int
    count: int
    share: float
    opacity: float


@dataclass(frozen=True)
class Dots:
    """Bins of one label's probabilities: places, y downwards, of what was read and of what was shifted."""

    as_read: tuple[tuple[float, float], ...]
    shifted: tuple[tuple[float, float], ...]


def whiskers(evaluation: Evaluation) -> tuple[Whisker, ...]:
    """F1 of every row over all messages."""
    group = evaluation.groups["all"]
    drawn = []
    for place, row in enumerate(ROWS):
        low, high = group.spread.rows[row]["f1"]
        f1 = group.scores.rows[row].f1
        x, start, end = (round(share * WHISKERS_WIDTH, 1) for share in (f1, low, high))
        drawn.append(Whisker(row, (place + 0.5) * WHISKERS_ROW, x, start, end, f1))
    return tuple(drawn)


def cells(confusion: Confusion) -> tuple[Cell, ...]:
    """Cells row by row; the stronger the colour, the larger the share of the row."""
    return tuple(_cell(column, row, confusion) for row in range(len(SIDES)) for column in range(len(SIDES)))


def _cell(column: int, row: int, confusion: Confusion) -> Cell:
    count, whole = confusion.together[row][column], confusion.rows[row]
    share = count / whole if whole else 0.0
    return Cell(column, row, count, share, round(MOST_COLOUR * share, 3))


def reliability(item: LabelCalibration) -> Dots:
    """The bins of a label on a square of `RELIABILITY_SIDE`."""
    return Dots(_dots(item.as_read), _dots(item.shifted) if item.shifted else ())


def _dots(found: Calibration) -> tuple[tuple[float, float], ...]:
    side = RELIABILITY_SIDE
    return tuple((round(side * part.said, 1), round(side * (1 - part.held), 1)) for part in found.bins)

