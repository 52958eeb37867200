"""The whole product measured from outside: acknowledged, stored, visible; growth; start; memory."""

from __future__ import annotations

import http.client
import json
import re
import statistics
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]  # its types are a package of their own

from tests.bench.load import LoadResult, post_json
from tests.bench.webhook import training_texts
from tests.stack.product import Product, running_product

PACE_SECONDS = 0.1
"""One message each tenth of a second: ten a second, as in the design's table."""


def measure(folder: Path, *, quick: bool) -> None:
    """Start the product once and measure all parts."""
    count = 60 if quick else 600
    with running_product(folder / "var") as product:
        key = product.api_key()
        first = timed(lambda: advised(product, key, "bench-first", "你好 我的快递到哪了"))
        print(f"start to ready {product.started_seconds:.1f} s; first advice after another {first:.2f} s", flush=True)
        print_visible(product, key, count)
        for concurrency in (1, 4, 16):
            _print_stored(product, key, concurrency, count // 4)
        _print_growth(product, key, 10 if quick else 60)
        _print_memory(product)


@dataclass
class _Watch:
    """What an agent's page sees: when each conversation's advice arrived as a server-sent event."""

    seen: dict[str, float] = field(default_factory=dict)
    ready: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)


def print_visible(product: Product, key: str, count: int) -> None:
    watch = _Watch()
    cookie = log_in(product)
    thread = threading.Thread(target=_listen, args=(product, cookie, watch), daemon=True)
    thread.start()
    watch.ready.wait(10)
    texts = training_texts()
    posted: dict[str, tuple[float, float]] = {}
    connection = http.client.HTTPConnection("127.0.0.1", product.console_port, timeout=30)
    for number in range(count):
        started = time.perf_counter()
        conversation = post(connection, key, f"visible-{number}", texts[number % len(texts)])
        posted[conversation] = (started, (time.perf_counter() - started) * 1000)
        time.sleep(max(0.0, PACE_SECONDS - (time.perf_counter() - started)))
    time.sleep(3)
    watch.stop.set()
    acknowledged = LoadResult(1, 1, tuple(taken for _, taken in posted.values()), 0)
    visible = [(watch.seen[name] - started) * 1000 for name, (started, _) in posted.items() if name in watch.seen]
    shown = LoadResult(1, 1, tuple(visible), 0)
    print(f"ten messages a second, {count} in all, {len(visible)} seen on the agent's event stream")
    print(f"  posted -> acknowledged  p50 {acknowledged.percentile(0.5):.1f}  p99 {acknowledged.percentile(0.99):.1f} ms")
    if visible:
        print(f"  posted -> visible       p50 {shown.percentile(0.5):.1f}  p95 {shown.percentile(0.95):.1f} ms", flush=True)


def _listen(product: Product, cookie: str, watch: _Watch) -> None:
    """Read the stream as a page does: it ends after ten minutes and is opened anew."""
    while not watch.stop.is_set():
        connection = http.client.HTTPConnection("127.0.0.1", product.console_port, timeout=60)
        connection.request("GET", "/desk/events", headers={"Cookie": cookie, "Accept": "text/event-stream"})
        answer = connection.getresponse()
        watch.ready.set()
        kind = ""
        while not watch.stop.is_set() and (line := answer.fp.readline()):
            said = line.decode("utf-8").strip()
            if said.startswith("event:"):
                kind = said[6:].strip()
            elif said.startswith("data:") and kind == "advice":
                data = json.loads(said[5:])
                watch.seen.setdefault(str(data.get("conversation_id") or data.get("conversation")), time.perf_counter())


def log_in(product: Product) -> str:
    """The session cookie of the demo supervisor, who sees every queue."""
    import httpx

    link = product.command("user", "chen")
    with httpx.Client(follow_redirects=False) as client:
        page = client.get(link)
        fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page.text))
        client.post(link, data=fields)
        return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


