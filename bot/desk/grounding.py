"""Grounding: every figure, promise and piece of case information of a reply held against what is known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.desk.compliance_case import ReplyCase
from bot.desk.figures import Figure
from bot.desk.finding import Finding
from bot.desk.grounding_claims import false_claims
from bot.desk.grounding_dates import days_said
from bot.desk.grounding_found import TIMELY, Ground, finding_of, known_otherwise
from bot.desk.grounding_free import untrue_statements
from bot.desk.grounding_known import counted_from, known_values, of_figures, today_of
from bot.desk.grounding_matching import Said, carried, same_weekday, topical
from bot.desk.grounding_promises import ungrounded_promises
from bot.desk.grounding_texts import Sources
from bot.desk.grounding_values import Known
from bot.desk.grounding_words import (
    affirms,
    affirms_day,
    clause_of,
    counts_own_years,
    is_conditional,
    is_courtesy,
    is_negated,
    is_own_step,
    is_question,
    is_to_come,
    plain_words,
    promises,
    says_back,
    wishes_well,
)
from bot.desk.reply import ReplyReading, Sentence

COMMITTING = frozenset(
    {"commit_time", "promise_outcome", "offer_compensation", "promise_callback", "promise_queue_jump", "grant_privilege"}
)
"""Moves whose figures the customer's words alone do not carry."""
_BOUND = re.compile(r"(?:不到|不足|未满|不满|less than|under)\s*$")
"""A length of time said only as more than what has passed."""
_HALF_A_YEAR = 183
_BESIDE = 5
"""Characters between a weekday and its date at most."""

_LISTENING = frozenset({"acknowledge", "apologise", "thank", "confirm_receipt", "greet", "close"})
"""Moves whose sentences say back what is between the customer and us."""


def ungrounded(reply: ReplyReading, case: ReplyCase) -> tuple[Finding, ...]:
    """Places where the reply states or promises what nothing known carries, in the order of the text."""
    ground = _ground_of(case)
    found = [finding for said in _figures_said(reply, ground.today) for finding in _held_against(said, ground)]
    for other in (*ungrounded_promises(reply, case), *false_claims(reply, case), *untrue_statements(reply, case)):
        if not any(other.start < known.end and known.start < other.end for known in found):
            found.append(other)
    return tuple(sorted(found, key=lambda finding: (finding.start, finding.end)))


def _ground_of(case: ReplyCase) -> Ground:
    today, customer = today_of(case.facts), of_figures(case.customer_figures)
    facts = known_values(case.facts, case.fact_figures)
    if today is not None:
        customer += counted_from(customer, facts, case.facts, today)
    return Ground(case, today, facts, customer, Sources(case))


def _names_the_same_day(figure: Figure, figures: tuple[Figure, ...], today: date | None) -> bool:
    """Whether a weekday stands beside a date that falls on it: "Tuesday, 9 December"."""
    beside = (
        other
        for other in figures
        if other is not figure
        and other.kind == "date"
        and min(abs(other.start - figure.end), abs(figure.start - other.end)) <= _BESIDE
    )
    days = (first for other in beside for first, last in days_said(other, today) if first == last)
    return any(same_weekday(figure, day) for day in days if today is None or abs((day - today).days) <= _HALF_A_YEAR)


def _figures_said(reply: ReplyReading, today: date | None) -> Iterable[Said]:
    """Each figure with its sentence and its clause."""
    words = plain_words(reply.text)
    for figure in reply.figures:
        if figure.low.startswith("weekday") and _names_the_same_day(figure, reply.figures, today):
            continue
        sentence = next((each for each in reply.sentences if each.start <= figure.start < each.end), None)
        first, last = clause_of(words, figure.start, figure.end)
        whole = words[sentence.start : sentence.end] if sentence else words[first:last]
        yield Said(
            figure, words[first:last], whole, words[max(0, figure.start - 12) : figure.start], _made(sentence), reply.language
        )


def _made(sentence: Sentence | None) -> frozenset[str]:
    return sentence.made if sentence is not None else frozenset()


def _held_against(said: Said, ground: Ground) -> Iterable[Finding]:
    committing = bool(said.made & COMMITTING) or (not said.made and promises(said.sentence))
    if _is_not_asserted(said, committing):
        return
    if any(carried(said, item, ground.today) for item in _that_may_carry(said, ground)):
        return
    if _stands_in_texts(said, ground):
        return
    back = says_back(said.clause)
    free = not committing and (not _affirmed(said) or _comes_in_time(said, ground))
    aside = is_own_step(said.clause) or _COMPARES.search(said.clause) is not None
    if (back or free or aside) and _is_the_customers(said, ground):
        return
    if said.made & _LISTENING and not committing and "inform_fact" not in said.made and not _rivalled(said, ground):
        return
    if _is_spared(said, ground, committing=committing, back=back):
        return
    yield finding_of(said, ground, committing)


_COMPARES = re.compile(
    r"比|早[了到]?|晚了?|提前|推迟|之前|(?<![a-z])(?:before|ahead|earlier|later|after|than|in time for|late)(?![a-z])"
)
"""Words that set a day beside another one."""


_ANY_TOPIC = frozenset({"reply_within_hours", "callback_within_hours"})
"""Within these an answer comes, whatever it is about."""


