"""The check of a reply as pages show it: asked with what the record knows, its findings in words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.assist.check_at_desk import question_of
from bot.assist.check_reply import CheckedReply, ReplyChecker
from bot.assist.records import ConversationView, ShopRecords
from bot.console.finding_words import finding_words
from bot.console.texts import Words
from bot.desk.finding import Rewrite
from bot.desk.rules import Severity

KEYS = 9
"""Findings that have a key of their own."""

Place = tuple[str, int, int]
"""Rule, start and end of a finding."""


@dataclass(frozen=True)
class FindingLine:
    """A finding in words.

    Attributes:
        number: counted from 1; its key.
        rule: its code.
        severity: block or warn.
        title, why, remedy: in the reader's language.
        rows: of the requirements.
        words: those concerned; "" where something is missing from the whole reply.
        start, end: code points of the reply.
        rewrite: what one key puts in place; None where no rewrite is safe.
        disputed: the reader says that it is wrong.
    """

    number: int
    rule: str
    severity: str
    title: str
    why: str
    remedy: str
    rows: str
    words: str
    start: int
    end: int
    rewrite: Rewrite | None
    disputed: bool


@dataclass(frozen=True)
class CheckPart:
    """A checked reply in words.

    Attributes:
        lines: its findings, in the order of the text.
        summary: how many there are.
        neutral: the whole reply in calm words; "" when there is none.
        blocks: a finding forbids sending it.
        stops: it is held: for such a finding, or for its heat.
    """

    lines: tuple[FindingLine, ...]
    summary: str
    neutral: str
    blocks: bool
    stops: bool


def check_text(checker: ReplyChecker, records: ShopRecords, view: ConversationView, text: str) -> CheckedReply:
    """Hold a reply against what the record knows of its conversation.

    Args:
        checker: the engine.
        records: of the shop.
        view: the conversation with its newest messages.
        text: the reply.
    """
    return checker.check(question_of(view, text, records.severities(), now=datetime.now(UTC)))


def stops(checked: CheckedReply) -> bool:
    """Whether the reply is held as a draft: it must not be sent as it is, or it is heated."""
    return checked.held or checked.heated


def check_part(checked: CheckedReply, text: str, words: Words, disputed: Collection[Place] = ()) -> CheckPart:
    """What a page shows of a checked reply."""
    lines = []
    for number, finding in enumerate(checked.findings, start=1):
        said = finding_words(finding, words)
        lines.append(
            FindingLine(
                number=number,
                rule=finding.rule,
                severity=finding.severity.value,
                title=said.title,
                why=said.why,
                remedy=said.remedy,
                rows=", ".join(finding.rows),
                words=text[finding.start : finding.end],
                start=finding.start,
                end=finding.end,
                rewrite=finding.rewrite,
                disputed=(finding.rule, finding.start, finding.end) in disputed,
            )
        )
    return CheckPart(tuple(lines), _summary(checked, words), checked.neutral, checked.held, stops(checked))


def _summary(checked: CheckedReply, words: Words) -> str:
    if not checked.findings:
        return words("check.clear")
    blocks = sum(finding.severity is Severity.BLOCK for finding in checked.findings)
    total = len(checked.findings)
    return words("check.summary", total=total, blocks=blocks, warns=total - blocks)
