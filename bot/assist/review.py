"""Trainers review corrections of readings, on redacted words alone, and make examples of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.assist.corrections import CorrectionCase, CorrectionWish
from bot.assist.ports import PersonalDataFinder
from bot.assist.records import ShopRecords, User
from bot.assist.redact import Redactor
from bot.assist.training_text import training_text
from bot.desk.correction import CorrectedExample, CorrectionState, Proposal, changes, make_proposal, proposal_of
from bot.desk.personal import STRUCTURED, PersonalKind

LIST_CHARACTERS = 120
"""Characters of a message that a list shows."""

LONGEST_EXAMPLE = 2_000
"""Characters of an example; the models look at no more."""


@dataclass(frozen=True)
class ReviewLine:
    """A correction in a list; nothing of it leads to the customer or to who marked it."""

    id: str
    state: CorrectionState
    created_at: datetime
    language: str
    text: str
    read: Proposal
    proposal: Proposal | None


@dataclass(frozen=True)
class ReviewCase:
    """A correction to decide on.

    Attributes:
        text, context: with tokens in the place of personal data.
        reading: what was read, without the customer's words.
        model: version of the heads that read it; "" when unknown.
        read: labels and escalation of the reading.
        proposal: what the person who marked it says; None when they did not say.
        example: what is to be learned: the decided one, or a first draft of it.
    """

    id: str
    state: CorrectionState
    created_at: datetime
    language: str
    text: str
    context: tuple[tuple[str, str], ...]
    reading: Mapping[str, Any]
    model: str
    read: Proposal
    proposal: Proposal | None
    example: CorrectedExample


@dataclass(frozen=True)
class Verdict:
    """What a trainer says is right.

    Attributes:
        text: of the example, as the trainer left it.
        with_context: whether the example brings the messages before it.
        intent: one of INTENTS.
        levels: intensity 0..3 of each temperament.
        escalate: whether a careful shop hands over.
    """

    text: str
    with_context: bool
    intent: str
    levels: Mapping[str, int]
    escalate: bool


class ReviewCorrections:
    """What trainers see and do.

    Whoever calls this has been asked whether they may (`policy`): it sees all corrections of the shop.
    """

    def __init__(self, records: ShopRecords, finder: PersonalDataFinder, *, language: str) -> None:
        self._records = records
        self._finder = finder
        self._language = language

    def lines(self, wish: CorrectionWish, *, after: str = "", limit: int) -> tuple[ReviewLine, ...]:
        """Corrections that fit, the oldest first, beginning after one."""
        return tuple(map(self._line, self._records.corrections(wish, after=after, limit=limit)))

    def case(self, correction_id: str) -> ReviewCase:
        """One correction.

        Raises:
            NotFoundError: the shop has none of this id.
        """
        found = self._records.correction(correction_id)
        text, context = self._redacted(found)
        return ReviewCase(
            id=found.id,
            state=found.state,
            created_at=found.created_at,
            language=found.language,
            text=text,
            context=context,
            reading=found.reading,
            model=found.model,
            read=proposal_of(found.reading),
            proposal=found.proposal,
            example=found.example or _first_draft(found, text),
        )

    def accept(self, correction_id: str, user: User, verdict: Verdict) -> str:
        """Accept a correction as an example.

        Returns:
            "" when it is accepted; else why it cannot be: empty, too_long, personal (the text still holds a number or
            address of a known form), unchanged (it says what was read).

        Raises:
            InputError: an intent, temperament or intensity that does not exist.
            ConflictError: somebody else has decided.
        """
        found = self._records.correction(correction_id)
        proposal = make_proposal(verdict.levels, escalate=verdict.escalate)
        text = training_text(verdict.text.replace("\r\n", "\n"), found.language)
        fault = self._fault_of_text(text)
        if not fault and not changes(found.reading, verdict.intent, proposal):
            fault = "unchanged"
        if not fault:
            context = self._context_to_learn(found) if verdict.with_context else ()
            example = CorrectedExample(text, context, verdict.intent, proposal)
            self._records.decide_correction(correction_id, user, CorrectionState.ACCEPTED, example)
        return fault

    def reject(self, correction_id: str, user: User) -> None:
        """The reading was right, or nothing is to be learned here."""
        self._records.decide_correction(correction_id, user, CorrectionState.REJECTED)

    def open_again(self, correction_id: str, user: User) -> None:
        """Take the decision back, as long as nothing was exported."""
        self._records.decide_correction(correction_id, user, CorrectionState.OPEN)

    def _fault_of_text(self, text: str) -> str:
        if not text:
            return "empty"
        if len(text) > LONGEST_EXAMPLE:
            return "too_long"
        return "personal" if any(span.kind in STRUCTURED for span in self._finder.find(text)) else ""

    def _context_to_learn(self, found: CorrectionCase) -> tuple[tuple[str, str], ...]:
        _, context = self._redacted(found)
        plain = ((role, training_text(text, found.language)[:LONGEST_EXAMPLE]) for role, text in context)
        return tuple((role, text) for role, text in plain if text)

    def _redacted(self, found: CorrectionCase) -> tuple[str, tuple[tuple[str, str], ...]]:
        redactor = Redactor(self._finder, self._language, known=_known(found))
        context = tuple((role, redactor.redact(text)) for role, text in found.context)
        return redactor.redact(found.text), context

    def _line(self, found: CorrectionCase) -> ReviewLine:
        redacted = Redactor(self._finder, self._language, known=_known(found), numbered=False).redact(found.text)
        cut = redacted if len(redacted) <= LIST_CHARACTERS else redacted[:LIST_CHARACTERS] + "…"
        read = proposal_of(found.reading)
        said = found.example.proposal if found.example else found.proposal
        return ReviewLine(found.id, found.state, found.created_at, found.language, cut, read, said)


def _first_draft(found: CorrectionCase, redacted: str) -> CorrectedExample:
    text = training_text(redacted, found.language)[:LONGEST_EXAMPLE]
    proposal = found.proposal or proposal_of(found.reading)
    return CorrectedExample(text, (), str(found.reading["intent"]["name"]), proposal)


def _known(found: CorrectionCase) -> tuple[tuple[PersonalKind, str], ...]:
    return ((PersonalKind.NAME, found.customer_name),) if found.customer_name else ()
