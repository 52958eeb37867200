"""PostgreSQL restarted again and again under load: what was acknowledged is there once, and advised once."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from bot.console.settings import ConsoleSettings
from bot.store.store import open_store
from bot.worker.rasa_client import RasaClient
from bot.worker.settings import WorkerSettings
from bot.worker.worker import run_worker
from tests.console.house import KEY, House, open_house, running
from tests.postgresql import Server, running_server
from tests.store.effects import effect
from tests.worker.rasa_server import fake_rasa

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]

SENDERS, EACH = 6, 40
RESTARTS = ("immediate", "fast") * 4
PATIENCE_SECONDS = 120


@dataclass
class Load:
    """What the senders saw.

    Attributes:
        acknowledged: message id by delivery.
        answers: how often which status came; 0 when none came.
        ready: answers of readiness, in their order, each once when it repeats.
    """

    acknowledged: dict[str, str] = field(default_factory=dict)
    answers: Counter[int] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    ready: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def durable() -> Iterator[Server]:
    with running_server(durable=True) as server:
        yield server


def _send(address: str, load: Load, sender: int) -> None:
    """As a console does: one delivery after the other, each again and again until it is acknowledged."""
    chance = random.Random(sender)
    with httpx.Client(base_url=address, headers={"authorization": f"Bearer {KEY}"}, timeout=30) as client:
        for number in range(EACH):
            name = f"{sender}/{number}"
            body = {"conversation_key": f"c{sender}-{number // 4}", "dedupe_key": name, "text": "Where is it?"}
            ends = time.monotonic() + PATIENCE_SECONDS
            while name not in load.acknowledged:
                assert time.monotonic() < ends, f"{name} was never acknowledged"
                answer = client.post("/api/v1/messages", json=body)
                load.answers[answer.status_code] += 1
                if answer.status_code == 202:
                    load.acknowledged[name] = answer.json()["message_id"]
                elif answer.status_code != 503 or answer.headers["content-type"] != "application/problem+json":
                    load.broken.append(f"{name}: {answer.status_code} {answer.text[:200]}")
                    time.sleep(0.2)
                else:
                    time.sleep(0.1)
            time.sleep(chance.uniform(0.0, 0.2))


def _watch_readiness(address: str, load: Load, stop: threading.Event) -> None:
    while not stop.wait(0.02):
        answer = httpx.get(f"{address}/api/v1/ready", timeout=30).json()
        if load.ready[-1:] != [answer["reason"]]:
            load.ready.append(answer["reason"])


@contextmanager
def _working(url: str) -> Iterator[None]:
    """A worker with a store of its own, as in a process of its own."""
    store, stop = open_store(url), threading.Event()
    with fake_rasa() as rasa:
        client = RasaClient(rasa.address)
        arguments = (store.queue(), lambda _: effect(), client, WorkerSettings(lease_seconds=2), stop)
        thread = threading.Thread(target=run_worker, args=arguments)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(30)
            client.close()
    store.close()


def _rows(house: House, query: str) -> list[tuple[object, ...]]:
    with house.store._database.reading(house.shop_id) as session:
        return [tuple(row) for row in session.connection().execute(text(query))]


def _wait_until_advised(house: House) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while _rows(house, "SELECT 1 FROM turns WHERE state IN ('pending', 'claimed') LIMIT 1"):
        assert time.monotonic() < ends, "turns were left undone"
        time.sleep(0.1)


def test_restarts_under_load_lose_nothing_and_double_nothing(durable: Server, tmp_path: Path) -> None:
    load, stop = Load(), threading.Event()
    with durable.database(migrated=False) as url:
        house = open_house(tmp_path, ConsoleSettings(allowed_hosts=("127.0.0.1",)), url=url)
        with running(house.app) as address, _working(url):
            watch = threading.Thread(target=_watch_readiness, args=(address, load, stop))
            watch.start()
            with ThreadPoolExecutor(SENDERS) as pool:
                senders = [pool.submit(_send, address, load, sender) for sender in range(SENDERS)]
                for number, mode in enumerate(RESTARTS):
                    time.sleep(0.6)
                    durable.restart(mode, away_seconds=0.4 * (number % 3))
                for sender in senders:
                    sender.result()
            _wait_until_advised(house)
            while load.ready[-1] != "":
                time.sleep(0.02)
            stop.set()
            watch.join()

        stored = dict(_rows(house, "SELECT dedupe_key, id FROM messages WHERE source = 'api'"))
        twice = "SELECT turn_id, revision FROM advice GROUP BY turn_id, revision HAVING count(*) > 1"
        without = (
            "SELECT id FROM turns t WHERE NOT EXISTS "
            "(SELECT 1 FROM advice a WHERE a.shop_id = t.shop_id AND a.turn_id = t.id AND a.revision = t.revision)"
        )
        events = "SELECT count(*) FROM events WHERE kind = 'message'"
        found = _rows(house, twice), _rows(house, without), _rows(house, events)
        house.store.close()

    assert load.broken == []
    assert stored == load.acknowledged
    assert len(stored) == SENDERS * EACH
    assert found == ([], [], [(SENDERS * EACH,)])
    assert load.answers[503] > 0
    assert load.ready.count("no_database") >= 2
