"""Event streams: a hint that something changed; the truth stays in the record."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Request
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.assist.records import ShopRecords, User
from bot.console.access import StaffCaller, StaffGuard
from bot.console.live import BATCH, News, news_of
from bot.console.state import Console, console_of

router = APIRouter(prefix="/desk")

Filter = Callable[[News], News | None]


@router.get("/events")
async def desk_events(
    request: Request, caller: Annotated[StaffCaller, Depends(StaffGuard("event.follow"))], after: str = ""
) -> Response:
    """News of the conversations that the agent may see."""
    return stream(request, caller.records, caller.user, after=after, passes=lambda news: news)


def stream(request: Request, records: ShopRecords, viewer: User | None, *, after: str, passes: Filter) -> Response:
    """A stream that begins after the event last seen: what was missed first, then what comes.

    Args:
        request: the browser's.
        records: the shop's.
        viewer: whose eyes; None for a shopper, whom `passes` holds to their own conversation.
        after: the last event a fresh page knows; a reconnecting browser's Last-Event-ID goes before it.
        passes: the news as this page may have them; None keeps one back.
    """
    console = console_of(request)
    if console.hub.is_full():
        raise HTTPException(503, "Too many pages are open.", headers={"Retry-After": "30"})
    seen = request.headers.get("last-event-id") or after
    return EventSourceResponse(
        _events(console, records, viewer, seen, passes),
        ping=console.settings.heartbeat_seconds,
        headers={"X-Accel-Buffering": "no", "Cache-Control": "no-store"},
        send_timeout=30,
    )


async def _events(
    console: Console, records: ShopRecords, viewer: User | None, seen: str, passes: Filter
) -> AsyncIterator[ServerSentEvent]:
    ends_at = time.monotonic() + console.settings.stream_seconds
    async with console.hub.subscribe(records.shop_id, viewer) as subscription:
        newest, missed = await run_sync(_missed, records, viewer, seen)
        yield ServerSentEvent(retry=2_000, comment="open")
        for news in missed:
            allowed = passes(news)
            if allowed:
                yield _sent(allowed)
        while (left := ends_at - time.monotonic()) > 0:
            fresh = await subscription.next(left)
            if fresh is None or (fresh.id <= newest and fresh.kind != "resync"):
                continue
            newest = max(newest, fresh.id)
            allowed = fresh if fresh.kind == "resync" else passes(fresh)
            if allowed:
                yield _sent(allowed)


def _missed(records: ShopRecords, viewer: User | None, seen: str) -> tuple[int, tuple[News, ...]]:
    """The newest event known and the news since the one seen; too many, or an unknown one, become a `resync`."""
    newest = records.last_event_id()
    if not seen:
        return newest, ()
    if not (seen.isascii() and seen.isdigit() and len(seen) < 19) or int(seen) > newest:
        return newest, (News(newest, "resync"),)
    events = records.events_after(int(seen), viewer=viewer, limit=BATCH)
    if len(events) >= BATCH:
        return newest, (News(newest, "resync"),)
    newest = max([newest, *(event.id for event in events)])
    return newest, tuple(news_of(event) for event in events)


def _sent(news: News) -> ServerSentEvent:
    data = {**news.data, "conversation": news.conversation_id}
    return ServerSentEvent(id=str(news.id), event=news.kind, data=json.dumps(data, ensure_ascii=True))
