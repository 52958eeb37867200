"""Who is responsible for a conversation: exactly one owner at every moment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.assist.records import User
from bot.desk.conversation import OwnerKind
from bot.desk.errors import ConflictError, InputError
from bot.desk.message import Audience
from bot.store.events import add_audit, add_event
from bot.store.joining import reopen
from bot.store.lookup import find, find_seen, open_turn
from bot.store.models.people import TeamEntry
from bot.store.models.talk import ConversationEntry, ConversationHolder
from bot.store.scope import ShopSession


def accept(session: ShopSession, conversation_id: str, user: User, *, now: datetime) -> None:
    """The user becomes the owner, if no other user is."""
    conversation = find_seen(session, conversation_id, user, locked=True)
    if conversation.owner_user_id == user.id:
        return
    if conversation.owner_user_id is not None:
        raise ConflictError("Another person already has this conversation.")
    give_to_user(session, conversation, user, now=now)


def give_to_user(session: ShopSession, conversation: ConversationEntry, user: User, *, now: datetime) -> None:
    """Make the user the owner of a locked conversation."""
    left_team = conversation.owner_team_id
    conversation.owner_kind = OwnerKind.USER.value
    conversation.owner_user_id = user.id
    conversation.owner_team_id = None
    conversation.version += 1
    known = select(ConversationHolder).where(
        ConversationHolder.user_id == user.id, ConversationHolder.conversation_id == conversation.id
    )
    if session.scalars(known).first() is None:
        session.add(ConversationHolder(user_id=user.id, conversation_id=conversation.id, since=now))
    data = {"owner_kind": conversation.owner_kind, "owner_id": user.id}
    add_event(session, "owner", conversation.id, data, now=now, left_team_id=left_team)
    add_audit(session, user.id, "accept", f"conversation {conversation.id}", now=now)
    _turn_to_agents(session, conversation, now=now)


def hand_over(session: ShopSession, conversation_id: str, *, reason: str, team: str, now: datetime) -> None:
    """Give a conversation to a team's queue; nothing happens when it already is there."""
    if session.scalars(select(TeamEntry.id).where(TeamEntry.id == team)).first() is None:
        raise InputError(f"There is no team {team!r}.", where="team", remedy="Name one of the shop's teams.")
    conversation = find(session, ConversationEntry, conversation_id, locked=True)
    if conversation.owner_team_id == team:
        return
    give_to_team(session, conversation, reason=reason, team=team, now=now)
    _turn_to_agents(session, conversation, now=now)


def give_to_team(session: ShopSession, conversation: ConversationEntry, *, reason: str, team: str, now: datetime) -> None:
    """Make a team the owner of a locked conversation."""
    left_team, before = conversation.owner_team_id, conversation.owner_user_id or conversation.owner_kind
    conversation.owner_kind = OwnerKind.TEAM.value
    conversation.owner_user_id = None
    conversation.owner_team_id = team
    conversation.version += 1
    data = {"owner_kind": conversation.owner_kind, "owner_id": team, "reason": reason}
    add_event(session, "owner", conversation.id, data, now=now, left_team_id=left_team)
    add_audit(session, before, "hand_over", f"conversation {conversation.id}", now=now, reason=reason)


def _turn_to_agents(session: ShopSession, conversation: ConversationEntry, *, now: datetime) -> None:
    """What the bot was about to answer becomes advice for people, at once."""
    turn = open_turn(session, conversation.id)
    if turn is not None and turn.audience == Audience.SHOPPER.value and turn.state != "done":
        turn.audience = Audience.AGENT.value
        reopen(turn, due_at=now)
