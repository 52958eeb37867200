"""What a finding says, in words: what it is, why it is one, and what to write instead."""

from __future__ import annotations

from typing import NamedTuple

from bot.console.texts import Words
from bot.desk.finding import Finding


class FindingWords(NamedTuple):
    """A finding in the reader's language: a name of the fault, which words break what, and what to write instead."""

    title: str
    why: str
    remedy: str


def finding_words(finding: Finding, words: Words) -> FindingWords:
    """A finding in words; a rule that has none for a variant uses its usual ones.

    Args:
        finding: with its codes and arguments.
        words: the reader's.
    """
    return FindingWords(*(_part(finding, part, words) for part in ("title", "why", "remedy")))


def _part(finding: Finding, part: str, words: Words) -> str:
    usual = f"rule.{finding.rule}.{part}"
    own = f"rule.{finding.rule}.{finding.variant}.{part}"
    fact = str(finding.arguments.get("fact", ""))
    return words(
        own if own in words.entries else usual,
        said=_value("", finding.arguments.get("said"), words),
        known=_value(fact, finding.arguments.get("known"), words),
        fact=words.code("fact", fact),
    )


def _value(fact: str, value: object, words: Words) -> str:
    """A value as it is said: yes or no, the words of a code, several of them as a list."""
    if isinstance(value, bool):
        return words("ui.yes" if value else "ui.no")
    if isinstance(value, list | tuple):
        return words("ui.list_separator").join(_value(fact, item, words) for item in value)
    text = "" if value is None else str(value)
    return words.entries.get(f"value.{fact}.{text}", text)
