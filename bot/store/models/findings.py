"""Findings of what was sent, findings that agents dispute, and the severities that a shop set."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import IdentifiedRow, ShopRow, same_shop


class ReplyFinding(IdentifiedRow):
    """A finding in a reply that was sent; `start` and `end` are code points of the message.

    `overridden`: the reply had been held for it, and was sent all the same for `reason`.
    """

    __tablename__ = "reply_findings"
    __table_args__ = (
        same_shop("message_id", "messages"),
        Index("ix_reply_findings_message", "shop_id", "message_id"),
        Index("ix_reply_findings_rule", "shop_id", "rule", "overridden"),
    )

    message_id: Mapped[str]
    rule: Mapped[str]
    rows: Mapped[list[Any]]
    severity: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    overridden: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


class FindingDispute(IdentifiedRow):
    """That a finding is wrong, once for each reply, rule, span and person.

    `sentence` holds the sentences concerned as they were typed, `words` the disputed ones; people see both redacted.
    """

    __tablename__ = "finding_disputes"
    __table_args__ = (
        same_shop("conversation_id", "conversations"),
        same_shop("turn_id", "turns"),
        same_shop("user_id", "users"),
        same_shop("reviewer_id", "users"),
        UniqueConstraint("shop_id", "reply_hash", "rule", "start", "end", "user_id"),
        Index("ix_finding_disputes_state", "shop_id", "state", "id"),
    )

    conversation_id: Mapped[str]
    turn_id: Mapped[str | None]
    user_id: Mapped[str]
    rule: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    reply_hash: Mapped[str]
    sentence: Mapped[str]
    words: Mapped[str]
    language: Mapped[str]
    created_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="open")
    reviewer_id: Mapped[str | None]
    reviewed_at: Mapped[datetime | None]


class RuleSeverity(ShopRow):
    """The severity that a shop gave a rule instead of the rule's own."""

    __tablename__ = "rule_severities"

    rule: Mapped[str] = mapped_column(primary_key=True)
    severity: Mapped[str]
