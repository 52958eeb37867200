"""Who may do what: one table and one function, used by every door. What is not written here is forbidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.assist.records import User
from bot.desk.conversation import OwnerKind

STAFF = frozenset({"agent", "supervisor", "trainer", "admin"})
"""Roles of people who sign in."""

ROLES = STAFF | {"service", "shopper", "anyone"}
"""All roles: `service` is an API key, `shopper` a shopper's own session, `anyone` a visitor who has proved nothing."""

_DESK = frozenset({"agent", "supervisor"})
_DESK_AND_API = _DESK | {"service"}

TABLE: Mapping[str, frozenset[str]] = {
    "health.read": ROLES,
    "contract.read": ROLES,
    "login.open": ROLES,
    "login.try": ROLES,
    "language.choose": ROLES,
    "session.end": STAFF,
    "home.open": STAFF,
    "desk.open": _DESK,
    "event.follow": _DESK,
    "conversation.list": _DESK_AND_API,
    "conversation.read": _DESK_AND_API,
    "conversation.accept": _DESK,
    "conversation.hand_over": _DESK,
    "reply.send": _DESK_AND_API,
    "reply.check": _DESK_AND_API,
    "reply.dispute": _DESK,
    "order.choose": _DESK_AND_API,
    "feedback.give": _DESK_AND_API,
    "reading.correct": _DESK_AND_API,
    "correction.list": frozenset({"trainer"}),
    "correction.review": frozenset({"trainer"}),
    "dispute.list": frozenset({"trainer", "supervisor"}),
    "dispute.review": frozenset({"trainer"}),
    "rule.read": STAFF,
    "severity.change": frozenset({"supervisor", "admin"}),
    "model.read": STAFF,
    "message.post": frozenset({"service"}),
    "history.import": frozenset({"service"}),
    "post.take": frozenset({"service"}),
    "post.import": frozenset({"supervisor"}),
    "call.open": _DESK,
    "call.note": _DESK,
    "call.say": _DESK,
    "reply.keep": _DESK,
    "identity.ask": frozenset({"service"}),
    "identity.prove": frozenset({"service"}),
    "redacted.list": frozenset({"trainer", "service"}),
    "redacted.read": frozenset({"trainer", "service"}),
    "shop.identify": frozenset({"shopper"}),
    "shop.open": frozenset({"shopper"}),
    "shop.write": frozenset({"shopper"}),
    "shop.follow": frozenset({"shopper"}),
}
"""Action -> roles that may do it. A trainer reads redacted conversations only, an admin reads no messages."""

_OWNERS_ONLY = frozenset({"reply.send", "reply.keep", "call.say", "call.note", "conversation.hand_over", "order.choose"})
_ABOVE_OWNERS = frozenset({"supervisor", "service"})


@dataclass(frozen=True)
class Actor:
    """Who acts: a signed-in user, an API key, a shopper's session, or a visitor.

    Attributes:
        shop_id: the shop that follows from the session or key; "" for a visitor.
        roles: some of ROLES.
        user: the person, when one signed in.
    """

    shop_id: str
    roles: frozenset[str]
    user: User | None = None


@dataclass(frozen=True)
class Target:
    """What an action touches: a shop, and the owner of the conversation where there is one."""

    shop_id: str
    owner_kind: OwnerKind | None = None
    owner_id: str = ""


VISITOR = Actor("", frozenset({"anyone"}))


def actor_of(user: User) -> Actor:
    """A signed-in user as an actor."""
    return Actor(user.shop_id, frozenset(user.roles) & STAFF, user)


def can(actor: Actor, action: str, target: Target | None = None) -> bool:
    """Whether the actor may do this to that; False for every action that the table does not name."""
    if not actor.roles & TABLE.get(action, frozenset()):
        return False
    if target is None:
        return True
    if target.shop_id != actor.shop_id:
        return False
    return action not in _OWNERS_ONLY or _free_or_own(actor, target)


def _free_or_own(actor: Actor, target: Target) -> bool:
    """A conversation that another person owns is left to them, save by supervisors and the host's own console."""
    if target.owner_kind is not OwnerKind.USER or actor.roles & _ABOVE_OWNERS:
        return True
    return actor.user is not None and actor.user.id == target.owner_id
