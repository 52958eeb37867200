"""Deliveries in any order, late and doubled, come to the state of deliveries in order."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from bot.assist.records import ClaimedTurn, IncomingMessage, PostedMessage, ReplyRequest
from bot.desk.message import Role
from bot.store.intake import post_message
from bot.store.joining import JOIN_CHARACTERS, JOIN_MESSAGES, JOIN_SECONDS
from bot.store.models.talk import MessageEntry, TurnEntry
from bot.store.models.work import AdviceEntry
from bot.store.replies import send_reply
from bot.store.store import Store
from tests.crash.invariants import broken
from tests.store.conftest import TwoShops
from tests.store.effects import NOW, effect

LATER = NOW + timedelta(hours=3)
"""When deliveries come in: long after everything was sent."""

KEYS = ("k1", "k2")


@dataclass(frozen=True)
class Sent:
    """A message as the customer sent it; the source numbers a conversation's messages in their order."""

    key: str
    number: int
    seconds: float
    characters: int

    @property
    def delivery(self) -> IncomingMessage:
        at = NOW + timedelta(seconds=self.seconds)
        text = f"{self.number}".ljust(self.characters, "x")
        return IncomingMessage("api", self.key, f"{self.key}/{self.number}", text, sent_at=at, source_seq=self.number)


@dataclass
class Expected:
    """What a conversation must hold, by the rules alone: nothing of it depends on the order of arrival.

    `answered` are replies with the deliveries that had come in before them.
    """

    delivered: list[Sent] = field(default_factory=list)
    replies: int = 0
    windows: list[list[Sent]] = field(default_factory=lambda: [[]])

    def deliver(self, sent: Sent) -> None:
        self.delivered.append(sent)
        self.windows[-1].append(sent)

    def reply(self) -> None:
        self.replies += 1
        self.windows.append([])

    def order(self) -> list[str]:
        return [sent.delivery.dedupe_key for sent in sorted(self.delivered, key=lambda sent: sent.number)]

    def turns(self) -> list[list[str]]:
        """The bursts of every window, one window after the other."""
        return [[sent.delivery.dedupe_key for sent in burst] for window in self.windows for burst in _bursts(window)]


def _bursts(window: list[Sent]) -> list[list[Sent]]:
    """The rule of joining once more, in the plainest words."""
    found: list[list[Sent]] = []
    for sent in sorted(window, key=lambda sent: sent.number):
        last = found[-1] if found else []
        if (
            last
            and sent.seconds - last[-1].seconds < JOIN_SECONDS
            and len(last) < JOIN_MESSAGES
            and sum(len(each.delivery.text) for each in last) + sent.characters < JOIN_CHARACTERS
        ):
            last.append(sent)
        else:
            found.append([sent])
    return found


