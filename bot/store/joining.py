"""Which messages are answered together: a customer's burst is one turn.

The bursts follow from the messages' times alone, so a message that comes late is put where it belongs and the turns
after it are read again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import attributes

from bot.desk.conversation import OwnerKind
from bot.desk.message import Audience, Role
from bot.store.lookup import is_unanswered, locked_rows, open_turn
from bot.store.models.talk import ConversationEntry, MessageEntry, TurnEntry
from bot.store.scope import ShopSession
from bot.store.types import new_id

JOIN_SECONDS = 60
"""A message this soon after the last one still belongs to the same burst."""

JOIN_MESSAGES = 10
JOIN_CHARACTERS = 4_000
"""Bounds of one turn: what a reader can take in at once, and what the answer can still be about."""

QUIET_SECONDS = 1.5
"""The bot waits this long after the last message before it answers a shopper; advice to agents never waits."""


@dataclass(frozen=True)
class Burst:
    """Messages of one turn, as far as they decide what may join it."""

    last_at: datetime
    messages: int
    characters: int

    def takes(self, characters: int, at: datetime) -> bool:
        """Whether the next message still belongs to it."""
        return (
            at - self.last_at < timedelta(seconds=JOIN_SECONDS)
            and self.messages < JOIN_MESSAGES
            and self.characters + characters < JOIN_CHARACTERS
        )

    def with_message(self, characters: int, at: datetime) -> Burst:
        """The burst with one more."""
        return Burst(at, self.messages + 1, self.characters + characters)


def join_newest(
    session: ShopSession, conversation: ConversationEntry, *, seq: int, at: datetime, characters: int, now: datetime
) -> TurnEntry:
    """The turn of a message that is the newest of its conversation: the open one, or a new one."""
    turn = open_turn(session, conversation.id)
    burst = _burst_of(turn) if turn is not None else None
    if turn is None or burst is None or not burst.takes(characters, at):
        return _new_turn(session, conversation, Burst(at, 1, characters), first_seq=seq, now=now)
    _take_burst(turn, burst.with_message(characters, at))
    _read_again(turn, conversation, now)
    session.flush()
    return turn


def join_late(session: ShopSession, conversation: ConversationEntry, late: MessageEntry, *, now: datetime) -> TurnEntry:
    """Give a stored message that came late its turn, and put the bursts after it together anew.

    Nobody who answered has seen it, so it belongs to what is unanswered, whatever was answered after it was sent. From
    the first turn that changes on all are read again, since each is read in the light of those before it.
    """
    turns = list(_unanswered_from(session, conversation, late.seq))
    runs = bursts(sorted((*_messages_of(session, turns), late), key=lambda message: message.seq))
    first = next(position for position, run in enumerate(runs) if position == len(turns) or not _holds(turns[position], run))
    for position in range(first, len(runs)):
        run = runs[position]
        if position == len(turns):
            turns.append(_new_turn(session, conversation, _burst_of_messages(run), first_seq=run[0].seq, now=now))
        else:
            _take_burst(turns[position], _burst_of_messages(run))
            turns[position].first_seq = run[0].seq
            _read_again(turns[position], conversation, now)
        session.flush()
        _put_into(session, turns[position], run)
    for emptied in turns[len(runs) :]:
        _close_empty(emptied)
        session.flush()
    return next(turn for turn, run in zip(turns, runs, strict=False) if late in run)


def _put_into(session: ShopSession, turn: TurnEntry, run: Sequence[MessageEntry]) -> None:
    moved = [message.id for message in run if message.turn_id != turn.id]
    if moved:
        into = update(MessageEntry).where(MessageEntry.id.in_(moved)).values(turn_id=turn.id)
        session.execute(into.execution_options(synchronize_session=False))
        for message in run:
            attributes.set_committed_value(message, "turn_id", turn.id)


def _holds(turn: TurnEntry, run: Sequence[MessageEntry]) -> bool:
    """Whether a turn has these messages and no other."""
    return turn.message_count == len(run) and all(message.turn_id == turn.id for message in run)


def bursts(messages: Sequence[MessageEntry]) -> list[list[MessageEntry]]:
    """Messages in their order, cut into the bursts that one answer is about."""
    runs: list[list[MessageEntry]] = []
    burst: Burst | None = None
    for message in messages:
        characters = len(message.text)
        if burst is not None and burst.takes(characters, message.at):
            burst = burst.with_message(characters, message.at)
            runs[-1].append(message)
        else:
            burst = Burst(message.at, 1, characters)
            runs.append([message])
    return runs


def reopen(turn: TurnEntry, *, due_at: datetime) -> None:
    """The turn is to be read again; whoever holds it now can no longer write."""
    turn.state = "pending"
    turn.revision += 1
    turn.due_at = due_at
    turn.lease_until = None


def _unanswered_from(session: ShopSession, conversation: ConversationEntry, seq: int) -> Sequence[TurnEntry]:
    """The turn that a message at `seq` may still join and those after it, locked; those further before do not change."""
    unanswered = select(TurnEntry).where(TurnEntry.conversation_id == conversation.id, is_unanswered())
    turns = session.scalars(locked_rows(unanswered.order_by(TurnEntry.number))).all()
    before = sum(turn.first_seq < seq for turn in turns)
    return turns[max(before - 1, 0) :]


def _messages_of(session: ShopSession, turns: Sequence[TurnEntry]) -> Sequence[MessageEntry]:
    if not turns:
        return ()
    query = select(MessageEntry).where(
        MessageEntry.conversation_id == turns[0].conversation_id,
        MessageEntry.role == Role.CUSTOMER.value,
        MessageEntry.turn_id.in_([turn.id for turn in turns]),
    )
    return session.scalars(query).all()


def _burst_of(turn: TurnEntry) -> Burst:
    return Burst(turn.last_message_at, turn.message_count, turn.characters)


def _burst_of_messages(run: Sequence[MessageEntry]) -> Burst:
    return Burst(run[-1].at, len(run), sum(len(message.text) for message in run))


def _take_burst(turn: TurnEntry, burst: Burst) -> None:
    turn.last_message_at, turn.message_count, turn.characters = burst.last_at, burst.messages, burst.characters


def _read_again(turn: TurnEntry, conversation: ConversationEntry, now: datetime) -> None:
    turn.audience, due_at = _audience(conversation, now)
    reopen(turn, due_at=due_at)


def _close_empty(turn: TurnEntry) -> None:
    """Its messages belong to another turn now, so nobody waits for it; what was advised on it stays on record."""
    turn.state = "answered"
    turn.revision += 1
    turn.lease_until = None
    turn.message_count = turn.characters = 0
    turn.conversation_state = None


def _audience(conversation: ConversationEntry, now: datetime) -> tuple[str, datetime]:
    """Who gets the result now, and when it is due."""
    by_bot = conversation.owner_kind == OwnerKind.BOT.value
    due_at = now + timedelta(seconds=QUIET_SECONDS if by_bot else 0)
    return (Audience.SHOPPER if by_bot else Audience.AGENT).value, due_at


def _new_turn(
    session: ShopSession, conversation: ConversationEntry, burst: Burst, *, first_seq: int, now: datetime
) -> TurnEntry:
    newest = session.scalar(select(func.max(TurnEntry.number)).where(TurnEntry.conversation_id == conversation.id))
    audience, due_at = _audience(conversation, now)
    turn = TurnEntry(
        id=new_id(),
        conversation_id=conversation.id,
        number=(newest or 0) + 1,
        audience=audience,
        state="pending",
        due_at=due_at,
        opened_at=now,
        last_message_at=burst.last_at,
        first_seq=first_seq,
        message_count=burst.messages,
        characters=burst.characters,
        after_answer=conversation.waiting_since is None,
    )
    session.add(turn)
    session.flush()
    return turn
