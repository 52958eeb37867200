"""Replies to angry e-mails are kept as a draft, and sent only after they have been read again. Source: S0.39."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from bot.assist.records import KeptReplyView, ReplyRequest, User
from bot.desk.errors import ReadAgainError
from bot.desk.message import Channel
from bot.store.lookup import find_seen
from bot.store.models.channels import KeptReply
from bot.store.models.people import UserEntry
from bot.store.models.talk import ConversationEntry
from bot.store.models.work import AdviceEntry
from bot.store.scope import ShopSession
from bot.store.types import checked_text

PAUSE_SECONDS = 60
"""After so long a kept reply counts as read with a cool head; earlier only on the agent's word."""


def pause_due(session: ShopSession, conversation: ConversationEntry) -> bool:
    """Whether a reply in this conversation is to be kept first: an e-mail whose latest advice asks for a draft."""
    if conversation.channel != Channel.EMAIL.value:
        return False
    query = select(AdviceEntry).where(AdviceEntry.conversation_id == conversation.id)
    latest = session.scalars(query.order_by(AdviceEntry.created_at.desc(), AdviceEntry.id.desc()).limit(1)).first()
    return latest is not None and any(step["step"] == "draft_first" for step in latest.advice.get("steps", ()))


def require_pause(session: ShopSession, conversation: ConversationEntry, reply: ReplyRequest, *, now: datetime) -> None:
    """Let a reply pass that was kept word for word and read again since.

    Raises:
        ReadAgainError: it was not.
    """
    if not pause_due(session, conversation):
        return
    kept = _kept(session, conversation.id)
    same = kept is not None and kept.text.strip() == reply.text.strip()
    if kept is None or not same or not (reply.read_again or now - kept.kept_at >= timedelta(seconds=PAUSE_SECONDS)):
        raise ReadAgainError("This reply is kept as a draft first; read it again, then send it.")


def keep_reply(session: ShopSession, conversation_id: str, user: User, reply: ReplyRequest, *, now: datetime) -> None:
    """Keep a reply in place of the one kept before; the pause begins anew when its words have changed."""
    conversation = find_seen(session, conversation_id, user, locked=True)
    kept = _kept(session, conversation.id)
    text = checked_text(reply.text, where="text")
    if kept is None:
        kept = KeptReply(conversation_id=conversation.id, text="")
        session.add(kept)
    if kept.text.strip() != text.strip():
        kept.kept_at = now
    kept.text, kept.user_id, kept.turn_id, kept.style = text, user.id, reply.turn_id, reply.style


def discard_kept(session: ShopSession, conversation_id: str, *, viewer: User | None) -> None:
    """Throw the kept reply of a conversation away."""
    find_seen(session, conversation_id, viewer, locked=True)
    forget_kept(session, conversation_id)


def forget_kept(session: ShopSession, conversation_id: str) -> None:
    """No reply is kept any longer."""
    session.execute(delete(KeptReply).where(KeptReply.conversation_id == conversation_id))


def kept_view(session: ShopSession, conversation_id: str, *, viewer: User | None) -> tuple[bool, KeptReplyView | None]:
    """Whether replies are to be kept first here, and the one that is kept."""
    conversation = find_seen(session, conversation_id, viewer)
    due = pause_due(session, conversation)
    kept = _kept(session, conversation_id)
    if kept is None:
        return due, None
    author = session.scalar(select(UserEntry.name).where(UserEntry.id == kept.user_id)) or ""
    ready_at = kept.kept_at + timedelta(seconds=PAUSE_SECONDS)
    return due, KeptReplyView(kept.text, kept.turn_id, kept.style, author, kept.kept_at, ready_at)


def _kept(session: ShopSession, conversation_id: str) -> KeptReply | None:
    return session.scalars(select(KeptReply).where(KeptReply.conversation_id == conversation_id)).first()
