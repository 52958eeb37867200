"""The shopper's page: ask, see answers appear, reach a person at any time."""

from __future__ import annotations

import dataclasses
import secrets
import time
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from bot.assist.records import ConversationView, IncomingMessage
from bot.console.access import address_of
from bot.console.api.models import LONGEST_TEXT
from bot.console.live import News
from bot.console.pages.streams import stream
from bot.console.render import page, words_of
from bot.console.shoppers import COOKIE, LASTS_SECONDS, Shopper, ShopperGuard, find_shop, is_proved, make_shopper
from bot.console.state import console_of
from bot.console.texts import Words
from bot.desk.conversation import OwnerKind
from bot.desk.message import Audience

router = APIRouter(prefix="/shop/{slug}")

SOURCE = "shopper"
SHOPPERS_KINDS = frozenset({"message", "reply", "owner"})
"""Events a shopper hears of; advice and orders are the agents'."""

Opening = Annotated[Shopper, Depends(ShopperGuard("shop.open"))]
Writing = Annotated[Shopper, Depends(ShopperGuard("shop.write"))]
Following = Annotated[Shopper, Depends(ShopperGuard("shop.follow"))]
Short = Annotated[str, Form(max_length=200)]


@router.get("")
def shop_page(request: Request, shopper: Opening, customer: str = "", hash: str = "") -> Response:
    """The page; a signed address becomes a session and is cleaned."""
    if customer or hash:
        return _signed_in(request, shopper, customer, hash)
    words = words_of(request)
    response = page(request, "shop.html", words, _values(request, shopper, words))
    return _remember(request, response, shopper) if shopper.is_new else response


@router.get("/thread")
def thread_part(request: Request, shopper: Opening) -> Response:
    """The messages, to be put into the open page."""
    words = words_of(request)
    return page(request, "parts/shop_thread.html", words, _values(request, shopper, words))


@router.post("/messages")
def write(request: Request, shopper: Writing, text: Annotated[str, Form()] = "", dedupe_key: Short = "") -> Response:
    """Take the shopper's message, once however often it is sent."""
    _refuse_forged(request, shopper)
    words = words_of(request)
    if not dedupe_key.isprintable() or not dedupe_key:
        raise HTTPException(422, "The key of the message is missing.")
    if not text.strip() or len(text) > LONGEST_TEXT or "\x00" in text:
        return _thread(request, shopper, words, "shop.not_sendable", status=422)
    if not _may_write(request):
        return _thread(request, shopper, words, "shop.too_fast", status=429)
    _post(shopper, text, dedupe_key)
    console_of(request).hub.wake()
    return _thread(request, shopper, words, "")


@router.post("/human")
def ask_for_human(request: Request, shopper: Writing, dedupe_key: Short = "") -> Response:
    """Hand the conversation to people."""
    _refuse_forged(request, shopper)
    words = words_of(request)
    if not _may_write(request):
        return _thread(request, shopper, words, "shop.too_fast", status=429)
    view = shopper.records.shopper_conversation(shopper.key)
    if view is None:
        conversation_id = _post(shopper, words("shop.human_request"), dedupe_key or secrets.token_urlsafe(16))
        shopper.records.hand_over(conversation_id, reason="asks_for_human")
    elif view.summary.owner_kind is OwnerKind.BOT:
        shopper.records.hand_over(view.summary.id, reason="asks_for_human")
    console_of(request).hub.wake()
    return _thread(request, shopper, words, "shop.human_called")


@router.get("/events")
async def shop_events(request: Request, shopper: Following, after: str = "") -> Response:
    """News of the shopper's own conversation, without any of its words."""
    view = None if shopper.is_new else await run_sync(shopper.records.shopper_conversation, shopper.key)
    if view is None:
        return Response(status_code=204)
    conversation_id = view.summary.id

    def own(news: News) -> News | None:
        if news.conversation_id != conversation_id or news.kind not in SHOPPERS_KINDS:
            return None
        return dataclasses.replace(news, conversation_id="", data={})

    return stream(request, shopper.records, None, after=after, passes=own)


def _signed_in(request: Request, shopper: Shopper, customer: str, given: str) -> Response:
    """A proved customer's session, then the clean address; a wrong signature changes nothing."""
    _, secret = find_shop(request, shopper.slug)
    response = RedirectResponse(f"/shop/{shopper.slug}", status_code=303)
    if not is_proved(secret, customer, given):
        return _remember(request, response, shopper) if shopper.is_new else response
    known = make_shopper(shopper.slug, shopper.records, secret, customer_key=customer)
    return _remember(request, response, known)


def _remember(request: Request, response: Response, shopper: Shopper) -> Response:
    response.set_cookie(
        COOKIE,
        shopper.cookie,
        max_age=LASTS_SECONDS,
        path=f"/shop/{shopper.slug}",
        httponly=True,
        samesite="lax",
        secure=console_of(request).settings.secure_cookies,
    )
    return response


def _refuse_forged(request: Request, shopper: Shopper) -> None:
    if shopper.is_new or request.headers.get("x-csrf-token", "") != shopper.csrf_token:
        raise HTTPException(403, "The page is too old; load it again.")


def _may_write(request: Request) -> bool:
    throttle = console_of(request).shopper_messages
    now = time.monotonic()
    if throttle.wait_seconds(address_of(request), now=now) > 0:
        return False
    throttle.note(address_of(request), now=now)
    return True


def _post(shopper: Shopper, text: str, dedupe_key: str) -> str:
    incoming = IncomingMessage(
        source=SOURCE,
        conversation_key=shopper.key,
        dedupe_key=f"{shopper.key[:32]}:{dedupe_key}",
        text=text,
        audience=Audience.SHOPPER,
        customer_key=shopper.customer_key,
        customer_verified=bool(shopper.customer_key),
    )
    return shopper.records.post_message(incoming).conversation_id


def _values(request: Request, shopper: Shopper, words: Words) -> dict[str, Any]:
    live = shopper.records.last_event_id()
    view: ConversationView | None = None if shopper.is_new else shopper.records.shopper_conversation(shopper.key)
    return {
        "csrf": shopper.csrf_token,
        "slug": shopper.slug,
        "shop_name": console_of(request).settings.shop_names.get(shopper.slug, shopper.slug),
        "customer_name": shopper.records.find_customer(shopper.customer_key) if shopper.customer_key else None,
        "verified": bool(shopper.customer_key),
        "view": view,
        "with_people": view is not None and view.summary.owner_kind is not OwnerKind.BOT,
        "live": live,
        "text": "",
    }


def _thread(request: Request, shopper: Shopper, words: Words, notice: str, *, status: int = 200) -> Response:
    values = {**_values(request, shopper, words), "text": words(notice) if notice else ""}
    return page(request, "parts/shop_thread.html", words, values, status=status)
