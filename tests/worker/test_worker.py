"""The worker gives every turn its advice once, with Rasa or without."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import select, text

from bot.assist.records import ClaimedTurn, IncomingMessage, PostedMessage, TurnEffect
from bot.desk.message import Audience
from bot.store.models.work import AdviceEntry
from bot.store.records import StoreRecords
from bot.store.store import Store, open_store
from bot.store.turns import StoreQueue
from bot.store.types import utc_now
from bot.worker.rasa_client import RasaClient
from bot.worker.settings import WorkerSettings
from bot.worker.worker import pause_seconds, run_worker
from tests.postgresql import Server
from tests.store.effects import effect
from tests.worker.rasa_server import FakeRasa, fake_rasa

SECRET_WORDS = "my phone is 13800138000"


@dataclass(frozen=True)
class Shop:
    """A shop whose worker can be started."""

    store: Store
    records: StoreRecords
    rasa: FakeRasa

    def say(self, number: int, *, audience: Audience = Audience.AGENT) -> PostedMessage:
        return self.records.post_message(IncomingMessage("api", f"k{number}", f"d{number}", SECRET_WORDS, audience=audience))

    @contextmanager
    def worker(
        self, advise: Callable[[ClaimedTurn], TurnEffect] | None = None, settings: WorkerSettings | None = None
    ) -> Iterator[None]:
        stop, client = threading.Event(), RasaClient(self.rasa.address, rest_seconds=0.3)
        arguments = (self.store.queue(), advise or (lambda _: effect()), client, settings or WorkerSettings(), stop)
        thread = threading.Thread(target=run_worker, args=arguments)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(timeout=10)
            client.close()
            assert not thread.is_alive()

    def degraded(self, posted: PostedMessage) -> str | None:
        """How the advice came about, "" when by Rasa; None when there is none."""
        with self.store._database.reading(self.records.shop_id) as session:
            return session.scalar(select(AdviceEntry.degraded).where(AdviceEntry.turn_id == posted.turn_id))

    def wait_for_advice(self, posted: PostedMessage, seconds: float) -> str | None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            found = self.degraded(posted)
            if found is not None:
                return found
            time.sleep(0.01)
        return None


@pytest.fixture
def shop(database_url: str) -> Iterator[Shop]:
    """On SQLite, then on PostgreSQL."""
    with open_shop(database_url) as opened:
        yield opened


@contextmanager
def open_shop(url: str) -> Iterator[Shop]:
    """A shop in a migrated database."""
    store = open_store(url)
    with fake_rasa() as rasa:
        yield Shop(store, store.records(store.accounts().add_shop("ours", "Ours")), rasa)
    store.close()


def test_a_message_gets_rasas_advice(shop: Shop) -> None:
    with shop.worker():
        posted = shop.say(1)

        assert shop.wait_for_advice(posted, 1) == ""
    assert shop.records.conversation(posted.conversation_id, viewer=None).summary.labels == {"angry": 2}


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [("empty", "empty"), ("hang", "timeout"), ("drip_headers", "timeout"), ("foreign", "foreign"), ("unstorable", "garbage")],
)
def test_without_rasa_there_is_marked_advice_within_a_second(shop: Shop, behaviour: str, code: str) -> None:
    shop.rasa.behaviour = behaviour
    with shop.worker():
        posted = shop.say(1)

        assert shop.wait_for_advice(posted, 1) == code


def test_rasa_is_used_again_by_itself_once_it_is_well(shop: Shop) -> None:
    shop.rasa.behaviour = "error"
    with shop.worker():
        ill = [shop.wait_for_advice(shop.say(number), 1) for number in range(7)]
        shop.rasa.behaviour = "well"
        time.sleep(0.4)
        well = shop.wait_for_advice(shop.say(8), 1)

    assert ill == ["garbage"] * 5 + ["breaker_open"] * 2
    assert well == ""


def test_many_turns_are_each_advised_once(shop: Shop) -> None:
    with shop.worker():
        posted = [shop.say(number) for number in range(30)]

        assert [shop.wait_for_advice(message, 5) for message in posted] == [""] * 30
    advice = [len(shop.records.advice_of(message.conversation_id)) for message in posted]
    assert advice == [1] * 30


def test_two_workers_take_every_turn_once_and_never_wait_for_each_other(shop: Shop) -> None:
    attempts: list[tuple[str, int]] = []

    def note(claimed: ClaimedTurn) -> TurnEffect:
        attempts.append((claimed.turn.id, claimed.turn.attempt))
        return effect()

    shop.rasa.behaviour = "empty"
    settings = [WorkerSettings(name=name, lease_seconds=60) for name in ("one", "two")]
    with shop.worker(note, settings[0]), shop.worker(note, settings[1]):
        posted = [shop.say(number) for number in range(40)]
        advised = [shop.wait_for_advice(message, 30) for message in posted]

    assert None not in advised
    assert sorted(attempts) == sorted((message.turn_id, 1) for message in posted)


def test_a_worker_passes_by_a_turn_that_another_is_just_claiming(postgresql_url: str) -> None:
    """The first worker stands still in the middle of its claim; waiting for it would end as an error after ten seconds."""
    with open_shop(postgresql_url) as shop:
        first, second = shop.say(1), shop.say(2)
        just_claiming = text("SELECT id FROM turns WHERE id = :turn FOR UPDATE")

        with shop.store._database.writing(shop.records.shop_id) as session:
            session.connection().execute(just_claiming, {"turn": first.turn_id})
            claimed = shop.store.queue().claim(now=utc_now(), lease_seconds=5, limit=4)

    assert [held.turn.id for held in claimed] == [second.turn_id]


def test_an_error_of_our_own_advice_neither_ends_the_worker_nor_loses_the_turn(shop: Shop) -> None:
    shop.rasa.behaviour = "empty"
    calls: list[int] = []

    def fails_once(claimed: ClaimedTurn) -> TurnEffect:
        calls.append(claimed.turn.attempt)
        if len(calls) == 1:
            raise RuntimeError(claimed.turn.text)
        return effect()

    with shop.worker(fails_once, WorkerSettings(lease_seconds=0.2)):
        posted = shop.say(1)

        assert shop.wait_for_advice(posted, 2) == "empty"
    assert calls == [1, 2]


def test_a_turn_that_always_fails_becomes_visible_without_advice(shop: Shop) -> None:
    shop.rasa.behaviour = "empty"
    with shop.worker(_fails, WorkerSettings(lease_seconds=0.05)):
        posted = shop.say(1)

        assert shop.wait_for_advice(posted, 5) == "failed"
    view = shop.records.conversation(posted.conversation_id, viewer=None)
    assert view.advice is not None
    assert view.advice.degraded
    assert view.advice.advice["drafts"] == []


def test_a_shopper_whose_turn_always_fails_is_handed_to_people(shop: Shop) -> None:
    shop.rasa.behaviour = "empty"
    with shop.worker(_fails, WorkerSettings(lease_seconds=0.05)):
        posted = shop.say(1, audience=Audience.SHOPPER)

        assert shop.wait_for_advice(posted, 6) == "failed"
    summary = shop.records.conversation(posted.conversation_id, viewer=None).summary
    assert summary.owner_id == "front"
    assert summary.waiting_since is not None


def test_a_database_that_fails_for_a_moment_does_not_end_the_worker(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    claim, failures = StoreQueue.claim, iter([True, True, False])

    def claim_in_trouble(*arguments: object, **options: object) -> tuple[ClaimedTurn, ...]:
        if next(failures, False):
            raise OSError("disk")
        return claim(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(StoreQueue, "claim", claim_in_trouble)
    with shop.worker(settings=WorkerSettings(trouble_seconds=0.05)):
        assert shop.wait_for_advice(shop.say(1), 2) == ""


def test_a_worker_outlives_a_database_that_is_away(
    postgresql: Server, postgresql_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with open_shop(postgresql_url) as shop, shop.worker(settings=WorkerSettings(trouble_seconds=0.05)):
        assert shop.wait_for_advice(shop.say(1), 10) == ""
        with postgresql.away(postgresql_url):
            while "worker worker in trouble" not in caplog.text:
                time.sleep(0.01)

        assert shop.wait_for_advice(shop.say(2), 30) is not None
    assert "13800138000" not in caplog.text


def test_in_trouble_the_worker_asks_less_and_less_often() -> None:
    pauses = [pause_seconds(WorkerSettings(), troubles) for troubles in range(1, 8)]

    assert pauses == [0.25, 0.5, 1.0, 2.0, 2.0, 2.0, 2.0]


def test_the_worker_says_that_it_is_alive(shop: Shop) -> None:
    with shop.worker():
        time.sleep(0.2)

        assert shop.store.queue().health(now=utc_now()).ok


def test_no_words_of_a_customer_are_logged(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    shop.rasa.behaviour = "html"
    with shop.worker(_fails, WorkerSettings(lease_seconds=0.05)):
        shop.wait_for_advice(shop.say(1), 5)

    assert caplog.records
    assert "13800138000" not in caplog.text


def _fails(claimed: ClaimedTurn) -> TurnEffect:
    raise RuntimeError(claimed.turn.text)
