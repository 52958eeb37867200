"""API v1: other programs post messages and read advice here."""

from __future__ import annotations

import dataclasses
import time
from datetime import datetime
from typing import Annotated, Any, Literal

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Header, Path, Query, Request

from bot.assist.points import reached
from bot.assist.records import (
    AdviceView,
    ConversationSummary,
    HistoryMessage,
    IncomingMessage,
    IncomingPost,
    MessageView,
    PostCounts,
    ReplyRequest,
)
from bot.console.access import Caller, KeyGuard
from bot.console.api.models import (
    AdviceList,
    AdviceOut,
    ConversationLine,
    ConversationList,
    ConversationOut,
    FeedbackIn,
    HistoryAccepted,
    HistoryIn,
    MessageAccepted,
    MessageIn,
    MessageOut,
    OrderChosen,
    OrderIn,
    PostAccepted,
    PostIn,
    ReplyIn,
)
from bot.console.checking import check_text
from bot.console.problems import PROBLEM_TYPE
from bot.console.state import console_of
from bot.desk.errors import InputError

SOURCE = "api"

LONGEST_WAIT_SECONDS = 10.0

PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}, "description": description}
    for status, description in (
        (400, "The body cannot be read"),
        (401, "No key, or not a known one"),
        (403, "Not allowed"),
        (404, "Not found in the shop of the key"),
        (408, "The body did not end in time"),
        (409, "The conversation has changed"),
        (413, "Body larger than 256 kB"),
        (422, "A field is not right; each fault says what, where and how to mend it"),
        (503, "The database is away; send the same again in a moment"),
    )
}

router = APIRouter(prefix="/api/v1", responses=PROBLEMS)

PageLanguage = Literal["zh-Hans", "zh-Hant", "en"]
ConversationId = Annotated[str, Path(min_length=1, max_length=200)]
IdempotencyKey = Annotated[str, Header(max_length=200, pattern=r"^[\x21-\x7e]*$", description="Same as the field dedupe_key.")]


def _dedupe_key(header: str, field: str) -> str:
    if header and field and header != field:
        raise InputError("Two different keys were given.", where="header.Idempotency-Key", remedy="Send one of the two.")
    if not (header or field):
        raise InputError(
            "The key of the delivery is missing.",
            where="body.dedupe_key",
            remedy="Send the header Idempotency-Key or the field dedupe_key, the same at every retry.",
        )
    return header or field


@router.post("/messages", status_code=202, summary="Post a customer's message")
def post_message(
    request: Request,
    body: MessageIn,
    caller: Annotated[Caller, Depends(KeyGuard("message.post"))],
    idempotency_key: IdempotencyKey = "",
) -> MessageAccepted:
    """Store a message once and have it read; the advice appears under its conversation."""
    incoming = IncomingMessage(
        source=SOURCE,
        conversation_key=body.conversation_key,
        dedupe_key=_dedupe_key(idempotency_key, body.dedupe_key),
        text=body.text,
        channel=body.channel,
        audience=body.audience,
        customer_key=body.customer_key,
        customer_verified=body.customer_verified,
        order_number=body.order_number,
        sent_at=body.sent_at,
        source_seq=body.source_seq,
    )
    posted = caller.records.post_message(incoming)
    reached("console.message_stored")
    console_of(request).hub.wake()
    return MessageAccepted(**dataclasses.asdict(posted))


@router.post("/posts", status_code=202, summary="Post a public post, or its new counts")
def take_post(request: Request, body: PostIn, caller: Annotated[Caller, Depends(KeyGuard("post.take"))]) -> PostAccepted:
    """Store a public post once and have it read; the advice appears under its conversation.

    The same network and id again only brings the counts up to date; when the comments reach the shop's
    `crisis_threshold_comments`, the post is read again and the steps of the crisis protocol are due.
    """
    post = IncomingPost(
        network=body.network,
        key=body.id,
        text=body.text,
        author=body.author,
        url=body.url,
        counts=PostCounts(body.views, body.comments, body.shares),
        posted_at=body.posted_at,
        counted_at=body.counted_at,
        customer_key=body.customer_key,
    )
    taken = caller.records.take_post(post)
    reached("console.post_stored")
    console_of(request).hub.wake()
    return PostAccepted(**dataclasses.asdict(taken))


@router.post("/conversations/{key}/history", status_code=201, summary="Import earlier messages without advice")
def import_history(
    key: ConversationId, body: HistoryIn, caller: Annotated[Caller, Depends(KeyGuard("history.import"))]
) -> HistoryAccepted:
    """Store what was said before; nothing of it is read."""
    incoming = IncomingMessage(
        source=SOURCE,
        conversation_key=key,
        dedupe_key=body.messages[0].dedupe_key,
        text="",
        channel=body.channel,
        audience=body.audience,
        customer_key=body.customer_key,
        customer_verified=body.customer_verified,
        order_number=body.order_number,
    )
    history = [HistoryMessage(item.role, item.text, item.at, item.dedupe_key) for item in body.messages]
    return HistoryAccepted(conversation_id=caller.records.import_history(incoming, history))


