"""Who may do what with which conversation."""

from __future__ import annotations

import pytest

from bot.assist.policy import VISITOR, Actor, Target, actor_of, can
from bot.assist.records import User
from bot.desk.conversation import OwnerKind


def a_user(*roles: str, name: str = "u1") -> Actor:
    return actor_of(User(name, "s1", name, name, "en", roles))


def test_an_action_that_nobody_wrote_down_is_forbidden() -> None:
    assert not can(a_user("admin", "supervisor"), "everything.delete")


def test_another_shop_is_out_of_reach() -> None:
    assert not can(a_user("supervisor"), "conversation.read", Target("s2"))


@pytest.mark.parametrize(
    ("roles", "owner", "allowed"),
    [(("agent",), "u1", True), (("agent",), "u2", False), (("supervisor",), "u2", True), (("trainer",), "u1", False)],
)
def test_a_conversation_of_another_person_is_answered_by_supervisors_only(
    roles: tuple[str, ...], owner: str, allowed: bool
) -> None:
    assert can(a_user(*roles), "reply.send", Target("s1", OwnerKind.USER, owner)) is allowed


def test_a_conversation_in_a_queue_may_be_answered_by_an_agent() -> None:
    assert can(a_user("agent"), "reply.send", Target("s1", OwnerKind.TEAM, "front"))


def test_roles_of_machines_cannot_be_given_to_people() -> None:
    assert not can(a_user("service", "shopper"), "message.post")


def test_a_visitor_may_only_try_to_sign_in() -> None:
    assert can(VISITOR, "login.try")
    assert not can(VISITOR, "desk.open")
