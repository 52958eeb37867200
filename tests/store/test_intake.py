"""Messages are stored once and join the turn that waits for an answer."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.assist.records import HistoryMessage, IncomingMessage, PostedMessage, ReplyRequest
from bot.desk.conversation import OwnerKind
from bot.desk.errors import InputError
from bot.desk.message import Audience, Role
from bot.store.intake import post_message
from bot.store.joining import JOIN_MESSAGES, JOIN_SECONDS
from bot.store.models.talk import ConversationEntry
from bot.store.store import open_store
from tests.store.conftest import TwoShops
from tests.store.effects import NOW, effect


def _say(
    shops: TwoShops, number: int, *, text: str = "hello", now: datetime = NOW, audience: Audience = Audience.AGENT
) -> PostedMessage:
    incoming = IncomingMessage("api", "k", f"d{number}", text, audience=audience)
    return post_message(shops.store._database, shops.shop_id, incoming, now=now)


def test_a_burst_is_one_turn(shops: TwoShops) -> None:
    first = _say(shops, 1)

    second = _say(shops, 2, now=NOW + timedelta(seconds=JOIN_SECONDS - 1))

    assert second.turn_id == first.turn_id
    claimed = shops.store.queue().claim(now=NOW + timedelta(seconds=60), lease_seconds=5, limit=4)
    assert [turn.turn.text for turn in claimed] == ["hello\nhello"]
    assert [part.message_id for part in claimed[0].turn.parts] == [first.message_id, second.message_id]


@pytest.mark.parametrize("later", [timedelta(seconds=JOIN_SECONDS), timedelta(hours=2)])
def test_a_message_long_after_the_last_opens_a_turn(shops: TwoShops, later: timedelta) -> None:
    first = _say(shops, 1)

    assert _say(shops, 2, now=NOW + later).turn_id != first.turn_id


def test_a_message_after_a_reply_opens_a_turn(shops: TwoShops) -> None:
    first = _say(shops, 1)
    shops.ours.send_reply(first.conversation_id, None, ReplyRequest("yes", "r1"))

    assert _say(shops, 2).turn_id != first.turn_id


def test_a_turn_takes_ten_messages_and_four_thousand_characters(shops: TwoShops) -> None:
    turns = [_say(shops, number).turn_id for number in range(JOIN_MESSAGES + 1)]

    assert len(set(turns[:-1])) == 1
    assert turns[-1] != turns[0]
    assert _say(shops, 50, text="x" * 4_000).turn_id != turns[-1]


def test_a_message_that_joins_overtakes_the_advice_in_the_making(shops: TwoShops) -> None:
    _say(shops, 1)
    queue = shops.store.queue()
    (held,) = queue.claim(now=NOW, lease_seconds=5, limit=1)

    _say(shops, 2)

    assert not queue.write(held, effect(), now=NOW)
    (again,) = queue.claim(now=NOW, lease_seconds=5, limit=1)
    assert again.revision == held.revision + 1
    assert queue.write(again, effect(), now=NOW)


def test_a_known_delivery_changes_nothing(shops: TwoShops) -> None:
    first = _say(shops, 1)

    again = _say(shops, 1, text="other words")

    assert again == PostedMessage(first.message_id, first.conversation_id, first.turn_id, duplicate=True)
    assert [message.text for message in shops.ours.conversation(first.conversation_id, viewer=None).messages] == ["hello"]


def test_one_delivery_fifty_times_at_once_is_one_message(shops: TwoShops) -> None:
    with ThreadPoolExecutor(25) as pool:
        posted = list(pool.map(lambda _: shops.ours.post_message(IncomingMessage("api", "k", "d", "hello")), range(50)))

    assert [message.duplicate for message in posted].count(False) == 1
    assert len({message.message_id for message in posted}) == 1
    assert len(shops.ours.conversation(posted[0].conversation_id, viewer=None).messages) == 1


def test_one_delivery_to_many_processes_at_once_is_one_message(shops: TwoShops) -> None:
    with multiprocessing.get_context("spawn").Pool(5) as pool:
        posted = pool.map(_post_in_process, [(shops.url, shops.shop_id)] * 50, chunksize=10)

    assert [message.duplicate for message in posted].count(False) == 1
    assert len(shops.ours.conversation(posted[0].conversation_id, viewer=None).messages) == 1


def _post_in_process(arguments: tuple[str, str]) -> PostedMessage:
    url, shop_id = arguments
    store = open_store(url)
    try:
        return store.records(shop_id).post_message(IncomingMessage("api", "k", "d", "hello"))
    finally:
        store.close()


def test_messages_at_once_are_all_kept_in_one_conversation(shops: TwoShops) -> None:
    with ThreadPoolExecutor(10) as pool:
        posted = list(
            pool.map(lambda number: shops.ours.post_message(IncomingMessage("api", "k", f"d{number}", "hi")), range(30))
        )

    assert len({message.conversation_id for message in posted}) == 1
    view = shops.ours.conversation(posted[0].conversation_id, viewer=None)
    assert len(view.messages) == 30
    assert view.summary.version == 30


def test_a_shoppers_conversation_belongs_to_the_bot_and_waits_for_quiet(shops: TwoShops) -> None:
    posted = _say(shops, 1, audience=Audience.SHOPPER)
    queue = shops.store.queue()

    assert queue.claim(now=NOW + timedelta(seconds=1.4), lease_seconds=5, limit=1) == ()
    (held,) = queue.claim(now=NOW + timedelta(seconds=1.5), lease_seconds=5, limit=1)
    assert held.turn.audience is Audience.SHOPPER
    assert shops.ours.conversation(posted.conversation_id, viewer=None).summary.owner_kind is OwnerKind.BOT


def test_other_conversations_wait_for_the_front_team(shops: TwoShops) -> None:
    posted = _say(shops, 1)

    summary = shops.ours.conversation(posted.conversation_id, viewer=None).summary

    assert (summary.owner_kind, summary.owner_id, summary.owner_name) == (OwnerKind.TEAM, "front", "Front line")
    assert summary.waiting_since == NOW


def test_waiting_counts_from_the_first_unanswered_message(shops: TwoShops) -> None:
    _say(shops, 1)

    posted = _say(shops, 2, now=NOW + timedelta(minutes=9))

    assert shops.ours.conversation(posted.conversation_id, viewer=None).summary.waiting_since == NOW


@pytest.mark.parametrize("text", ["a\x00b", "half \ud800"])
@pytest.mark.parametrize("field", ["text", "conversation_key", "dedupe_key", "customer_key", "order_number", "source"])
def test_text_that_cannot_be_kept_is_refused(shops: TwoShops, text: str, field: str) -> None:
    whole = IncomingMessage("api", "k", "d", "t")

    with pytest.raises(InputError):
        shops.ours.post_message(replace(whole, **{field: text}))  # type: ignore[arg-type]

    assert shops.ours.conversations(viewer=None) == ()


@pytest.mark.parametrize("text", ["退\u200b款 👩\u200d👩\u200d👧", "\ufeff\u202eabc", "é é", "𠮷", "x" * 100_000, ""])
def test_text_comes_back_code_point_for_code_point(shops: TwoShops, text: str) -> None:
    posted = shops.ours.post_message(IncomingMessage("api", "k", "d", text))

    assert shops.ours.conversation(posted.conversation_id, viewer=None).messages[0].text == text


def test_history_is_kept_without_turns(shops: TwoShops) -> None:
    past = [
        HistoryMessage(Role.CUSTOMER, "where is it", NOW - timedelta(days=2), "h1"),
        HistoryMessage(Role.AGENT, "on its way", NOW - timedelta(days=1), "h2"),
    ]
    incoming = IncomingMessage("api", "k", "h0", "")

    conversation_id = shops.ours.import_history(incoming, past)

    assert shops.ours.import_history(incoming, past) == conversation_id
    view = shops.ours.conversation(conversation_id, viewer=None)
    assert [(message.role, message.text) for message in view.messages] == [(item.role, item.text) for item in past]
    assert view.summary.waiting_since is None
    assert shops.store.queue().claim(now=NOW, lease_seconds=5, limit=9) == ()


def test_the_first_customer_named_stays(shops: TwoShops) -> None:
    posted = shops.ours.post_message(IncomingMessage("api", "k", "d1", "hi", customer_key="a"))

    shops.ours.post_message(IncomingMessage("api", "k", "d2", "hi", customer_key="b", customer_verified=True))

    with shops.store._database.reading(shops.shop_id) as session:
        entry = session.scalars(select(ConversationEntry).where(ConversationEntry.id == posted.conversation_id)).one()
    assert (entry.customer_key, entry.customer_verified) == ("a", False)
