"""Things that happened, for live pages. Events carry identifiers and codes, never a customer's words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from bot.assist.records import EventView, User
from bot.store.lookup import may_see
from bot.store.models.talk import ConversationEntry, ConversationHolder
from bot.store.models.work import AuditEntry, EventEntry
from bot.store.notices import add_at_commit
from bot.store.scope import ShopSession


def add_event(
    session: ShopSession,
    kind: str,
    conversation_id: str,
    data: Mapping[str, Any],
    *,
    now: datetime,
    left_team_id: str | None = None,
) -> None:
    """Note that something happened, when the session commits. Kinds: message, advice, reply, owner, order."""
    entry = EventEntry(kind=kind, conversation_id=conversation_id, data=dict(data), at=now, left_team_id=left_team_id)
    add_at_commit(session, entry)


def add_audit(session: ShopSession, who: str, what: str, about: str, *, now: datetime, reason: str = "") -> None:
    """Note who did what to what, and why."""
    session.add(AuditEntry(who=who, what=what, object=about, at=now, reason=reason))


def events_after(session: ShopSession, event_id: int, *, viewer: User | None, limit: int) -> tuple[EventView, ...]:
    """Events of conversations the viewer may see, or that just left the queue of one of the viewer's teams."""
    seen = may_see(viewer)
    if viewer is not None and "agent" in viewer.roles:
        seen = or_(seen, EventEntry.left_team_id.in_(viewer.teams))
    query = _after(select(EventEntry), event_id, limit).where(seen)
    return tuple(_view(event) for event in session.scalars(query))


def events_seen(
    session: ShopSession, event_id: int, viewers: Collection[User], *, limit: int
) -> tuple[tuple[EventView, ...], dict[str, frozenset[int]]]:
    """The shop's events after one, and by viewer the ids that `events_after` would show: two queries for any number."""
    query = _after(select(EventEntry, ConversationEntry.owner_team_id), event_id, limit)
    rows = [(event, {team, event.left_team_id} - {None}) for event, team in session.execute(query)]
    about = {event.conversation_id for event, _ in rows}
    holders = select(ConversationHolder).where(ConversationHolder.conversation_id.in_(about))
    held = {(holder.user_id, holder.conversation_id) for holder in session.scalars(holders)}
    seen = {}
    for viewer in viewers:
        everything, own = "supervisor" in viewer.roles, "agent" in viewer.roles
        seen[viewer.id] = frozenset(
            event.id
            for event, teams in rows
            if everything or (own and (teams & set(viewer.teams) or (viewer.id, event.conversation_id) in held))
        )
    return tuple(_view(event) for event, _ in rows), seen


def _after[*Columns](query: Select[*Columns], event_id: int, limit: int) -> Select[*Columns]:
    """The query held to events after one, oldest first, beside their conversations."""
    same = and_(ConversationEntry.shop_id == EventEntry.shop_id, ConversationEntry.id == EventEntry.conversation_id)
    return query.join(ConversationEntry, same).where(EventEntry.id > event_id).order_by(EventEntry.id).limit(limit)


def _view(event: EventEntry) -> EventView:
    return EventView(event.id, event.kind, event.conversation_id, event.data, event.at)


def last_event_id(session: ShopSession) -> int:
    """Id of the newest event of the shop, 0 when there is none."""
    return session.scalar(select(func.max(EventEntry.id))) or 0
