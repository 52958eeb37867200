"""What an agent's reply is checked against: the advice, the reading and the words that the record holds, never a page's word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.assist.check_reply import CheckQuestion
from bot.assist.gather_facts import SHOP_OFFSET
from bot.assist.records import AdviceView, ConversationView, MessageView
from bot.desk.facts import Fact, Facts
from bot.desk.message import Message, Role, joined
from bot.desk.reading import Temperament
from bot.desk.rules import Severity
from bot.desk.selection import LINGERING


def question_of(view: ConversationView, reply: str, severities: Mapping[str, Severity], *, now: datetime) -> CheckQuestion:
    """The question whether a reply keeps the protocol of its conversation.

    The customer's words are those of the newest turn; what was read of them counts as long as no newer words came.

    Args:
        view: the conversation with its newest messages and its latest advice.
        reply: the words that are about to be sent.
        severities: of the shop, where it has another than the rule's own.
        now: aware; "tomorrow" is said of this day, whenever the advice was made.
    """
    turn_id = turn_answered(view)
    facts = _facts(view.advice, now)
    read = view.advice is not None and view.advice.turn_id == turn_id
    reading: Mapping[str, Any] = view.advice.advice.get("reading", {}) if view.advice and read else {}
    state: Mapping[str, Any] = view.advice.advice.get("state", {}) if view.advice and read else {}
    return CheckQuestion(
        channel=view.summary.channel,
        facts=facts,
        reply=reply,
        customer=_words(view.messages, turn_id),
        customer_language="" if "customer_language" in facts else str(reading.get("language", "")),
        temperaments=_temperaments(reading, state) if reading else None,
        matter=str(reading["intent"]["name"]) if reading.get("intent") else None,
        severities=severities,
    )


def turn_answered(view: ConversationView) -> str:
    """The customer's newest turn; "" when the customer has said nothing."""
    spoken = (item.turn_id for item in reversed(view.messages) if item.role is Role.CUSTOMER and item.turn_id)
    return next(spoken, "")


def _facts(advice: AdviceView | None, now: datetime) -> Facts:
    """The facts of the advice, on today's date."""
    local = now.astimezone(SHOP_OFFSET)
    kept = tuple(_fact(item) for item in advice.advice.get("facts", ())) if advice else ()
    today = Fact("today", local.date().isoformat(), "clock", now)
    moment = Fact("now", local.isoformat(timespec="minutes"), "clock", now)
    return Facts(kept).with_fact(today).with_fact(moment)


def _fact(item: Mapping[str, Any]) -> Fact:
    at = item.get("at")
    try:
        moment = datetime.fromisoformat(str(at)) if at else None
    except ValueError:
        moment = None
    return Fact(str(item["key"]), item.get("value"), str(item.get("source", "")), moment)


def _words(messages: Sequence[MessageView], turn_id: str) -> str:
    spoken = (item for item in messages if turn_id and item.turn_id == turn_id and item.role is Role.CUSTOMER)
    return joined(tuple(Message(item.id, item.role, item.text, item.at) for item in spoken))[0]


def _temperaments(reading: Mapping[str, Any], state: Mapping[str, Any]) -> frozenset[Temperament]:
    """Those read now, and those of earlier turns that still linger."""
    lingering = {name for name, strength in state.get("temperaments", {}).items() if float(strength) >= LINGERING}
    names = {str(name) for name in reading.get("labels", {})} | lingering
    return frozenset(item for item in Temperament if item.value in names)
