"""Corrections of readings: marked at the desk, decided by trainers, exported once. Nothing else in the record follows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select

from bot.assist.corrections import CorrectionCase, CorrectionMark, CorrectionWish, TurnReading
from bot.assist.records import User
from bot.desk.correction import (
    CorrectedExample,
    CorrectionState,
    Proposal,
    example_from_json,
    example_to_json,
    proposal_from_json,
    proposal_of,
    proposal_to_json,
    without_words,
)
from bot.desk.errors import ConflictError, NotFoundError
from bot.desk.message import Message, Role, joined
from bot.store.lookup import find, find_seen, locked_rows
from bot.store.models.corrections import CorrectionEntry
from bot.store.models.people import CustomerEntry
from bot.store.models.talk import ConversationEntry, MessageEntry, TurnEntry
from bot.store.models.work import ReadingEntry
from bot.store.scope import ShopSession

CONTEXT_MESSAGES = 6
"""Messages before the turn that the reader got to see."""

NEXT_STATES: Mapping[CorrectionState, frozenset[CorrectionState]] = {
    CorrectionState.OPEN: frozenset({CorrectionState.ACCEPTED, CorrectionState.REJECTED}),
    CorrectionState.ACCEPTED: frozenset({CorrectionState.OPEN}),
    CorrectionState.REJECTED: frozenset({CorrectionState.OPEN}),
    CorrectionState.EXPORTED: frozenset(),
}
"""What a trainer may make of a correction; exporting is done by `note_exported` alone."""


def turn_readings(
    session: ShopSession, conversation_id: str, turn_ids: Collection[str], *, viewer: User | None
) -> tuple[TurnReading, ...]:
    """The latest reading of each of these turns that was read, with its mark."""
    find_seen(session, conversation_id, viewer)
    in_talk = select(TurnEntry.id).where(TurnEntry.conversation_id == conversation_id, TurnEntry.id.in_(turn_ids))
    readings = select(ReadingEntry).where(ReadingEntry.turn_id.in_(in_talk)).order_by(ReadingEntry.revision)
    latest = {entry.turn_id: entry for entry in session.scalars(readings)}
    marked = select(CorrectionEntry).where(CorrectionEntry.turn_id.in_(latest))
    marks = {(entry.turn_id, entry.revision): entry for entry in session.scalars(marked)}
    return tuple(
        TurnReading(turn_id, entry.revision, entry.reading, _mark(marks.get((turn_id, entry.revision))))
        for turn_id, entry in latest.items()
    )


def mark_reading(
    session: ShopSession,
    conversation_id: str,
    turn_id: str,
    user: User | None,
    *,
    wrong: bool,
    revision: int | None,
    now: datetime,
) -> CorrectionMark | None:
    """Mark a reading wrong, or take the mark back while nobody has decided on it; saying it twice changes nothing."""
    reading = _reading(session, conversation_id, turn_id, user, revision)
    entry = _entry_of(session, reading)
    if wrong:
        return _mark(entry or _add(session, conversation_id, reading, user, now))
    if entry is not None and entry.state != CorrectionState.OPEN.value:
        raise ConflictError("A trainer has decided on this correction.")
    if entry is not None:
        session.delete(entry)
    return None


def propose_reading(
    session: ShopSession,
    conversation_id: str,
    turn_id: str,
    user: User | None,
    proposal: Proposal,
    *,
    revision: int | None,
    now: datetime,
) -> CorrectionMark | None:
    """Say what a reading should have been, which marks it wrong; the same as it was leaves the bare mark."""
    reading = _reading(session, conversation_id, turn_id, user, revision)
    entry = _entry_of(session, reading) or _add(session, conversation_id, reading, user, now)
    if entry.state != CorrectionState.OPEN.value:
        raise ConflictError("A trainer has decided on this correction.")
    entry.proposed = None if proposal == proposal_of(reading.reading) else proposal_to_json(proposal)
    entry.about = _about(entry.reading, entry.proposed, None)
    return _mark(entry)


def list_corrections(session: ShopSession, wish: CorrectionWish, *, after: str, limit: int) -> tuple[CorrectionCase, ...]:
    """Corrections that fit, the oldest first, beginning after one; without their context."""
    query = _cases().where(CorrectionEntry.id > after)
    if wish.state:
        query = query.where(CorrectionEntry.state == wish.state)
    if wish.language:
        query = query.where(CorrectionEntry.language == wish.language)
    if wish.label:
        query = query.where(CorrectionEntry.about.contains(f",{wish.label},", autoescape=True))
    rows = session.execute(query.order_by(CorrectionEntry.id).limit(limit)).all()
    named = {message_id for entry, _ in rows for message_id in entry.message_ids}
    messages = {row.id: row for row in session.scalars(select(MessageEntry).where(MessageEntry.id.in_(named)))}
    return tuple(_case(entry, name, _text(entry, messages), ()) for entry, name in rows)


def view_correction(session: ShopSession, correction_id: str) -> CorrectionCase:
    """One correction with its context."""
    row = session.execute(_cases().where(CorrectionEntry.id == correction_id)).first()
    if row is None:
        raise NotFoundError(f"There is no correction {correction_id!r}.")
    entry, name = row
    messages = {item.id: item for item in session.scalars(select(MessageEntry).where(MessageEntry.id.in_(entry.message_ids)))}
    first = min(item.seq for item in messages.values())
    before = select(MessageEntry).where(MessageEntry.conversation_id == entry.conversation_id, MessageEntry.seq < first)
    earlier = session.scalars(before.order_by(MessageEntry.seq.desc()).limit(CONTEXT_MESSAGES)).all()
    return _case(entry, name, _text(entry, messages), tuple((item.role, item.text) for item in reversed(earlier)))


def decide_correction(
    session: ShopSession,
    correction_id: str,
    user: User,
    state: CorrectionState,
    example: CorrectedExample | None,
    *,
    now: datetime,
) -> None:
    """Accept a correction with the example made of it, reject it, or open it again.

    Raises:
        ConflictError: its state no longer allows this.
    """
    entry = find(session, CorrectionEntry, correction_id, locked=True)
    if state not in NEXT_STATES[CorrectionState(entry.state)]:
        raise ConflictError("Somebody else has decided on this correction.")
    decided = state is not CorrectionState.OPEN
    entry.state = state.value
    entry.reviewer_id = user.id if decided else None
    entry.reviewed_at = now if decided else None
    entry.final = example_to_json(example) if example is not None else None
    entry.about = _about(entry.reading, entry.proposed, entry.final)


def note_exported(session: ShopSession, correction_ids: Collection[str], *, now: datetime) -> None:
    """Remember that these accepted corrections are among the examples now."""
    accepted = select(CorrectionEntry).where(
        CorrectionEntry.id.in_(correction_ids), CorrectionEntry.state == CorrectionState.ACCEPTED.value
    )
    for entry in session.scalars(locked_rows(accepted)):
        entry.state, entry.exported_at = CorrectionState.EXPORTED.value, now


def correction_counts(session: ShopSession) -> dict[str, int]:
    """How many corrections are in each state; of the shop, never of a person."""
    query = select(CorrectionEntry.state, func.count(CorrectionEntry.id)).group_by(CorrectionEntry.state)
    found = {state: number for state, number in session.execute(query)}
    return {state.value: found.get(state.value, 0) for state in CorrectionState}


def model_in_use(session: ShopSession) -> str:
    """Version of the heads that made the newest reading; "" when there is none or it does not say."""
    newest = session.scalars(select(ReadingEntry).order_by(ReadingEntry.id.desc()).limit(1)).first()
    return str(newest.reading.get("model", "")) if newest else ""


def _reading(
    session: ShopSession, conversation_id: str, turn_id: str, viewer: User | None, revision: int | None
) -> ReadingEntry:
    """The reading of a revision of a turn, by default the latest, in a conversation the viewer may see, locked."""
    find_seen(session, conversation_id, viewer, locked=True)
    turn = find(session, TurnEntry, turn_id)
    query = select(ReadingEntry).where(ReadingEntry.turn_id == turn_id).order_by(ReadingEntry.revision.desc())
    reading = session.scalars(query if revision is None else query.where(ReadingEntry.revision == revision)).first()
    if reading is None or turn.conversation_id != conversation_id:
        raise NotFoundError(f"There is no reading of turn {turn_id!r} in this conversation.")
    return reading


def _entry_of(session: ShopSession, reading: ReadingEntry) -> CorrectionEntry | None:
    same = (CorrectionEntry.turn_id == reading.turn_id, CorrectionEntry.revision == reading.revision)
    return session.scalars(locked_rows(select(CorrectionEntry).where(*same))).first()


def _add(
    session: ShopSession, conversation_id: str, reading: ReadingEntry, user: User | None, now: datetime
) -> CorrectionEntry:
    message_ids = _messages_read(session, reading)
    kept = without_words(reading.reading)
    entry = CorrectionEntry(
        conversation_id=conversation_id,
        turn_id=reading.turn_id,
        revision=reading.revision,
        message_id=message_ids[-1],
        message_ids=message_ids,
        user_id=user.id if user else None,
        created_at=now,
        language=reading.language,
        model=str(reading.reading.get("model", "")),
        reading=kept,
        about=_about(kept, None, None),
        state=CorrectionState.OPEN.value,
    )
    session.add(entry)
    session.flush()
    return entry


def _messages_read(session: ShopSession, reading: ReadingEntry) -> list[str]:
    """Ids of the messages that were in the turn when it was read, in their order."""
    query = select(MessageEntry).where(MessageEntry.turn_id == reading.turn_id, MessageEntry.role == Role.CUSTOMER.value)
    spoken = session.scalars(query.order_by(MessageEntry.seq)).all()
    known = [message.id for message in spoken if message.received_at <= reading.created_at]
    if not spoken:
        raise NotFoundError("The messages of this turn belong to another one now.")
    return known or [message.id for message in spoken]


def _about(reading: Mapping[str, Any], proposed: Mapping[str, Any] | None, final: Mapping[str, Any] | None) -> str:
    names = {name for source in (reading, proposed, final) if source for name in source["labels"]}
    return f",{','.join(sorted(names))},"


def _cases() -> Any:
    return (
        select(CorrectionEntry, CustomerEntry.name)
        .join(
            ConversationEntry,
            and_(
                ConversationEntry.shop_id == CorrectionEntry.shop_id, ConversationEntry.id == CorrectionEntry.conversation_id
            ),
        )
        .outerjoin(
            CustomerEntry,
            and_(CustomerEntry.shop_id == ConversationEntry.shop_id, CustomerEntry.id == ConversationEntry.customer_id),
        )
    )


def _text(entry: CorrectionEntry, messages: Mapping[str, MessageEntry]) -> str:
    spoken = sorted((messages[item] for item in entry.message_ids if item in messages), key=lambda message: message.seq)
    return joined(tuple(Message(row.id, Role.CUSTOMER, row.text, row.at) for row in spoken))[0]


def _case(entry: CorrectionEntry, name: str | None, text: str, context: Sequence[tuple[str, str]]) -> CorrectionCase:
    return CorrectionCase(
        id=entry.id,
        state=CorrectionState(entry.state),
        created_at=entry.created_at,
        language=entry.language,
        text=text,
        context=tuple(context),
        customer_name=name or "",
        reading=entry.reading,
        model=entry.model,
        proposal=proposal_from_json(entry.proposed) if entry.proposed else None,
        example=example_from_json(entry.final) if entry.final else None,
    )


def _mark(entry: CorrectionEntry | None) -> CorrectionMark | None:
    if entry is None:
        return None
    proposal = proposal_from_json(entry.proposed) if entry.proposed else None
    return CorrectionMark(entry.id, CorrectionState(entry.state), proposal)
