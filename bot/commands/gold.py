"""Labelled messages from JSON lines, with every fault of a file told by its line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from bot.commands.evaluate import GOLD_FORMAT
from bot.commands.values import choice_of, key_of, objects_of, text_of
from bot.desk.errors import InputError
from bot.desk.message import Language
from bot.desk.reading import Temperament
from bot.files.json_lines import process_lines
from bot.measure.gold import GoldMessage, GoldSpan


def read_gold(lines: Iterable[str], name: str) -> tuple[tuple[GoldMessage, ...], tuple[str, ...]]:
    """The messages of a labelled set and the faults of its lines ("FILE:LINE: what, and how to mend it").

    Args:
        lines: JSON lines; blank ones are passed over.
        name: how faults call the file.

    Raises:
        InputError: there is no message and no fault.
    """
    messages: dict[str, GoldMessage] = {}

    def work(value: dict[str, Any]) -> dict[str, Any]:
        message = _message(value)
        if message.id in messages:
            raise InputError(f"the id '{message.id}' stands on an earlier line.", remedy="Give each message its own.")
        messages[message.id] = message
        return {}

    faults = tuple(done.fault for done in process_lines(lines, name, work) if done.fault)
    if not messages and not faults:
        raise InputError("there are no messages.", where=name, remedy=f"{GOLD_FORMAT}.")
    return tuple(messages.values()), faults


def _message(value: dict[str, Any]) -> GoldMessage:
    text = text_of(value, "text")
    labels = _labels(value["labels"])
    disputed = _disputed(value.get("disputed") or [])
    context = objects_of(value, "context") if value.get("context") else []
    spans = objects_of(value, "spans") if value.get("spans") else []
    return GoldMessage(
        id=key_of(value),
        language=choice_of(Language, value["language"], "language"),
        context=tuple((text_of(item, "role"), text_of(item, "text")) for item in context),
        text=text,
        labels=labels,
        disputed=disputed,
        escalate=_escalate(value.get("escalate")),
        spans=tuple(_span(item, text, {*labels, *disputed}) for item in spans),
    )


def _labels(value: object) -> Mapping[Temperament, int]:
    if not isinstance(value, dict):
        raise InputError("'labels' is not an object.", remedy='Write {"angry": 2}, or {} for a neutral message.')
    for name, level in value.items():
        if isinstance(level, bool) or level not in (1, 2, 3):
            raise InputError(f"the intensity of '{name}' is not 1, 2 or 3.", remedy="1 is slight, 2 clear, 3 extreme.")
    return {_temperament(name): int(level) for name, level in value.items()}


def _disputed(value: object) -> frozenset[Temperament]:
    if not isinstance(value, list):
        raise InputError("'disputed' is not a list.", remedy='Write ["angry"], or leave it out.')
    return frozenset(_temperament(name) for name in value)


def _temperament(name: object) -> Temperament:
    known = [item.value for item in Temperament]
    if isinstance(name, str) and name in known:
        return Temperament(name)
    near = difflib.get_close_matches(str(name), known, 1)
    meant = f"Perhaps {near[0]}; all" if near else "Known"
    raise InputError(f"'{name}' is not a temperament.", remedy=f"{meant}: {', '.join(known)}.")


def _escalate(value: object) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise InputError("'escalate' is not true, false or null.", remedy="Write null when nobody knows.")


def _span(value: dict[str, Any], text: str, labels: set[Temperament]) -> GoldSpan:
    temperament, start, end = _temperament(value["temperament"]), value["start"], value["end"]
    if temperament not in labels:
        what = f"a span speaks for '{temperament.value}', which is no label of the message."
        raise InputError(what, remedy="Add the label, or take the span out.")
    if isinstance(start, bool) or isinstance(end, bool) or not isinstance(start, int) or not isinstance(end, int):
        raise InputError("'start' and 'end' of a span are not whole numbers.", remedy="Count code points of the text from 0.")
    if not 0 <= start < end <= len(text):
        raise InputError(
            f"the span {start} to {end} does not lie in the text of {len(text)} characters.", remedy="Count code points from 0."
        )
    return GoldSpan(temperament, start, end)
