"""Rules of manner: patience, composure, respect, honesty towards the person."""

from __future__ import annotations

from collections.abc import Iterable

from bot.desk.compliance_case import MISSING, Hit, ReplyCase, at, made
from bot.desk.message import Channel
from bot.desk.reading import Temperament
from bot.desk.reply import ReplyReading

CARE = (
    "acknowledge",
    "apologise",
    "apologise_emptily",
    "thank",
    "hold_with_name",
    "take_on",
    "set_boundary",
    "offer_remedy",
    "offer_compensation",
)
"""Moves that show a hurried customer that somebody cares."""

_QUESTION = (
    "?",
    "？",
    "吗",
    "嗎",
    "呢",
    "怎么",
    "怎麼",
    "多少",
    "几",
    "幾",
    "哪",
    "什么",
    "什麼",
    "how",
    "what",
    "where",
    "when",
    "which",
)


def cold_to_hurried(reply: ReplyReading, case: ReplyCase) -> Iterable[Hit]:
    """No sentence shows that time matters to the customer, or that somebody cares (S0.16)."""
    approved = sum(sentence.approved for sentence in reply.sentences)
    if Temperament.HURRIED not in case.temperaments or 2 * approved > len(reply.sentences):
        return
    if not reply.may_do(*CARE):
        yield Hit(reply.sentences[0].start, reply.sentences[-1].end)


def openly_impatient(reply: ReplyReading, case: ReplyCase) -> Iterable[Hit]:
    """Annoyance at being urged (S0.16); at a simple question of somebody who is in no hurry it is another rule's."""
    if not _is_about_question(case):
        yield from (at(sentence) for sentence in reply.sentences_that("show_impatience"))


def impatient_with_basic_question(reply: ReplyReading, case: ReplyCase) -> Iterable[Hit]:
    """Annoyance at a simple or repeated question (S3.23)."""
    if _is_about_question(case):
        yield from (at(sentence) for sentence in reply.sentences_that("show_impatience"))


def _is_about_question(case: ReplyCase) -> bool:
    return Temperament.HURRIED not in case.temperaments and any(sign in case.customer.lower() for sign in _QUESTION)


def cuts_short(reply: ReplyReading, case: ReplyCase) -> Iterable[Hit]:
    """Words of a telephone script that interrupt, hush or hurry (S0.19)."""
    if case.channel is Channel.PHONE_SCRIPT:
        yield from (at(sentence) for sentence in reply.sentences_that("interrupt"))


def fan_mistreated(reply: ReplyReading, case: ReplyCase) -> Iterable[Hit]:
    """A devoted customer is disowned, belittled or insulted (S0.33)."""
    moves = ("disown", "insult", "sarcasm") if Temperament.OVER_FAMILIAR in case.temperaments else ("disown",)
    yield from (at(sentence) for sentence in reply.sentences_that(*moves))


def no_thanks_at_close(reply: ReplyReading, case: ReplyCase) -> Iterable[Hit]:
    """The last reply thanks for nothing (S2.24)."""
    if case.facts.get("closing") is True and not reply.may_do("thank"):
        yield MISSING


def stock_apology(reply: ReplyReading, case: ReplyCase) -> Iterable[Hit]:
    """An apology that names nothing, and no other that does (S3.29)."""
    if not reply.may_do("apologise"):
        yield from (at(sentence) for sentence in reply.sentences_that("apologise_emptily"))


MANNER_CHECKS = {
    "cold_to_hurried": cold_to_hurried,
    "openly_impatient": openly_impatient,
    "cuts_short": cuts_short,
    "sarcasm": made("sarcasm"),
    "blame": made("blame"),
    "lost_composure": made("insult"),
    "hints_at_lying": made("accuse"),
    "worse_treatment_on_pity": made("belittle_story"),
    "threat_for_abuse": made("threaten"),
    "fan_mistreated": fan_mistreated,
    "stock_apology": stock_apology,
    "flattery": made("flatter"),
    "pushing": made("push"),
    "exaggeration": made("exaggerate"),
    "know_it_all_put_down": made("put_down"),
    "bluff": made("bluff"),
    "no_thanks_at_close": no_thanks_at_close,
    "impatient_with_basic_question": impatient_with_basic_question,
}
