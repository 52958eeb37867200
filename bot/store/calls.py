"""Calls: an agent opens one, types what the customer says, and keeps notes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from bot.assist.records import CallNoteView, IncomingMessage, NewCallNote, User
from bot.desk.errors import InputError
from bot.desk.message import Channel
from bot.store.intake import find_or_open_conversation
from bot.store.lookup import find_seen
from bot.store.models.channels import CallNote
from bot.store.models.people import UserEntry
from bot.store.owners import give_to_user
from bot.store.scope import ShopSession
from bot.store.types import checked_text, new_id

CALL_SOURCE = "call"
"""Source of the conversations that are calls."""

KINDS = ("note", "outcome", "callback")


def open_call(session: ShopSession, user: User, *, key: str, customer_key: str, now: datetime) -> str:
    """A call of this agent with no word said yet; the same key again finds the same call. Its conversation's id."""
    for where, value in (("key", key), ("customer_key", customer_key)):
        checked_text(value, where=where)
    incoming = IncomingMessage(CALL_SOURCE, key, key, "", Channel.PHONE_SCRIPT, customer_key=customer_key)
    conversation = find_or_open_conversation(session, incoming, now=now)
    if conversation.owner_user_id is None:
        give_to_user(session, conversation, user, now=now)
    return conversation.id


def add_note(session: ShopSession, conversation_id: str, user: User, note: NewCallNote, *, now: datetime) -> None:
    """Keep a note once."""
    if note.kind not in KINDS:
        raise InputError(f"{note.kind!r} is not a kind of note.", where="kind", remedy=f"Use one of: {', '.join(KINDS)}.")
    for where in ("text", "dedupe_key"):
        checked_text(getattr(note, where), where=where)
    for value in note.data.values():
        checked_text(str(value), where="data")
    conversation = find_seen(session, conversation_id, user, locked=True)
    known = select(CallNote.id).where(CallNote.conversation_id == conversation.id, CallNote.dedupe_key == note.dedupe_key)
    if session.scalar(known) is not None:
        return
    session.add(
        CallNote(
            id=new_id(),
            conversation_id=conversation.id,
            user_id=user.id,
            dedupe_key=note.dedupe_key,
            kind=note.kind,
            text=note.text,
            data=dict(note.data),
            created_at=now,
        )
    )


def notes_of(session: ShopSession, conversation_id: str, *, viewer: User | None) -> tuple[CallNoteView, ...]:
    """The notes of a call, oldest first."""
    find_seen(session, conversation_id, viewer)
    query = (
        select(CallNote, UserEntry.name)
        .join(UserEntry, (UserEntry.shop_id == CallNote.shop_id) & (UserEntry.id == CallNote.user_id))
        .where(CallNote.conversation_id == conversation_id)
        .order_by(CallNote.created_at, CallNote.id)
    )
    return tuple(_view(note, name) for note, name in session.execute(query))


def _view(note: CallNote, author: str) -> CallNoteView:
    data: Mapping[str, str] = {key: str(value) for key, value in note.data.items()}
    return CallNoteView(note.kind, note.text, data, author, note.created_at)
