"""Counting of attempts within a window, in memory of this process."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque

MOST_KEYS = 20_000
"""Keys remembered at most; the ones longest unused are forgotten first."""


class Throttle:
    """Allows a number of attempts per key within a window of seconds."""

    def __init__(self, allowed: int, window_seconds: float) -> None:
        self._allowed = allowed
        self._window = window_seconds
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait_seconds(self, key: str, *, now: float) -> float:
        """How long the key must wait before the next attempt; 0 when it may go on."""
        with self._lock:
            times = self._recent(key, now)
            if len(times) < self._allowed:
                return 0.0
            return max(0.0, times[0] + self._window - now)

    def note(self, key: str, *, now: float) -> None:
        """Count one attempt."""
        with self._lock:
            times = self._recent(key, now)
            times.append(now)
            self._seen[key] = times
            self._seen.move_to_end(key)
            while len(self._seen) > MOST_KEYS:
                self._seen.popitem(last=False)

    def forget(self, key: str) -> None:
        """Start over for a key, after a success."""
        with self._lock:
            self._seen.pop(key, None)

    def _recent(self, key: str, now: float) -> deque[float]:
        times = self._seen.get(key, deque(maxlen=self._allowed))
        while times and times[0] <= now - self._window:
            times.popleft()
        return times