def _print_stored(product: Product, key: str, concurrency: int, count: int) -> None:
    texts = training_texts()
    numbers = iter(range(count))
    lock = threading.Lock()
    taken: list[float] = []

    def work() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            conversation, text = f"stored-{concurrency}-{number}", texts[number % len(texts)]
            taken.append(1000 * timed(partial(advised, product, key, conversation, text)))

    started = time.perf_counter()
    threads = [threading.Thread(target=work) for _ in range(concurrency)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    result = LoadResult(concurrency, time.perf_counter() - started, tuple(taken), 0)
    print(
        f"API post -> stored advice, concurrency {concurrency:2d}: {result.rate:.1f}/s  "
        f"p50 {result.percentile(0.5):.1f}  p95 {result.percentile(0.95):.1f} ms",
        flush=True,
    )


def _print_growth(product: Product, key: str, rounds: int) -> None:
    """A turn in a conversation of 1,000 messages against one of 10, by turns in one run."""
    connection = http.client.HTTPConnection("127.0.0.1", product.console_port, timeout=60)
    taken: dict[int, list[float]] = {10: [], 1000: []}
    for size in taken:
        _import(connection, key, f"growth-{size}", size)
    for number in range(rounds):
        for size, times in taken.items():
            conversation = f"growth-{size}"
            times.append(1000 * timed(partial(advised, product, key, conversation, f"第{number}次问了，到哪了")))
            identity = post(connection, key, conversation, "", read_only=True)
            post_json(
                connection,
                f"/api/v1/conversations/{identity}/reply",
                {"text": "好的", "dedupe_key": f"{conversation}/{number}"},
                _headers(key),
            )
    medians = {size: statistics.median(times) for size, times in taken.items()}
    print(
        f"a turn at 10 messages {medians[10]:.1f} ms, at 1,000 messages {medians[1000]:.1f} ms: "
        f"ratio {medians[1000] / medians[10]:.2f}",
        flush=True,
    )


_conversations: dict[str, str] = {}


def _import(connection: http.client.HTTPConnection, key: str, conversation: str, size: int) -> None:
    start = datetime.now(timezone.utc) - timedelta(days=2)
    for first in range(0, size, 200):
        messages = [
            {
                "role": ("customer", "agent")[place % 2],
                "text": f"历史消息{place}",
                "at": (start + timedelta(seconds=place)).isoformat(),
                "dedupe_key": f"{conversation}/h{place}",
            }
            for place in range(first, min(size, first + 200))
        ]
        post_json(connection, f"/api/v1/conversations/{conversation}/history", {"messages": messages}, _headers(key))


def advised(product: Product, key: str, conversation: str, text: str) -> None:
    """Post one message and wait for the advice on its turn."""
    connection = http.client.HTTPConnection("127.0.0.1", product.console_port, timeout=30)
    dedupe = f"{conversation}/{time.perf_counter_ns()}"
    body = {"conversation_key": conversation, "text": text, "dedupe_key": dedupe}
    status, answer = post_json(connection, "/api/v1/messages", body, _headers(key))
    if status != 202:
        raise RuntimeError(f"post answered {status}: {answer}")
    _conversations[conversation] = answer["conversation_id"]
    path = f"/api/v1/conversations/{answer['conversation_id']}/advice?wait=10&turn_id={answer['turn_id']}"
    connection.request("GET", path, headers=_headers(key))
    found = json.loads(connection.getresponse().read())["advice"]
    if any(item["turn_id"] == answer["turn_id"] for item in found):
        return
    raise RuntimeError("no advice within 10 s")


def post(connection: http.client.HTTPConnection, key: str, conversation: str, text: str, *, read_only: bool = False) -> str:
    if read_only:
        return _conversations[conversation]
    body = {"conversation_key": conversation, "text": text, "dedupe_key": f"{conversation}/1"}
    status, answer = post_json(connection, "/api/v1/messages", body, _headers(key))
    if status != 202:
        raise RuntimeError(f"post answered {status}: {answer}")
    return str(answer["conversation_id"])


def _headers(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}


def timed(work: Any) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _print_memory(product: Product) -> None:
    manager = psutil.Process(product.process.pid)
    print("memory (resident, MiB)")
    for process in manager.children(recursive=True):
        words = process.cmdline()
        name = next(
            (word for word in ("actions", "rasa", "worker", "console") if word in words),
            words[0].rsplit("/", 1)[-1] if words else "?",
        )
        print(f"  {name:12s} {process.memory_info().rss / 2**20:7.0f}")
