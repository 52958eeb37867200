"""One noisy shop does not hold up another: turns are claimed shop by shop."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import insert

from bot.assist.records import ClaimedTurn, IncomingMessage
from bot.store.intake import post_message
from bot.store.models.talk import ConversationEntry, TurnEntry
from bot.store.types import new_id
from tests.store.conftest import TwoShops
from tests.store.effects import NOW, effect

NOISE = 1_000


def _fill(shops: TwoShops, shop_id: str, count: int) -> None:
    """Conversations of a shop with a waiting turn each."""
    conversations = [
        {
            "shop_id": shop_id,
            "id": new_id(),
            "source": "api",
            "key": f"noise-{number}",
            "channel": "chat",
            "owner_kind": "team",
            "owner_team_id": "front",
            "waiting_since": NOW,
            "created_at": NOW,
            "last_at": NOW,
        }
        for number in range(count)
    ]
    turns = [
        {
            "shop_id": shop_id,
            "id": new_id(),
            "conversation_id": conversation["id"],
            "number": 1,
            "audience": "agent",
            "state": "pending",
            "due_at": NOW + timedelta(milliseconds=number),
            "opened_at": NOW,
            "last_message_at": NOW,
            "first_seq": 1,
            "message_count": 0,
            "characters": 0,
            "after_answer": True,
        }
        for number, conversation in enumerate(conversations)
    ]
    with shops.store._database.writing(None) as session:
        connection = session.connection()
        connection.execute(insert(ConversationEntry.__table__), conversations)  # type: ignore[arg-type]
        connection.execute(insert(TurnEntry.__table__), turns)  # type: ignore[arg-type]


def _quiet_turn(shops: TwoShops) -> str:
    """A turn of the other shop that came in after all the noise."""
    incoming = IncomingMessage("api", "k", "d", "and me?")
    return post_message(shops.store._database, shops.other_shop_id, incoming, now=NOW + timedelta(minutes=1)).turn_id


@pytest.mark.parametrize("limit", [1, 2, 4])
def test_a_thousand_waiting_turns_of_one_shop_do_not_hold_up_another(shops: TwoShops, limit: int) -> None:
    _fill(shops, shops.shop_id, NOISE)
    quiet = _quiet_turn(shops)

    claimed: list[ClaimedTurn] = []
    queue = shops.store.queue()
    for _ in range(-(-2 // limit)):
        claimed += queue.claim(now=NOW + timedelta(minutes=2), lease_seconds=600, limit=limit)

    assert quiet in {held.turn.id for held in claimed[:2]}


def test_a_shop_alone_gets_all_there_is_oldest_first(shops: TwoShops) -> None:
    _fill(shops, shops.shop_id, 6)
    queue = shops.store.queue()

    claimed = queue.claim(now=NOW + timedelta(minutes=2), lease_seconds=5, limit=4)

    assert len(claimed) == 4
    rest = queue.claim(now=NOW + timedelta(minutes=2), lease_seconds=5, limit=4)
    assert len({held.turn.id for held in (*claimed, *rest)}) == 6


def test_shops_are_served_in_turn_while_both_have_much_to_do(shops: TwoShops) -> None:
    _fill(shops, shops.shop_id, 20)
    _fill(shops, shops.other_shop_id, 20)
    queue = shops.store.queue()

    served = [queue.claim(now=NOW + timedelta(minutes=2), lease_seconds=5, limit=1)[0].shop_id for _ in range(10)]

    assert served.count(shops.shop_id) == 5
    assert all(one != next_one for one, next_one in pairwise(served))


def test_turns_of_one_conversation_are_claimed_one_after_the_other(shops: TwoShops) -> None:
    for number in range(3):
        incoming = IncomingMessage("api", "k", f"d{number}", f"text {number}")
        post_message(shops.store._database, shops.shop_id, incoming, now=NOW + timedelta(minutes=2 * number))
    queue = shops.store.queue()
    now = NOW + timedelta(hours=1)

    read = []
    for _ in range(3):
        (held,) = queue.claim(now=now, lease_seconds=5, limit=4)
        read.append(held.turn.text)
        assert queue.claim(now=now, lease_seconds=5, limit=4) == ()
        assert queue.write(held, effect(), now=now)

    assert read == ["text 0", "text 1", "text 2"]
