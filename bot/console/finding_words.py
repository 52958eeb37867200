"""What a finding says, in words: what it is, why it is one, and what to write instead."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.console.texts import Words
from bot.desk.finding import Finding
from bot.desk.message import Language
from bot.desk.worded import worded


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
    return words.entries.get(f"value.{fact}.{text}") or _figure(text, words) or text


_DAYS = re.compile(r"\d{4}-\d\d-\d\d(?:/\d{4}-\d\d-\d\d)?")
_LENGTH = re.compile(r"(\d[\d.-]*) (second|minute|hour|day|week|month|year)")
_UNITS = {
    "second": ("秒", "秒"),
    "minute": ("分钟", "分鐘"),
    "hour": ("小时", "小時"),
    "day": ("天", "天"),
    "week": ("周", "週"),
    "month": ("个月", "個月"),
    "year": ("年", "年"),
}


def _figure(text: str, words: Words) -> str:
    """A known day, span of days or length of time in the reader's language; "" for anything else."""
    language = Language(words.language)
    if _DAYS.fullmatch(text):
        return " – ".join(worded("promised_delivery", day, language, {}) for day in text.split("/"))
    found = _LENGTH.fullmatch(text)
    if found is None:
        return ""
    number, unit = found.groups()
    if language is Language.EN:
        return f"{number} {unit}{'' if number == '1' else 's'}"
    return f"{number} {_UNITS[unit][language is Language.ZH_HANT]}"
