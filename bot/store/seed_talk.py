"""Conversations of demo data: what was answered is history, what the customer said since then comes in and is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.assist.records import HistoryMessage, IncomingMessage
from bot.desk.conversation import OwnerKind
from bot.desk.errors import InputError
from bot.desk.message import Audience, Channel, Role
from bot.store.accounts import TEAMS
from bot.store.intake import add_message, check_incoming, find_or_open_conversation, take_message
from bot.store.models.channels import PostEntry
from bot.store.models.people import UserEntry
from bot.store.models.talk import ConversationEntry, ConversationHolder
from bot.store.posts import POST_SOURCE
from bot.store.scope import ShopSession
from bot.store.types import new_id

At = Callable[[Any], datetime]
Written = Mapping[str, Any]

USUAL_AGENT = "lin"
"""Who answered where the data do not say."""


def add_conversations(session: ShopSession, written: Sequence[Written], at: At) -> None:
    """Add the conversations that are not there yet."""
    known = {(source, key) for source, key in session.execute(select(ConversationEntry.source, ConversationEntry.key))}
    users: dict[str, str] = {login: user_id for login, user_id in session.execute(select(UserEntry.login, UserEntry.id))}
    for item in written:
        said = [
            HistoryMessage(Role(line["role"]), line["text"], at(line["at"]), f"{item['key']}:{place}")
            for place, line in enumerate(item["messages"], start=1)
        ]
        first = _incoming(item, said[0])
        if (first.source, first.conversation_key) not in known:
            _check_order(item, said)
            _add(session, item, said, users)


def _check_order(item: Written, said: Sequence[HistoryMessage]) -> None:
    times = [line.at for line in said]
    if times != sorted(times):
        raise InputError("The times do not run forward.", where=str(item["key"]), remedy="Write the messages in order.")


def _add(session: ShopSession, item: Written, said: Sequence[HistoryMessage], users: Mapping[str, str]) -> None:
    first = _incoming(item, said[0])
    check_incoming(first)
    conversation = find_or_open_conversation(session, first, now=said[0].at)
    answered = max((place for place, line in enumerate(said, start=1) if line.role is not Role.CUSTOMER), default=0)
    for line, written in zip(said[:answered], item["messages"], strict=False):
        message = add_message(session, conversation, first.source, line, now=line.at)
        if line.role is Role.AGENT:
            message.author_id = _user(item, written.get("by", USUAL_AGENT), users)
            _let_see(session, conversation, message.author_id)
    _give_owner(session, conversation, item, users)
    if post := item.get("post"):
        _add_post(session, conversation, post, said[0].at)
    session.flush()
    for line in said[answered:]:
        take_message(session, _incoming(item, line), now=line.at)


def _incoming(item: Written, said: HistoryMessage) -> IncomingMessage:
    post = item.get("post")
    return IncomingMessage(
        source=POST_SOURCE if post else item.get("source", "demo"),
        conversation_key=f"{_network(post)}:{post['id']}" if post else item["key"],
        dedupe_key=said.dedupe_key,
        text=said.text,
        channel=Channel(item.get("channel", "chat")),
        audience=Audience(item.get("audience", "agent")),
        customer_key=item.get("customer", ""),
        customer_verified=bool(item.get("verified", False)),
        order_number=str(item.get("order", "")),
        sent_at=said.at,
    )


def _network(post: Written) -> str:
    return str(post.get("network", "community"))


def _add_post(session: ShopSession, conversation: ConversationEntry, post: Written, at: datetime) -> None:
    counts = {name: post.get(name) for name in ("views", "comments", "shares")}
    names = {"network": _network(post), "key": str(post["id"]), "url": post.get("url", ""), "author": post.get("author", "")}
    session.add(PostEntry(id=new_id(), conversation_id=conversation.id, posted_at=at, counted_at=at, **names, **counts))


def _give_owner(session: ShopSession, conversation: ConversationEntry, item: Written, users: Mapping[str, str]) -> None:
    owner = item.get("owner", "")
    if not owner:
        return
    conversation.owner_user_id = conversation.owner_team_id = None
    if owner == OwnerKind.BOT.value:
        conversation.owner_kind = OwnerKind.BOT.value
    elif owner in TEAMS:
        conversation.owner_kind, conversation.owner_team_id = OwnerKind.TEAM.value, owner
    else:
        conversation.owner_kind, conversation.owner_user_id = OwnerKind.USER.value, _user(item, owner, users)
        _let_see(session, conversation, conversation.owner_user_id)


def _user(item: Written, login: str, users: Mapping[str, str]) -> str:
    if login not in users:
        raise InputError(f"There is no user {login!r}.", where=str(item["key"]), remedy=f"Known: {', '.join(sorted(users))}.")
    return users[login]


def _let_see(session: ShopSession, conversation: ConversationEntry, user_id: str) -> None:
    session.flush()
    if session.get(ConversationHolder, (conversation.shop_id, user_id, conversation.id)) is None:
        since = conversation.created_at
        session.add(ConversationHolder(user_id=user_id, conversation_id=conversation.id, since=since))
        session.flush()
