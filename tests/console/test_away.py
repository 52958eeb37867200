"""While the database is away the console says so, keeps running, and works again by itself."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from bot.console.settings import ConsoleSettings
from tests.console.house import KEY, House, open_house, running
from tests.postgresql import Server

MESSAGE = {"conversation_key": "c1", "text": "zyzzyvaquux, where is it", "dedupe_key": "d1"}


@dataclass(frozen=True)
class Away:
    """A console whose database can be taken away."""

    house: House
    server: Server
    url: str

    def taken(self) -> contextlib.AbstractContextManager[None]:
        return self.server.away(self.url)


@pytest.fixture
def away(tmp_path: Path, postgresql: Server, postgresql_url: str) -> Iterator[Away]:
    settings = ConsoleSettings(allowed_hosts=("127.0.0.1", "localhost"), look_seconds=0.1)
    opened = open_house(tmp_path, settings, url=postgresql_url)
    yield Away(opened, postgresql, postgresql_url)
    opened.store.close()


def test_a_message_that_cannot_be_stored_is_not_acknowledged_and_can_be_sent_again(
    away: Away, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = away.house.client(key=KEY)
    with away.taken():
        refused = [client.post("/api/v1/messages", json=MESSAGE) for _ in range(2)]

    answers = [client.post("/api/v1/messages", json=MESSAGE) for _ in range(2)]

    for answer in refused:
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["retry-after"] == "1"
        assert "dedupe_key" in answer.json()["remedy"]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert [answer.json()["duplicate"] for answer in answers] == [False, True]
    assert "the database is away" in caplog.text
    assert "zyzzyvaquux" not in caplog.text


def test_a_page_says_in_the_agents_language_that_it_is_not_possible_just_now(away: Away) -> None:
    client, _ = away.house.signed_in("mei")
    assert client.get("/desk").status_code == 200
    with away.taken():
        page = client.get("/desk", headers={"accept-language": "zh-TW"})

    assert page.status_code == 503
    assert "暫時無法處理" in page.text
    assert client.get("/desk").status_code == 200


def test_readiness_tells_that_the_database_is_away_and_that_it_is_back(away: Away) -> None:
    client = away.house.client()
    away.house.store.queue().beat("worker", now=datetime.now(UTC))
    before = client.get("/api/v1/ready")
    with away.taken():
        during, alive = client.get("/api/v1/ready"), client.get("/api/v1/health")
    after = client.get("/api/v1/ready")

    assert [answer.status_code for answer in (before, during, after)] == [200, 503, 200]
    assert during.json()["reason"] == "no_database"
    assert alive.status_code == 200


def test_an_open_page_hears_what_is_said_after_the_database_came_back(away: Away) -> None:
    client, _ = away.house.signed_in("mei")
    headers = {"cookie": f"tactful={client.cookies['tactful']}"}

    def take_away_and_post() -> None:
        with away.taken():
            pass
        away.house.post("回来了")

    with running(away.house.app) as address, httpx.stream("GET", f"{address}/desk/events", headers=headers, timeout=30) as stream:
        lines = stream.iter_lines()
        assert next(lines).startswith(":")
        threading.Timer(0.2, take_away_and_post).start()
        heard = next(line for line in lines if line.startswith("event:"))

    assert heard == "event: message"
