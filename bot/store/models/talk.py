"""Conversations, their messages and turns."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import IdentifiedRow, ShopRow, same_shop


class ConversationEntry(IdentifiedRow):
    """A conversation. Exactly one owner: the bot, the user `owner_user_id` or the queue of the team `owner_team_id`.

    `labels` and `escalate_to` repeat the latest advice, `last_text` the latest message, so that a list needs one table.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("shop_id", "source", "key"),
        same_shop("customer_id", "customers"),
        same_shop("owner_user_id", "users"),
        same_shop("owner_team_id", "teams"),
        Index("ix_conversations_waiting", "shop_id", "waiting_since"),
        Index("ix_conversations_newest", "shop_id", "last_at"),
        Index("ix_conversations_user", "shop_id", "owner_user_id"),
        Index("ix_conversations_team", "shop_id", "owner_team_id"),
    )

    source: Mapped[str]
    key: Mapped[str]
    channel: Mapped[str]
    status: Mapped[str] = mapped_column(default="open")
    owner_kind: Mapped[str]
    owner_user_id: Mapped[str | None]
    owner_team_id: Mapped[str | None]
    customer_id: Mapped[str | None]
    customer_key: Mapped[str] = mapped_column(default="")
    customer_verified: Mapped[bool] = mapped_column(default=False)
    chosen_order: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=0)
    waiting_since: Mapped[datetime | None]
    created_at: Mapped[datetime]
    last_at: Mapped[datetime]
    last_seq: Mapped[int] = mapped_column(default=0)
    last_text: Mapped[str] = mapped_column(default="")
    labels: Mapped[dict[str, Any]] = mapped_column(default=dict)
    escalate_to: Mapped[str] = mapped_column(default="none")


class ConversationHolder(ShopRow):
    """A user who owns or once owned a conversation, and may therefore see it."""

    __tablename__ = "conversation_holders"
    __table_args__ = (same_shop("conversation_id", "conversations"), same_shop("user_id", "users"))

    user_id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]


class TurnEntry(IdentifiedRow):
    """Messages of a customer that are answered together.

    `state`: pending, claimed, done (advice written), answered. `due_at` is when a worker may take the turn: after the
    quiet time while pending, at the end of the lease while claimed.
    """

    __tablename__ = "turns"
    __table_args__ = (
        same_shop("conversation_id", "conversations"),
        UniqueConstraint("id"),
        UniqueConstraint("shop_id", "conversation_id", "number"),
        Index(
            "ix_turns_due",
            "shop_id",
            "due_at",
            sqlite_where=text("state IN ('pending', 'claimed')"),
            postgresql_where=text("state IN ('pending', 'claimed')"),
        ),
        Index(
            "ix_turns_waiting",
            "shop_id",
            "conversation_id",
            "number",
            sqlite_where=text("state IN ('pending', 'claimed')"),
            postgresql_where=text("state IN ('pending', 'claimed')"),
        ),
        Index(
            "ix_turns_unanswered",
            "shop_id",
            "conversation_id",
            sqlite_where=text("state <> 'answered'"),
            postgresql_where=text("state <> 'answered'"),
        ),
    )

    conversation_id: Mapped[str]
    number: Mapped[int]
    audience: Mapped[str]
    state: Mapped[str]
    attempt: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=1)
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    last_message_at: Mapped[datetime]
    first_seq: Mapped[int]
    message_count: Mapped[int]
    characters: Mapped[int]
    after_answer: Mapped[bool]
    conversation_state: Mapped[Any | None]


class MessageEntry(IdentifiedRow):
    """One utterance; `seq` counts the messages of its conversation from 1, in the order of `bot.store.placing`.

    `at` is when it counts as sent, `received_at` when it came in, `source_seq` the source's own number, if it gave one.
    """

    __tablename__ = "messages"
    __table_args__ = (
        same_shop("conversation_id", "conversations"),
        same_shop("turn_id", "turns"),
        same_shop("author_id", "users"),
        UniqueConstraint("shop_id", "source", "dedupe_key"),
        UniqueConstraint("shop_id", "conversation_id", "seq"),
        Index("ix_messages_turn", "shop_id", "turn_id", "seq"),
    )

    conversation_id: Mapped[str]
    turn_id: Mapped[str | None]
    seq: Mapped[int]
    source_seq: Mapped[int | None] = mapped_column(BigInteger)
    role: Mapped[str]
    text: Mapped[str]
    source: Mapped[str]
    dedupe_key: Mapped[str]
    author_id: Mapped[str | None]
    automatic: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
    received_at: Mapped[datetime]
