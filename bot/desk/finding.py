"""Findings: where a reply breaks a rule, kept as codes with arguments and worded when shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.desk.rules import Severity


@dataclass(frozen=True)
class Rewrite:
    """Words to put in place of a span of the reply; empty words take the span out.

    Attributes:
        start: first code point replaced.
        end: one past the last; equal to `start` where words are put in.
        text: the new words, in the reply's language.
    """

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Finding:
    """One place where a reply breaks a rule.

    Attributes:
        rule: name in `bot.desk.rules.RULES`.
        rows: requirement rows broken, the rule's first one first.
        severity: as the shop has it.
        start: first code point of the words; 0 with `end` 0 where something is missing from the whole reply.
        end: one past the last.
        arguments: what the words of why and remedy need: fact names, values said, values known.
        rewrite: what one key puts in its place; None where no rewrite is safe.
        variant: which wording of why and remedy, where a rule has several ("absent", "contradicts", …); "" for the usual one.
    """

    rule: str
    rows: tuple[str, ...]
    severity: Severity
    start: int
    end: int
    arguments: Mapping[str, Any] = field(default_factory=dict)
    rewrite: Rewrite | None = None
    variant: str = ""


def finding_to_json(finding: Finding, text: str) -> dict[str, Any]:
    """The finding in codes, with the words of `text` that it is about."""
    return {
        "rule": finding.rule,
        "rows": list(finding.rows),
        "severity": finding.severity.value,
        "start": finding.start,
        "end": finding.end,
        "text": text[finding.start : finding.end],
        "variant": finding.variant,
        "arguments": dict(finding.arguments),
        "rewrite": {"start": finding.rewrite.start, "end": finding.rewrite.end, "text": finding.rewrite.text}
        if finding.rewrite
        else None,
    }
