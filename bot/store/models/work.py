"""What was made of turns, and what happened."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base, IdentifiedRow, ShopRow, same_shop

COUNTED = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts rows by itself only in a column named INTEGER."""


class ReadingEntry(IdentifiedRow):
    """What was read of one revision of a turn."""

    __tablename__ = "readings"
    __table_args__ = (same_shop("turn_id", "turns"), UniqueConstraint("shop_id", "turn_id", "revision"))

    turn_id: Mapped[str]
    revision: Mapped[int]
    language: Mapped[str]
    intent: Mapped[str]
    reading: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class AdviceEntry(IdentifiedRow):
    """Advice about one revision of a turn, written once; `degraded` says why Rasa's answer was not used."""

    __tablename__ = "advice"
    __table_args__ = (
        same_shop("turn_id", "turns"),
        same_shop("conversation_id", "conversations"),
        UniqueConstraint("shop_id", "turn_id", "revision"),
        Index("ix_advice_conversation", "shop_id", "conversation_id", "created_at"),
    )

    turn_id: Mapped[str]
    conversation_id: Mapped[str]
    revision: Mapped[int]
    attempt: Mapped[int]
    degraded: Mapped[str]
    advice: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class DraftEntry(ShopRow):
    """One draft of advice and what became of it: offered, accepted, edited or rejected."""

    __tablename__ = "drafts"
    __table_args__ = (same_shop("advice_id", "advice"), same_shop("reply_message_id", "messages"))

    advice_id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    style: Mapped[str]
    language: Mapped[str]
    text: Mapped[str]
    outcome: Mapped[str] = mapped_column(default="offered")
    reply_message_id: Mapped[str | None]


class FeedbackEntry(IdentifiedRow):
    """What a person thought of advice."""

    __tablename__ = "feedback"
    __table_args__ = (
        same_shop("turn_id", "turns"),
        same_shop("user_id", "users"),
        Index("ix_feedback_turn", "shop_id", "turn_id"),
    )

    conversation_id: Mapped[str]
    turn_id: Mapped[str]
    user_id: Mapped[str | None]
    verdict: Mapped[str]
    note: Mapped[str]
    created_at: Mapped[datetime]


class EventEntry(ShopRow):
    """A thing that happened, for live pages; no customer's words. `left_team_id`: whose queue the conversation left."""

    __tablename__ = "events"
    __table_args__ = (
        same_shop("conversation_id", "conversations"),
        Index("ix_events_shop", "shop_id", "id"),
        {"sqlite_autoincrement": True},
    )

    shop_id: Mapped[str] = mapped_column(ForeignKey("shops.id"), sort_order=-2)
    id: Mapped[int] = mapped_column(COUNTED, sort_order=-1, primary_key=True, autoincrement=True)
    kind: Mapped[str]
    conversation_id: Mapped[str]
    left_team_id: Mapped[str | None]
    data: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class AuditEntry(ShopRow):
    """Who did what to what and why; only ever added to, and never a message's words."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_shop", "shop_id", "id"), {"sqlite_autoincrement": True})

    shop_id: Mapped[str] = mapped_column(ForeignKey("shops.id"), sort_order=-2)
    id: Mapped[int] = mapped_column(COUNTED, sort_order=-1, primary_key=True, autoincrement=True)
    who: Mapped[str]
    what: Mapped[str]
    object: Mapped[str]
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(default="")


class WorkerHeartbeat(Base):
    """When a worker last said that it is alive."""

    __tablename__ = "worker_heartbeats"

    worker: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
