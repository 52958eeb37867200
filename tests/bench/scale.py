"""Growth of the whole product: conversations in the store, a long run, many open pages."""

from __future__ import annotations

import asyncio
import http.client
import json
import statistics
import time
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # its types are a package of their own
from sqlalchemy import create_engine, func, insert, select

from bot.store.models.people import ShopEntry, TeamEntry
from bot.store.models.talk import ConversationEntry, MessageEntry, TurnEntry
from bot.store.models.work import AdviceEntry, EventEntry
from bot.store.types import new_id
from tests.bench.product_parts import PACE_SECONDS, advised, log_in, post, print_visible, timed
from tests.bench.webhook import training_texts
from tests.stack.product import Product, running_product

SIZES = (100, 10_000, 100_000)
"""Conversations in the store, each with two messages, a turn, advice and three events."""

STREAMS = 200
BATCH = 2_000


def measure(folder: Path, *, quick: bool) -> None:
    """Start the product once and measure all parts."""
    with running_product(folder / "var") as product:
        key = product.api_key()
        advised(product, key, "scale-first", "你好 我的快递到哪了")
        _print_streams(product, key, count=100 if quick else 600)
        print_visible(product, key, 600 if quick else 6_000)
        _print_sizes(product, key, SIZES[:2] if quick else SIZES, rounds=20 if quick else 100)


