"""A process that is killed loses nothing that was acknowledged, and leaves nothing half done."""

from __future__ import annotations

import random
import time
from datetime import timedelta
from pathlib import Path

import pytest

from bot.assist.records import IncomingMessage
from bot.store.migrate import migrate
from bot.store.store import Store, open_store
from bot.store.types import utc_now
from tests.crash.harness import kill_after_line, start
from tests.store.effects import effect

CLAIM_AND_STOP = """
import sys, time
from bot.store.store import open_store
from bot.store.types import utc_now
(held,) = open_store(sys.argv[1]).queue().claim(now=utc_now(), lease_seconds=0.5, limit=1)
print("claimed")
time.sleep(60)
"""

STOP_IN_WRITE = """
import sys, time
from bot.store import turns
from bot.store.store import open_store
from bot.store.types import utc_now
from tests.store.effects import effect

def stop(*_, **__):
    print("half written")
    time.sleep(60)

queue = open_store(sys.argv[1]).queue()
(held,) = queue.claim(now=utc_now(), lease_seconds=0.5, limit=1)
setattr(turns, sys.argv[2], stop)
queue.write(held, effect(answer="hello"), now=utc_now())
"""

POST_MANY = """
import sys
from bot.assist.records import IncomingMessage
from bot.store.store import open_store
records = open_store(sys.argv[1]).records(sys.argv[2])
for number in range(10_000):
    records.post_message(IncomingMessage("api", f"k{number % 3}", f"d{number}", f"text {number}"))
    print(number)
"""


@pytest.fixture
def shop(tmp_path: Path) -> tuple[Store, str, str]:
    url = f"sqlite:///{tmp_path / 'tactful.db'}"
    migrate(url)
    store = open_store(url)
    return store, url, store.accounts().add_shop("ours", "Ours")


def test_a_turn_whose_worker_was_killed_is_worked_on_again(shop: tuple[Store, str, str]) -> None:
    store, url, shop_id = shop
    posted = store.records(shop_id).post_message(IncomingMessage("api", "k", "d", "hi"))

    kill_after_line(start(CLAIM_AND_STOP, url), "claimed")
    time.sleep(0.6)

    (again,) = store.queue().claim(now=utc_now(), lease_seconds=5, limit=1)
    assert (again.turn.id, again.turn.attempt) == (posted.turn_id, 2)
    assert store.queue().write(again, effect(), now=utc_now())
    assert len(store.records(shop_id).advice_of(posted.conversation_id)) == 1


@pytest.mark.parametrize("point", ["_write_advice", "add_event", "find"])
def test_a_write_that_was_cut_off_left_nothing(shop: tuple[Store, str, str], point: str) -> None:
    store, url, shop_id = shop
    posted = store.records(shop_id).post_message(IncomingMessage("api", "k", "d", "hi"))

    kill_after_line(start(STOP_IN_WRITE, url, point), "half written")

    assert store.records(shop_id).advice_of(posted.conversation_id) == ()
    (again,) = store.queue().claim(now=utc_now() + timedelta(seconds=1), lease_seconds=5, limit=1)
    assert store.queue().write(again, effect(), now=utc_now())
    assert [event.kind for event in store.records(shop_id).events_after(0, viewer=None)] == ["message", "advice"]


@pytest.mark.parametrize("seed", range(4))
def test_every_acknowledged_message_is_there_after_a_kill(shop: tuple[Store, str, str], seed: int) -> None:
    store, url, shop_id = shop
    last = str(random.Random(seed).randint(3, 60))

    kill_after_line(start(POST_MANY, url, shop_id), last)

    records = store.records(shop_id)
    views = [records.conversation(line.id, viewer=None, messages=500) for line in records.conversations(viewer=None)]
    kept = sorted(int(message.text.removeprefix("text ")) for view in views for message in view.messages)
    assert kept == list(range(len(kept)))
    assert len(kept) > int(last)
    again = records.post_message(IncomingMessage("api", "k0", "d0", "text 0"))
    assert again.duplicate
    assert sum(event.kind == "message" for event in records.events_after(0, viewer=None, limit=10_000)) == len(kept)
