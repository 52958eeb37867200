"""Figures in a text: what of it is a date, a time, a duration, an amount, a percentage or a number with a unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.desk.figures import Figure
from bot.reader.figures_amounts import amounts, percentages
from bot.reader.figures_dates import dates
from bot.reader.figures_measures import numbers
from bot.reader.figures_said import Said
from bot.reader.figures_times import times
from bot.reader.figures_units import durations
from bot.reader.normalise import ANALYSED_CHARACTERS, fold_characters

_ORDER = {"percent": 0, "amount": 1, "duration": 2, "date": 3, "time": 4, "number": 5}
_JOINS = re.compile(r"\s?(?:-|~|–|—|到|至|to|through|until|and)\s?")
_WIDE_COMMAS = ("，", "、")


def read_figures(text: str) -> tuple[Figure, ...]:
    """Figures of a text in order, never overlapping, with spans of the original; of 10,000 code points at most."""
    analysed = text[:ANALYSED_CHARACTERS]
    folded = fold_characters(analysed)
    words = _with_wide_commas(folded.text, analysed, folded.starts)
    found = _apart(
        [
            *amounts(words),
            *percentages(words),
            *durations(words),
            *dates(words, analysed, folded.starts),
            *times(words),
            *numbers(words, analysed, folded.starts),
        ]
    )
    return tuple(_figure(said, analysed, *folded.original(said.start, said.end)) for said in _joined(words, found))


def read_fact_figures(facts: Mapping[str, Any]) -> dict[str, tuple[Figure, ...]]:
    """Figures in the facts that are texts, lists or maps; a map is read as "name: value" lines, in every language given."""
    read = {key: read_figures("\n".join(_texts(value))) for key, value in facts.items()}
    return {key: figures for key, figures in read.items() if figures}


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from (f"{name}: {text}" for text in _texts(item))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield str(value)


def _with_wide_commas(folded: str, original: str, places: tuple[int, ...]) -> str:
    """The folded text with commas that were full-width restored: they part a sentence, never the thousands of a number."""
    if "，" not in original and "、" not in original:
        return folded
    return "".join(
        "，" if sign == "," and original[place] in _WIDE_COMMAS else sign for sign, place in zip(folded, places, strict=True)
    )


def _apart(found: list[Said]) -> list[Said]:
    """Of figures that overlap the longest, then the kind that stands first."""
    taken: list[Said] = []
    spans: set[int] = set()
    for said in sorted(found, key=lambda each: (each.start - each.end, _ORDER[each.kind], each.start)):
        places = range(said.start, said.end)
        if spans.isdisjoint(places):
            spans.update(places)
            taken.append(said)
    return sorted(taken, key=lambda each: each.start)


def _joined(text: str, found: list[Said]) -> list[Said]:
    """Neighbours of one kind with a sign of a range between them as one: 下周一到周三, 100元到200元."""
    joined: list[Said] = []
    for said in found:
        last = joined[-1] if joined else None
        if last is not None and _is_range(text, last, said):
            joined[-1] = _range(last, said)
        else:
            joined.append(said)
    return joined


def _is_range(text: str, first: Said, second: Said) -> bool:
    if first.kind != second.kind or first.kind in ("number", "percent") or (first.kind != "date" and first.unit != second.unit):
        return False
    if first.low != first.high and first.kind != "date":
        return False
    between = _JOINS.fullmatch(text, first.end, second.start)
    if between is None:
        return False
    return between.group().strip() != "and" or text[max(0, first.start - 8) : first.start].rstrip().endswith("between")


def _range(first: Said, second: Said) -> Said:
    low, high = first.low, second.high
    if first.kind == "date":
        high = _in_the_week_of(low, high)
        low, high = _even(low, high)
    elif first.kind == "time":
        low, high = _even(low, high)
    elif float(low) > float(high):
        low, high = high, low
    return replace(
        first,
        end=second.end,
        low=low,
        high=high,
        role=second.role,
        approximate=first.approximate or second.approximate,
        working=second.working or first.working,
    )


def _in_the_week_of(low: str, high: str) -> str:
    """The end of 下周一到周三 lies in the week or month of its beginning."""
    if low.startswith("week") and ":" in low and high.startswith("weekday:") and not low.startswith("weekday"):
        return f"{low.split(':')[0]}:{high.split(':')[1]}"
    if high.startswith("day:") and low.startswith("month"):
        return f"{low.split(':')[0]}:{int(high[4:]):02d}"
    if high.startswith("day:") and "-" in low and not low.startswith("day"):
        return f"{low.rsplit('-', 1)[0]}-{int(high[4:]):02d}"
    return high


def _even(low: str, high: str) -> tuple[str, str]:
    """Ends with as many readings as each other."""
    lows, highs = low.split("|"), high.split("|")
    if len(lows) == len(highs):
        return low, high
    return "|".join(one for one in lows for _ in highs), "|".join(other for _ in lows for other in highs)


def _figure(said: Said, text: str, start: int, end: int) -> Figure:
    return Figure(
        said.kind, start, end, text[start:end], said.low, said.high, said.unit, said.role, said.approximate, said.working
    )