@router.get("/conversations", summary="List conversations")
def list_conversations(
    caller: Annotated[Caller, Depends(KeyGuard("conversation.list"))],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    before: datetime | None = None,
) -> ConversationList:
    """The longest waiting first, then the newest."""
    if before is not None and before.tzinfo is None:
        raise InputError("The time has no zone.", where="query.before", remedy="Write it like 2026-01-31T08:00:00Z.")
    found = caller.records.conversations(viewer=None, limit=limit, before=before)
    return ConversationList(conversations=[_line(item) for item in found])


@router.get("/conversations/{conversation_id}", summary="Read a conversation")
def read_conversation(
    conversation_id: ConversationId,
    caller: Annotated[Caller, Depends(KeyGuard("conversation.read"))],
    messages: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ConversationOut:
    """Its newest messages, oldest first, with the latest advice and the orders to choose from."""
    view = caller.records.conversation(conversation_id, viewer=None, messages=messages)
    return ConversationOut(
        conversation=_line(view.summary),
        messages=[_message(item) for item in view.messages],
        advice=_advice(view.advice) if view.advice else None,
        order_numbers=list(view.order_numbers),
        chosen_order=view.chosen_order,
        earlier_messages=view.earlier_messages,
    )


@router.get("/conversations/{conversation_id}/advice", summary="Read the advice of a conversation")
async def read_advice(
    request: Request,
    conversation_id: ConversationId,
    caller: Annotated[Caller, Depends(KeyGuard("conversation.read"))],
    wait: Annotated[float, Query(ge=0, le=LONGEST_WAIT_SECONDS, description="Seconds to wait for the first advice.")] = 0,
    turn_id: Annotated[str, Query(max_length=200, description="Only advice on this turn.")] = "",
) -> AdviceList:
    """All advice, oldest first; with `wait` the answer comes as soon as there is some, or empty when the time is over."""
    hub = console_of(request).hub

    def look() -> list[AdviceOut]:
        found = caller.records.advice_of(conversation_id)
        return [_advice(item) for item in found if not turn_id or item.turn_id == turn_id]

    await run_sync(lambda: caller.records.conversation(conversation_id, viewer=None, messages=1))
    deadline = time.monotonic() + wait
    async with hub.subscribe(caller.records.shop_id, None) as subscription:
        found = await run_sync(look)
        while not found and (left := deadline - time.monotonic()) > 0:
            news = await subscription.next(left)
            if news and (news.kind == "resync" or news.conversation_id == conversation_id):
                found = await run_sync(look)
    return AdviceList(advice=found)


@router.post("/conversations/{conversation_id}/reply", status_code=201, summary="Record an agent's reply")
def send_reply(
    request: Request,
    conversation_id: ConversationId,
    body: ReplyIn,
    caller: Annotated[Caller, Depends(KeyGuard("reply.send"))],
    idempotency_key: IdempotencyKey = "",
) -> MessageOut:
    """Record the reply, close the open turn, note what became of the draft, and what the check finds in it.

    What you report is recorded as it is: ask POST /api/v1/check before you send.
    """
    checker = console_of(request).use_cases.checker
    view = caller.records.conversation(conversation_id, viewer=None) if checker else None
    reply = ReplyRequest(
        text=body.text,
        dedupe_key=_dedupe_key(idempotency_key, body.dedupe_key),
        turn_id=body.turn_id,
        style=body.style,
        version=body.version,
        findings=check_text(checker, caller.records, view, body.text).findings if checker and view else (),
    )
    message = caller.records.send_reply(conversation_id, None, reply)
    reached("console.reply_stored")
    console_of(request).hub.wake()
    return _message(message)


@router.post("/conversations/{conversation_id}/order", summary="Choose the order whose facts count")
def choose_order(
    request: Request, conversation_id: ConversationId, body: OrderIn, caller: Annotated[Caller, Depends(KeyGuard("order.choose"))]
) -> OrderChosen:
    """The turn in hand is read again with the facts of this order."""
    turn_id = caller.records.choose_order(conversation_id, body.order_number)
    console_of(request).hub.wake()
    return OrderChosen(turn_id=turn_id)


@router.post("/conversations/{conversation_id}/feedback", status_code=204, summary="Say what you think of advice")
def give_feedback(
    conversation_id: ConversationId, body: FeedbackIn, caller: Annotated[Caller, Depends(KeyGuard("feedback.give"))]
) -> None:
    """Recorded for the people who look after readings and protocols."""
    caller.records.give_feedback(conversation_id, body.turn_id, None, verdict=body.verdict, note=body.note)


def _line(item: ConversationSummary) -> ConversationLine:
    return ConversationLine.model_validate({**dataclasses.asdict(item), "labels": dict(item.labels)})


def _message(item: MessageView) -> MessageOut:
    return MessageOut(**dataclasses.asdict(item))


def _advice(item: AdviceView) -> AdviceOut:
    return AdviceOut(
        id=item.id,
        turn_id=item.turn_id,
        revision=item.revision,
        degraded=item.degraded,
        created_at=item.created_at,
        advice=dict(item.advice),
    )
