"""Finding rows of one shop, and who may see them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, literal_column, or_, select, true

from bot.assist.records import User
from bot.desk.errors import NotFoundError
from bot.store.models.base import IdentifiedRow
from bot.store.models.talk import ConversationEntry, ConversationHolder, TurnEntry
from bot.store.scope import ShopSession


def locked_rows[Rows: Select[Any]](query: Rows, *, skip_locked: bool = False) -> Rows:
    """The query with its rows locked until the commit, against other writers but not against foreign keys to them.

    Conversations are locked before their turns, everywhere, so that no two writers wait for each other.
    """
    return query.with_for_update(key_share=True, skip_locked=skip_locked)


def find[Row: IdentifiedRow](session: ShopSession, kind: type[Row], row_id: str, *, locked: bool = False) -> Row:
    """The row with this id.

    Raises:
        NotFoundError: this shop has none.
    """
    query = select(kind).where(kind.id == row_id)
    row = session.scalars(locked_rows(query) if locked else query).first()
    if row is None:
        raise NotFoundError(f"There is no {kind.__tablename__.rstrip('s')} {row_id!r}.")
    return row


def may_see(viewer: User | None) -> ColumnElement[bool]:
    """Conversations the viewer may see: supervisors all; agents their own, once their own, and their teams' queues."""
    if viewer is None or "supervisor" in viewer.roles:
        return true()
    if "agent" not in viewer.roles:
        return ConversationEntry.id.in_(())
    held = select(ConversationHolder.conversation_id).where(ConversationHolder.user_id == viewer.id)
    return or_(ConversationEntry.owner_team_id.in_(viewer.teams), ConversationEntry.id.in_(held))


def find_seen(session: ShopSession, conversation_id: str, viewer: User | None, *, locked: bool = False) -> ConversationEntry:
    """A conversation the viewer may see.

    Raises:
        NotFoundError: it does not exist in this shop or may not be seen.
    """
    if locked:  # first, since whoever has the lock may just be changing who sees it
        find(session, ConversationEntry, conversation_id, locked=True)
    query = select(ConversationEntry).where(ConversationEntry.id == conversation_id, may_see(viewer))
    conversation = session.scalars(query).first()
    if conversation is None:
        raise NotFoundError(f"There is no conversation {conversation_id!r}.")
    return conversation


def open_turn(session: ShopSession, conversation_id: str) -> TurnEntry | None:
    """The newest turn nobody has answered, locked: a worker that claims it just now has done so or must wait."""
    query = select(TurnEntry).where(TurnEntry.conversation_id == conversation_id, is_unanswered())
    return session.scalars(locked_rows(query.order_by(TurnEntry.number.desc()).limit(1))).first()


def is_unanswered() -> ColumnElement[bool]:
    """Turns nobody has answered; written out, not bound, so that the planner sees that the partial index holds them."""
    return TurnEntry.state != literal_column("'answered'")
