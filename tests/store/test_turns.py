"""Each turn is held by one worker at a time and written once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import func, select

from bot.assist.records import ClaimedTurn, IncomingMessage, PostedMessage, ReplyRequest
from bot.desk.conversation import OwnerKind
from bot.desk.message import Audience, Role
from bot.store.intake import post_message
from bot.store.models.work import DraftEntry, ReadingEntry
from tests.store.conftest import TwoShops, hears
from tests.store.effects import NOW, effect

LATER = NOW + timedelta(seconds=10)


def _say(shops: TwoShops, number: int = 1, *, audience: Audience = Audience.AGENT, key: str = "k") -> PostedMessage:
    incoming = IncomingMessage("api", key, f"d{number}", f"text {number}", audience=audience)
    return post_message(shops.store._database, shops.shop_id, incoming, now=NOW + timedelta(minutes=2 * (number - 1)))


def _claim(shops: TwoShops, *, after: timedelta = timedelta(seconds=2)) -> ClaimedTurn:
    (held,) = shops.store.queue().claim(now=NOW + after, lease_seconds=5, limit=1)
    return held


def _count(shops: TwoShops, kind: type[DraftEntry] | type[ReadingEntry]) -> int:
    with shops.store._database.reading(shops.shop_id) as session:
        return session.scalar(select(func.count(kind.shop_id))) or 0


def test_a_claimed_turn_is_not_claimed_again_before_its_lease_ends(shops: TwoShops) -> None:
    _say(shops)
    held = _claim(shops)

    assert shops.store.queue().claim(now=held.lease_until - timedelta(seconds=0.1), lease_seconds=5, limit=1) == ()
    (again,) = shops.store.queue().claim(now=held.lease_until, lease_seconds=5, limit=1)
    assert again.turn.attempt == 2


def test_a_late_writer_cannot_write(shops: TwoShops) -> None:
    posted = _say(shops)
    late = _claim(shops)
    again = _claim(shops, after=timedelta(seconds=8))
    queue = shops.store.queue()

    assert not queue.write(late, effect(), now=LATER)
    assert queue.write(again, effect(), now=LATER)
    assert not queue.write(again, effect(), now=LATER)
    assert not queue.write(late, effect(), now=LATER)
    assert len(shops.ours.advice_of(posted.conversation_id)) == 1
    assert (_count(shops, DraftEntry), _count(shops, ReadingEntry)) == (2, 1)


def test_of_many_writers_at_once_one_writes(shops: TwoShops) -> None:
    posted = _say(shops)
    held = _claim(shops)

    with ThreadPoolExecutor(10) as pool:
        written = list(pool.map(lambda _: shops.store.queue().write(held, effect(), now=LATER), range(10)))

    assert written.count(True) == 1
    assert len(shops.ours.advice_of(posted.conversation_id)) == 1


def test_many_claimers_at_once_never_hold_the_same_turn(shops: TwoShops) -> None:
    for number in range(1, 21):
        _say(shops, number, key=f"k{number}")

    with ThreadPoolExecutor(8) as pool:
        claims = pool.map(lambda _: shops.store.queue().claim(now=NOW + timedelta(hours=2), lease_seconds=5, limit=3), range(16))

    held = [claimed.turn.id for claim in claims for claimed in claim]
    assert len(held) == len(set(held)) == 20


def test_a_turn_comes_with_the_six_messages_before_it(shops: TwoShops) -> None:
    for number in range(1, 10):
        posted = _say(shops, number)
    shops.ours.send_reply(posted.conversation_id, None, ReplyRequest("a reply", "r1"))
    _say(shops, 10)

    held = _claim(shops, after=timedelta(hours=2))

    assert held.turn.text == "text 10"
    assert held.turn.context == (*(("customer", f"text {number}") for number in range(5, 10)), ("agent", "a reply"))


def test_the_bots_answer_is_a_message_and_ends_the_waiting(shops: TwoShops) -> None:
    posted = _say(shops, audience=Audience.SHOPPER)

    shops.store.queue().write(_claim(shops), effect(answer="It is on its way."), now=LATER)

    view = shops.ours.conversation(posted.conversation_id, viewer=None)
    said = view.messages[-1]
    assert (said.role, said.text, said.automatic, said.turn_id) == (Role.BOT, "It is on its way.", True, posted.turn_id)
    assert view.summary.waiting_since is None
    assert [event.kind for event in shops.ours.events_after(0, viewer=None)] == ["message", "advice", "reply"]


def test_the_bot_is_silent_once_people_own_the_conversation(shops: TwoShops) -> None:
    posted = _say(shops, audience=Audience.SHOPPER)
    held = _claim(shops)
    shops.ours.hand_over(posted.conversation_id, reason="asks_for_human")

    assert not shops.store.queue().write(held, effect(answer="Too late."), now=LATER)

    view = shops.ours.conversation(posted.conversation_id, viewer=None)
    assert [message.role for message in view.messages] == [Role.CUSTOMER]
    (again,) = shops.store.queue().claim(now=NOW + timedelta(days=3650), lease_seconds=5, limit=1)
    assert again.turn.audience is Audience.AGENT


def test_an_answer_for_an_agents_turn_is_not_said(shops: TwoShops) -> None:
    posted = _say(shops)

    shops.store.queue().write(_claim(shops), effect(answer="A bot speaks.", hand_over="x"), now=LATER)

    view = shops.ours.conversation(posted.conversation_id, viewer=None)
    assert len(view.messages) == 1
    assert view.summary.owner_id == "front"


def test_a_hand_over_by_the_bot_leaves_the_customer_waiting_for_people(shops: TwoShops) -> None:
    posted = _say(shops, audience=Audience.SHOPPER)

    shops.store.queue().write(_claim(shops), effect(answer="I call a colleague.", hand_over="asks_for_human"), now=LATER)

    summary = shops.ours.conversation(posted.conversation_id, viewer=None).summary
    assert (summary.owner_kind, summary.owner_id) == (OwnerKind.TEAM, "front")
    assert summary.waiting_since is not None
    owner = shops.ours.events_after(0, viewer=None)[-1]
    assert (owner.kind, owner.data["reason"]) == ("owner", "asks_for_human")


def test_the_state_of_a_turn_is_handed_to_the_next(shops: TwoShops) -> None:
    _say(shops, 1)
    shops.store.queue().write(_claim(shops), effect(turns=1), now=LATER)
    second = _say(shops, 2)

    case = shops.ours.turn_case(second.turn_id)

    assert case.previous is not None
    assert case.previous.turns == 1
    assert not case.answered_since_last_turn


def test_a_state_that_counts_no_turn_leaves_the_one_before(shops: TwoShops) -> None:
    _say(shops, 1)
    shops.store.queue().write(_claim(shops), effect(turns=1), now=LATER)
    _say(shops, 2)
    shops.store.queue().write(_claim(shops, after=timedelta(minutes=3)), effect(turns=0), now=LATER)

    case = shops.ours.turn_case(_say(shops, 3).turn_id)

    assert case.previous is not None
    assert case.previous.turns == 1


def test_health_names_what_is_wrong(shops: TwoShops) -> None:
    queue = shops.store.queue()

    assert queue.health(now=NOW).reason == "no_worker"
    queue.beat("w", now=NOW)
    queue.beat("w", now=NOW + timedelta(seconds=2))
    assert queue.health(now=NOW + timedelta(seconds=11)).ok
    assert not queue.health(now=NOW + timedelta(seconds=13)).ok


def test_a_change_by_another_connection_is_seen_once(shops: TwoShops) -> None:
    queue = shops.store.queue()
    queue.changed()

    assert not queue.changed()
    _say(shops)
    assert hears(queue)
    assert not queue.changed()
