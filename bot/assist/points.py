"""Named points where a test may have the process die, as by a power cut: `TACTFUL_CRASH_AT=worker.asked` or `worker.asked:3`.

Points stand between every two writes of the way of a message. The record's own (`store.insert.messages` and the like)
are passed after each statement that writes. Unless the variable names a point, passing one does nothing at all.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable

VARIABLE = "TACTFUL_CRASH_AT"

POINTS = (
    "console.message_stored",
    "console.post_stored",
    "console.reply_stored",
    "console.page_reply_stored",
    "console.said_stored",
    "console.shopper_message_stored",
    "console.shopper_handed_over",
    "store.begun",
    "store.committed",
    "worker.claimed",
    "worker.turn_begun",
    "worker.asked",
    "worker.advised",
    "worker.written",
)
"""Points in the code, by the room they stand in."""

TABLE_POINTS = ("store.insert.", "store.update.", "store.delete.")
"""Beginnings of the points after a statement; a table's name follows."""

Watcher = Callable[[str], None]


class UnknownPointError(Exception):
    """A point that nobody registered: a fault of our own code, or of whoever set the variable."""


def crash_at(wanted: str) -> Watcher:
    """A watcher that kills this process without warning when it passes a point.

    Args:
        wanted: the point's name; after a colon, at which passing, 1 without it.
    """
    name, _, given = wanted.partition(":")
    _check(name)
    left = int(given or 1)
    lock = threading.Lock()

    def die(passed: str) -> None:
        nonlocal left
        if passed != name:
            return
        with lock:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return die


def watch(watcher: Watcher | None) -> None:
    """Have somebody told of every point passed, in tests; a store must be opened afterwards."""
    global _watcher
    _watcher = watcher


def watched() -> bool:
    """Whether anybody is told."""
    return _watcher is not None


def reached(name: str) -> None:
    """Pass a point."""
    if _watcher is not None:
        _check(name)
        _watcher(name)


def _check(name: str) -> None:
    if name not in POINTS and not name.startswith(TABLE_POINTS):
        raise UnknownPointError(f"There is no point {name!r}; {VARIABLE} takes one of bot/assist/points.py.")


_watcher: Watcher | None = crash_at(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None
