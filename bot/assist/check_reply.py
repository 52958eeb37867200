"""Check a reply before it is sent: the same for what an agent types, what a draft says, and what the bot answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from bot.assist.ports import MoveReader, PersonalDataFinder, Reader
from bot.desk.approved import ApprovedWords, with_declared_moves
from bot.desk.compliance import findings_of, is_heated, is_held, neutral_text
from bot.desk.compliance_case import ReplyCase, Rewrites
from bot.desk.facts import Facts
from bot.desk.figures import Figure
from bot.desk.finding import Finding
from bot.desk.message import Channel, Language
from bot.desk.reading import Temperament
from bot.desk.rules import Severity

NUMERIC_TEXTS = frozenset({"refund_days"})
"""Facts that are numbers though they may be written as text."""


@dataclass(frozen=True)
class CheckQuestion:
    """A reply and what it answers.

    Attributes:
        channel: where it will stand.
        facts: what is known.
        reply: the words that are about to be sent.
        customer: the customer's words; "" when there are none.
        customer_language: "zh-Hans", "zh-Hant", "en"; "" lets the customer's words decide.
        temperaments: of the moment; None lets the customer's words decide.
        matter: intent of the customer's words; None lets the words decide.
        severities: rule -> severity, where the shop has another than the rule's own.
    """

    channel: Channel
    facts: Facts
    reply: str
    customer: str = ""
    customer_language: str = ""
    temperaments: frozenset[Temperament] | None = None
    matter: str | None = None
    severities: Mapping[str, Severity] = field(default_factory=dict)


@dataclass(frozen=True)
class CheckedReply:
    """What the check says.

    Attributes:
        findings: in the order of the text.
        held: whether one of them forbids sending it as it is.
        heated: whether one of them is a matter of heat, so that it is kept as a draft first.
        neutral: the reply with approved words in place of the heated ones, itself free of heat; "" when there is none.
    """

    findings: tuple[Finding, ...]
    held: bool = False
    heated: bool = False
    neutral: str = ""


class ReplyChecker(Protocol):
    """Holds replies against the protocol."""

    def check(self, question: CheckQuestion) -> CheckedReply:
        """Check one reply; the same question always gives the same answer."""
        ...


class ProtocolChecker:
    """The check over its readers; from any thread."""

    def __init__(
        self,
        moves: MoveReader,
        reader: Reader,
        personal: PersonalDataFinder,
        rewrites: Rewrites,
        approved: ApprovedWords | None = None,
    ) -> None:
        """Take what reads.

        Args:
            moves: reads replies.
            reader: reads the customer's words, where the caller does not say what they are.
            personal: finds personal data.
            rewrites: rule -> language -> words that may stand in place of a sentence.
            approved: what the protocols say; None where nothing is approved.
        """
        self._moves = moves
        self._reader = reader
        self._personal = personal
        self._rewrites = rewrites
        self._approved = approved or ApprovedWords(())

    def check(self, question: CheckQuestion) -> CheckedReply:
        """Read the reply, hold it against the case."""
        case = self._case(question)
        findings = self._findings(question.reply, case)
        if not is_heated(findings):
            return CheckedReply(findings, is_held(findings))
        return CheckedReply(findings, is_held(findings), True, self._neutral(question.reply, findings, case))

    def _findings(self, text: str, case: ReplyCase) -> tuple[Finding, ...]:
        personal = self._personal.find(text) if case.public else ()
        reply = with_declared_moves(replace(self._moves.read(text), personal=personal), self._approved)
        return findings_of(reply, case, self._rewrites)

    def _neutral(self, text: str, findings: Sequence[Finding], case: ReplyCase) -> str:
        """The neutral words, unless they would break a rule that the heated ones did not."""
        neutral = neutral_text(self._moves.read(text), findings)
        if not neutral:
            return ""
        before = {finding.rule for finding in findings}
        after = self._findings(neutral, case)
        return "" if is_heated(after) or any(found.rule not in before for found in after) else neutral

    def _case(self, question: CheckQuestion) -> ReplyCase:
        temperaments, matter, language = question.temperaments, question.matter, _language(question)
        script_shown = language is not None or self._moves.shown_language(question.customer) is not None
        if question.customer and (temperaments is None or matter is None or language is None):
            reading = self._reader.read(question.customer, language=question.customer_language or None)
            temperaments = frozenset(reading.labels) if temperaments is None else temperaments
            matter = reading.intent if matter is None else matter
            language = language or reading.language
        return ReplyCase(
            channel=question.channel,
            facts=question.facts,
            customer=question.customer,
            customer_language=language,
            script_shown=script_shown,
            temperaments=temperaments or frozenset(),
            matter=matter or "",
            customer_figures=self._moves.figures(question.customer),
            fact_figures=self._fact_figures(question.facts),
            severities=question.severities,
        )

    def _fact_figures(self, facts: Facts) -> dict[str, tuple[Figure, ...]]:
        found = {key: self._figures_of(facts[key]) for key in facts if facts.sayable(key) and key not in NUMERIC_TEXTS}
        return {key: figures for key, figures in found.items() if figures}

    def _figures_of(self, value: Any) -> tuple[Figure, ...]:
        if isinstance(value, str):
            return self._moves.figures(value)
        if isinstance(value, Mapping):
            return tuple(figure for item in value.values() for figure in self._figures_of(item))
        if isinstance(value, (list, tuple)):
            return tuple(figure for item in value for figure in self._figures_of(item))
        return ()


def _language(question: CheckQuestion) -> Language | None:
    given = question.customer_language or str(question.facts.get("customer_language", ""))
    return next((language for language in Language if language.value.lower() == given.lower()), None)
