"""A live page that asks for the events after the last one it knows misses none, and hears of each at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, make_url, text

from bot.assist.records import IncomingMessage, ReplyRequest
from bot.desk.errors import UnavailableError
from bot.store.migrate import migrate
from bot.store.notices import CHANNEL
from bot.store.store import open_store
from bot.store.types import utc_now
from tests.postgresql import Server
from tests.store.conftest import TwoShops, hears
from tests.store.effects import effect

CANARY = "zyzzyvaquux 13987650042"


@contextmanager
def held_before_commit(shops: TwoShops) -> Iterator[tuple[Callable[[], str], threading.Event]]:
    """A second store of our shop whose one post stops when everything is written and only the COMMIT is to come."""
    store = open_store(shops.url)
    reached, go_on = threading.Event(), threading.Event()

    @event.listens_for(store._database._writer, "commit")
    def _hold(_: object) -> None:
        reached.set()
        assert go_on.wait(30)

    with ThreadPoolExecutor(1) as pool:
        post = pool.submit(store.records(shops.shop_id).post_message, IncomingMessage("api", "slow", "slow", "first"))
        assert reached.wait(30)
        try:
            yield lambda: post.result(30).message_id, go_on
        finally:
            go_on.set()
    store.close()


def _wait_for_lock(server: Server, url: str) -> None:
    """Until somebody in this database waits for an advisory lock."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock' AND wait_event = 'advisory'"
    ends = time.monotonic() + 30
    with server.connect() as admin:
        while admin.execute(waiting, (make_url(url).database,)).fetchone() == (0,):
            assert time.monotonic() < ends, "nobody waits"
            time.sleep(0.01)


def test_events_become_visible_in_the_order_of_their_numbers(postgresql: Server, postgresql_shops: TwoShops) -> None:
    shops = postgresql_shops
    with held_before_commit(shops) as (first, go_on), ThreadPoolExecutor(1) as pool:
        later = pool.submit(shops.ours.post_message, IncomingMessage("api", "quick", "quick", "second"))
        _wait_for_lock(postgresql, shops.url)
        seen_before = shops.ours.events_after(0, viewer=None)
        go_on.set()
        messages = [first(), later.result(30).message_id]

    seen = shops.ours.events_after(0, viewer=None)
    assert seen_before == ()
    assert [found.data["message_id"] for found in seen] == messages
    assert seen[0].id < seen[1].id


def test_a_shop_does_not_wait_for_the_events_of_another(postgresql_shops: TwoShops) -> None:
    with held_before_commit(postgresql_shops):
        posted = postgresql_shops.theirs.post_message(IncomingMessage("api", "k", "d", "hello"))

    assert [found.data["message_id"] for found in postgresql_shops.theirs.events_after(0, viewer=None)] == [posted.message_id]


def test_a_reader_who_follows_many_writers_misses_nothing(postgresql_shops: TwoShops) -> None:
    writers, each = 6, 8
    seen: list[int] = []
    done = threading.Event()

    def follow() -> None:
        last = 0
        while True:
            ended = done.is_set()
            found = postgresql_shops.ours.events_after(last, viewer=None)
            seen.extend(item.id for item in found)
            last = seen[-1] if seen else 0
            if ended and not found:
                return

    def write(writer: int) -> None:
        for number in range(each):
            postgresql_shops.ours.post_message(IncomingMessage("api", f"k{writer}", f"{writer}/{number}", "hello"))

    reader = threading.Thread(target=follow)
    reader.start()
    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))
    done.set()
    reader.join(60)

    assert len(seen) == writers * each
    assert seen == sorted(set(seen))


def test_writers_of_one_conversation_and_its_worker_never_wait_for_each_other_in_a_ring(shops: TwoShops) -> None:
    """Posts, replies and effects of the same turns at once: none fails, as one would when PostgreSQL breaks a ring."""
    user = shops.user("lin", "agent", teams=("front",))
    talk = shops.ours.post_message(IncomingMessage("api", "k", "d", "hello")).conversation_id
    queue = shops.store.queue()

    def post(number: int) -> None:
        shops.ours.post_message(IncomingMessage("api", "k", f"d{number}", "hello"))

    def work(_: int) -> None:
        for claimed in queue.claim(now=utc_now() + timedelta(seconds=2), lease_seconds=5, limit=4):
            queue.write(claimed, effect(), now=utc_now())

    def reply(number: int) -> None:
        shops.ours.send_reply(talk, user, ReplyRequest("yes", f"r{number}"))

    with ThreadPoolExecutor(9) as pool:
        results = [pool.submit(task, number) for number in range(40) for task in (post, work, reply)]

    assert [result.exception() for result in results if result.exception()] == []
    assert len(shops.ours.conversation(talk, viewer=None, messages=200).messages) == 81


