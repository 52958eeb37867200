"""The check: a reply held against the protocol. Pure: what was read, what is known, and the shop's severities in; findings out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.desk.facts import Facts
from bot.desk.figures import Figure
from bot.desk.finding import Finding
from bot.desk.message import Channel, Language
from bot.desk.reading import Temperament
from bot.desk.reply import ReplyReading
from bot.desk.rules import Severity


@dataclass(frozen=True)
class ReplyCase:
    """What a reply is held against.

    Attributes:
        channel: where it will stand.
        facts: what is known; an absent fact is not known and may not be asserted.
        customer: the customer's words that it answers; "" when there are none.
        customer_language: the customer's language and script; None when not known.
        temperaments: temperaments of the moment.
        customer_figures: figures in the customer's words.
        fact_figures: fact's name -> figures in its text, for the facts that are texts.
        severities: rule -> severity, where the shop has another than the rule's own.
    """

    channel: Channel
    facts: Facts
    customer: str = ""
    customer_language: Language | None = None
    temperaments: frozenset[Temperament] = frozenset()
    customer_figures: tuple[Figure, ...] = ()
    fact_figures: Mapping[str, tuple[Figure, ...]] = field(default_factory=dict)
    severities: Mapping[str, Severity] = field(default_factory=dict)


def findings_of(reply: ReplyReading, case: ReplyCase) -> tuple[Finding, ...]:
    """Every place where the reply breaks a rule, in the order of the text."""
    raise NotImplementedError
