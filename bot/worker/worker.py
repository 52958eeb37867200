"""The worker: claims turns as they come, works on a few at once, says that it is alive."""

from __future__ import annotations

import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event

from bot.assist.points import reached
from bot.assist.records import TurnQueue
from bot.worker.one_turn import Advise, Rasa, handle_turn
from bot.worker.settings import WorkerSettings

LOGGER = logging.getLogger(__name__)


def run_worker(queue: TurnQueue, advise: Advise, rasa: Rasa, settings: WorkerSettings, stop: Event) -> None:
    """Work until `stop` is set, then finish the turns in flight."""
    with ThreadPoolExecutor(max_workers=settings.turns_at_once, thread_name_prefix="turn") as pool:
        worker = _Worker(queue, advise, rasa, settings, pool)
        troubles = 0
        while not stop.is_set():
            try:
                worker.step()
                troubles = 0
            except Exception as error:  # the database may come back; the worker must still be there then
                troubles += 1
                LOGGER.error("worker %s in trouble: %s", settings.name, type(error).__name__)
                stop.wait(pause_seconds(settings, troubles))
            worker.rest(stop)


def pause_seconds(settings: WorkerSettings, troubles: int) -> float:
    """How long to wait after so many troubles in a row: twice as long each time, up to a limit."""
    return min(settings.trouble_seconds * 2.0 ** min(troubles - 1, 16), settings.longest_trouble_seconds)


class _Worker:
    """What the loop remembers between its steps."""

    def __init__(self, queue: TurnQueue, advise: Advise, rasa: Rasa, settings: WorkerSettings, pool: ThreadPoolExecutor) -> None:
        self._queue, self._advise, self._rasa, self._settings, self._pool = queue, advise, rasa, settings, pool
        self._in_flight: set[Future[None]] = set()
        self._next_beat = self._next_look = 0.0

    def step(self) -> None:
        """Say that we are alive, and claim what there is room for."""
        now = time.monotonic()
        if now >= self._next_beat:
            self._queue.beat(self._settings.name, now=datetime.now(UTC))
            self._next_beat = now + self._settings.beat_seconds
        self._in_flight = {turn for turn in self._in_flight if not turn.done()}
        free = self._settings.turns_at_once - len(self._in_flight)
        if free and (self._queue.changed() or now >= self._next_look):
            more_may_wait = self._claim(free) == free
            self._next_look = now if more_may_wait else now + self._settings.due_seconds

    def _claim(self, free: int) -> int:
        claimed_turns = self._queue.claim(now=datetime.now(UTC), lease_seconds=self._settings.lease_seconds, limit=free)
        if claimed_turns:
            reached("worker.claimed")
        for claimed in claimed_turns:
            self._in_flight.add(self._pool.submit(handle_turn, self._queue, self._advise, self._rasa, claimed))
        return len(claimed_turns)

    def rest(self, stop: Event) -> None:
        """Wait a moment; `stop` ends it early."""
        stop.wait(self._settings.poll_seconds)
