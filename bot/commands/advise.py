"""`tactful advise FILE`: drafts, steps and team for whole conversations."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import Any

from bot import wiring
from bot.assist.advise_conversation import advise_conversation
from bot.commands.lines import for_each_line
from bot.commands.options import add_file
from bot.commands.values import choice_of, moment_of, object_of, objects_of, text_of
from bot.console.purchase_words import purchase_words
from bot.console.texts import Words, load_texts
from bot.desk.advice import Advice, advice_to_json
from bot.desk.message import Channel, Language, Message, Role

ZONE = "Asia/Shanghai"
"""Zone of the words; no time is worded here."""

WANTED = ("reading", "state", "playbook", "drafts", "escalate", "to", "steps", "must_not")


def add_parser(commands: Any) -> None:
    """Add `advise` to the commands."""
    parser = commands.add_parser(
        "advise",
        help="advise on conversations: drafts, steps, team",
        description='Each line: {"id", "channel", "facts": {…}, "customer"?: {…}, "messages": [{"role", "text", "at"}]}; '
        'facts are listed in playbooks/README.md; "customer" holds "member_tier" and "orders", each with facts of an order',
    )
    add_file(parser)
    languages = [language.value for language in Language]
    parser.add_argument("--language", choices=languages, default="en", help="language of reasons (default: en)")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    settings = wiring.Settings()
    reader, playbooks = wiring.build_reader(settings), wiring.build_playbooks(settings)
    words = load_texts(ZONE)[options.language]

    def work(value: dict[str, Any]) -> dict[str, Any]:
        facts = object_of(value, "facts")
        messages, now = _messages(value), _now(value, facts)
        channel = choice_of(Channel, value.get("channel", "chat"), "channel")
        advice = advise_conversation(messages, facts, channel, playbooks, reader=reader, now=now, customer=_customer(value))
        return {"id": value["id"], **_shown(advice, words)}

    return for_each_line(options.file, work)


def _messages(value: dict[str, Any]) -> list[Message]:
    return [
        Message(str(place), choice_of(Role, item["role"], "role"), text_of(item, "text"), moment_of(item.get("at")))
        for place, item in enumerate(objects_of(value, "messages"))
    ]


def _customer(value: dict[str, Any]) -> dict[str, Any] | None:
    """What is said of the customer; None when nothing is."""
    if not value.get("customer"):
        return None
    customer = object_of(value, "customer")
    tier = text_of(customer, "member_tier") if customer.get("member_tier") else ""
    return {"member_tier": tier, "orders": objects_of(customer, "orders") if customer.get("orders") else []}


def _now(value: dict[str, Any], facts: dict[str, Any]) -> datetime:
    """The fact `now`, else the time of the last message, else the present."""
    return moment_of(facts.get("now") or (value["messages"][-1].get("at") if value["messages"] else None))


def _shown(advice: Advice, words: Words) -> dict[str, Any]:
    """The advice with its reasons in words."""
    found = advice_to_json(advice)
    for step in found["steps"]:
        step["why"] = step["why"][words.language]
    for evidence in found["state"]["purchase"]["evidence"]:
        evidence["why"] = purchase_words(evidence, words)
    return {key: found[key] for key in WANTED}
