"""Signing in and out, one-time links, the language of the pages."""

from __future__ import annotations

import logging
import secrets
import time
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from bot.assist.policy import Actor, actor_of, can
from bot.assist.records import User
from bot.console.access import AnyoneGuard, StaffCaller, StaffGuard, address_of, digest, same, session_cookie, session_of
from bot.console.passwords import SHORTEST, hash_password, is_outdated, password_fits
from bot.console.render import LANGUAGE_COOKIE, page, words_of
from bot.console.state import console_of
from bot.console.texts import LANGUAGES

LOG = logging.getLogger(__name__)

FORM_COOKIE = "tactful_form"
SESSION_SECONDS = 12 * 3600
YEAR_SECONDS = 365 * 24 * 3600

router = APIRouter()

Opening = Annotated[Actor, Depends(AnyoneGuard("login.open"))]
Trying = Annotated[Actor, Depends(AnyoneGuard("login.try"))]
Text = Annotated[str, Form(max_length=300)]


@router.get("/")
def home(request: Request, caller: Annotated[StaffCaller, Depends(StaffGuard("home.open"))]) -> Response:
    """The page a user works on."""
    if can(caller.actor, "desk.open"):
        return RedirectResponse("/desk", status_code=303)
    if can(caller.actor, "redacted.list"):
        return RedirectResponse("/redacted", status_code=303)
    words = words_of(request, wish=caller.user.language)
    return page(request, "home.html", words, {"user": caller.user, "csrf": caller.csrf_token})


@router.get("/login")
def login_page(request: Request, visitor: Opening) -> Response:
    """The form for name and password."""
    return _form(request, "login.html", {"notice": "", "login": ""})


@router.post("/login")
def login(request: Request, visitor: Trying, form_token: Text = "", login: Text = "", password: Text = "") -> Response:
    """Start a session; the answer to an unknown user is the same as to a wrong password."""
    _refuse_forged(request, form_token)
    console = console_of(request)
    key = f"{login.strip().casefold()}\n{address_of(request)}"
    now = time.monotonic()
    wait = console.logins.wait_seconds(key, now=now)
    if wait > 0:
        words = words_of(request)
        notice = words("login.too_many", wait=words.span(wait + 59))
        return _form(request, "login.html", {"notice": notice, "login": login}, status=429, retry_after=int(wait) + 1)
    console.logins.note(key, now=now)
    found = console.accounts.user_by_login(login.strip())
    user, stored = found if found else (None, None)
    if not password_fits(password, stored) or user is None:
        LOG.warning("login failed from %s", address_of(request))
        return _form(request, "login.html", {"notice": words_of(request)("login.wrong"), "login": login}, status=401)
    console.logins.forget(key)
    if stored and is_outdated(stored):
        console.accounts.set_password(user.id, hash_password(password))
    return _start_session(request, user)


@router.get("/login/link/{token}")
def link_page(request: Request, token: str, visitor: Opening) -> Response:
    """A button that uses the link; looking at the page does not, so a preview cannot burn it."""
    return _form(request, "link.html", {"notice": ""})


@router.post("/login/link/{token}")
def use_link(request: Request, token: str, visitor: Trying, form_token: Text = "", password: Text = "") -> Response:
    """Use the one-time link, and set a password when one is given."""
    _refuse_forged(request, form_token)
    if password and len(password) < SHORTEST:
        notice = words_of(request)("login.password_short", n=SHORTEST)
        return _form(request, "link.html", {"notice": notice}, status=422)
    console = console_of(request)
    user = console.accounts.use_login_link(digest(token), now=datetime.now(UTC))
    if user is None:
        return _form(request, "link.html", {"notice": words_of(request)("login.link_used")}, status=410)
    if password:
        console.accounts.set_password(user.id, hash_password(password))
    return _start_session(request, user)


@router.post("/logout")
def logout(request: Request, caller: Annotated[StaffCaller, Depends(StaffGuard("session.end"))]) -> Response:
    """Forget the session, here and in the browser."""
    console_of(request).accounts.end_session(digest(request.cookies.get(session_cookie(request), "")))
    response = RedirectResponse("/login", status_code=303, headers={"Clear-Site-Data": '"storage"'})
    response.delete_cookie(session_cookie(request), path="/")
    return response


@router.post("/language")
def choose_language(
    request: Request,
    visitor: Annotated[Actor, Depends(AnyoneGuard("language.choose"))],
    language: Text,
    back: Text = "/",
    csrf_token: Text = "",
) -> Response:
    """Remember the language: with the user when one is signed in, else in a cookie."""
    if language not in LANGUAGES:
        raise HTTPException(422, "There are no pages in this language.")
    session = session_of(request)
    if session is not None:
        user, expected = session
        if not same(csrf_token, expected):
            raise HTTPException(403, "The page is too old; load it again.")
        console_of(request).accounts.set_language(user.id, language)
    response = RedirectResponse(_own_address(back), status_code=303)
    response.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR_SECONDS, httponly=True, samesite="lax", secure=_secure(request))
    return response


def _own_address(back: str) -> str:
    """An address on this site; anything else becomes the start page."""
    plain = back.startswith("/") and not back.startswith("//") and "\\" not in back and back.isprintable()
    return back if plain else "/"


def _form(request: Request, name: str, values: dict[str, str], *, status: int = 200, retry_after: int = 0) -> Response:
    token = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(32)
    headers = {"Retry-After": str(retry_after)} if retry_after else {}
    response = page(request, name, words_of(request), {**values, "form_token": token}, status=status, headers=headers)
    response.set_cookie(FORM_COOKIE, token, max_age=3600, httponly=True, samesite="lax", secure=_secure(request))
    return response


def _refuse_forged(request: Request, form_token: str) -> None:
    expected = request.cookies.get(FORM_COOKIE, "")
    if not expected or not same(form_token, expected):
        raise HTTPException(403, "The page is too old; load it again.")


def _start_session(request: Request, user: User) -> Response:
    """A fresh session; an older one in this browser ends."""
    accounts = console_of(request).accounts
    old = request.cookies.get(session_cookie(request), "")
    if old:
        accounts.end_session(digest(old))
    token = secrets.token_urlsafe(32)
    accounts.create_session(user.id, token_hash=digest(token), csrf_token=secrets.token_urlsafe(32), now=datetime.now(UTC))
    response = RedirectResponse("/desk" if can(actor_of(user), "desk.open") else "/", status_code=303)
    name = session_cookie(request)
    response.set_cookie(name, token, max_age=SESSION_SECONDS, path="/", httponly=True, samesite="lax", secure=_secure(request))
    response.delete_cookie(FORM_COOKIE)
    return response


def _secure(request: Request) -> bool:
    return console_of(request).settings.secure_cookies
