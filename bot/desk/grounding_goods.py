"""Statements about goods and service in free words, held against what the facts say of the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from bot.desk.compliance_case import ReplyCase
from bot.desk.grounding_asked import Asked
from bot.desk.grounding_clauses import Clause, Untrue
from bot.desk.grounding_names import (
    COLOURS,
    COUNTRIES,
    COURIERS,
    ORIGIN,
    SIZE,
    TIER_SAID,
    TIERS,
    named_in,
)
from bot.desk.grounding_statements import Statement, denies, names_term, statements_of
from bot.desk.grounding_texts import Sources
from bot.desk.grounding_things import EITHER_OR, SAID_AS_SURE, Thing
from bot.desk.grounding_words import is_about_cost, is_conditional, leaves_open, says_back, says_yes, wonders


class Ground:
    """What the facts and the customer's words say, ready to be compared."""

    def __init__(self, case: ReplyCase) -> None:
        self.sources = Sources(case)
        self.statements = statements_of(case.facts)
        self.asked = Asked(self.sources.customer)
        self.facts = case.facts

    @cached_property
    def everything(self) -> str:
        """All words of the facts, names within maps among them."""
        return "\n".join(f"{statement.name} {statement.words}" for statement in self.statements)

    @cached_property
    def known_things(self) -> frozenset[str]:
        """Names of the things that the facts tell of."""
        return frozenset(thing.name for statement in self.statements for thing in statement.about)

    def about(self, thing: Thing) -> tuple[Statement, ...]:
        """The statements that tell of a thing."""
        return tuple(statement for statement in self.statements if thing in statement.about)


def untrue_of_goods(clause: Clause, ground: Ground) -> Iterable[Untrue]:
    """What one clause says of goods or service that the facts deny, or that nothing known carries."""
    if is_conditional(clause.words) or wonders(clause.words):
        return
    found = _denied(clause, ground) or _other_of_its_kind(clause, ground) or _named_otherwise(clause, ground)
    if found is None and not leaves_open(clause.sentence):
        found = _unknown(clause, ground)
    if found is not None:
        yield found


def _denied(clause: Clause, ground: Ground) -> Untrue | None:
    """A yes where the facts say no to the same thing, or the other way round."""
    if leaves_open(clause.claim) or _SORRY.search(clause.words) or (says_back(clause.words) and not says_yes(clause.words)):
        return None
    item = _item(ground)
    things = [thing for thing in clause.things if thing.family not in _NAMED_ONLY and not thing.words.search(item)]
    told = [
        statement
        for statement in ground.statements
        if statement.fact not in _STATES
        and (any(thing in statement.about for thing in things) or any(names_term(term, clause.words) for term in statement.terms))
    ]
    told = [
        statement for statement in told if not is_about_cost(f"{statement.name} {statement.words}") and _is_yes_or_no(statement)
    ]
    if not told or any(statement.holds is clause.holds for statement in told):
        return None
    if clause.holds and not says_yes(clause.claim):
        return None
    if not clause.holds and not any(statement.name and says_yes(statement.words or "yes") for statement in told):
        return None
    return Untrue(clause.start, clause.end, told[0].fact, told[0].shown)


_SORRY = re.compile(r"抱歉|对不起|(?<![a-z])(?:sorry|apologi[sz]e)(?![a-z])")
_STATES = frozenset(
    {
        "order_status",
        "refund_status",
        "return_status",
        "incident",
        "evidence",
        "last_scan",
        "return_reason_no",
        "queue_rule",
        "fault",
        "options",
        "item",
    }
)
"""Facts that tell of a case, not of goods or rules."""

_NAMED_ONLY = frozenset({"material"})


def _is_yes_or_no(statement: Statement) -> bool:
    """Whether the statement denies, or says yes in so many words."""
    return not statement.holds or says_yes(statement.words) or not statement.words or denies(statement.words)


def _other_of_its_kind(clause: Clause, ground: Ground) -> Untrue | None:
    """Another material, system, way of payment than the facts have."""
    if not clause.holds:
        return None
    for thing in clause.things:
        if thing.family not in EITHER_OR or thing.name in ground.known_things or ground.asked.states(thing):
            continue
        if thing.family == "material" and thing.words.search(_item(ground)):
            continue
        others = [statement for statement in ground.statements for other in statement.about if other.family == thing.family]
        if others and says_yes(clause.claim):
            return Untrue(clause.start, clause.end, others[0].fact, others[0].shown)
    return None


