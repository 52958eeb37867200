"""What single channels bring: public posts, notes of calls, replies that are kept before they are sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import IdentifiedRow, ShopRow, same_shop


class PostEntry(IdentifiedRow):
    """A public post; its text is the first message of its conversation. `author` is the network's name of the person.

    `views`, `comments` and `shares` are the newest counts known, of the time `counted_at`; None is not known.
    """

    __tablename__ = "posts"
    __table_args__ = (
        same_shop("conversation_id", "conversations"),
        UniqueConstraint("shop_id", "network", "key"),
        Index("ix_posts_author", "shop_id", "author"),
        Index("ix_posts_conversation", "shop_id", "conversation_id"),
    )

    network: Mapped[str]
    key: Mapped[str]
    url: Mapped[str]
    author: Mapped[str]
    conversation_id: Mapped[str]
    posted_at: Mapped[datetime]
    views: Mapped[int | None] = mapped_column(BigInteger)
    comments: Mapped[int | None] = mapped_column(BigInteger)
    shares: Mapped[int | None] = mapped_column(BigInteger)
    counted_at: Mapped[datetime]


class CallNote(IdentifiedRow):
    """What an agent wrote down of a call. `kind`: note, outcome or callback; `data` of a callback: number, from, to."""

    __tablename__ = "call_notes"
    __table_args__ = (
        same_shop("conversation_id", "conversations"),
        same_shop("user_id", "users"),
        UniqueConstraint("shop_id", "conversation_id", "dedupe_key"),
    )

    conversation_id: Mapped[str]
    user_id: Mapped[str]
    dedupe_key: Mapped[str]
    kind: Mapped[str]
    text: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]


class KeptReply(ShopRow):
    """The one reply of a conversation that is kept as a draft until it has been read again."""

    __tablename__ = "kept_replies"
    __table_args__ = (same_shop("conversation_id", "conversations"), same_shop("user_id", "users"))

    conversation_id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str]
    text: Mapped[str]
    turn_id: Mapped[str]
    style: Mapped[str]
    kept_at: Mapped[datetime]
