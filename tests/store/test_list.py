"""The list of conversations, narrowed down and grown longer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.assist.records import ConversationWish, IncomingMessage, ReplyRequest
from bot.desk.message import Audience, Channel
from bot.store.models.people import CustomerEntry
from bot.store.types import new_id, utc_now
from tests.store.conftest import TwoShops


@pytest.fixture
def busy(shops: TwoShops) -> TwoShops:
    """One conversation with each kind of owner; those of Lin and Wu are answered."""
    with shops.store._database.writing(shops.shop_id) as session:
        session.add(CustomerEntry(id=new_id(), key="hant", name="許", language="zh-Hant"))
    for key, more in {
        "queue": {"customer_key": "hant"},
        "mine": {"channel": Channel.EMAIL},
        "colleague": {},
        "bot": {"audience": Audience.SHOPPER},
    }.items():
        posted = shops.ours.post_message(IncomingMessage("api", key, key, "hi", **more))  # type: ignore[arg-type]
        if key in ("mine", "colleague"):
            user = shops.user({"mine": "lin", "colleague": "wu"}[key], "supervisor")
            shops.ours.accept(posted.conversation_id, user)
            shops.ours.send_reply(posted.conversation_id, user, ReplyRequest("hello", key))
    return shops


@pytest.mark.parametrize(
    ("wish", "keys"),
    [
        ({}, {"queue", "mine", "colleague", "bot"}),
        ({"owner": "mine"}, {"mine"}),
        ({"owner": "queue"}, {"queue"}),
        ({"owner": "colleague"}, {"colleague"}),
        ({"owner": "bot"}, {"bot"}),
        ({"state": "waiting"}, {"queue", "bot"}),
        ({"state": "answered"}, {"mine", "colleague"}),
        ({"language": "zh-Hant"}, {"queue"}),
        ({"channel": "email"}, {"mine"}),
        ({"owner": "mine", "state": "waiting"}, set()),
    ],
)
def test_a_list_shows_what_is_wished(busy: TwoShops, wish: dict[str, str], keys: set[str]) -> None:
    found = busy.store.accounts().user_by_login("lin")
    assert found is not None

    lines = busy.ours.conversations(viewer=found[0], wish=ConversationWish(**wish))

    assert {line.key for line in lines} == keys


def test_nobody_who_waits_is_hidden_by_what_was_answered_lately(shops: TwoShops) -> None:
    user = shops.user("lin", "supervisor")
    long_ago = utc_now() - timedelta(hours=9)
    shops.ours.post_message(IncomingMessage("api", "old", "old", "hi", sent_at=long_ago))
    for number in range(5):
        posted = shops.ours.post_message(IncomingMessage("api", f"k{number}", f"k{number}", "hi"))
        shops.ours.send_reply(posted.conversation_id, user, ReplyRequest("hello", f"r{number}"))

    lines = shops.ours.conversations(viewer=user, limit=3)

    assert [line.key for line in lines] == ["old", "k4", "k3"]