def _item(ground: Ground) -> str:
    return " ".join(statement.words for statement in ground.statements if statement.fact == "item")


def _named_otherwise(clause: Clause, ground: Ground) -> Untrue | None:
    """A country, colour, size, courier or tier that is not the known one."""
    if not clause.holds:
        return None
    if ORIGIN.search(clause.words):
        found = _name(COUNTRIES, clause, ground, absent=True)
        if found is not None:
            return found
    if TIER_SAID.search(clause.words):
        found = _name(TIERS, clause, ground, absent=False)
        if found is not None:
            return found
    return _name(COURIERS, clause, ground, absent=True) or _name(COLOURS, clause, ground, absent=False) or _size(clause, ground)


def _name(names: dict[str, str], clause: Clause, ground: Ground, *, absent: bool) -> Untrue | None:
    known = {name for name, _ in named_in(names, ground.everything)}
    if names is not COUNTRIES and names is not TIERS:
        known |= {name for name, _ in named_in(names, ground.asked.words)}
    for name, where in named_in(names, clause.words):
        if name in known or _bare_name(where.group(), ground):
            continue
        others = [
            statement
            for statement in ground.statements
            if named_in(names, f"{statement.name} {statement.words}") or (names is COLOURS and _COLOUR.search(statement.name))
        ]
        if others:
            return Untrue(clause.start + where.start(), clause.start + where.end(), others[0].fact, others[0].shown)
        if absent:
            return Untrue(clause.start + where.start(), clause.start + where.end())
    return None


_COLOUR = re.compile(r"颜色|色号|配色|colou?r")


def _bare_name(words: str, ground: Ground) -> bool:
    """Whether the facts or the customer have the name of a colour without its last sign: 黑 for 黑色."""
    bare = words.removesuffix("色")
    return bare != words and (bare in ground.everything or bare in ground.asked.words)


def _size(clause: Clause, ground: Ground) -> Untrue | None:
    """A size that is said to be there and that the facts do not list."""
    listed = [statement for statement in ground.statements if _SIZES.search(statement.name)]
    if not listed or not says_yes(clause.claim):
        return None
    words = " ".join(statement.words for statement in listed)
    for found in SIZE.finditer(clause.words):
        size = found.group(1) or found.group(2)
        if not re.search(rf"(?<![a-z0-9]){re.escape(size)}(?![a-z0-9])", words) and not _within(size, words):
            return Untrue(clause.start + found.start(), clause.start + found.end(), listed[0].fact, listed[0].shown)
    return None


_SIZES = re.compile(r"尺码|码数|尺寸|鞋码|sizes?(?![a-z])")


def _within(size: str, words: str) -> bool:
    """Whether a size lies within a range of the facts."""
    if not size[0].isdigit():
        return bool(re.search(r"[-~–至到]", words))
    ranges = re.findall(r"(\d{2})\s?[-~–至到]\s?(\d{2})", words)
    return any(float(low) <= float(size) <= float(high) for low, high in ranges)


def _unknown(clause: Clause, ground: Ground) -> Untrue | None:
    """A plain yes about a thing that neither the facts nor the customer's words tell of."""
    if not says_yes(clause.claim) or says_back(clause.words):
        return None
    if clause.holds or _WILL_NOT.search(clause.words):
        for thing in clause.things:
            asked = ground.asked.asks(thing)
            if thing.name in ground.known_things or ground.asked.states(thing) or not (asked or thing.family in SAID_AS_SURE):
                continue
            return Untrue(clause.start, clause.end, promise=_GIVES.search(clause.words) is not None)
    if (clause.holds or _WILL_NOT.search(clause.words)) and ground.asked.answered_by(clause.words, ground.everything):
        return Untrue(clause.start, clause.end, promise=_GIVES.search(clause.words) is not None)
    return None


_WILL_NOT = re.compile(r"不会|不怕|won't|hardly|never")
"""A no that is an answer of its own: that something bad does not happen."""

_GIVES = re.compile(r"免费|[帮给替为]您|for free|for you")
"""Words that make a service a promise."""
