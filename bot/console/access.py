"""Doors: how a request proves who it is, and the one question whether that may do this."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from anyio.to_thread import run_sync
from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.assist.policy import VISITOR, Actor, Target, actor_of, can
from bot.assist.records import ConversationView, ShopRecords, User
from bot.console.state import console_of

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class LoginNeeded(Exception):
    """A page was asked for without a session; the answer leads to the login page."""


@dataclass(frozen=True)
class Caller:
    """Who came through a door, with the record of their shop."""

    actor: Actor
    records: ShopRecords

    def target(self, view: ConversationView) -> Target:
        """A conversation as the object of an action."""
        return Target(self.records.shop_id, view.summary.owner_kind, view.summary.owner_id)


@dataclass(frozen=True)
class StaffCaller(Caller):
    """A signed-in user with the CSRF token of the session."""

    user: User
    csrf_token: str


class Guard:
    """A route's declared action; the test of routes looks for exactly this."""

    def __init__(self, action: str) -> None:
        self.action = action

    def refuse_unless_allowed(self, actor: Actor) -> None:
        """Answer 403 when the table does not allow it."""
        if not can(actor, self.action):
            raise HTTPException(403, "This is not allowed for your role.")


class KeyGuard(Guard):
    """The API's door: a bearer key."""

    def __call__(self, request: Request) -> Caller:
        """The shop of the key."""
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        console = console_of(request)
        shop_id = console.accounts.shop_of_api_key(digest(key.strip())) if scheme.lower() == "bearer" and key.strip() else None
        if shop_id is None:
            raise HTTPException(401, "The API key is missing or not known.", headers={"WWW-Authenticate": "Bearer"})
        actor = Actor(shop_id, frozenset({"service"}))
        self.refuse_unless_allowed(actor)
        return Caller(actor, console.accounts.records(shop_id))


class AnyoneGuard(Guard):
    """A door that is open to visitors; what may not be forged from another site is refused by its origin."""

    def __call__(self, request: Request) -> Actor:
        """A visitor."""
        refuse_foreign_origin(request)
        self.refuse_unless_allowed(VISITOR)
        return VISITOR


class StaffGuard(Guard):
    """The pages' door: a session cookie; unsafe methods also carry the session's CSRF token."""

    async def __call__(self, request: Request) -> StaffCaller:
        """The signed-in user."""
        refuse_foreign_origin(request)
        session = await run_sync(session_of, request)
        if session is None:
            raise LoginNeeded
        user, csrf_token = session
        if request.method not in SAFE_METHODS:
            given = request.headers.get("x-csrf-token") or await _form_token(request)
            if not same(given, csrf_token):
                raise HTTPException(403, "The page is too old; load it again.")
        actor = actor_of(user)
        self.refuse_unless_allowed(actor)
        return StaffCaller(actor, console_of(request).accounts.records(user.shop_id), user, csrf_token)


def session_cookie(request: Request) -> str:
    """Name of the session cookie; the prefix binds it to this host where https allows it."""
    return "__Host-tactful" if console_of(request).settings.secure_cookies else "tactful"


def session_of(request: Request) -> tuple[User, str] | None:
    """User and CSRF token of the request's session, if it is alive."""
    token = request.cookies.get(session_cookie(request), "")
    if not token:
        return None
    return console_of(request).accounts.session(digest(token), now=datetime.now(UTC))


async def _form_token(request: Request) -> str:
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return ""
    form = await request.form(max_files=0, max_fields=50)
    return str(form.get("csrf_token", ""))


def refuse_foreign_origin(request: Request) -> None:
    """Refuse an unsafe request that the browser says was made by another site."""
    if request.method in SAFE_METHODS:
        return
    origin = request.headers.get("origin", "")
    foreign = bool(origin) and urlsplit(origin).netloc != request.headers.get("host", "")
    if foreign or request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise HTTPException(403, "The request came from another site.")


def digest(secret: str) -> str:
    """SHA-256 of a random secret, as it is stored."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def same(given: str, expected: str) -> bool:
    """Whether two secrets are the same, in constant time."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode("utf-8", "replace"))


def address_of(request: Request) -> str:
    """The caller's network address."""
    return request.client.host if request.client else ""