def _that_may_carry(said: Said, ground: Ground) -> Iterable[Known]:
    """The facts that can be meant; not the day of today for what is to come where the facts have a day for it."""
    topics, rivals = said.topics, ground.rivals(said.figure.kind)
    for item in ground.facts:
        if item.fact in ("today", "now") and topics & rivals and is_to_come(said.clause) and not is_own_step(said.clause):
            continue
        answering = said.figure.kind == "duration" and item.fact in _ANY_TOPIC and is_own_step(said.clause)
        if answering or topical(item, topics, rivals):
            yield item


def _rivalled(said: Said, ground: Ground) -> bool:
    """Whether a day is said of something whose day is known."""
    return said.figure.kind == "date" and bool(said.topics & ground.rivals("date")) and is_to_come(said.clause)


def _affirmed(said: Said) -> bool:
    return affirms_day(said.clause) if said.figure.kind in TIMELY else affirms(said.clause)


def _comes_in_time(said: Said, ground: Ground) -> bool:
    """Whether the day that the customer names is one by which the facts promise the goods."""
    promised = [
        item.low for item in ground.facts if item.fact == "promised_delivery" and isinstance(item.low, date) and not item.derived
    ]
    return said.figure.kind == "date" and any(promised[0] <= first for first, _ in said.days(ground.today)) if promised else False


def _stands_in_texts(said: Said, ground: Ground) -> bool:
    figure = said.figure
    if figure.kind in ("amount", "number", "percent") or (figure.kind == "date" and figure.high.endswith("-12-31")):
        return ground.sources.holds(figure.text) or ground.sources.holds_bare(_year_only(figure))
    return ground.sources.holds(figure.text) if figure.kind == "duration" else False


def _year_only(figure: Figure) -> Figure:
    return replace(figure, low=figure.low[:4], high=figure.low[:4]) if figure.kind == "date" else figure


def _is_the_customers(said: Said, ground: Ground) -> bool:
    """Whether the customer said it: the figure, its number, or a day from which it counts to a known one."""
    figure = said.figure
    if any(carried(said, item, ground.today) for item in ground.customer):
        return True
    if figure.kind == "duration":
        return any(carried(said, item, ground.today) for item in ground.gaps)
    return figure.kind in ("amount", "number", "percent") and ground.sources.customer_holds(figure)


def _is_not_asserted(said: Said, committing: bool) -> bool:
    """Whether the figure stands in a question, a condition, a denial, or a wish for a moment's patience."""
    figure = said.figure
    if figure.kind == "duration" and _BOUND.search(said.ahead):
        return True
    if is_conditional(said.clause) or is_negated(said.clause):
        return True
    if not committing and (is_question(said.sentence) or is_conditional(said.sentence)):
        return True
    if figure.kind == "duration" and figure.unit in ("second", "minute"):
        minutes = Decimal(figure.high) / (60 if figure.unit == "second" else 1)
        return minutes <= 3 or (minutes <= 10 and is_courtesy(said.sentence))
    return False


def _is_spared(said: Said, ground: Ground, *, committing: bool, back: bool) -> bool:
    """Whether a figure that nothing carries is still no claim: a day said in passing, a count, the customer's own doing."""
    figure = said.figure
    if figure.kind == "duration" and _is_no_term(said, ground):
        return True
    if figure.kind == "number":
        return figure.unit in ("piece", "people") or back
    if figure.kind == "percent":
        return figure.low == "100" or back
    if figure.kind == "amount" and figure.low == figure.high == "0":
        return True
    if figure.kind == "date":
        if back and not committing:
            return True
        if not committing and is_own_step(said.clause) and not said.topics & ground.rivals("date"):
            return True
        if wishes_well(said.clause) or wishes_well(said.ahead):
            return True
        if figure.low == figure.high == "day+0" or figure.approximate or (figure.low != figure.high and not said.topics):
            soon = figure.low.startswith("day")
            return not committing and not (_differs(said, ground) if soon else is_to_come(said.clause))
        return ground.today is not None and _is_past(said, ground.today) and back
    return back and not committing


def _is_no_term(said: Said, ground: Ground) -> bool:
    """Whether a length of time is the right to return that everybody has, or how long the speaker has been at it."""
    figure = said.figure
    if "无理由" in said.clause and figure.low == "7":
        return "return_window_days" not in ground.case.facts
    return (figure.unit == "year" and counts_own_years(said.clause)) or _is_a_rate(said)


def _is_a_rate(said: Said) -> bool:
    """Whether the length is what a rate counts by: 12 litres a day."""
    figure = said.figure
    if figure.low != figure.high or figure.low != "1" or figure.role:
        return False
    place = said.clause.find(plain_words(figure.text))
    return place >= 0 and _MEASURED.match(said.clause, place + len(figure.text)) is not None


_MEASURED = re.compile(
    r"[^，。]{0,6}?\d+(?:\.\d+)?\s?(?:公升|升|毫升|克|公斤|千克|度|瓦|次|片|粒|毫克|l|ml|kg|g|mg|"
    r"kwh|litres?|liters?)(?![a-z])"
)


def _is_past(said: Said, today: date) -> bool:
    return all(last < today for _, last in said.days(today))


def _differs(said: Said, ground: Ground) -> bool:
    """Whether the clause speaks of something whose day is known to be another one, and of the future."""
    return is_to_come(said.clause) and known_otherwise(said, ground) is not None
