"""Public posts: stored once, counted again, found by their author."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.assist.records import IncomingMessage, IncomingPost, PostCounts
from bot.desk.errors import NotFoundError
from bot.desk.message import Channel
from bot.store.models.trade import PolicyEntry
from bot.store.types import utc_now
from tests.store.conftest import TwoShops
from tests.store.effects import effect

POST = IncomingPost(
    "weibo", "p1", "这家店发错货还不理人", author="@阿宁", url="https://example.org/p1", counts=PostCounts(900, 3, 1)
)


def _policy(shops: TwoShops, comments: int) -> None:
    with shops.store._database.writing(shops.shop_id) as session:
        session.add(PolicyEntry(key="crisis_threshold_comments", value=comments))


def _due(shops: TwoShops) -> int:
    """How many turns a worker finds and answers."""
    queue = shops.store.queue()
    held = queue.claim(now=utc_now() + timedelta(seconds=5), lease_seconds=5, limit=9)
    for claimed in held:
        queue.write(claimed, effect(), now=utc_now())
    return len(held)


def test_a_post_is_a_message_in_public_that_waits_for_an_answer(shops: TwoShops) -> None:
    taken = shops.ours.take_post(POST)

    view = shops.ours.conversation(taken.conversation_id, viewer=None)
    assert taken.new
    assert (view.summary.channel, [message.text for message in view.messages]) == (Channel.SOCIAL_PUBLIC, [POST.text])
    assert view.summary.waiting_since is not None
    assert _due(shops) == 1


def test_the_same_post_again_brings_new_counts_and_no_second_message(shops: TwoShops) -> None:
    first = shops.ours.take_post(POST)

    again = shops.ours.take_post(replace(POST, counts=PostCounts(1500, 9)))

    post = shops.ours.post_of(first.conversation_id, viewer=None)
    assert (again.new, again.conversation_id, again.message_id) == (False, first.conversation_id, first.message_id)
    assert post is not None and post.counts == PostCounts(1500, 9, 1)
    assert len(shops.ours.conversation(first.conversation_id, viewer=None).messages) == 1


def test_older_counts_do_not_replace_newer_ones(shops: TwoShops) -> None:
    first = shops.ours.take_post(POST)

    shops.ours.take_post(replace(POST, counts=PostCounts(1, 1, 1), counted_at=utc_now() - timedelta(hours=1)))

    post = shops.ours.post_of(first.conversation_id, viewer=None)
    assert post is not None and post.counts == POST.counts


def test_the_same_id_of_another_network_or_shop_is_another_post(shops: TwoShops) -> None:
    first = shops.ours.take_post(POST)

    assert shops.ours.take_post(replace(POST, network="x")).conversation_id != first.conversation_id
    assert shops.theirs.take_post(POST).new


def test_a_post_that_comes_in_twice_at_once_is_stored_once(shops: TwoShops) -> None:
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda _: shops.ours.take_post(POST), range(4)))

    assert [one.new for one in taken].count(True) == 1
    assert len({one.message_id for one in taken}) == 1
    assert len(shops.ours.conversations(viewer=None)) == 1


def test_counts_are_facts_of_the_case_with_source_and_time(shops: TwoShops) -> None:
    taken = shops.ours.take_post(POST)
    turn_id = shops.ours.conversation(taken.conversation_id, viewer=None).messages[0].turn_id

    case = shops.ours.turn_case(turn_id)

    assert case.post is not None
    assert (case.post.key, case.post.views, case.post.comments, case.post.shares) == ("p1", 900, 3, 1)
    assert (case.shop_name, case.agent_name) == ("Ours", "")


@pytest.mark.parametrize(("comments", "read_again"), [(19, 0), (20, 1), (400, 1)])
def test_a_post_is_read_again_when_its_comments_reach_the_shops_line(shops: TwoShops, comments: int, read_again: int) -> None:
    _policy(shops, 20)
    shops.ours.take_post(POST)
    _due(shops)

    shops.ours.take_post(replace(POST, counts=PostCounts(comments=comments)))

    assert _due(shops) == read_again
    shops.ours.take_post(replace(POST, counts=PostCounts(comments=comments + 1)))
    assert _due(shops) == (comments == 19)


@pytest.mark.parametrize("customer", ["@阿宁", "c-1"])
def test_a_private_message_finds_the_newest_post_of_its_author(shops: TwoShops, customer: str) -> None:
    shops.ours.take_post(replace(POST, key="old", posted_at=utc_now() - timedelta(days=2), customer_key="c-1"))
    shops.ours.take_post(replace(POST, customer_key="c-1"))
    message = IncomingMessage("api", "dm", "d1", "在吗", Channel.SOCIAL_PRIVATE, customer_key=customer)
    posted = shops.ours.post_message(message)

    post = shops.ours.post_of(posted.conversation_id, viewer=None)

    assert post is not None and (post.key, post.text, post.own) == ("p1", POST.text, False)
    assert post.conversation_id
    assert shops.ours.turn_case(posted.turn_id).post is not None


def test_a_stranger_in_private_and_a_known_one_in_the_chat_have_no_post(shops: TwoShops) -> None:
    shops.ours.take_post(POST)
    stranger = shops.ours.post_message(IncomingMessage("api", "dm", "d1", "在吗", Channel.SOCIAL_PRIVATE))
    known = shops.ours.post_message(IncomingMessage("api", "chat", "d2", "在吗", customer_key="@阿宁"))

    assert shops.ours.post_of(stranger.conversation_id, viewer=None) is None
    assert shops.ours.post_of(known.conversation_id, viewer=None) is None


def test_whoever_may_not_see_the_public_conversation_gets_no_way_to_it(shops: TwoShops) -> None:
    taken = shops.ours.take_post(POST)
    shops.ours.hand_over(taken.conversation_id, reason="agent_decision", team="crisis")
    message = IncomingMessage("api", "dm", "d1", "在吗", Channel.SOCIAL_PRIVATE, customer_key="@阿宁")
    posted = shops.ours.post_message(message)
    lin = shops.user("lin", "agent", teams=("front",))

    post = shops.ours.post_of(posted.conversation_id, viewer=lin)

    assert post is not None and (post.text, post.conversation_id) == (POST.text, "")
    with pytest.raises(NotFoundError):
        shops.ours.post_of(taken.conversation_id, viewer=lin)


def test_the_same_counts_once_more_are_not_told_again(shops: TwoShops) -> None:
    shops.ours.take_post(POST)
    told = shops.ours.last_event_id()

    shops.ours.take_post(POST)

    assert shops.ours.last_event_id() == told
