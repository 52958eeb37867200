"""API v1: conversations with tokens in the place of personal data."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel

from bot.assist.redact import RedactedConversations, RedactedSummary
from bot.console.access import Caller, KeyGuard
from bot.console.api.routes import PROBLEMS, ConversationId, PageLanguage
from bot.console.state import console_of
from bot.desk.errors import InputError
from bot.desk.message import Channel, Role

router = APIRouter(prefix="/api/v1/redacted/conversations", responses=PROBLEMS)


class RedactedLine(BaseModel):
    """A conversation in a list."""

    id: str
    channel: Channel
    last_text: str
    last_at: datetime
    labels: dict[str, int]
    escalate_to: str


class RedactedList(BaseModel):
    """Conversations, the newest first."""

    conversations: list[RedactedLine]


class RedactedMessageOut(BaseModel):
    """A message with tokens for personal data."""

    role: Role
    text: str
    at: datetime
    automatic: bool


class RedactedConversationOut(BaseModel):
    """One conversation whole; the same value has the same token in all of it."""

    conversation: RedactedLine
    messages: list[RedactedMessageOut]


@router.get("", summary="List conversations without personal data")
def list_redacted(
    request: Request,
    caller: Annotated[Caller, Depends(KeyGuard("redacted.list"))],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    before: datetime | None = None,
    language: PageLanguage = "zh-Hans",
) -> RedactedList:
    """The newest first; `language` is that of the tokens."""
    if before is not None and before.tzinfo is None:
        raise InputError("The time has no zone.", where="query.before", remedy="Write it like 2026-01-31T08:00:00Z.")
    found = _conversations(request, caller, language).newest(limit=limit, before=before or datetime.now(UTC) + timedelta(days=1))
    return RedactedList(conversations=[_line(item) for item in found])


@router.get("/{conversation_id}", summary="Read a conversation without personal data")
def read_redacted(
    request: Request,
    conversation_id: ConversationId,
    caller: Annotated[Caller, Depends(KeyGuard("redacted.read"))],
    language: PageLanguage = "zh-Hans",
) -> RedactedConversationOut:
    """One conversation whole; names of customers and agents are not told."""
    found = _conversations(request, caller, language).conversation(conversation_id)
    messages = [
        RedactedMessageOut(role=item.role, text=item.text, at=item.at, automatic=item.automatic) for item in found.messages
    ]
    return RedactedConversationOut(conversation=_line(found.summary), messages=messages)


def _conversations(request: Request, caller: Caller, language: str) -> RedactedConversations:
    return RedactedConversations(caller.records, console_of(request).use_cases.personal, language=language)


def _line(item: RedactedSummary) -> RedactedLine:
    return RedactedLine(
        id=item.id,
        channel=item.channel,
        last_text=item.last_text,
        last_at=item.last_at,
        labels=dict(item.labels),
        escalate_to=item.escalate_to,
    )
