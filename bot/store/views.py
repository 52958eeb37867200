"""Rows as pages and the API show them."""

from __future__ import annotations

from sqlalchemy import Row, Select, and_, select

from bot.assist.records import AdviceView, ConversationSummary, MessageView
from bot.desk.conversation import OwnerKind
from bot.desk.message import Channel, Role
from bot.store.models.people import CustomerEntry, TeamEntry, UserEntry
from bot.store.models.talk import ConversationEntry, MessageEntry
from bot.store.models.work import AdviceEntry
from bot.store.scope import ShopSession


def summary_query() -> Select[ConversationEntry, str, str, str]:
    """Conversations with the names of customer, owning user and owning team."""
    talk = ConversationEntry
    return (
        select(talk, CustomerEntry.name, UserEntry.name, TeamEntry.name)
        .outerjoin(CustomerEntry, and_(CustomerEntry.shop_id == talk.shop_id, CustomerEntry.id == talk.customer_id))
        .outerjoin(UserEntry, and_(UserEntry.shop_id == talk.shop_id, UserEntry.id == talk.owner_user_id))
        .outerjoin(TeamEntry, and_(TeamEntry.shop_id == talk.shop_id, TeamEntry.id == talk.owner_team_id))
    )


def summary_view(row: Row[ConversationEntry, str, str, str]) -> ConversationSummary:
    """A line of the list."""
    talk, customer_name, user_name, team_name = row
    return ConversationSummary(
        id=talk.id,
        channel=Channel(talk.channel),
        customer_name=customer_name or "",
        owner_kind=OwnerKind(talk.owner_kind),
        owner_id=talk.owner_user_id or talk.owner_team_id or "",
        owner_name=user_name or team_name or "",
        last_text=talk.last_text,
        last_at=talk.last_at,
        waiting_since=talk.waiting_since,
        labels=talk.labels,
        escalate_to=talk.escalate_to,
        version=talk.version,
        key=talk.key,
        source=talk.source,
    )


def message_view(session: ShopSession, message: MessageEntry) -> MessageView:
    """One message with its author's name."""
    author = None
    if message.author_id is not None:
        author = session.scalar(select(UserEntry.name).where(UserEntry.id == message.author_id))
    return said_view(message, author)


def said_view(message: MessageEntry, author: str | None) -> MessageView:
    """A message whose author's name is at hand."""
    return MessageView(
        id=message.id,
        role=Role(message.role),
        text=message.text,
        at=message.at,
        turn_id=message.turn_id or "",
        author=author or "",
        automatic=message.automatic,
    )


def advice_view(entry: AdviceEntry) -> AdviceView:
    """Stored advice."""
    return AdviceView(
        id=entry.id,
        turn_id=entry.turn_id,
        revision=entry.revision,
        degraded=bool(entry.degraded),
        created_at=entry.created_at,
        advice=entry.advice,
    )
