"""Rules where everybody reads along, and of other people's data and secrets anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.desk.compliance_case import Hit, ReplyCase, at, made
from bot.desk.reading import Temperament
from bot.desk.reply import ReplyReading

SUBSTANCE = (
    "acknowledge",
    "apologise",
    "inform_fact",
    "give_reason",
    "take_on",
    "commit_time",
    "offer_remedy",
    "offer_option",
    "hold_with_name",
    "admit_fault",
    "bring_expert",
    "promise_outcome",
)
"""Moves that answer in substance."""

IDENTIFYING = ("order_number", "tracking_number")
"""Facts that tell everybody whose order it is."""


def public_answer_refused(reply: ReplyReading, case: ReplyCase) -> Iterable[Hit]:
    """Past the crisis threshold a public post gets no answer in public (S0.22)."""
    if not case.public or not is_crisis(case):
        return
    refusals = reply.sentences_that("refuse_publicly")
    if refusals:
        yield from (at(sentence) for sentence in refusals)
    elif not reply.may_do(*SUBSTANCE):
        yield from (at(sentence) for sentence in reply.sentences_that("invite_private", "brush_off", "put_off")[:1])


def is_crisis(case: ReplyCase) -> bool:
    """Whether one of the counts of the post has reached the shop's threshold."""
    counted = (
        ("comments", "crisis_threshold_comments"),
        ("views", "crisis_threshold_views"),
        ("shares", "crisis_threshold_shares"),
    )
    return any(_reached(case.facts.get(count), case.facts.get(threshold)) for count, threshold in counted)


def _reached(count: Any, threshold: Any) -> bool:
    try:
        return float(count) >= float(threshold)
    except (TypeError, ValueError):
        return False


def fan_shown_up(reply: ReplyReading, case: ReplyCase) -> Iterable[Hit]:
    """A person is made to look bad before others (S0.35)."""
    if case.public:
        yield from (at(sentence) for sentence in reply.sentences_that("shame_in_public"))


def limits_in_public(reply: ReplyReading, case: ReplyCase) -> Iterable[Hit]:
    """A devoted customer's limits are set where everybody reads (S0.36)."""
    if case.public and Temperament.OVER_FAMILIAR in case.temperaments:
        yield from (at(sentence) for sentence in reply.sentences_that("set_boundary", "explain_privately", "refuse"))


def personal_data_in_public(reply: ReplyReading, case: ReplyCase) -> Iterable[Hit]:
    """Data of the customer or the order where everybody reads (S1.29)."""
    if not case.public:
        return
    own = {str(case.facts.get(key, "")) for key in ("agent_name", "shop_name")}
    written = [sentence for sentence in reply.sentences if not sentence.verbatim]
    spans = [
        (span.start, span.end)
        for span in reply.personal
        if span.value not in own and any(sentence.start <= span.start < sentence.end for sentence in written)
    ]
    spans += [span for key in IDENTIFYING for span in _places(reply.text, case.facts.get(key))]
    covered = sorted(spans)
    for sentence in reply.sentences_that("give_private_data"):
        if not any(sentence.start <= start < sentence.end for start, _ in covered):
            spans.append((sentence.start, sentence.end))
    yield from (Hit(start, end) for start, end in sorted(set(spans)))


def _places(text: str, value: Any) -> list[tuple[int, int]]:
    words = str(value or "")
    start = text.find(words) if len(words) >= 4 else -1
    return [(start, start + len(words))] if start >= 0 else []


PUBLIC_CHECKS = {
    "public_answer_refused": public_answer_refused,
    "fan_shown_up": fan_shown_up,
    "limits_in_public": limits_in_public,
    "personal_data_in_public": personal_data_in_public,
    "others_data": made("give_others_data"),
    "secret_asked": made("ask_secret"),
}