def _each_way_of_change(shops: TwoShops) -> dict[str, Callable[[], object]]:
    user = shops.user("lin", "agent", teams=("front", "senior"))
    queue = shops.store.queue()
    posted = shops.ours.post_message(IncomingMessage("api", "before", "before", CANARY))

    def write() -> None:
        for claimed in queue.claim(now=utc_now() + timedelta(seconds=2), lease_seconds=5, limit=1):
            queue.write(claimed, effect(), now=utc_now())

    return {
        "message": lambda: shops.ours.post_message(IncomingMessage("api", "k", "d", CANARY)),
        "advice": write,
        "owner": lambda: shops.ours.accept(posted.conversation_id, user),
        "reply": lambda: shops.ours.send_reply(posted.conversation_id, user, ReplyRequest(CANARY, "r")),
    }


def test_word_of_a_change_names_shop_and_kind_and_nothing_else(postgresql: Server, postgresql_shops: TwoShops) -> None:
    ways = _each_way_of_change(postgresql_shops)
    with postgresql.connect(str(make_url(postgresql_shops.url).database)) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        for change in ways.values():
            change()
        heard = [notice.payload for notice in listener.notifies(timeout=30, stop_after=4)]

    assert heard == [f"{postgresql_shops.shop_id} {kind}" for kind in ways]


def test_every_change_is_heard_once(shops: TwoShops) -> None:
    ways = _each_way_of_change(shops)
    queue = shops.store.queue()
    queue.changed()

    for kind, change in ways.items():
        change()
        assert (kind, hears(queue), queue.changed()) == (kind, True, False)


def test_a_change_that_is_undone_is_neither_stored_nor_heard(postgresql_shops: TwoShops) -> None:
    shops, queue = postgresql_shops, postgresql_shops.store.queue()
    queue.changed()
    conversation = shops.ours.post_message(IncomingMessage("api", "k", "d", "hello")).conversation_id
    assert hears(queue)

    with pytest.raises(RuntimeError), shops.store._database.writing(shops.shop_id) as session:
        from bot.store.owners import hand_over

        hand_over(session, conversation, reason="asked", team="senior", now=utc_now())
        raise RuntimeError

    assert not queue.changed()
    assert [found.kind for found in shops.ours.events_after(0, viewer=None)] == ["message"]


def test_after_a_lost_connection_a_change_may_have_been_missed_and_is_told_once(
    postgresql: Server, postgresql_shops: TwoShops
) -> None:
    queue = postgresql_shops.store.queue()
    queue.changed()
    assert not queue.changed()

    with postgresql.connect() as admin:
        cut = "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity WHERE datname = %s AND query LIKE 'LISTEN%%'"
        assert admin.execute(cut, (make_url(postgresql_shops.url).database,)).fetchone() == (1,)
    told = [queue.changed() for _ in range(5)]

    assert told.count(True) == 1
    postgresql_shops.ours.post_message(IncomingMessage("api", "k", "d", "hello"))
    assert hears(queue)


def test_while_the_database_is_away_the_look_out_says_so_and_finds_back(
    postgresql: Server, postgresql_shops: TwoShops
) -> None:
    queue = postgresql_shops.store.queue()
    queue.changed()

    with postgresql.away(postgresql_shops.url):
        for _ in range(2):
            with pytest.raises(UnavailableError):
                while not queue.changed():
                    pass
        assert queue.health(now=utc_now()).reason == "no_database"

    assert (queue.changed(), queue.changed()) == (True, False)
    assert queue.health(now=utc_now()).reason == "no_worker"


def test_a_server_that_is_not_there_is_told_with_its_reason_and_without_the_password() -> None:
    with pytest.raises(UnavailableError, match="refused") as away:
        migrate("postgresql://tactful:secret@127.0.0.1:1/tactful")

    assert "secret" not in str(away.value)


def test_errors_of_the_database_repeat_no_words_of_a_row(postgresql_shops: TwoShops) -> None:
    engine = postgresql_shops.store._database.engine
    shop = {"shop": postgresql_shops.shop_id, "words": CANARY}
    broken = (
        "INSERT INTO customers (shop_id, id, key, name) VALUES (:shop, :words, :words, :words)",
        "INSERT INTO teams (shop_id, id, name) VALUES (:shop, 'front', :words)",
        "INSERT INTO team_members (shop_id, user_id, team_id) VALUES (:shop, :words, 'front')",
        "SELECT CAST(:words AS integer) WHERE :shop <> ''",
    )

    for statement in broken:
        with pytest.raises(Exception) as raised, engine.begin() as connection:
            connection.execute(text("SELECT set_config('tactful.shop', '*', true)"))
            connection.execute(text(statement), shop)
        told: Any = raised.getrepr(style="native")
        assert "psycopg" in str(told)
        assert "zyzzyvaquux" not in str(told).replace("CANARY", "")
        assert "zyzzyvaquux" not in str(raised.value)
