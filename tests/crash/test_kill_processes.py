"""kill -9 of every process while 500 messages come in: none lost, none doubled."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from bot.processes.serve import status
from bot.wiring import Settings
from tests.stack.product import Product, running_product

pytestmark = [pytest.mark.long, pytest.mark.stack, pytest.mark.timeout(600)]

MESSAGES = 500
SENDERS = 4
KILLS_EACH = 3


def _post_until_acknowledged(product: Product, headers: dict[str, str], number: int) -> str:
    """As a console does: the same delivery again until it is acknowledged."""
    body = {"conversation_key": f"crash-{number % 100}", "text": f"第{number}条：到哪了", "dedupe_key": f"crash/{number}"}
    ends = time.monotonic() + 120
    while time.monotonic() < ends:
        try:
            answer = httpx.post(f"{product.url}/api/v1/messages", json=body, headers=headers, timeout=5)
            if answer.status_code == 202:
                return str(answer.json()["message_id"])
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise TimeoutError(f"message {number} was never acknowledged")


def _kill_in_turn(product: Product, stop: threading.Event, killed: list[str]) -> None:
    chance = random.Random(7)
    names = ["worker", "actions", "rasa", "console"] * KILLS_EACH
    for name in names:
        if stop.wait(chance.uniform(0.8, 2.0)):
            return
        pid = status(Settings(var=product.var)).get(name)
        if pid:
            os.kill(pid, signal.SIGKILL)
            killed.append(name)


def _rows(product: Product, sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(f"file:{product.var / 'tactful.db'}?mode=ro", uri=True) as database:
        return database.execute(sql).fetchall()


def _count(product: Product, sql: str) -> int:
    return int(str(_rows(product, sql)[0][0]))


def test_kill_of_any_process_loses_no_message_and_doubles_none(tmp_path: Path) -> None:
    with running_product(tmp_path / "var") as product:
        headers = {"Authorization": f"Bearer {product.api_key()}"}
        before = _count(product, "SELECT count(*) FROM messages")
        stop = threading.Event()
        killed: list[str] = []
        killer = threading.Thread(target=_kill_in_turn, args=(product, stop, killed))
        killer.start()

        def paced(number: int) -> str:
            time.sleep(0.15)
            return _post_until_acknowledged(product, headers, number)

        with ThreadPoolExecutor(SENDERS) as pool:
            acknowledged = list(pool.map(paced, range(MESSAGES)))
        killer.join()
        _wait_until_done(product)

        stored = _count(product, "SELECT count(*) FROM messages")
        assert len(set(acknowledged)) == MESSAGES
        assert stored - before == MESSAGES
        known = {row[0] for row in _rows(product, "SELECT id FROM messages")}
        assert set(acknowledged) <= known
        assert (
            _rows(product, "SELECT turn_id, revision, count(*) FROM advice GROUP BY turn_id, revision HAVING count(*) > 1") == []
        )
        without = (
            "SELECT count(*) FROM turns t WHERE NOT EXISTS "
            "(SELECT 1 FROM advice a WHERE a.turn_id = t.id AND a.revision = t.revision)"
        )
        crash = " AND t.conversation_id IN (SELECT id FROM conversations WHERE key LIKE 'crash-%')"
        assert _count(product, without + crash) == 0
        assert {"worker", "actions", "rasa", "console"} <= set(killed)


def _wait_until_done(product: Product) -> None:
    ends = time.monotonic() + 90
    while time.monotonic() < ends:
        if _count(product, "SELECT count(*) FROM turns WHERE state IN ('pending', 'claimed')") == 0:
            return
        time.sleep(0.5)
    raise AssertionError("turns were left undone 90 s after the last message")
