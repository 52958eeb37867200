"""Statements about goods and service in free words, held against what the facts say of the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.desk.compliance_case import ReplyCase
from bot.desk.grounding_asked import Asked
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
from bot.desk.grounding_things import EITHER_OR, SAID_AS_SURE, Thing, things_in
from bot.desk.grounding_words import is_about_cost, is_conditional, is_question, leaves_open, says_back, says_yes, wonders
from bot.desk.reply import ReplyReading


@dataclass(frozen=True)
class Clause:
    """A clause of a reply.

    Attributes:
        start: first code point in the reply.
        end: one past its last.
        words: in plain form.
        after: the clause that follows in the same sentence; "" for none.
        sentence: the whole sentence.
    """

    start: int
    end: int
    words: str
    after: str
    sentence: str

    @cached_property
    def things(self) -> tuple[Thing, ...]:
        """The things it names."""
        return things_in(self.words)

    @cached_property
    def claim(self) -> str:
        """The words that say yes or no: its own, with those of the next clause where its own say neither."""
        return self.words if denies(self.words) or says_yes(self.words) or not self.after else f"{self.words}，{self.after}"

    @cached_property
    def holds(self) -> bool:
        """Whether it says yes."""
        return not denies(self.claim)


@dataclass(frozen=True)
class Untrue:
    """A place where a reply says what is not so or not known.

    Attributes:
        start: first code point.
        end: one past the last.
        fact: name of the fact that says otherwise; "" for none.
        known: its words.
        promise: whether it is a promise rather than a statement.
    """

    start: int
    end: int
    fact: str = ""
    known: str = ""
    promise: bool = False


_BREAK = re.compile(r"[，。；！？;!?\n]|,(?!\d)|\.(?=\s|$)|:(?!\d)|\s(?:but|however|though|although|while|whereas)\s|但是?|不过(?!期)|可是|而(?=[不是])")


def clauses_of(reply: ReplyReading, words: str) -> Iterator[Clause]:
    """The clauses of each sentence that states something.

    Args:
        reply: the reply.
        words: its text in plain form.
    """
    for sentence in reply.sentences:
        whole = words[sentence.start : sentence.end]
        if is_question(whole):
            continue
        spans: list[tuple[int, int]] = []
        first = sentence.start
        for mark in _BREAK.finditer(words, sentence.start, sentence.end):
            spans.append((first, mark.start()))
            first = mark.end()
        spans.append((first, sentence.end))
        spans = [(start, end) for start, end in spans if words[start:end].strip()]
        spans = list(_with_topics(spans, words))
        for place, (start, end) in enumerate(spans):
            after = words[slice(*spans[place + 1])] if place + 1 < len(spans) else ""
            yield Clause(start, end, _TOPIC.sub("  ，", words[start:end]), after, whole)


_TOPIC = re.compile(r"的话(?:[，,]|$)")
_IF = re.compile(r"如果|要是|若|假如|万一")


def _with_topics(spans: list[tuple[int, int]], words: str) -> Iterator[tuple[int, int]]:
    """The spans with what only names a topic ("X的话", "X方面") joined to what is said of it."""
    held: int | None = None
    for start, end in spans:
        clause = words[start:end]
        if _NAMING.search(clause) and not _IF.search(clause) and len(clause) < 24:
            held = start if held is None else held
            continue
        yield (start if held is None else held), end
        held = None


_NAMING = re.compile(r"(?:的话|方面|的部分|这块|[这那]一?点|至于.*|嘛)\s*$|^\s*(?:as for|as to|regarding) ")


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
        and (
            any(thing in statement.about for thing in things)
            or any(names_term(term, clause.words) for term in statement.terms)
        )
    ]
    told = [statement for statement in told if not is_about_cost(f"{statement.name} {statement.words}") and _is_yes_or_no(statement)]
    if not told or any(statement.holds is clause.holds for statement in told):
        return None
    if clause.holds and not says_yes(clause.claim):
        return None
    if not clause.holds and not any(statement.name and says_yes(statement.words or "yes") for statement in told):
        return None
    return Untrue(clause.start, clause.end, told[0].fact, _shown(told[0]))


_SORRY = re.compile(r"抱歉|对不起|(?<![a-z])(?:sorry|apologi[sz]e)(?![a-z])")
_STATES = frozenset(
    {"order_status", "refund_status", "return_status", "incident", "evidence", "last_scan", "return_reason_no", "queue_rule", "fault", "options", "item"}
)
"""Facts that tell of a case, not of goods or rules."""

_NAMED_ONLY = frozenset({"material"})


def _is_yes_or_no(statement: Statement) -> bool:
    """Whether the statement denies, or says yes in so many words."""
    return not statement.holds or says_yes(statement.words) or not statement.words or denies(statement.words)


def _shown(statement: Statement) -> str:
    return f"{statement.name}: {statement.words}" if statement.name and statement.words else statement.words or statement.name


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
            return Untrue(clause.start, clause.end, others[0].fact, _shown(others[0]))
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
    return (
        _name(COURIERS, clause, ground, absent=True)
        or _name(COLOURS, clause, ground, absent=False)
        or _size(clause, ground)
    )


def _name(names: dict[str, str], clause: Clause, ground: Ground, *, absent: bool) -> Untrue | None:
    known = {name for name, _ in named_in(names, ground.everything)}
    if names is not COUNTRIES and names is not TIERS:
        known |= {name for name, _ in named_in(names, ground.asked.words)}
    for name, where in named_in(names, clause.words):
        if name in known or _bare_name(where.group(), ground):
            continue
        others = [statement for statement in ground.statements if named_in(names, f"{statement.name} {statement.words}") or (names is COLOURS and _COLOUR.search(statement.name))]
        if others:
            return Untrue(clause.start + where.start(), clause.start + where.end(), others[0].fact, _shown(others[0]))
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
            return Untrue(clause.start + found.start(), clause.start + found.end(), listed[0].fact, _shown(listed[0]))
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