def _print_sizes(product: Product, key: str, sizes: Sequence[int], *, rounds: int) -> None:
    """A new conversation's first turn, and the page of the desk, at each size of the store."""
    texts = training_texts()
    cookie = log_in(product)
    reference: tuple[float, float] | None = None
    for size in sizes:
        took = timed(partial(_fill, product, size))
        turns = [1000 * timed(partial(advised, product, key, f"size-{size}-{n}", texts[n % len(texts)])) for n in range(rounds)]
        desk = [1000 * timed(partial(_desk, product, cookie)) for _ in range(rounds // 2)]
        found = (statistics.median(turns), statistics.median(desk))
        reference = reference or found
        print(
            f"{size:7d} conversations in the store (filled in {took:.0f} s): turn p50 {found[0]:.1f} ms, "
            f"ratio {found[0] / reference[0]:.2f}; page of the desk p50 {found[1]:.1f} ms, ratio {found[1] / reference[1]:.2f}",
            flush=True,
        )


def _desk(product: Product, cookie: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", product.console_port, timeout=60)
    connection.request("GET", "/desk", headers={"Cookie": cookie})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"the desk answered {answer.status}")


def _fill(product: Product, size: int) -> None:
    """Write finished conversations straight into the tables until there are `size`."""
    engine = create_engine(product.settings.database)
    with engine.begin() as connection:
        shop_id = connection.scalar(select(ShopEntry.id).order_by(ShopEntry.created_at).limit(1))
        team_id = connection.scalar(select(TeamEntry.id).where(TeamEntry.shop_id == shop_id).limit(1))
        there = connection.scalar(select(func.count()).select_from(ConversationEntry)) or 0
    for first in range(there, size, BATCH):
        numbers = range(first, min(size, first + BATCH))
        rows = [_conversation(str(shop_id), str(team_id), number) for number in numbers]
        with engine.begin() as connection:
            for place, table in enumerate((ConversationEntry, TurnEntry, MessageEntry, AdviceEntry, EventEntry)):
                connection.execute(insert(table), [row for conversation in rows for row in conversation[place]])
    engine.dispose()


def _conversation(shop_id: str, team_id: str, number: int) -> tuple[list[dict[str, object]], ...]:
    """Rows of one finished conversation of the last 100 days, table by table."""
    at = datetime.now(timezone.utc) - timedelta(minutes=60 + number % 144_000)
    name, turn = new_id(), new_id()
    shop = {"shop_id": shop_id}
    advice = {"reading": {"labels": {}}, "drafts": [], "to": "none"}
    said = {**shop, "conversation_id": name, "source": "filled", "at": at, "received_at": at, "automatic": False}
    event = {**shop, "conversation_id": name, "data": {}, "at": at}
    return (
        [
            {
                **shop,
                "id": name,
                "source": "filled",
                "key": f"filled-{number}",
                "channel": "chat",
                "status": "open",
                "owner_kind": "team",
                "owner_team_id": team_id,
                "created_at": at,
                "last_at": at,
                "last_seq": 2,
                "last_text": "好的",
                "labels": {},
            }
        ],
        [
            {
                **shop,
                "id": turn,
                "conversation_id": name,
                "number": 1,
                "audience": "agent",
                "state": "answered",
                "attempt": 1,
                "due_at": at,
                "opened_at": at,
                "last_message_at": at,
                "first_seq": 1,
                "message_count": 1,
                "characters": 8,
                "after_answer": True,
                "conversation_state": None,
            }
        ],
        [
            {
                **said,
                "id": new_id(),
                "turn_id": turn,
                "seq": 1,
                "role": "customer",
                "text": "我的快递到哪了",
                "dedupe_key": f"{number}/1",
            },
            {**said, "id": new_id(), "turn_id": None, "seq": 2, "role": "agent", "text": "好的", "dedupe_key": f"{number}/2"},
        ],
        [
            {
                **shop,
                "id": new_id(),
                "turn_id": turn,
                "conversation_id": name,
                "revision": 1,
                "attempt": 1,
                "degraded": "",
                "advice": advice,
                "created_at": at,
            }
        ],
        [{**event, "kind": kind} for kind in ("message", "advice", "reply")],
    )


def _print_streams(product: Product, key: str, *, count: int) -> None:
    """Ten messages a second while many pages listen: how late the last of them sees each advice."""
    cookie = log_in(product)
    console = next(process for process in psutil.Process(product.process.pid).children(True) if "console" in process.cmdline())
    before = console.memory_info().rss
    arrived, posted = asyncio.run(_watch(product, cookie, key, count))
    late = sorted(1000 * (seen[-1] - posted[name]) for name, seen in arrived.items() if name in posted)
    whole = sum(len(seen) == STREAMS for name, seen in arrived.items() if name in posted)
    print(f"{STREAMS} open pages, ten messages a second, {count} in all; {whole} advised on every page")
    print(
        f"  posted -> visible on the last page  p50 {late[len(late) // 2]:.0f}  p95 {late[int(0.95 * len(late))]:.0f} ms; "
        f"console's memory + {(console.memory_info().rss - before) / 2**20:.0f} MiB",
        flush=True,
    )


async def _watch(product: Product, cookie: str, key: str, count: int) -> tuple[dict[str, list[float]], dict[str, float]]:
    arrived: dict[str, list[float]] = {}
    open_pages = [asyncio.create_task(_page(product, cookie, arrived)) for _ in range(STREAMS)]
    await asyncio.sleep(5)
    posted = await asyncio.to_thread(_post_all, product, key, count)
    await asyncio.sleep(5)
    for page in open_pages:
        page.cancel()
    await asyncio.gather(*open_pages, return_exceptions=True)
    return arrived, posted


def _post_all(product: Product, key: str, count: int) -> dict[str, float]:
    texts = training_texts()
    connection = http.client.HTTPConnection("127.0.0.1", product.console_port, timeout=30)
    posted = {}
    for number in range(count):
        started = time.perf_counter()
        posted[post(connection, key, f"streams-{number}", texts[number % len(texts)])] = started
        time.sleep(max(0.0, PACE_SECONDS - (time.perf_counter() - started)))
    return posted


async def _page(product: Product, cookie: str, arrived: dict[str, list[float]]) -> None:
    """One agent's page: an event stream, read for ever."""
    reader, writer = await asyncio.open_connection("127.0.0.1", product.console_port)
    asked = ("GET /desk/events HTTP/1.1", "Host: 127.0.0.1", f"Cookie: {cookie}", "Accept: text/event-stream", "", "")
    writer.write("\r\n".join(asked).encode())
    kind = ""
    while line := (await reader.readline()).decode().strip() or " ":
        if line.startswith("event:"):
            kind = line[6:].strip()
        elif line.startswith("data:") and kind == "advice":
            name = str(json.loads(line[5:]).get("conversation_id") or json.loads(line[5:]).get("conversation"))
            arrived.setdefault(name, []).append(time.perf_counter())
