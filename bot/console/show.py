"""Customers' words as pages show them: evidence marked, hidden characters made visible."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from bot.assist.records import AdviceView, MessageView
from bot.desk.message import Message, Role, joined

_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2028\u2029\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""Characters that take no room but change what is read: shown to agents by their number."""

_EMOJI = re.compile("[\u2190-\u2bff\u3030\u303d\ufe0f\U0001f000-\U0001faff]")

LONGEST_SHOWN = 4_000
"""Code points of a message shown at once; the rest is announced, not shown."""


@dataclass(frozen=True)
class Span:
    """Evidence in one message: code points, and the temperament it speaks for."""

    start: int
    end: int
    temperament: str


@dataclass(frozen=True)
class Piece:
    """A run of a message with one look.

    Attributes:
        text: the words.
        temperaments: what they are evidence for; empty when for nothing.
        hidden: the number of a hidden character ("U+200B"); "" for ordinary words.
    """

    text: str
    temperaments: tuple[str, ...] = ()
    hidden: str = ""


def pieces_of(text: str, spans: Iterable[Span] = ()) -> tuple[Piece, ...]:
    """Cut a message into runs that are shown alike."""
    shown = text[:LONGEST_SHOWN]
    kept = [span for span in spans if 0 <= span.start < span.end and span.start < len(shown)]
    cuts = sorted({0, len(shown), *(min(edge, len(shown)) for span in kept for edge in (span.start, span.end))})
    pieces: list[Piece] = []
    for start, end in pairwise(cuts):
        labels = tuple(dict.fromkeys(span.temperament for span in kept if span.start <= start and end <= span.end))
        pieces.extend(_with_hidden(shown, start, end, labels))
    return tuple(pieces)


def _with_hidden(text: str, start: int, end: int, labels: tuple[str, ...]) -> Iterable[Piece]:
    at = start
    for match in _HIDDEN.finditer(text, start, end):
        if _joins_emoji(text, match.start()):
            continue
        if match.start() > at:
            yield Piece(text[at : match.start()], labels)
        yield Piece("", labels, f"U+{ord(match.group()):04X}")
        at = match.end()
    if at < end:
        yield Piece(text[at:end], labels)


def _joins_emoji(text: str, at: int) -> bool:
    """A zero-width joiner between two emoji belongs to them."""
    return (
        text[at] == "\u200d"
        and 0 < at < len(text) - 1
        and bool(_EMOJI.match(text[at - 1]) or _EMOJI.match(text[at - 2 : at - 1]))
        and bool(_EMOJI.match(text[at + 1]))
    )


def evidence_spans(messages: Sequence[MessageView], advice: AdviceView | None) -> Mapping[str, tuple[Span, ...]]:
    """Message id -> evidence in it, of the latest advice."""
    if advice is None:
        return {}
    turn = tuple(
        Message(item.id, Role.CUSTOMER, item.text, item.at)
        for item in messages
        if item.turn_id == advice.turn_id and item.role is Role.CUSTOMER
    )
    _, parts = joined(turn)
    spans: dict[str, list[Span]] = {}
    for item in advice.advice.get("reading", {}).get("evidence", ()):
        message_id, start = _place(item, {part.message_id: part.start for part in parts}, parts)
        if message_id:
            length = int(item["end"]) - int(item["start"])
            spans.setdefault(message_id, []).append(Span(start, start + length, str(item["temperament"])))
    return {message_id: tuple(found) for message_id, found in spans.items()}


def _place(item: Mapping[str, Any], starts: Mapping[str, int], parts: Sequence[Any]) -> tuple[str, int]:
    """The message and the code point in it at which a piece of evidence begins."""
    start = int(item["start"])
    message_id = str(item.get("message_id", ""))
    if message_id:
        return message_id, start
    for part in parts:
        if part.start <= start < part.end:
            return part.message_id, start - starts[part.message_id]
    return "", 0
