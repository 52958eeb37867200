"""Corrections of readings as the record shows them to the use cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.desk.correction import CorrectedExample, CorrectionState, Proposal


@dataclass(frozen=True)
class CorrectionMark:
    """That a reading was marked wrong; `proposal` is None while nobody has said what is right."""

    id: str
    state: CorrectionState
    proposal: Proposal | None


@dataclass(frozen=True)
class TurnReading:
    """What was read of a turn last.

    Attributes:
        turn_id: the turn.
        revision: of the turn, when it was read.
        reading: `desk.reading.reading_to_json`.
        mark: the correction of this very reading, if there is one.
    """

    turn_id: str
    revision: int
    reading: Mapping[str, Any]
    mark: CorrectionMark | None


@dataclass(frozen=True)
class CorrectionWish:
    """Which corrections a list shows; what is left empty does not narrow it.

    Attributes:
        state: of `CorrectionState`.
        language: of the reading.
        label: a temperament that was read, proposed or decided.
    """

    state: str = ""
    language: str = ""
    label: str = ""


ALL_CORRECTIONS = CorrectionWish()


@dataclass(frozen=True)
class CorrectionCase:
    """A correction with the words it is about, as they were said: for `bot.assist.review` alone, which redacts them.

    Attributes:
        id: grows with time.
        text: the turn's messages as they were when it was read, joined by line breaks.
        context: up to six (role, text) pairs before them, oldest first; empty in lists.
        customer_name: as on record, so that it can be found and redacted.
        reading: without the customer's words.
        model: version of the heads that read it; "" when unknown.
        proposal: what the person who marked it says is right; None when they did not say.
        example: what a trainer made of it; None while open or rejected.
    """

    id: str
    state: CorrectionState
    created_at: datetime
    language: str
    text: str
    context: tuple[tuple[str, str], ...]
    customer_name: str
    reading: Mapping[str, Any]
    model: str
    proposal: Proposal | None
    example: CorrectedExample | None
