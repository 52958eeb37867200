"""Event streams over a running server: replay, order, who hears what, and one look-out for all."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.console.live import News, Subscription
from bot.console.settings import ConsoleSettings
from tests.console.house import KEY, House, open_house, running


@pytest.fixture
def quick(tmp_path: Path, database_url: str) -> Iterator[House]:
    """On SQLite, then on PostgreSQL."""
    settings = ConsoleSettings(heartbeat_seconds=1, allowed_hosts=("127.0.0.1", "localhost"))
    opened = open_house(tmp_path, settings, url=database_url)
    yield opened
    opened.store.close()


def cookie(house: House, login: str = "mei") -> dict[str, str]:
    client, _ = house.signed_in(login)
    return {"cookie": f"tactful={client.cookies['tactful']}"}


def listen(
    address: str, headers: dict[str, str], *, path: str = "/desk/events", wanted: int = 1, seconds: float = 5
) -> list[Any]:
    """The first events of a stream as (id, kind, data); comments count as kind ":"."""
    found: list[Any] = []
    event: dict[str, str] = {}
    with httpx.stream("GET", address + path, headers=headers, timeout=seconds) as response:
        assert response.status_code == 200, response.status_code
        assert response.headers["x-accel-buffering"] == "no"
        assert response.headers["content-type"].startswith("text/event-stream")
        for line in response.iter_lines():
            name, _, value = line.partition(":")
            if line.startswith(": ping"):
                found.append((None, ":", None))
            elif line:
                event[name] = value.strip()
            elif "event" in event:
                found.append((int(event["id"]), event["event"], json.loads(event["data"])))
                event = {}
            if len(found) >= wanted:
                return found
    return found


def test_what_was_missed_is_replayed_after_the_last_event_seen(quick: House) -> None:
    first = quick.post("一")
    seen = quick.records.last_event_id()
    quick.post("二")
    with running(quick.app) as address:
        events = listen(address, {**cookie(quick), "last-event-id": str(seen)})

    assert events[0][0] > seen
    assert events[0][1] == "message"
    assert events[0][2]["conversation"] == first.conversation_id


@pytest.mark.parametrize("seen", ["999999", "x", "-1", "9" * 30])
def test_an_unknown_last_event_asks_the_page_to_read_anew(quick: House, seen: str) -> None:
    quick.post("一")
    with running(quick.app) as address:
        events = listen(address, {**cookie(quick), "last-event-id": seen})

    assert events[0][1] == "resync"


def test_a_silent_stream_sends_a_heartbeat(quick: House) -> None:
    with running(quick.app) as address:
        assert listen(address, cookie(quick))[0][1] == ":"


def test_events_hold_no_words_of_the_customer(quick: House) -> None:
    quick.post("秘密的话")
    quick.advise("")
    with running(quick.app) as address:
        events = listen(address, cookie(quick), path="/desk/events?after=0", wanted=2)

    assert "秘密" not in json.dumps(events, ensure_ascii=False)


def test_an_agent_hears_nothing_of_conversations_of_others(quick: House) -> None:
    mine, other = quick.post("我的", key="a"), quick.post("别人的", key="b")
    quick.records.hand_over(other.conversation_id, reason="test", team="crisis")
    seen = quick.records.last_event_id()
    with running(quick.app) as address:
        threading.Timer(0.4, lambda: (quick.post("再说", key="b"), quick.post("还有", key="a"))).start()
        events = [event for event in listen(address, cookie(quick), path=f"/desk/events?after={seen}", wanted=2) if event[0]]

    assert {event[2]["conversation"] for event in events} == {mine.conversation_id}


def test_news_written_by_another_process_reaches_the_page(quick: House) -> None:
    with running(quick.app) as address:
        threading.Timer(0.4, lambda: quick.post("来了")).start()
        events = listen(address, cookie(quick), wanted=1, seconds=3)

    assert events[0][1] == "message"


def test_the_wait_for_advice_ends_as_soon_as_it_is_there(quick: House) -> None:
    posted = quick.post("等建议")
    with running(quick.app) as address:
        threading.Timer(0.3, lambda: quick.advise("")).start()
        url = f"{address}/api/v1/conversations/{posted.conversation_id}/advice?wait=5"
        answer = httpx.get(url, headers={"authorization": f"Bearer {KEY}"}, timeout=8)

    assert len(answer.json()["advice"]) == 1
    assert answer.elapsed.total_seconds() < 3


def test_a_stream_needs_a_session(quick: House) -> None:
    with running(quick.app) as address:
        assert httpx.get(address + "/desk/events").status_code == 401


def test_a_slow_page_is_told_to_read_anew_instead_of_filling_the_memory() -> None:
    async def flood() -> list[News | None]:
        subscription = Subscription(None, capacity=3)
        for number in range(5):
            subscription.put(News(number, "message"))
        return [await subscription.next(0.01) for _ in range(3)]

    with ThreadPoolExecutor(1) as thread:  # a browser of another test may keep a loop in this one
        kept = thread.submit(lambda: asyncio.run(flood())).result()

    assert [news.kind if news else None for news in kept] == ["resync", "message", None]
