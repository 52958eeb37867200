"""Findings of what was sent, and findings that agents dispute, as the record shows them to the use cases."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

REASON_LENGTHS = range(5, 501)
"""Characters of the reason for which a held reply is sent all the same."""

_SENTENCE_END = re.compile(r"[。！？!?；;\n]+[”’」』\"')）]*|\.(?=\s|$)")


class DisputeState(StrEnum):
    """What became of "this finding is wrong": agreed, the finding was wrong; kept, it was right."""

    OPEN = "open"
    AGREED = "agreed"
    KEPT = "kept"


@dataclass(frozen=True)
class NewDispute:
    """That a finding is wrong, as somebody at the desk says.

    Attributes:
        rule: name in `bot.desk.rules.RULES`.
        start, end: code points of the words in the reply; 0 and 0 where something is missing from the whole.
        reply: the whole reply as it was checked; only its hash and the sentence concerned are kept.
        turn_id: the turn it answers; "" when there is none.
        language: of the customer; "" when not known.
    """

    rule: str
    start: int
    end: int
    reply: str
    turn_id: str = ""
    language: str = ""


@dataclass(frozen=True)
class DisputeWish:
    """Which disputes a list shows; what is left empty does not narrow it."""

    state: str = ""
    rule: str = ""


ALL_DISPUTES = DisputeWish()


@dataclass(frozen=True)
class DisputeCase:
    """A disputed finding with its words, as they were typed: for `bot.assist.review_disputes` alone, which redacts them.

    Attributes:
        id: grows with time.
        sentence: the sentences that the finding is about; the whole reply where something is missing from it.
        words: those concerned; "" where something is missing.
        customer_name: as on record, so that it can be found and redacted.
        language: of the customer; "" when not known.
        channel: where the reply would have stood.
    """

    id: str
    rule: str
    state: DisputeState
    created_at: datetime
    sentence: str
    words: str
    customer_name: str
    language: str
    channel: str


@dataclass(frozen=True)
class RuleCount:
    """How a rule fares in a shop; nothing of it leads to a person.

    Attributes:
        found: findings in replies that were sent.
        overridden: of those, how many had held the reply.
        open, agreed, kept: disputes.
    """

    found: int = 0
    overridden: int = 0
    open: int = 0
    agreed: int = 0
    kept: int = 0


def hash_of_reply(text: str) -> str:
    """By which the same reply is known again without keeping its words."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def sentences_around(text: str, start: int, end: int) -> str:
    """The sentences in which a span lies; the whole text for an empty span."""
    if end <= start:
        return text.strip()
    ends = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    first = max(edge for edge in ends if edge <= start)
    last = min(edge for edge in ends if edge >= end)
    return text[first:last].strip()
