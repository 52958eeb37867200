"""Conversations for trainers: read only, with tokens in the place of personal data, and without anybody's name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from bot.assist.redact import RedactedConversations
from bot.console.access import StaffCaller, StaffGuard
from bot.console.render import page, words_of
from bot.console.state import console_of

router = APIRouter(prefix="/redacted")

ConversationId = Annotated[str, Path(min_length=1, max_length=200)]
LINES = 50


@router.get("")
def list_page(
    request: Request,
    caller: Annotated[StaffCaller, Depends(StaffGuard("redacted.list"))],
    before: Annotated[float, Query(ge=0, le=4e9)] = 0,
) -> Response:
    """The newest conversations, fifty at a time; `before` is seconds since 1970."""
    words = words_of(request, wish=caller.user.language)
    now = datetime.now(UTC)
    older_than = datetime.fromtimestamp(before, UTC) if before else now + timedelta(days=1)
    found = _conversations(request, caller, words.language).newest(limit=LINES, before=older_than)
    older = found[-1].last_at.timestamp() if len(found) == LINES else 0
    values = {"user": caller.user, "csrf": caller.csrf_token, "conversations": found, "older": older, "now": now}
    return page(request, "redacted_list.html", words, values)


@router.get("/{conversation_id}")
def conversation_page(
    request: Request, conversation_id: ConversationId, caller: Annotated[StaffCaller, Depends(StaffGuard("redacted.read"))]
) -> Response:
    """One conversation whole."""
    words = words_of(request, wish=caller.user.language)
    found = _conversations(request, caller, words.language).conversation(conversation_id)
    values = {"user": caller.user, "csrf": caller.csrf_token, "conversation": found, "now": datetime.now(UTC)}
    return page(request, "redacted.html", words, values)


def _conversations(request: Request, caller: StaffCaller, language: str) -> RedactedConversations:
    return RedactedConversations(caller.records, console_of(request).use_cases.personal, language=language)
