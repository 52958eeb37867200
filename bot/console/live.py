"""Live events: one look-out for all open pages, which hands each page the news its reader may see."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from anyio.to_thread import run_sync

from bot.assist.records import Accounts, EventView, TurnQueue, User
from bot.desk.errors import UnavailableError

LOG = logging.getLogger(__name__)

CAPACITY = 100
"""News one slow page may have waiting before it is told to read everything anew."""

BATCH = 200
"""Events read at a time."""

MOST_SUBSCRIBERS = 2_000


@dataclass(frozen=True)
class News:
    """One event as a page receives it: `kind` as in EventView, or `resync` (read anew)."""

    id: int
    kind: str
    conversation_id: str = ""
    data: dict[str, Any] = field(default_factory=dict)


class Subscription:
    """The news waiting for one page, a bounded number."""

    def __init__(self, viewer: User | None, capacity: int = CAPACITY) -> None:
        self.viewer = viewer
        self._waiting: asyncio.Queue[News] = asyncio.Queue(maxsize=capacity)

    def put(self, news: News) -> None:
        """Add news; when the page is too slow, everything waiting gives way to one `resync`."""
        if self._waiting.full():
            while not self._waiting.empty():
                self._waiting.get_nowait()
            news = News(news.id, "resync")
        self._waiting.put_nowait(news)

    async def next(self, seconds: float) -> News | None:
        """The next news, or None when none came in time."""
        try:
            return await asyncio.wait_for(self._waiting.get(), timeout=max(0.0, seconds))
        except TimeoutError:
            return None


@dataclass
class _Feed:
    """The pages open in one shop."""

    last_id: int
    subscriptions: list[Subscription] = field(default_factory=list)


class EventHub:
    """Asks the record for news while anybody watches, once for all pages."""

    def __init__(self, accounts: Accounts, queue: TurnQueue, *, poll_seconds: float, look_seconds: float) -> None:
        self._accounts = accounts
        self._queue = queue
        self._poll_seconds = poll_seconds
        self._look_seconds = look_seconds
        self._feeds: dict[str, _Feed] = {}
        self._wanted = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def start(self) -> None:
        """Begin to look out; called once, in the server's loop."""
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.create_task(self._look_out())

    async def stop(self) -> None:
        """End the look-out."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def wake(self) -> None:
        """Something was written by this process: look at once. May be called from any thread."""
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wanted.set)

    @contextlib.asynccontextmanager
    async def subscribe(self, shop_id: str, viewer: User | None) -> AsyncIterator[Subscription]:
        """News of a shop from now on, as the viewer may see them."""
        subscription = Subscription(viewer)
        if shop_id not in self._feeds:
            newest = await run_sync(self._accounts.records(shop_id).last_event_id)
            self._feeds.setdefault(shop_id, _Feed(newest))
        feed = self._feeds[shop_id]
        feed.subscriptions.append(subscription)
        try:
            yield subscription
        finally:
            feed.subscriptions.remove(subscription)
            if not feed.subscriptions and self._feeds.get(shop_id) is feed:
                del self._feeds[shop_id]

    def is_full(self) -> bool:
        """Whether no further page can be served."""
        return sum(len(feed.subscriptions) for feed in self._feeds.values()) >= MOST_SUBSCRIBERS

    async def _look_out(self) -> None:
        looked_at = 0.0
        while True:
            woken = await self._pause()
            if not self._feeds:
                continue
            try:
                late = time.monotonic() - looked_at >= self._look_seconds
                if woken or late or await run_sync(self._queue.changed):
                    looked_at = time.monotonic()
                    for shop_id in tuple(self._feeds):
                        await self._look(shop_id)
            except UnavailableError:
                LOG.error("could not read events: the database is away")
                await asyncio.sleep(self._look_seconds)
            except Exception:  # the look-out must outlive whatever happens in one look
                LOG.exception("could not read events")
                await asyncio.sleep(self._look_seconds)

    async def _pause(self) -> bool:
        try:
            await asyncio.wait_for(self._wanted.wait(), timeout=self._poll_seconds)
        except TimeoutError:
            return False
        self._wanted.clear()
        return True

    async def _look(self, shop_id: str) -> None:
        feed = self._feeds.get(shop_id)
        if feed is None:
            return
        records = self._accounts.records(shop_id)
        after = feed.last_id
        viewers = {page.viewer.id: page.viewer for page in feed.subscriptions if page.viewer}
        events, seen = await run_sync(lambda: records.events_seen(after, tuple(viewers.values()), limit=BATCH))
        if not events:
            return
        feed.last_id = events[-1].id
        if len(events) == BATCH:
            self._wanted.set()
        everything = frozenset(event.id for event in events)
        for subscription in tuple(feed.subscriptions):
            viewer = subscription.viewer
            _deliver(subscription, events, seen.get(viewer.id, frozenset()) if viewer else everything)


def _deliver(subscription: Subscription, events: tuple[EventView, ...], visible: frozenset[int]) -> None:
    for event in events:
        if event.id in visible:
            subscription.put(news_of(event))


def news_of(event: EventView) -> News:
    """An event of the record as news."""
    return News(event.id, event.kind, event.conversation_id, dict(event.data))
