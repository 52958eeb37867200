"""The shopper's page: ask, see answers appear, reach a person at any time."""

from __future__ import annotations

import dataclasses
import logging
import secrets
import time
from datetime import UTC, datetime
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from bot.assist.points import reached
from bot.assist.prove_identity import Proof, check_proof, prove_by_code
from bot.assist.records import ConversationView, IncomingMessage
from bot.console.access import address_of, digest
from bot.console.api.models import LONGEST_TEXT
from bot.console.identity import send_code
from bot.console.live import News
from bot.console.pages.streams import stream
from bot.console.render import page, words_of
from bot.console.shoppers import COOKIE, LASTS_SECONDS, Shopper, ShopperGuard, find_shop, make_shopper
from bot.console.state import console_of
from bot.console.texts import Words
from bot.desk.conversation import OwnerKind
from bot.desk.message import Audience

LOG = logging.getLogger(__name__)

router = APIRouter(prefix="/shop/{slug}")

SOURCE = "shopper"
SHOPPERS_KINDS = frozenset({"message", "reply", "owner"})
"""Events a shopper hears of; advice and orders are the agents'."""

Opening = Annotated[Shopper, Depends(ShopperGuard("shop.open"))]
Writing = Annotated[Shopper, Depends(ShopperGuard("shop.write"))]
Identifying = Annotated[Shopper, Depends(ShopperGuard("shop.identify"))]
Following = Annotated[Shopper, Depends(ShopperGuard("shop.follow"))]
Short = Annotated[str, Form(max_length=200)]


@router.get("")
def shop_page(request: Request, shopper: Opening, customer: str = "", expires: str = "", hash: str = "") -> Response:
    """The page; a signed address becomes a session and is cleaned."""
    if customer or hash:
        return _signed_in(request, shopper, customer, expires, hash)
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
    reached("console.shopper_message_stored")
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
    reached("console.shopper_handed_over")
    console_of(request).hub.wake()
    return _thread(request, shopper, words, "shop.human_called")


@router.get("/identity")
def identity_part(request: Request, shopper: Identifying) -> Response:
    """The form for the order number, once more."""
    values = {"slug": shopper.slug, "step": "order", "identity_notice": ""}
    return page(request, "parts/shop_identity.html", words_of(request), values)


@router.post("/identity/code")
def ask_code(request: Request, shopper: Identifying, order_number: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Send a code to the address of an order; the answer is the same for orders that are not ours."""
    _refuse_forged(request, shopper)
    words = words_of(request)
    if not order_number.strip() or not order_number.isprintable():
        return _identity(request, words, shopper, "order", "identity.order_missing", status=422)
    if not _may_write(request):
        return _identity(request, words, shopper, "order", "shop.too_fast", status=429)
    wait = send_code(request, shopper.records, shopper.key, order_number, words)
    if wait:
        return _identity(request, words, shopper, "order", "identity.wait", status=429, wait=words.span(wait + 59))
    return _identity(request, words, shopper, "code", "identity.sent")


@router.post("/identity/confirm")
def confirm_code(request: Request, shopper: Identifying, code: Annotated[str, Form(max_length=100)] = "") -> Response:
    """The right code makes the session the customer's, under a new name; the conversation goes along."""
    _refuse_forged(request, shopper)
    words = words_of(request)
    if not _may_write(request):
        return _identity(request, words, shopper, "code", "shop.too_fast", status=429)
    _, secret = find_shop(request, shopper.slug)
    proved = prove_by_code(shopper.records, secret, shopper.key, code)
    if proved is None:
        return _identity(request, words, shopper, "code", "identity.wrong", status=422)
    known = make_shopper(shopper.slug, shopper.records, secret, customer_key=proved.key)
    shopper.records.prove_conversation(SOURCE, shopper.key, proved, new_key=known.key)
    console_of(request).hub.wake()
    response = Response(status_code=204, headers={"HX-Redirect": f"/shop/{shopper.slug}"})
    return _remember(request, response, known)


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


def _signed_in(request: Request, shopper: Shopper, customer: str, expires: str, given: str) -> Response:
    """A proved customer's session, then the clean address; what is not proved is refused and changes nothing."""
    _, secret = find_shop(request, shopper.slug)
    proof = check_proof(secret, customer, expires, given, now=time.time())
    if proof is not Proof.VALID:
        LOG.warning("signed address refused: %s", proof.value)
        return _refused(request, shopper, f"shop.proof_{proof.value}")
    response = RedirectResponse(f"/shop/{shopper.slug}", status_code=303)
    if not shopper.is_new and shopper.customer_key == customer:
        return response
    ends = datetime.fromtimestamp(int(expires), UTC)
    if not shopper.records.use_proof(digest(f"{customer}\n{expires}"), expires_at=ends):
        LOG.warning("signed address refused: used")
        return _refused(request, shopper, "shop.proof_used")
    known = make_shopper(shopper.slug, shopper.records, secret, customer_key=customer, signed=True)
    return _remember(request, response, known)


def _refused(request: Request, shopper: Shopper, notice: str) -> Response:
    words = words_of(request)
    values = {**_values(request, shopper, words), "text": words(notice)}
    response = page(request, "shop.html", words, values, status=403)
    return _remember(request, response, shopper) if shopper.is_new else response


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
        "step": "order" if console_of(request).use_cases.mail is not None and not shopper.customer_key else "",
        "identity_notice": "",
        "view": view,
        "with_people": view is not None and view.summary.owner_kind is not OwnerKind.BOT,
        "live": live,
        "text": "",
    }


def _identity(
    request: Request, words: Words, shopper: Shopper, step: str, notice: str, *, status: int = 200, **slots: str
) -> Response:
    values = {"slug": shopper.slug, "step": step, "identity_notice": words(notice, **slots)}
    return page(request, "parts/shop_identity.html", words, values, status=status)


def _thread(request: Request, shopper: Shopper, words: Words, notice: str, *, status: int = 200) -> Response:
    values = {**_values(request, shopper, words), "text": words(notice) if notice else ""}
    return page(request, "parts/shop_thread.html", words, values, status=status)
