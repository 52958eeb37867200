"""Shops and the people who work in them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base, IdentifiedRow, ShopRow, same_shop
from bot.store.types import new_id


class ShopEntry(Base):
    """A shop; `slug` is its name in public addresses, `secret` signs its shoppers' pages."""

    __tablename__ = "shops"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    secret: Mapped[str]
    time_zone: Mapped[str] = mapped_column(default="Asia/Shanghai")
    created_at: Mapped[datetime]


class UserEntry(IdentifiedRow):
    """A person who works with Tactful; the login is unique over all shops, since the shop follows from it."""

    __tablename__ = "users"

    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    language: Mapped[str]
    password_hash: Mapped[str] = mapped_column(default="")
    enabled: Mapped[bool] = mapped_column(default=True)


class UserRole(ShopRow):
    """A role that a user has: agent, supervisor, trainer or admin."""

    __tablename__ = "user_roles"
    __table_args__ = (same_shop("user_id", "users"),)

    user_id: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)


class TeamEntry(ShopRow):
    """A team with a queue of its own; its id is its code: front, senior, supervisor, expert or crisis."""

    __tablename__ = "teams"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class TeamMember(ShopRow):
    """A user's place in a team."""

    __tablename__ = "team_members"
    __table_args__ = (same_shop("team_id", "teams"), same_shop("user_id", "users"))

    user_id: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[str] = mapped_column(primary_key=True)


class SessionEntry(ShopRow):
    """A signed-in browser, by the SHA-256 of its token."""

    __tablename__ = "sessions"
    __table_args__ = (same_shop("user_id", "users"), UniqueConstraint("token_hash"))

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str]
    csrf_token: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class LoginLink(ShopRow):
    """A link that signs a user in once."""

    __tablename__ = "login_links"
    __table_args__ = (same_shop("user_id", "users"), UniqueConstraint("token_hash"))

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ApiKey(IdentifiedRow):
    """A key of another program, by its SHA-256."""

    __tablename__ = "api_keys"
    __table_args__ = (UniqueConstraint("key_hash"),)

    key_hash: Mapped[str]
    name: Mapped[str]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class CustomerEntry(IdentifiedRow):
    """A customer; `key` is the shop's own name of them, `email` where one-time codes go."""

    __tablename__ = "customers"
    __table_args__ = (UniqueConstraint("shop_id", "key"),)

    key: Mapped[str]
    name: Mapped[str]
    language: Mapped[str] = mapped_column(default="")
    member_tier: Mapped[str] = mapped_column(default="")
    points: Mapped[int] = mapped_column(default=0)
    email: Mapped[str | None]
