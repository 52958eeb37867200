"""Readings that people marked wrong, and what became of that."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import IdentifiedRow, same_shop


class CorrectionEntry(IdentifiedRow):
    """A reading of one revision of a turn that somebody marked wrong; it changes nothing for the customer.

    `reading` is what was read, without the customer's words; `message_ids` name those. `proposed` is what the person says
    is right, None while they have not; `final` the example a trainer made of it. `about` lists the temperaments of all
    three between commas. `user_id` is None for another program.
    """

    __tablename__ = "corrections"
    __table_args__ = (
        same_shop("conversation_id", "conversations"),
        same_shop("turn_id", "turns"),
        same_shop("message_id", "messages"),
        same_shop("user_id", "users"),
        same_shop("reviewer_id", "users"),
        UniqueConstraint("shop_id", "turn_id", "revision"),
        Index("ix_corrections_state", "shop_id", "state", "id"),
    )

    conversation_id: Mapped[str]
    turn_id: Mapped[str]
    revision: Mapped[int]
    message_id: Mapped[str]
    message_ids: Mapped[list[Any]]
    user_id: Mapped[str | None]
    created_at: Mapped[datetime]
    language: Mapped[str]
    model: Mapped[str]
    reading: Mapped[dict[str, Any]]
    proposed: Mapped[Any | None]
    about: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    reviewer_id: Mapped[str | None]
    reviewed_at: Mapped[datetime | None]
    final: Mapped[Any | None]
    exported_at: Mapped[datetime | None]
