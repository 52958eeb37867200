"""Users, sessions and keys: from them follows the shop."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from bot.assist.records import User
from bot.desk.errors import InputError, NotFoundError
from bot.store.engine import Database
from bot.store.lookup import locked_rows
from bot.store.models.people import (
    ApiKey,
    LoginLink,
    SessionEntry,
    ShopEntry,
    TeamEntry,
    TeamMember,
    UserEntry,
    UserRole,
)
from bot.store.records import StoreRecords
from bot.store.scope import ShopSession
from bot.store.types import new_id, utc_now

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
TOUCH = timedelta(seconds=60)
"""A session's last use is written down at most this often, so that reading a page writes nothing."""

TEAMS = {"front": "Front line", "senior": "Senior agents", "supervisor": "Supervisors", "expert": "Experts", "crisis": "Crisis"}
ROLES = ("agent", "supervisor", "trainer", "admin")


class StoreAccounts:
    """`records.Accounts`, and the making of shops, users and keys."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def user_by_login(self, login: str) -> tuple[User, str] | None:
        """The enabled user and the hash of the password."""
        with self._database.reading(None) as session:
            entry = session.scalars(select(UserEntry).where(UserEntry.login == login, UserEntry.enabled)).first()
            return (_user(session, entry), entry.password_hash) if entry else None

    def set_password(self, user_id: str, password_hash: str) -> None:
        """Replace a user's password hash."""
        self._change_user(user_id, password_hash=password_hash)

    def set_language(self, user_id: str, language: str) -> None:
        """Remember the language of a user's pages."""
        self._change_user(user_id, language=language)

    def disable(self, user_id: str) -> None:
        """Shut a user out; sessions end at once."""
        self._change_user(user_id, enabled=False)
        with self._database.writing(None) as session:
            session.execute(delete(SessionEntry).where(SessionEntry.user_id == user_id))

    def _change_user(self, user_id: str, **values: object) -> None:
        with self._database.writing(None) as session:
            entry = _find_user(session, user_id)
            for name, value in values.items():
                setattr(entry, name, value)

    def create_session(self, user_id: str, *, token_hash: str, csrf_token: str, now: datetime) -> None:
        """Remember a session, and forget those that ended."""
        with self._database.writing(None) as session:
            session.execute(delete(SessionEntry).where(SessionEntry.created_at <= now - LONGEST))
            shop_id = _find_user(session, user_id).shop_id
            session.add(
                SessionEntry(
                    shop_id=shop_id, token_hash=token_hash, user_id=user_id, csrf_token=csrf_token, created_at=now, seen_at=now
                )
            )

    def session(self, token_hash: str, *, now: datetime) -> tuple[User, str] | None:
        """User and CSRF token of a living session; touches it."""
        with self._database.reading(None) as session:
            alive = (
                select(SessionEntry, UserEntry)
                .join(UserEntry, UserEntry.id == SessionEntry.user_id)
                .where(
                    SessionEntry.token_hash == token_hash,
                    SessionEntry.seen_at > now - IDLE,
                    SessionEntry.created_at > now - LONGEST,
                    UserEntry.enabled,
                )
            )
            row = session.execute(alive).first()
            if row is None:
                return None
            signed_in, user = row[0], _user(session, row[1])
        if now - signed_in.seen_at >= TOUCH:
            with self._database.writing(None) as session:
                session.execute(update(SessionEntry).where(SessionEntry.token_hash == token_hash).values(seen_at=now))
        return user, signed_in.csrf_token

    def end_session(self, token_hash: str) -> None:
        """Forget a session."""
        with self._database.writing(None) as session:
            session.execute(delete(SessionEntry).where(SessionEntry.token_hash == token_hash))

    def create_login_link(self, user_id: str, *, token_hash: str, expires_at: datetime) -> None:
        """Remember a one-time link."""
        with self._database.writing(None) as session:
            shop_id = _find_user(session, user_id).shop_id
            session.add(LoginLink(shop_id=shop_id, token_hash=token_hash, user_id=user_id, expires_at=expires_at))

    def use_login_link(self, token_hash: str, *, now: datetime) -> User | None:
        """The user of an unused, unexpired link, once."""
        with self._database.writing(None) as session:
            unused = select(LoginLink).where(
                LoginLink.token_hash == token_hash, LoginLink.used_at.is_(None), LoginLink.expires_at > now
            )
            link = session.scalars(locked_rows(unused)).first()
            if link is None:
                return None
            link.used_at = now
            entry = _find_user(session, link.user_id)
            return _user(session, entry) if entry.enabled else None

    def shop_of_api_key(self, key_hash: str) -> str | None:
        """Shop of a key that was not revoked."""
        with self._database.reading(None) as session:
            return session.scalar(select(ApiKey.shop_id).where(ApiKey.key_hash == key_hash, ApiKey.revoked_at.is_(None)))

    def shop_secret(self, slug: str) -> tuple[str, str] | None:
        """Id and shopper secret of a shop by its public name."""
        with self._database.reading(None) as session:
            row = session.execute(select(ShopEntry.id, ShopEntry.secret).where(ShopEntry.slug == slug)).first()
            return (row[0], row[1]) if row else None

    def shop_name_and_secret(self, shop_id: str) -> tuple[str, str]:
        """Public name and shopper secret of a shop."""
        with self._database.reading(None) as session:
            row = session.execute(select(ShopEntry.name, ShopEntry.secret).where(ShopEntry.id == shop_id)).first()
        if row is None:
            raise NotFoundError("There is no such shop.")
        return row[0], row[1]

    def records(self, shop_id: str) -> StoreRecords:
        """The record of one shop."""
        return StoreRecords(self._database, shop_id)

    def add_shop(self, slug: str, name: str, *, time_zone: str = "Asia/Shanghai") -> str:
        """A new shop with a secret of its own and the five teams; its id."""
        with self._database.writing(None) as session:
            return add_shop(session, slug, name, time_zone=time_zone)

    def add_user(
        self, shop_id: str, login: str, name: str, *, roles: Sequence[str], teams: Sequence[str] = (), language: str = "en"
    ) -> str:
        """A new user without a password; the id."""
        with self._database.writing(shop_id) as session:
            return add_user(session, login, name, roles=roles, teams=teams, language=language)

    def add_api_key(self, shop_id: str, name: str, *, key_hash: str) -> None:
        """A key of another program, by its SHA-256."""
        with self._database.writing(shop_id) as session:
            session.add(ApiKey(key_hash=key_hash, name=name, created_at=utc_now()))

    def revoke_api_key(self, key_hash: str) -> None:
        """The key opens nothing any more."""
        with self._database.writing(None) as session:
            session.execute(update(ApiKey).where(ApiKey.key_hash == key_hash).values(revoked_at=utc_now()))


