"""Facts that a channel brings: who answers, and how far a public post has gone."""

import pytest

from bot.assist.gather_facts import gather_facts
from bot.assist.ports import PostRecord, TurnCase
from bot.desk.conversation import OwnerKind
from bot.desk.message import Audience, Channel
from tests.builders import NOW, a_reading

POST = PostRecord("p1", 900, 31, None, NOW)


def facts_of(channel, **more):
    case = TurnCase("s", "c", "t", channel, Audience.AGENT, OwnerKind.USER, **more)
    return gather_facts(case, a_reading(), {}, now=NOW)[0]


def test_counts_of_a_post_are_internal_facts_with_source_and_time():
    facts = facts_of(Channel.SOCIAL_PUBLIC, post=POST)

    assert (facts["views"], facts["comments"]) == (900, 31)
    assert "shares" not in facts and "from_public_post" not in facts
    assert (facts.fact("comments").source, facts.fact("comments").at) == ("post p1", NOW)
    assert not facts.sayable("comments")


def test_in_private_only_that_there_is_a_post_is_a_fact():
    facts = facts_of(Channel.SOCIAL_PRIVATE, post=POST)

    assert facts["from_public_post"] is True and "comments" not in facts


@pytest.mark.parametrize(("names", "known"), [({"shop_name": "Mendan", "agent_name": "Lin"}, True), ({}, False)])
def test_shop_and_agent_are_facts_when_they_are_known(names, known):
    facts = facts_of(Channel.EMAIL, **names)

    assert facts.sayable("shop_name") is known and facts.sayable("agent_name") is known
