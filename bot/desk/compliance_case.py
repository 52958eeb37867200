"""What a reply is held against, and what the functions of the rules share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.desk.facts import Facts
from bot.desk.figures import Figure
from bot.desk.finding import Rewrite
from bot.desk.message import Channel, Language
from bot.desk.reading import Temperament
from bot.desk.reply import ReplyReading, Sentence
from bot.desk.rules import Severity

Rewrites = Mapping[str, Mapping[Language, str]]
"""Rule -> language -> approved words that may stand in place of a sentence."""


@dataclass(frozen=True)
class ReplyCase:
    """What a reply is held against.

    Attributes:
        channel: where it will stand.
        facts: what is known; an absent fact is not known and may not be asserted.
        customer: the customer's words that it answers; "" when there are none.
        customer_language: the customer's language and script; None when not known.
        script_shown: whether the customer's words show their script; where they do not, both scripts of Chinese are theirs.
        temperaments: temperaments of the moment.
        matter: intent of the customer's words; "" when not known.
        customer_figures: figures in the customer's words.
        fact_figures: fact's name -> figures in its text, for the facts that are texts.
        severities: rule -> severity, where the shop has another than the rule's own.
    """

    channel: Channel
    facts: Facts
    customer: str = ""
    customer_language: Language | None = None
    script_shown: bool = True
    temperaments: frozenset[Temperament] = frozenset()
    matter: str = ""
    customer_figures: tuple[Figure, ...] = ()
    fact_figures: Mapping[str, tuple[Figure, ...]] = field(default_factory=dict)
    severities: Mapping[str, Severity] = field(default_factory=dict)

    @property
    def public(self) -> bool:
        """Whether everybody reads along."""
        return self.channel is Channel.SOCIAL_PUBLIC

    @property
    def fault_established(self) -> bool:
        """Whether it is known that the shop erred."""
        return self.facts.get("fault_established") is True


@dataclass(frozen=True)
class Hit:
    """Where a rule is broken; 0 and 0 where something is missing from the whole reply.

    Attributes:
        start: first code point.
        end: one past the last.
        arguments: for the words of why and remedy.
        rewrite: words of its own to put in place; None for the rule's approved words.
        variant: which wording; "" for the usual one.
    """

    start: int = 0
    end: int = 0
    arguments: Mapping[str, Any] = field(default_factory=dict)
    rewrite: Rewrite | None = None
    variant: str = ""


MISSING = Hit()
"""Something is missing from the whole reply."""


def at(sentence: Sentence, **arguments: Any) -> Hit:
    """A sentence breaks the rule."""
    return Hit(sentence.start, sentence.end, arguments)


def made(*moves: str, unless: Callable[[ReplyCase], bool] | None = None) -> Callable[[ReplyReading, ReplyCase], Iterable[Hit]]:
    """A rule that each sentence breaks which makes one of the moves, unless the case allows it."""

    def check(reply: ReplyReading, case: ReplyCase) -> Iterable[Hit]:
        if unless is not None and unless(case):
            return ()
        return [at(sentence) for sentence in reply.sentences_that(*moves)]

    return check
