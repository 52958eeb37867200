"""Conversations as people see them: lists, and one whole."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, not_, select

from bot.assist.records import AdviceView, ConversationSummary, ConversationView, ConversationWish, MessageView, User
from bot.desk.conversation import OwnerKind
from bot.desk.errors import NotFoundError
from bot.store.lookup import may_see
from bot.store.models.people import CustomerEntry, UserEntry
from bot.store.models.talk import ConversationEntry, MessageEntry
from bot.store.models.trade import OrderEntry
from bot.store.models.work import AdviceEntry
from bot.store.scope import ShopSession
from bot.store.views import advice_view, said_view, summary_query, summary_view

SHOPPER_SOURCE = "shopper"
"""Source of the messages of a shopper's page."""


def list_conversations(
    session: ShopSession, *, viewer: User | None, limit: int, before: datetime | None, wish: ConversationWish
) -> tuple[ConversationSummary, ...]:
    """The longest waiting first, then the newest; with `before`, all that are older than it, the newest first."""
    talk = ConversationEntry
    seen = summary_query().where(may_see(viewer), *_wished(viewer, wish))
    if before is not None:
        rows = session.execute(seen.where(talk.last_at < before).order_by(talk.last_at.desc()).limit(limit)).all()
        return tuple(map(summary_view, rows))
    waiting = session.execute(seen.where(talk.waiting_since.is_not(None)).order_by(talk.waiting_since).limit(limit)).all()
    rest = session.execute(
        seen.where(talk.waiting_since.is_(None)).order_by(talk.last_at.desc()).limit(limit - len(waiting))
    ).all()
    return tuple(map(summary_view, (*waiting, *rest)))


def _wished(viewer: User | None, wish: ConversationWish) -> list[ColumnElement[bool]]:
    """Conditions of a list that is narrowed down."""
    talk = ConversationEntry
    own = talk.owner_user_id == (viewer.id if viewer else None)
    owners = {
        "mine": own,
        "queue": talk.owner_team_id.is_not(None),
        "colleague": and_(talk.owner_user_id.is_not(None), not_(own)),
        "bot": talk.owner_kind == OwnerKind.BOT.value,
    }
    states = {"waiting": talk.waiting_since.is_not(None), "answered": talk.waiting_since.is_(None)}
    wanted = [owners[wish.owner]] if wish.owner else []
    wanted += [states[wish.state]] if wish.state else []
    wanted += [CustomerEntry.language == wish.language] if wish.language else []
    wanted += [talk.channel == wish.channel] if wish.channel else []
    return wanted


def view_conversation(session: ShopSession, conversation_id: str, *, viewer: User | None, messages: int) -> ConversationView:
    """One conversation with its newest messages, oldest first."""
    query = summary_query().where(ConversationEntry.id == conversation_id, may_see(viewer))
    row = session.execute(query).first()
    if row is None:
        raise NotFoundError(f"There is no conversation {conversation_id!r}.")
    newest = _newest_messages(session, conversation_id, messages + 1)
    return ConversationView(
        summary=summary_view(row),
        messages=newest[-messages:] if messages else (),
        advice=_latest_advice(session, conversation_id),
        order_numbers=_order_numbers(session, row[0]),
        chosen_order=row[0].chosen_order,
        earlier_messages=len(newest) > messages,
    )


def _newest_messages(session: ShopSession, conversation_id: str, limit: int) -> tuple[MessageView, ...]:
    query = (
        select(MessageEntry, UserEntry.name)
        .outerjoin(UserEntry, and_(UserEntry.shop_id == MessageEntry.shop_id, UserEntry.id == MessageEntry.author_id))
        .where(MessageEntry.conversation_id == conversation_id)
        .order_by(MessageEntry.seq.desc())
        .limit(limit)
    )
    return tuple(said_view(message, author) for message, author in reversed(session.execute(query).all()))


def _advice_query(conversation_id: str) -> Select[AdviceEntry]:
    return select(AdviceEntry).where(AdviceEntry.conversation_id == conversation_id)


def _latest_advice(session: ShopSession, conversation_id: str) -> AdviceView | None:
    query = _advice_query(conversation_id).order_by(AdviceEntry.created_at.desc(), AdviceEntry.id.desc()).limit(1)
    entry = session.scalars(query).first()
    return advice_view(entry) if entry else None


def advice_of(session: ShopSession, conversation_id: str) -> tuple[AdviceView, ...]:
    """All advice of a conversation, oldest first."""
    query = _advice_query(conversation_id).order_by(AdviceEntry.created_at, AdviceEntry.id)
    return tuple(map(advice_view, session.scalars(query)))


def _order_numbers(session: ShopSession, conversation: ConversationEntry) -> tuple[str, ...]:
    if conversation.customer_id is None:
        return (conversation.chosen_order,) if conversation.chosen_order else ()
    query = select(OrderEntry.number).where(OrderEntry.customer_id == conversation.customer_id)
    return tuple(session.scalars(query.order_by(OrderEntry.placed_at.desc())))


def shopper_conversation(session: ShopSession, session_key: str) -> ConversationView | None:
    """The conversation of a shopper's page."""
    query = select(ConversationEntry.id).where(ConversationEntry.source == SHOPPER_SOURCE, ConversationEntry.key == session_key)
    conversation_id = session.scalar(query)
    return view_conversation(session, conversation_id, viewer=None, messages=50) if conversation_id else None