def add_shop(session: ShopSession, slug: str, name: str, *, time_zone: str) -> str:
    """A new shop in a session of all shops; its id."""
    shop = ShopEntry(
        id=new_id(), slug=slug, name=name, secret=secrets.token_urlsafe(32), time_zone=time_zone, created_at=utc_now()
    )
    session.add(shop)
    session.flush()
    session.add_all(TeamEntry(shop_id=shop.id, id=team, name=title) for team, title in TEAMS.items())
    return shop.id


def add_user(session: ShopSession, login: str, name: str, *, roles: Sequence[str], teams: Sequence[str], language: str) -> str:
    """A new user in a shop's session; the id."""
    for role in roles:
        if role not in ROLES:
            raise InputError(f"{role!r} is not a role.", where="roles", remedy=f"Use: {', '.join(ROLES)}.")
    for team in teams:
        if team not in TEAMS:
            raise InputError(f"{team!r} is not a team.", where="teams", remedy=f"Use: {', '.join(TEAMS)}.")
    user = UserEntry(id=new_id(), login=login, name=name, language=language, password_hash="", enabled=True)
    session.add(user)
    session.flush()
    session.add_all(UserRole(user_id=user.id, role=role) for role in roles)
    session.add_all(TeamMember(user_id=user.id, team_id=team) for team in teams)
    return user.id


def _find_user(session: ShopSession, user_id: str) -> UserEntry:
    entry = session.scalars(select(UserEntry).where(UserEntry.id == user_id)).first()
    if entry is None:
        raise NotFoundError(f"There is no user {user_id!r}.")
    return entry


def _user(session: ShopSession, entry: UserEntry) -> User:
    roles = select(UserRole.role).where(UserRole.shop_id == entry.shop_id, UserRole.user_id == entry.id)
    teams = select(TeamMember.team_id).where(TeamMember.shop_id == entry.shop_id, TeamMember.user_id == entry.id)
    return User(
        id=entry.id,
        shop_id=entry.shop_id,
        login=entry.login,
        name=entry.name,
        language=entry.language,
        roles=tuple(session.scalars(roles.order_by(UserRole.role))),
        teams=tuple(session.scalars(teams.order_by(TeamMember.team_id))),
    )
