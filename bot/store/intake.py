"""Messages come in: stored once, and joined to the turn that waits for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.assist.records import HistoryMessage, IncomingMessage, PostedMessage
from bot.desk.conversation import OwnerKind
from bot.desk.errors import InputError
from bot.desk.message import Audience, Role
from bot.store.engine import Database
from bot.store.events import add_event
from bot.store.joining import join_late, join_newest
from bot.store.lookup import locked_rows
from bot.store.models.people import CustomerEntry
from bot.store.models.talk import ConversationEntry, MessageEntry, TurnEntry
from bot.store.placing import Place, find_place
from bot.store.scope import ShopSession
from bot.store.types import checked_text, new_id

FRONT_TEAM = "front"
"""The queue of new conversations."""


def post_message(database: Database, shop_id: str, incoming: IncomingMessage, *, now: datetime) -> PostedMessage:
    """Store a message and open or join its turn, in one transaction; a known delivery changes nothing."""
    check_incoming(incoming)
    try:
        return _post(database, shop_id, incoming, now)
    except IntegrityError:  # the same delivery or conversation came in at the same moment; now it is there
        return _post(database, shop_id, incoming, now)


def check_incoming(incoming: IncomingMessage) -> None:
    """Refuse what cannot be stored.

    Raises:
        InputError: says which field and why.
    """
    for where in ("source", "conversation_key", "dedupe_key", "text", "customer_key", "order_number"):
        checked_text(getattr(incoming, where), where=where)
    for where in ("source", "conversation_key", "dedupe_key"):
        if not getattr(incoming, where):
            raise InputError("It is empty.", where=where, remedy="Give a name that is unique in your console.")


def _post(database: Database, shop_id: str, incoming: IncomingMessage, now: datetime) -> PostedMessage:
    with database.writing(shop_id) as session:
        return take_message(session, incoming, now=now)


def take_message(session: ShopSession, incoming: IncomingMessage, *, now: datetime) -> PostedMessage:
    """Store a checked message and open or join its turn, in the caller's transaction."""
    known = _known_message(session, incoming.source, incoming.dedupe_key)
    if known is not None:
        return PostedMessage(known.id, known.conversation_id, known.turn_id or "", duplicate=True)
    conversation = find_or_open_conversation(session, incoming, now=now)
    message, turn = _place_and_join(session, conversation, incoming, now)
    conversation.version += 1
    conversation.waiting_since = min(conversation.waiting_since or message.at, message.at)
    conversation.status = "open"
    data = {"message_id": message.id, "turn_id": turn.id, "role": Role.CUSTOMER.value}
    add_event(session, "message", conversation.id, data, now=now)
    return PostedMessage(message.id, conversation.id, turn.id, duplicate=False)


def _place_and_join(
    session: ShopSession, conversation: ConversationEntry, incoming: IncomingMessage, now: datetime
) -> tuple[MessageEntry, TurnEntry]:
    place = find_place(session, conversation, now=now, sent_at=incoming.sent_at, source_seq=incoming.source_seq)
    said = HistoryMessage(Role.CUSTOMER, incoming.text, place.at, incoming.dedupe_key)
    if place.late:
        message = add_message(session, conversation, incoming.source, said, now=now, place=place)
        session.flush()
        return message, join_late(session, conversation, message, now=now)
    turn = join_newest(session, conversation, seq=place.seq, at=place.at, characters=len(incoming.text), now=now)
    message = add_message(session, conversation, incoming.source, said, now=now, place=place)
    message.turn_id = turn.id
    return message, turn


def _known_message(session: ShopSession, source: str, dedupe_key: str) -> MessageEntry | None:
    query = select(MessageEntry).where(MessageEntry.source == source, MessageEntry.dedupe_key == dedupe_key)
    return session.scalars(query).first()


def find_or_open_conversation(session: ShopSession, incoming: IncomingMessage, *, now: datetime) -> ConversationEntry:
    """The conversation of a message, new if need be, with what the message says of customer and order."""
    query = select(ConversationEntry).where(
        ConversationEntry.source == incoming.source, ConversationEntry.key == incoming.conversation_key
    )
    conversation = session.scalars(locked_rows(query)).first()
    if conversation is None:
        conversation = _new_conversation(incoming, now)
        session.add(conversation)
    _learn_customer(session, conversation, incoming)
    conversation.chosen_order = conversation.chosen_order or incoming.order_number
    session.flush()
    return conversation


def _new_conversation(incoming: IncomingMessage, now: datetime) -> ConversationEntry:
    by_bot = incoming.audience is Audience.SHOPPER
    return ConversationEntry(
        id=new_id(),
        source=incoming.source,
        key=incoming.conversation_key,
        channel=incoming.channel.value,
        owner_kind=(OwnerKind.BOT if by_bot else OwnerKind.TEAM).value,
        owner_team_id=None if by_bot else FRONT_TEAM,
        customer_key="",
        customer_verified=False,
        chosen_order="",
        version=0,
        last_seq=0,
        created_at=now,
        last_at=now,
    )


def _learn_customer(session: ShopSession, conversation: ConversationEntry, incoming: IncomingMessage) -> None:
    """The first customer named stays; a later message can prove the same one, never put another in the place."""
    if not incoming.customer_key or conversation.customer_key not in ("", incoming.customer_key):
        return
    conversation.customer_key = incoming.customer_key
    conversation.customer_verified = conversation.customer_verified or incoming.customer_verified
    if conversation.customer_id is None:
        query = select(CustomerEntry.id).where(CustomerEntry.key == incoming.customer_key)
        conversation.customer_id = session.scalars(query).first()


def add_message(
    session: ShopSession,
    conversation: ConversationEntry,
    source: str,
    said: HistoryMessage,
    *,
    now: datetime,
    place: Place | None = None,
) -> MessageEntry:
    """A message at its place in a locked conversation; without one it is the newest."""
    conversation.last_seq += 1
    conversation.last_at = now
    if place is None or not place.late:
        conversation.last_text = said.text[:200]
    message = MessageEntry(
        id=new_id(),
        conversation_id=conversation.id,
        seq=place.seq if place else conversation.last_seq,
        source_seq=place.source_seq if place else None,
        role=said.role.value,
        text=said.text,
        source=source,
        dedupe_key=said.dedupe_key,
        automatic=said.role is Role.BOT,
        at=said.at,
        received_at=now,
    )
    session.add(message)
    return message


def import_history(
    database: Database, shop_id: str, incoming: IncomingMessage, history: Sequence[HistoryMessage], *, now: datetime
) -> str:
    """Store earlier messages without turns, each at its place in time; a message known by its key is left as it is."""
    check_incoming(incoming)
    for said in history:
        check_incoming(replace(incoming, text=said.text, dedupe_key=said.dedupe_key))
    with database.writing(shop_id) as session:
        conversation = find_or_open_conversation(session, incoming, now=now)
        for said in history:
            if _known_message(session, incoming.source, said.dedupe_key) is not None:
                continue
            place = find_place(session, conversation, now=max(now, said.at), sent_at=said.at)
            last_at = conversation.last_at if place.late else said.at
            add_message(session, conversation, incoming.source, said, now=last_at, place=place)
            if not place.late:
                is_customer = said.role is Role.CUSTOMER
                conversation.waiting_since = (conversation.waiting_since or said.at) if is_customer else None
            session.flush()
        return conversation.id
