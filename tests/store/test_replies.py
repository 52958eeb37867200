"""Replies, owners, orders and opinions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.assist.records import IncomingMessage, PostedMessage, ReplyRequest, User
from bot.desk.conversation import OwnerKind
from bot.desk.errors import ConflictError, InputError, NotFoundError
from bot.desk.message import Audience
from bot.store.models.work import DraftEntry, FeedbackEntry
from bot.store.types import utc_now
from tests.store.conftest import TwoShops
from tests.store.effects import effect


@pytest.fixture
def lin(shops: TwoShops) -> User:
    return shops.user("lin", "agent", teams=("front",))


@pytest.fixture
def mei(shops: TwoShops) -> User:
    return shops.user("mei", "agent", teams=("front",))


@pytest.fixture
def chen(shops: TwoShops) -> User:
    return shops.user("chen", "supervisor")


def _advised(shops: TwoShops, number: int = 1) -> PostedMessage:
    posted = shops.ours.post_message(IncomingMessage("api", "k", f"d{number}", "where is it"))
    queue = shops.store.queue()
    (held,) = queue.claim(now=utc_now() + timedelta(seconds=2), lease_seconds=5, limit=1)
    assert queue.write(held, effect(), now=utc_now())
    return posted


def _outcomes(shops: TwoShops) -> dict[str, str]:
    with shops.store._database.reading(shops.shop_id) as session:
        return {draft.style: draft.outcome for draft in session.scalars(select(DraftEntry))}


@pytest.mark.parametrize(
    ("text", "style", "outcomes"),
    [
        ("It leaves today.", "brief", {"brief": "accepted", "warm": "rejected"}),
        ("It leaves at noon.", "brief", {"brief": "edited", "warm": "rejected"}),
        ("It leaves today.", "", {"brief": "accepted", "warm": "rejected"}),
        ("My own words.", "", {"brief": "rejected", "warm": "rejected"}),
        ("We are sorry. It leaves today.", "warm", {"brief": "rejected", "warm": "accepted"}),
    ],
)
def test_what_became_of_each_draft_is_kept(shops: TwoShops, lin: User, text: str, style: str, outcomes: dict[str, str]) -> None:
    posted = _advised(shops)

    shops.ours.send_reply(posted.conversation_id, lin, ReplyRequest(text, "r1", turn_id=posted.turn_id, style=style))

    assert _outcomes(shops) == outcomes


def test_a_reply_ends_the_waiting_and_makes_its_writer_the_owner(shops: TwoShops, lin: User) -> None:
    posted = _advised(shops)

    sent = shops.ours.send_reply(posted.conversation_id, lin, ReplyRequest("yes", "r1"))

    summary = shops.ours.conversation(posted.conversation_id, viewer=lin).summary
    assert (sent.author, sent.turn_id, sent.automatic) == ("Lin", posted.turn_id, False)
    assert summary.waiting_since is None
    assert (summary.owner_kind, summary.owner_id, summary.owner_name) == (OwnerKind.USER, lin.id, "Lin")


def test_a_reply_with_a_known_key_is_sent_once(shops: TwoShops, lin: User) -> None:
    posted = _advised(shops)
    reply = ReplyRequest("yes", "r1", version=1)

    first = shops.ours.send_reply(posted.conversation_id, lin, reply)

    assert shops.ours.send_reply(posted.conversation_id, lin, reply) == first
    assert len(shops.ours.conversation(posted.conversation_id, viewer=lin).messages) == 2


def test_a_reply_to_an_old_version_is_a_conflict(shops: TwoShops, lin: User, chen: User) -> None:
    posted = _advised(shops)
    seen = shops.ours.conversation(posted.conversation_id, viewer=lin).summary.version
    shops.ours.send_reply(posted.conversation_id, chen, ReplyRequest("I take this", "r1", version=seen))

    with pytest.raises(ConflictError):
        shops.ours.send_reply(posted.conversation_id, None, ReplyRequest("me too", "r2", version=seen))


def test_nobody_replies_in_a_conversation_that_another_person_has(shops: TwoShops, lin: User, mei: User, chen: User) -> None:
    posted = _advised(shops)
    shops.ours.accept(posted.conversation_id, mei)
    shops.ours.hand_over(posted.conversation_id, reason="shift_ends")
    shops.ours.accept(posted.conversation_id, lin)

    with pytest.raises(ConflictError):
        shops.ours.send_reply(posted.conversation_id, mei, ReplyRequest("hello", "r1"))
    shops.ours.send_reply(posted.conversation_id, chen, ReplyRequest("hello", "r2"))
    assert shops.ours.conversation(posted.conversation_id, viewer=chen).summary.owner_id == lin.id


def test_a_reply_of_a_program_silences_the_bot(shops: TwoShops) -> None:
    posted = shops.ours.post_message(IncomingMessage("api", "k", "d", "hi", audience=Audience.SHOPPER))

    shops.ours.send_reply(posted.conversation_id, None, ReplyRequest("hello", "r1"))

    assert shops.ours.conversation(posted.conversation_id, viewer=None).summary.owner_id == "front"


@pytest.mark.parametrize(
    "reply", [ReplyRequest("", "r1"), ReplyRequest("  ", "r1"), ReplyRequest("x", ""), ReplyRequest("\x00", "r")]
)
def test_an_empty_or_broken_reply_is_refused(shops: TwoShops, lin: User, reply: ReplyRequest) -> None:
    posted = _advised(shops)

    with pytest.raises(InputError):
        shops.ours.send_reply(posted.conversation_id, lin, reply)


def test_who_sees_what(shops: TwoShops, lin: User, mei: User, chen: User) -> None:
    trainer, expert = shops.user("wu", "trainer", "admin"), shops.user("ex", "agent", teams=("expert",))
    queued = _advised(shops)
    everyone = (lin, mei, chen, trainer, expert, None)

    def seeing() -> list[bool]:
        return [bool(shops.ours.conversations(viewer=viewer)) for viewer in everyone]

    assert seeing() == [True, True, True, False, False, True]
    shops.ours.accept(queued.conversation_id, lin)
    assert seeing() == [True, False, True, False, False, True]
    shops.ours.hand_over(queued.conversation_id, reason="needs_knowledge", team="expert")
    assert seeing() == [True, False, True, False, True, True]
    with pytest.raises(NotFoundError):
        shops.ours.conversation(queued.conversation_id, viewer=mei)
    with pytest.raises(NotFoundError):
        shops.ours.accept(queued.conversation_id, trainer)


def test_a_team_hears_that_a_conversation_left_its_queue(shops: TwoShops, lin: User, mei: User) -> None:
    posted = _advised(shops)
    seen = shops.ours.last_event_id()

    shops.ours.accept(posted.conversation_id, lin)
    shops.ours.send_reply(posted.conversation_id, lin, ReplyRequest("yes", "r1"))

    assert [event.kind for event in shops.ours.events_after(seen, viewer=mei)] == ["owner"]
    assert [event.kind for event in shops.ours.events_after(seen, viewer=lin)] == ["owner", "reply"]


def test_many_pages_are_shown_what_each_would_be_shown_alone(shops: TwoShops, lin: User, mei: User, chen: User) -> None:
    trainer, expert = shops.user("wu", "trainer"), shops.user("ex", "agent", teams=("expert",))
    shops.ours.accept(_advised(shops).conversation_id, lin)
    second = shops.ours.post_message(IncomingMessage("api", "other", "d9", "and mine?"))
    shops.ours.hand_over(second.conversation_id, reason="needs_knowledge", team="expert")
    viewers = (lin, mei, chen, trainer, expert)

    events, seen = shops.ours.events_seen(0, viewers)

    assert events == shops.ours.events_after(0, viewer=None)
    assert seen == {who.id: frozenset(event.id for event in shops.ours.events_after(0, viewer=who)) for who in viewers}
    assert len({len(ids) for ids in seen.values()}) >= 4


def test_only_one_person_accepts(shops: TwoShops, lin: User, chen: User) -> None:
    posted = _advised(shops)
    shops.ours.accept(posted.conversation_id, lin)
    shops.ours.accept(posted.conversation_id, lin)

    with pytest.raises(ConflictError):
        shops.ours.accept(posted.conversation_id, chen)


def test_a_hand_over_to_a_team_that_is_not_there_is_refused(shops: TwoShops) -> None:
    posted = _advised(shops)

    with pytest.raises(InputError):
        shops.ours.hand_over(posted.conversation_id, reason="x", team="nobody")


def test_feedback_is_kept_with_its_verdict(shops: TwoShops, lin: User) -> None:
    posted = _advised(shops)

    shops.ours.give_feedback(posted.conversation_id, posted.turn_id, lin, verdict="wrong_draft", note="too long")

    with shops.store._database.reading(shops.shop_id) as session:
        kept = session.scalars(select(FeedbackEntry)).one()
    assert (kept.verdict, kept.note, kept.user_id) == ("wrong_draft", "too long", lin.id)
    with pytest.raises(InputError):
        shops.ours.give_feedback(posted.conversation_id, posted.turn_id, lin, verdict="nice", note="")


def test_events_hold_no_words_of_anyone(shops: TwoShops, lin: User) -> None:
    posted = _advised(shops)
    shops.ours.send_reply(posted.conversation_id, lin, ReplyRequest("a very own reply", "r1"))

    told = str([event.data for event in shops.ours.events_after(0, viewer=None)])

    assert "where is it" not in told
    assert "very own" not in told
