"""The report of `tactful evaluate`: one HTML file with its style in it, without scripts, which fetches nothing."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, select_autoescape

from bot.commands import evaluate_words
from bot.commands.evaluate_pictures import cells, reliability, whiskers
from bot.commands.evaluate_table import sentences
from bot.commands.evaluate_words import Source
from bot.console import render
from bot.console.show import Span, pieces_of
from bot.console.texts import Words
from bot.measure.evaluation import SIDES, Evaluation, Group, Mistake
from bot.measure.figures import LABELS, ROWS
from bot.measure.taking import Taken

MOST_MISTAKES = 2_000
"""Messages with a mistake that are shown; more would make a page that no browser likes."""

_HERE = Path(__file__).parent / "templates"
_STYLES = (render.HERE / "static" / "tactful.css", _HERE / "evaluation.css")


@dataclass(frozen=True)
class Wrong:
    """A message with a mistake, as the list shows it.

    Attributes:
        taken: the message and its reading.
        mistakes: the labels read wrong.
        spans: evidence of the labels read.
    """

    taken: Taken
    mistakes: tuple[Mistake, ...]
    spans: tuple[Span, ...]


def page(evaluation: Evaluation, taken: Sequence[Taken], words: Words, source: Source, *, at: datetime) -> str:
    """The whole report; everything of the messages is escaped.

    Args:
        evaluation: the figures of `taken`.
        taken: the messages with their readings, in the order of the set.
        words: the words of one language.
        source: what was measured with what.
        at: when, aware.
    """
    style = "\n".join(path.read_text(encoding="utf-8") for path in _STYLES)
    wrong = _wrong(evaluation, taken)
    return (
        _environment()
        .get_template("evaluation.html")
        .render(
            w=words,
            words=evaluate_words,
            row_words=partial(evaluate_words.row_words, words),
            short=partial(evaluate_words.short_words, words),
            between=partial(evaluate_words.between, words),
            evaluation=evaluation,
            groups=_groups(evaluation),
            said_sections=sentences(evaluation, words),
            source=source,
            at=at.strftime("%Y-%m-%d %H:%M UTC"),
            messages=len(taken),
            wrong=wrong[:MOST_MISTAKES],
            wrong_count=len(wrong),
            wrong_of={label: sum(any(one.label == label for one in item.mistakes) for item in wrong) for label in LABELS},
            whiskers=whiskers(evaluation),
            cells=cells(evaluation.confusion),
            reliability=reliability,
            labels=LABELS,
            rows=ROWS,
            sides=SIDES,
            style=style,
            style_hash=base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii"),
        )
    )


def write_page(path: Path, text: str) -> None:
    """Write the report for its owner alone to read, whole or not at all."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8", errors="replace") as file:
        file.write(text)
    fresh.replace(path)


def _groups(evaluation: Evaluation) -> dict[str, Group]:
    """The columns of the table by group; the last one leaves out what is undetermined."""
    without = evaluation.undetermined.without
    return {**evaluation.groups, **({"determined": without} if without else {})}


def _wrong(evaluation: Evaluation, taken: Sequence[Taken]) -> tuple[Wrong, ...]:
    by_place: dict[int, list[Mistake]] = {}
    for mistake in evaluation.mistakes:
        by_place.setdefault(mistake.place, []).append(mistake)
    return tuple(Wrong(taken[place], tuple(found), _spans(taken[place])) for place, found in by_place.items())


def _spans(taken: Taken) -> tuple[Span, ...]:
    return tuple(Span(item.start, item.end, item.temperament.value) for item in taken.reading.evidence)


def _environment() -> Environment:
    """As the pages have it: everything escaped, a missing value is an error; their macros are at hand."""
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(_HERE), FileSystemLoader(render.HERE / "templates")]),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["pieces_of"] = pieces_of
    return environment
