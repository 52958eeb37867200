"""Rules of fault: admitted and paid for only when established, put right when it is; delay, loss, guarantee, responsibility."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from bot.desk.compliance_case import MISSING, Hit, ReplyCase, at, made
from bot.desk.compliance_limits import WAYS_ON
from bot.desk.figures import Figure
from bot.desk.reply import ReplyReading, Sentence

REMEDIES = ("offer_remedy", "offer_compensation", "promise_outcome")
"""Moves that put a fault right, or say that it has been."""

FAULTY = frozenset({"late", "delayed", "damaged", "lost", "missing_item", "wrong_item"})
"""Codes of facts that make a delivery late, damaged or lost."""

FAULTY_MATTERS = frozenset({"complain_delay", "report_lost_parcel", "report_damage", "report_missing_item", "report_wrong_item"})
"""Intents of a customer who reports one."""

ABOUT_DELIVERY = FAULTY_MATTERS | {"track_parcel", "chase_reply", "follow_up_promise", "complain_service", "ask_dispatch_time"}
"""Intents whose answer owes a solution where the goods are late, damaged or lost."""

NOT_YET_THERE = frozenset({"awaiting_dispatch", "in_transit", "out_for_delivery", "delayed"})


def compensation_not_due(reply: ReplyReading, case: ReplyCase) -> Iterable[Hit]:
    """Something for the trouble though no fault is established, or more than the facts or the role allow (S0.44)."""
    for sentence in reply.sentences_that("offer_compensation"):
        if not case.fault_established:
            yield at(sentence)
            continue
        above = _above_limit(sentence, reply, case.facts)
        if above is not None:
            figure, limit = above
            yield Hit(figure.start, figure.end, {"said": figure.text, "known": limit}, variant="above")


def _above_limit(sentence: Sentence, reply: ReplyReading, facts: Mapping[str, Any]) -> tuple[Figure, float] | None:
    limits = [float(facts[key]) for key in ("compensation_allowed", "agent_compensation_limit") if _is_number(facts.get(key))]
    prices = {float(facts[key]) for key in ("item_price", "refund_amount", "price_now") if _is_number(facts.get(key))}
    for figure in reply.figures:
        if limits and figure.kind == "amount" and sentence.start <= figure.start < sentence.end:
            said = _number(figure.high)
            if said is not None and said > min(limits) and said not in prices:
                return figure, min(limits)
    return None


def fault_not_put_right(reply: ReplyReading, case: ReplyCase) -> Iterable[Hit]:
    """An established fault whose remedy is refused, or a last reply without one (S0.44)."""
    if not case.fault_established or reply.may_do(*REMEDIES):
        return
    refusals = reply.sentences_that("refuse", "brush_off", "deny_guarantee")
    if refusals:
        yield at(refusals[0])
    elif case.facts.get("closing") is True:
        yield MISSING


def delay_without_solution(reply: ReplyReading, case: ReplyCase) -> Iterable[Hit]:
    """Late, lost or damaged, and the reply has no solution, step or date (S2.16)."""
    elsewhere = bool(case.matter) and case.matter not in ABOUT_DELIVERY
    if elsewhere or not is_delayed_or_lost(case) or all(sentence.approved for sentence in reply.sentences):
        return
    if reply.may_do(*WAYS_ON) or _names_time_ahead(reply):
        return
    waiting = reply.sentences_that("brush_off", "put_off")
    if waiting:
        yield at(waiting[0])
    elif reply.does("inform_fact", "acknowledge", "apologise", "apologise_emptily", "give_reason", "refuse"):
        yield MISSING


def is_delayed_or_lost(case: ReplyCase) -> bool:
    """Whether facts, or the customer's words, say that the goods are late, lost or damaged."""
    facts = case.facts
    if {str(facts.get("fault", "")).lower(), str(facts.get("order_status", "")).lower()} & FAULTY:
        return True
    if (_number(facts.get("days_late")) or 0) > 0:
        return True
    today, promised = _day(facts.get("today") or facts.get("now")), _day(facts.get("promised_delivery"))
    if today and promised and promised < today and facts.get("order_status") in NOT_YET_THERE:
        return True
    return case.matter in FAULTY_MATTERS


def _names_time_ahead(reply: ReplyReading) -> bool:
    """Whether any figure says when: a day, a time or a length of time."""
    return any(figure.kind in ("date", "time", "duration") for figure in reply.figures)


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


FAULT_CHECKS = {
    "fault_admitted": made("admit_fault", unless=lambda case: case.fault_established),
    "compensation_not_due": compensation_not_due,
    "fault_not_put_right": fault_not_put_right,
    "sent_away": made("send_away"),
    "delay_without_solution": delay_without_solution,
    "guarantee_denied": made("deny_guarantee"),
}
