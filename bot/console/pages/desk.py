"""The agent's desk: the list, a conversation, and the advice beside it."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from bot.assist.policy import can
from bot.assist.records import ConversationWish
from bot.console.access import StaffCaller, StaffGuard
from bot.console.checking import check_part, check_text
from bot.console.marks import last_messages, mark_lines
from bot.console.panel import make_panel
from bot.console.render import page, words_of
from bot.console.show import evidence_spans
from bot.console.state import console_of
from bot.console.texts import Words
from bot.desk.conversation import OwnerKind
from bot.desk.message import Channel

router = APIRouter(prefix="/desk")

ConversationId = Annotated[str, Path(min_length=1, max_length=200)]

CALL_SOURCE = "call"
"""Source of the conversations that are calls."""

SOCIAL = (Channel.SOCIAL_PUBLIC, Channel.SOCIAL_PRIVATE)

LINES = 100
"""Conversations that the list begins with, and how many more are shown at a time."""

MOST_LINES = 5_000
"""No page grows longer than this."""


@dataclass(frozen=True)
class ListWish:
    """What the reader wants to see in the list: which conversations, and how many of them."""

    wish: ConversationWish
    show: int

    def query(self, **changed: object) -> str:
        """The same as part of an address, with what is changed."""
        values = {**asdict(self.wish), "show": self.show if self.show != LINES else "", **changed}
        return urlencode({name: value for name, value in values.items() if value})


def list_wish(
    owner: Literal["", "mine", "queue", "colleague", "bot"] = "",
    state: Literal["", "waiting", "answered"] = "",
    language: Literal["", "zh-Hans", "zh-Hant", "en"] = "",
    channel: Literal["", "chat", "email", "phone_script", "social_public", "social_private"] = "",
    show: Annotated[int, Query(ge=1, le=MOST_LINES)] = LINES,
) -> ListWish:
    """From the address of the page."""
    return ListWish(ConversationWish(owner, state, language, channel), show)


Wished = Annotated[ListWish, Depends(list_wish)]
"""The wish of a request."""


@router.get("")
def desk(request: Request, caller: Annotated[StaffCaller, Depends(StaffGuard("desk.open"))], wished: Wished) -> Response:
    """The list alone."""
    words = words_of(request, wish=caller.user.language)
    live = caller.records.last_event_id()
    return page(request, "desk.html", words, {**list_values(caller, words, "", wished), "view": None, "live": live})


@router.get("/list")
def list_part(
    request: Request, caller: Annotated[StaffCaller, Depends(StaffGuard("conversation.list"))], wished: Wished, open: str = ""
) -> Response:
    """The list, to be put into the open page."""
    words = words_of(request, wish=caller.user.language)
    return page(request, "parts/list.html", words, list_values(caller, words, open, wished))


@router.get("/conversations/{conversation_id}")
def conversation(
    request: Request,
    conversation_id: ConversationId,
    caller: Annotated[StaffCaller, Depends(StaffGuard("conversation.read"))],
    wished: Wished,
) -> Response:
    """The list, one conversation and its advice."""
    words = words_of(request, wish=caller.user.language)
    live = caller.records.last_event_id()
    listed = list_values(caller, words, conversation_id, wished)
    values = {**listed, **view_values(request, caller, words, conversation_id), "live": live}
    return page(request, "desk.html", words, {**values, "reply_key": secrets.token_urlsafe(16)})


@router.get("/conversations/{conversation_id}/thread")
def thread_part(
    request: Request, conversation_id: ConversationId, caller: Annotated[StaffCaller, Depends(StaffGuard("conversation.read"))]
) -> Response:
    """The messages, to be put into the open page."""
    words = words_of(request, wish=caller.user.language)
    return page(request, "parts/thread.html", words, view_values(request, caller, words, conversation_id))


@router.get("/conversations/{conversation_id}/advice")
def advice_part(
    request: Request, conversation_id: ConversationId, caller: Annotated[StaffCaller, Depends(StaffGuard("conversation.read"))]
) -> Response:
    """The advice, to be put into the open page."""
    words = words_of(request, wish=caller.user.language)
    return page(request, "parts/advice.html", words, view_values(request, caller, words, conversation_id))


@router.get("/conversations/{conversation_id}/kept")
def kept_part(
    request: Request, conversation_id: ConversationId, caller: Annotated[StaffCaller, Depends(StaffGuard("conversation.read"))]
) -> Response:
    """The reply that is kept, to be put into the open page."""
    words = words_of(request, wish=caller.user.language)
    return page(request, "parts/kept.html", words, view_values(request, caller, words, conversation_id))


def list_values(caller: StaffCaller, words: Words, open_id: str, wished: ListWish) -> dict[str, Any]:
    """What the list shows."""
    now = datetime.now(UTC)
    found = caller.records.conversations(viewer=caller.user, limit=wished.show + 1, wish=wished.wish)
    more = min(wished.show + LINES, MOST_LINES) if len(found) > wished.show else 0
    return {
        "user": caller.user,
        "csrf": caller.csrf_token,
        "now": now,
        "open_id": open_id,
        "conversations": found[: wished.show],
        "wished": wished,
        "more": more,
        "call_key": secrets.token_urlsafe(16),
        "may_import": can(caller.actor, "post.import"),
    }


def view_values(request: Request, caller: StaffCaller, words: Words, conversation_id: str) -> dict[str, Any]:
    """What the conversation and the advice show."""
    now = datetime.now(UTC)
    view = caller.records.conversation(conversation_id, viewer=caller.user)
    summary = view.summary
    own = summary.owner_kind is OwnerKind.USER and summary.owner_id == caller.user.id
    is_call = summary.source == CALL_SOURCE
    last = last_messages(view.messages)
    turn_ids = {*last.values(), *([view.advice.turn_id] if view.advice else [])}
    keeps, kept = caller.records.kept_reply(conversation_id, viewer=caller.user)
    checker = console_of(request).use_cases.checker
    held = check_part(check_text(checker, caller.records, view, kept.text), kept.text, words) if checker and kept else None
    return {
        "user": caller.user,
        "csrf": caller.csrf_token,
        "now": now,
        "view": view,
        "spans": evidence_spans(view.messages, view.advice),
        "panel": make_panel(view.advice, words, now=now, agent_name=caller.user.name) if view.advice else None,
        "marks": mark_lines(caller.records.turn_readings(conversation_id, turn_ids, viewer=caller.user), words),
        "last_messages": last,
        "own": own,
        "keeps": keeps,
        "kept": kept,
        "held": held if held and held.stops else None,
        "checks": checker is not None,
        "kept_key": secrets.token_urlsafe(16),
        "is_call": is_call,
        "notes": caller.records.call_notes(conversation_id, viewer=caller.user) if is_call else (),
        "post": caller.records.post_of(conversation_id, viewer=caller.user) if summary.channel in SOCIAL else None,
        "may_accept": not own and summary.owner_kind is not OwnerKind.USER,
        "may_reply": can(caller.actor, "reply.send", caller.target(view)),
    }