class Deliveries(RuleBasedStateMachine):
    """Customers write, a console delivers as it likes, a worker and an agent do their work in between."""

    store: Store
    shop_id: str
    shops: TwoShops
    runs = itertools.count()

    def __init__(self) -> None:
        super().__init__()
        self.run = next(self.runs)
        self.now = LATER
        self.waiting: list[Sent] = []
        self.expected: dict[str, Expected] = {}
        self.ids: dict[str, str] = {}
        self.posted: dict[str, PostedMessage] = {}
        self.held: list[ClaimedTurn] = []
        self.read: dict[tuple[str, int], list[str]] = {}

    @initialize(
        gaps=st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from((0.0, 1.0, 30.0, 59.0, 60.0, 200.0))), max_size=24),
        lengths=st.lists(st.sampled_from((3, 40, 1_500, 4_100)), min_size=24, max_size=24),
    )
    def write(self, gaps: list[tuple[str, float]], lengths: list[int]) -> None:
        at = dict.fromkeys(KEYS, 0.0)
        for number, ((key, gap), characters) in enumerate(zip(gaps, lengths, strict=False), 1):
            at[key] += gap
            self.waiting.append(Sent(f"{self.run}-{key}", number, at[key], characters))

    @rule(data=st.data())
    def deliver(self, data: st.DataObject) -> None:
        if self.waiting:
            self._deliver(self.waiting.pop(data.draw(st.integers(0, len(self.waiting) - 1))))

    @rule(data=st.data())
    def deliver_again(self, data: st.DataObject) -> None:
        delivered = [sent for expected in self.expected.values() for sent in expected.delivered]
        if delivered:
            sent = data.draw(st.sampled_from(delivered))
            again = self._post(sent)
            assert (again.message_id, again.duplicate) == (self.posted[sent.delivery.dedupe_key].message_id, True)

    @rule(limit=st.integers(1, 3))
    def claim(self, limit: int) -> None:
        self.held.extend(self._claim(limit))

    @rule(data=st.data())
    def write_effect(self, data: st.DataObject) -> None:
        if self.held:
            held = self.held.pop(data.draw(st.integers(0, len(self.held) - 1)))
            self._write(held)

    @rule()
    def a_worker_dies(self) -> None:
        self.held.clear()
        self.now += timedelta(seconds=10)

    @rule(key=st.sampled_from(KEYS))
    def reply(self, key: str) -> None:
        name = f"{self.run}-{key}"
        if name in self.ids:
            expected = self.expected[name]
            expected.reply()
            reply = ReplyRequest("yes", f"{name}/r{expected.replies}")
            with self.store._database.writing(self.shop_id) as session:
                send_reply(session, self.ids[name], None, reply, now=self._tick())

    @invariant()
    def is_as_in_order(self) -> None:
        for key, expected in self.expected.items():
            order, turns = self._found(key)
            assert order == expected.order()
            assert turns == expected.turns()

    def teardown(self) -> None:
        for sent in reversed(self.waiting):  # the rest comes late, one by one, to turns that were advised
            self._work_it_off()
            self._deliver(sent)
        self._work_it_off()
        self.is_as_in_order()
        for key in self.expected:
            self._check_advice(key)
        assert broken(self.shops.url) == []

    def _deliver(self, sent: Sent) -> None:
        posted = self.posted[sent.delivery.dedupe_key] = self._post(sent)
        assert not posted.duplicate
        self.ids[sent.key] = posted.conversation_id
        self.expected.setdefault(sent.key, Expected()).deliver(sent)

    def _post(self, sent: Sent) -> PostedMessage:
        return post_message(self.store._database, self.shop_id, sent.delivery, now=self._tick())

    def _tick(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def _work_it_off(self) -> None:
        self.now += timedelta(seconds=10)
        while claimed := self._claim(4):
            for held in claimed:
                assert self._write(held)

    def _claim(self, limit: int) -> tuple[ClaimedTurn, ...]:
        """A claimed turn is the earliest of its conversation that waits."""
        claimed = self.store.queue().claim(now=self._tick(), lease_seconds=5, limit=limit)
        with self.store._database.reading(self.shop_id) as session:
            for held in claimed:
                turn = session.scalars(select(TurnEntry).where(TurnEntry.id == held.turn.id)).one()
                earlier = select(TurnEntry.id).where(
                    TurnEntry.conversation_id == turn.conversation_id,
                    TurnEntry.number < turn.number,
                    TurnEntry.state.in_(("pending", "claimed")),
                )
                assert session.scalars(earlier).all() == []
        return claimed

    def _write(self, held: ClaimedTurn) -> bool:
        written = self.store.queue().write(held, effect(), now=self._tick())
        if written:
            self.read[held.turn.id, held.revision] = [part.message_id for part in held.turn.parts]
        return written

    def _found(self, key: str) -> tuple[list[str], list[list[str]]]:
        with self.store._database.reading(self.shop_id) as session:
            of_customer = select(MessageEntry).where(
                MessageEntry.conversation_id == self.ids[key], MessageEntry.role == Role.CUSTOMER.value
            )
            messages = session.scalars(of_customer.order_by(MessageEntry.seq)).all()
            turns = session.scalars(
                select(TurnEntry.id).where(TurnEntry.conversation_id == self.ids[key]).order_by(TurnEntry.number)
            ).all()
        by_turn = {turn: [each.dedupe_key for each in messages if each.turn_id == turn] for turn in turns}
        return [each.dedupe_key for each in messages], [found for found in by_turn.values() if found]

    def _check_advice(self, key: str) -> None:
        """Every unanswered turn is advised as it stands, each after all those before it."""
        with self.store._database.reading(self.shop_id) as session:
            latest: list[Any] = []
            unanswered = select(TurnEntry).where(TurnEntry.conversation_id == self.ids[key], TurnEntry.state != "answered")
            for turn in session.scalars(unanswered.order_by(TurnEntry.number)):
                advice = select(AdviceEntry).where(AdviceEntry.turn_id == turn.id, AdviceEntry.revision == turn.revision)
                latest.append(session.scalars(advice).one().created_at)
                messages = select(MessageEntry.id).where(MessageEntry.turn_id == turn.id, MessageEntry.role == "customer")
                assert self.read[turn.id, turn.revision] == list(session.scalars(messages.order_by(MessageEntry.seq)))
        assert latest == sorted(latest)


def _machine(shops: TwoShops) -> type[Deliveries]:
    return type("BoundDeliveries", (Deliveries,), {"store": shops.store, "shop_id": shops.shop_id, "shops": shops})


def _try(shops: TwoShops, examples: int) -> None:
    checked = settings(
        max_examples=examples,
        stateful_step_count=30,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(_machine(shops), settings=checked)


def test_deliveries_in_any_order_come_to_the_state_of_deliveries_in_order(sqlite_shops: TwoShops) -> None:
    _try(sqlite_shops, 25)


def test_deliveries_in_any_order_come_to_that_state_on_postgresql_too(postgresql_shops: TwoShops) -> None:
    _try(postgresql_shops, 6)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_deliveries_in_very_many_orders(shops: TwoShops) -> None:
    _try(shops, 150)
