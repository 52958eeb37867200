"""A closed-loop load on loopback: so many conversations at a time, each sending its next turn when it has its answer."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class LoadResult:
    """Latencies in milliseconds of one run.

    Attributes:
        concurrency: conversations at a time.
        seconds: length of the run.
        latencies: of every request, milliseconds.
        failures: requests without the expected answer.
    """

    concurrency: int
    seconds: float
    latencies: tuple[float, ...]
    failures: int

    @property
    def rate(self) -> float:
        """Good requests per second."""
        return (len(self.latencies) - self.failures) / self.seconds

    def percentile(self, share: float) -> float:
        """The latency under which `share` (0..1) of the requests stay, milliseconds."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def post_json(
    connection: http.client.HTTPConnection, path: str, body: Any, headers: dict[str, str] | None = None
) -> tuple[int, Any]:
    """One request on a kept connection; status and parsed body."""
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json", **(headers or {})})
    answer = connection.getresponse()
    raw = answer.read()
    return answer.status, json.loads(raw) if raw else None


def run_load(
    port: int,
    path: str,
    conversations: Sequence[Sequence[Any]],
    *,
    concurrency: int,
    good: Callable[[int, Any], bool],
) -> LoadResult:
    """Send every conversation's bodies in order, `concurrency` conversations at a time."""
    waiting = list(conversations)
    lock = threading.Lock()
    latencies: list[float] = []
    failures: list[int] = []

    def talk() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while True:
            with lock:
                if not waiting:
                    return
                bodies = waiting.pop()
            for body in bodies:
                started = time.perf_counter()
                status, answer = post_json(connection, path, body)
                latencies.append((time.perf_counter() - started) * 1000)
                if not good(status, answer):
                    failures.append(1)

    started = time.perf_counter()
    threads = [threading.Thread(target=talk) for _ in range(concurrency)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return LoadResult(concurrency, time.perf_counter() - started, tuple(latencies), len(failures))
