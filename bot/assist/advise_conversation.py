"""Advice on a whole conversation given as text, without a store: the command line's `advise`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.assist.advise import advise_on, first_situation
from bot.assist.buying import with_purchase_type
from bot.assist.gather_facts import SHOP_OFFSET, derived
from bot.assist.ports import Reader, Turn
from bot.desk.advice import Advice
from bot.desk.conversation import ConversationState, OwnerKind, calm_turns_of, next_state
from bot.desk.errors import InputError
from bot.desk.facts import ORDER_KEYS, Fact, Facts
from bot.desk.message import Audience, Channel, Message, Role, joined
from bot.desk.playbook import Playbooks
from bot.desk.reading import Reading
from bot.desk.selection import Case

CONTEXT = 6
"""Messages before a turn that help to read it."""


def advise_conversation(
    messages: Sequence[Message],
    facts: Mapping[str, Any],
    channel: Channel,
    playbooks: Playbooks,
    *,
    reader: Reader,
    now: datetime,
    customer: Mapping[str, Any] | None = None,
) -> Advice:
    """Advice on the customer's last turn, the state folded over all turns before it.

    Args:
        messages: the conversation, oldest first.
        facts: what is known of the case.
        channel: where.
        playbooks: the protocols.
        reader: reads each turn.
        now: aware, UTC.
        customer: what is known of the customer: `member_tier`, and `orders`, each a map of facts of an order; None when
            nothing is. The order that `facts` speak of counts as well.

    Raises:
        InputError: the conversation holds no message of the customer.
    """
    turns = split_turns(messages)
    if not turns:
        raise InputError("no message of the customer.", where="messages", remedy='Add one with "role": "customer".')
    local = now.astimezone(SHOP_OFFSET)
    known = Facts.from_values(
        {"today": local.date().isoformat(), "now": local.isoformat(timespec="minutes"), **derived(facts, local.date()), **facts},
        source="given",
    )
    turn, reading, folded = _folded(turns, reader, calm_turns_of(facts.get("calm_turns")), now)
    buyer = {"member_tier": facts.get("member_tier", ""), **(customer or {})}
    state = with_purchase_type(
        folded,
        reading,
        known,
        _orders(facts, buyer.get("orders", ())),
        member_tier=str(buyer["member_tier"]),
        customer_known=customer is not None,
        now=now,
    )
    asked = (
        known.with_fact(Fact("customer_language", reading.language.value, "reading"))
        if "customer_language" not in known
        else known
    )
    return advise_on(turn, Case(reading, state, asked, channel), playbooks, now=now)


def _folded(
    turns: Sequence[tuple[Turn, bool, datetime]], reader: Reader, calm_turns: int, now: datetime
) -> tuple[Turn, Reading, ConversationState]:
    """The last turn, its reading, and the state folded over all of them (at least one)."""
    state: ConversationState | None = None
    for place, (turn, answered_before, at) in enumerate(turns):
        last = place == len(turns) - 1
        reading = reader.read(turn.text, context=turn.context)
        history = "" if state else first_situation(reader, [text for role, text in turn.context if role == "customer"][::-1])
        state = next_state(
            state,
            reading,
            now=now if last else at,
            waiting_since=at,
            answered_since_last_turn=answered_before,
            owner=OwnerKind.TEAM,
            history_situation=history,
            calm_turns=calm_turns,
        )
    return turn, reading, state or ConversationState()


def _orders(facts: Mapping[str, Any], orders: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The customer's orders, the one at hand among them."""
    at_hand = {key: facts[key] for key in ORDER_KEYS & set(facts)}
    same = any(order.get("order_number") == at_hand.get("order_number") for order in orders)
    return [*orders] if same or "order_status" not in at_hand else [*orders, at_hand]


def split_turns(messages: Sequence[Message]) -> tuple[tuple[Turn, bool, datetime], ...]:
    """The customer's turns: messages that follow each other without an answer, with a pause of under a minute.

    Returns:
        (turn, whether anyone answered since the turn before, time of its first message), oldest first.
    """
    turns: list[tuple[Turn, bool, datetime]] = []
    burst: list[Message] = []
    answered = True
    for place, message in enumerate((*messages, None)):
        ends = (
            message is None or message.role is not Role.CUSTOMER or (burst and message.at - burst[-1].at > timedelta(seconds=60))
        )
        if ends and burst:
            turns.append((_turn(messages, place, burst), answered, burst[0].at))
            answered, burst = False, []
        if message is not None and message.role is Role.CUSTOMER:
            burst.append(message)
        else:
            answered = True
    return tuple(turns)


def _turn(messages: Sequence[Message], end: int, burst: list[Message]) -> Turn:
    text, parts = joined(tuple(burst))
    first = end - len(burst)
    earlier = messages[max(0, first - CONTEXT) : first]
    return Turn(burst[0].id, 1, Audience.AGENT, text, parts, tuple((message.role.value, message.text) for message in earlier))
