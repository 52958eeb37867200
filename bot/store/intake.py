"""Messages come in: stored once, and joined to the turn that waits for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from bot.assist.records import HistoryMessage, IncomingMessage, PostedMessage
from bot.desk.conversation import OwnerKind
from bot.desk.errors import InputError
from bot.desk.message import Audience, Role
from bot.store.engine import Database
from bot.store.events import add_event
from bot.store.lookup import locked_rows, open_turn
from bot.store.models.people import CustomerEntry
from bot.store.models.talk import ConversationEntry, MessageEntry, TurnEntry
from bot.store.scope import ShopSession
from bot.store.types import checked_text, new_id

JOIN_SECONDS = 60
"""A message this soon after the last one still belongs to the same burst."""

JOIN_MESSAGES = 10
JOIN_CHARACTERS = 4_000
"""Bounds of one turn: what a reader can take in at once, and what the answer can still be about."""

QUIET_SECONDS = 1.5
"""The bot waits this long after the last message before it answers a shopper; advice to agents never waits."""

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
    turn = _join_or_open_turn(session, conversation, len(incoming.text), now)
    message = add_message(session, conversation, incoming.source, _as_history(incoming, now), now=now)
    message.turn_id = turn.id
    conversation.version += 1
    conversation.waiting_since = conversation.waiting_since or message.at
    conversation.status = "open"
    data = {"message_id": message.id, "turn_id": turn.id, "role": Role.CUSTOMER.value}
    add_event(session, "message", conversation.id, data, now=now)
    return PostedMessage(message.id, conversation.id, turn.id, duplicate=False)


def _as_history(incoming: IncomingMessage, now: datetime) -> HistoryMessage:
    return HistoryMessage(Role.CUSTOMER, incoming.text, incoming.sent_at or now, incoming.dedupe_key)


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


def _join_or_open_turn(session: ShopSession, conversation: ConversationEntry, characters: int, now: datetime) -> TurnEntry:
    by_bot = conversation.owner_kind == OwnerKind.BOT.value
    due_at = now + timedelta(seconds=QUIET_SECONDS if by_bot else 0)
    audience = (Audience.SHOPPER if by_bot else Audience.AGENT).value
    turn = open_turn(session, conversation.id)
    if turn is None or not _takes(turn, characters, now):
        return _new_turn(session, conversation, characters, audience=audience, due_at=due_at, now=now)
    turn.message_count += 1
    turn.characters += characters
    turn.last_received_at = now
    turn.audience = audience
    reopen(turn, due_at=due_at)
    return turn


def _takes(turn: TurnEntry, characters: int, now: datetime) -> bool:
    return (
        now - turn.last_received_at < timedelta(seconds=JOIN_SECONDS)
        and turn.message_count < JOIN_MESSAGES
        and turn.characters + characters < JOIN_CHARACTERS
    )


def reopen(turn: TurnEntry, *, due_at: datetime) -> None:
    """The turn is to be read again; whoever holds it now can no longer write."""
    turn.state = "pending"
    turn.revision += 1
    turn.due_at = due_at
    turn.lease_until = None


def _new_turn(
    session: ShopSession, conversation: ConversationEntry, characters: int, *, audience: str, due_at: datetime, now: datetime
) -> TurnEntry:
    newest = session.scalar(select(func.max(TurnEntry.number)).where(TurnEntry.conversation_id == conversation.id))
    turn = TurnEntry(
        id=new_id(),
        conversation_id=conversation.id,
        number=(newest or 0) + 1,
        audience=audience,
        state="pending",
        due_at=due_at,
        opened_at=now,
        last_received_at=now,
        first_seq=conversation.last_seq + 1,
        message_count=1,
        characters=characters,
        after_answer=conversation.waiting_since is None,
    )
    session.add(turn)
    session.flush()
    return turn


def add_message(
    session: ShopSession, conversation: ConversationEntry, source: str, said: HistoryMessage, *, now: datetime
) -> MessageEntry:
    """The next message of a conversation."""
    conversation.last_seq += 1
    conversation.last_at = now
    conversation.last_text = said.text[:200]
    message = MessageEntry(
        id=new_id(),
        conversation_id=conversation.id,
        seq=conversation.last_seq,
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
    """Store earlier messages without turns; a message known by its key is left as it is."""
    check_incoming(incoming)
    for said in history:
        check_incoming(replace(incoming, text=said.text, dedupe_key=said.dedupe_key))
    with database.writing(shop_id) as session:
        conversation = find_or_open_conversation(session, incoming, now=now)
        for said in history:
            if _known_message(session, incoming.source, said.dedupe_key) is not None:
                continue
            add_message(session, conversation, incoming.source, said, now=said.at)
            is_customer = said.role is Role.CUSTOMER
            conversation.waiting_since = (conversation.waiting_since or said.at) if is_customer else None
            session.flush()
        return conversation.id
