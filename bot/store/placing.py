"""Where a message stands in its conversation: by the source's time and number, whenever it comes in.

The order is that of (`at`, `source_seq`), then of arrival; `seq` counts it out. A message that its source says nothing
about is the newest. Whoever comes late moves the later ones back by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select, update

from bot.store.models.talk import ConversationEntry, MessageEntry, TurnEntry
from bot.store.scope import ShopSession


@dataclass(frozen=True)
class Place:
    """A free place in a conversation.

    Attributes:
        seq: of the message, counted from 1.
        at: when it counts as sent.
        source_seq: the source's number, None without one.
        late: messages that were sent later are there already.
    """

    seq: int
    at: datetime
    source_seq: int | None = None
    late: bool = False


def find_place(
    session: ShopSession,
    conversation: ConversationEntry,
    *,
    now: datetime,
    sent_at: datetime | None = None,
    source_seq: int | None = None,
) -> Place:
    """The place of a message, made free, in a locked conversation. A time that lies ahead counts as now."""
    if sent_at is None and source_seq is None:
        return Place(conversation.last_seq + 1, now)
    at = min(sent_at, now) if sent_at is not None else _time_by_number(session, conversation, source_seq or 0, now)
    number = func.coalesce(MessageEntry.source_seq, 0)
    earlier = or_(MessageEntry.at < at, and_(MessageEntry.at == at, number <= (source_seq or 0)))
    seq = (_last_seq(session, conversation, earlier) or 0) + 1
    late = seq <= conversation.last_seq
    if late:
        _make_room(session, conversation, seq)
    return Place(seq, at, source_seq, late)


def _last_seq(session: ShopSession, conversation: ConversationEntry, condition: object) -> int | None:
    """Looked for from the newest message back, so that it costs no more than what came after."""
    query = select(MessageEntry.seq).where(MessageEntry.conversation_id == conversation.id, condition)  # type: ignore[arg-type]
    return session.scalar(query.order_by(MessageEntry.seq.desc()).limit(1))


def _time_by_number(session: ShopSession, conversation: ConversationEntry, source_seq: int, now: datetime) -> datetime:
    """A message with a number and no time was sent no later than the next number known."""
    before = _last_seq(session, conversation, MessageEntry.source_seq <= source_seq) or 0
    following = (
        select(MessageEntry.at)
        .where(
            MessageEntry.conversation_id == conversation.id, MessageEntry.seq > before, MessageEntry.source_seq > source_seq
        )
        .order_by(MessageEntry.seq)
        .limit(1)
    )
    return min(now, session.scalar(following) or now)


def _make_room(session: ShopSession, conversation: ConversationEntry, seq: int) -> None:
    """Move what stands at `seq` and after it; by way of negative numbers, since no two may be the same in between."""
    own = MessageEntry.conversation_id == conversation.id
    away = update(MessageEntry).where(own, MessageEntry.seq >= seq).values(seq=-(MessageEntry.seq + 1))
    back = update(MessageEntry).where(own, MessageEntry.seq < 0).values(seq=-MessageEntry.seq)
    turns = update(TurnEntry).where(TurnEntry.conversation_id == conversation.id, TurnEntry.first_seq >= seq)
    for statement in (away, back, turns.values(first_seq=TurnEntry.first_seq + 1)):
        session.execute(statement.execution_options(synchronize_session=False))
