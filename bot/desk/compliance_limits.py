"""Rules of what may be granted, refused and promised: the queue, calls, refusals, pity, familiarity, prices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.desk.compliance_case import Hit, ReplyCase, at, made
from bot.desk.reply import ReplyReading, Sentence

ONLY_WAITING = frozenset(
    {"greet", "acknowledge", "apologise", "apologise_emptily", "thank", "close", "confirm_receipt", "put_off", "brush_off"}
)
"""Moves that a reply may consist of and still leave nobody on the case."""

WAYS_ON = (
    "offer_option",
    "offer_remedy",
    "take_on",
    "bring_expert",
    "invite_private",
    "ask_information",
    "ask_callback_number",
    "promise_callback",
    "commit_time",
    "offer_compensation",
    "hold_with_name",
    "explain_privately",
    "promise_outcome",
)
"""Moves that leave a customer something to go on with."""


def callback_not_provided(reply: ReplyReading, case: ReplyCase) -> Iterable[Hit]:
    """A call is promised, or a number asked for, where the shop provides none (S0.20)."""
    if case.facts.get("callback_allowed") is not True:
        yield from (at(sentence) for sentence in reply.sentences_that("promise_callback", "ask_callback_number"))


def holding_without_person(reply: ReplyReading, case: ReplyCase) -> Iterable[Hit]:
    """Nothing but "wait", and nobody is on it (S0.18)."""
    waiting = reply.sentences_that("put_off", "brush_off")
    if waiting and all(sentence.made <= ONLY_WAITING for sentence in reply.sentences) and not reply.may_do("hold_with_name"):
        yield at(waiting[0])


def refusal_without_reason(reply: ReplyReading, case: ReplyCase) -> Iterable[Hit]:
    """A no with no ground anywhere in the reply (S0.28)."""
    refusals = reply.sentences_that("refuse")
    if refusals and not _has_ground(reply, refusals):
        yield at(refusals[0])


def refusal_without_option(reply: ReplyReading, case: ReplyCase) -> Iterable[Hit]:
    """A no with a ground, and nothing left to do (S0.27)."""
    refusals = reply.sentences_that("refuse")
    if refusals and _has_ground(reply, refusals) and not reply.may_do(*WAYS_ON):
        yield at(refusals[0])


def _has_ground(reply: ReplyReading, refusals: Sequence[Sentence]) -> bool:
    """Whether a reason stands anywhere, or the refusing sentence itself states a fact: "it was activated, so …"."""
    return reply.may_do("give_reason", "explain_privately") or any("inform_fact" in sentence.made for sentence in refusals)


def privilege_on_familiarity(reply: ReplyReading, case: ReplyCase) -> Iterable[Hit]:
    """A benefit for being an old acquaintance, where no published rule opens it (S0.34)."""
    if not opened_to_customer(case):
        yield from (at(sentence) for sentence in reply.sentences_that("grant_privilege"))


def opened_to_customer(case: ReplyCase) -> bool:
    """Whether a published rule opens the benefit to this customer's tier."""
    return is_opened(case.facts.get("open_to"), case.facts.get("member_tier"))


def is_opened(open_to: Any, tier: Any) -> bool:
    """Whether the published rule's words name the tier."""
    words = str(tier or "").strip().lower()
    return bool(words) and words in _words_of(open_to).lower()


def _words_of(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(_words_of(item) for item in value.values())
    if isinstance(value, (list, tuple)):
        return " ".join(_words_of(item) for item in value)
    return str(value or "")


LIMIT_CHECKS = {
    "queue_jump": made("promise_queue_jump", unless=lambda case: case.fault_established),
    "holding_without_person": holding_without_person,
    "callback_not_provided": callback_not_provided,
    "refusal_without_reason": refusal_without_reason,
    "refusal_without_option": refusal_without_option,
    "limit_as_own_choice": made("own_choice"),
    "special_treatment_on_pity": made("pity_favour"),
    "privilege_on_familiarity": privilege_on_familiarity,
    "false_books": made("false_books"),
    "haggler_exploited": made("exploit"),
    "fee_hidden": made("hide_fee"),
}
