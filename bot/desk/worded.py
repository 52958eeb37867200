"""Facts put into words: a date, an amount or a code as a customer reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bot.desk.facts import AMOUNTS, CODES, DATES
from bot.desk.message import Language

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
CURRENCY_SIGNS = {"CNY": "¥", "TWD": "NT$", "HKD": "HK$", "USD": "US$", "EUR": "€", "GBP": "£", "SGD": "S$"}
SLOT = re.compile(r"\{([a-z_]+)\}")

Vocabulary = Mapping[str, Mapping[str, Mapping[Language, str]]]


def slots_of(text: str) -> tuple[str, ...]:
    """Names of the slots in a wording, in order."""
    return tuple(SLOT.findall(text))


LONGEST_SAID = 2_000
"""Characters of one fact in a reply."""

_LARGEST = 10**15
_NOT_SAID = re.compile("[{}\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Signs that no fact brings into a reply: braces would look like a slot left open, the others break or turn the text."""


def can_be_said(key: str, facts: Mapping[str, Any], language: Language) -> bool:
    """Whether a known fact has words: not nothing, not a truth value, no number beyond all numbers, nothing left open in it."""
    value = localised(facts[key], language)
    if key in AMOUNTS and not _has_words(facts.get("currency", "CNY")):
        return False
    if isinstance(value, Mapping):
        return bool(value) and all(_has_words(name) and _has_words(localised(item, language)) for name, item in value.items())
    if isinstance(facts[key], (list, tuple)):
        return bool(value) and all(_has_words(item) for item in value)
    return _has_words(value)


def _has_words(value: Any) -> bool:
    if value is None or isinstance(value, (bool, Mapping, list, tuple)):
        return False
    if isinstance(value, (int, float)):
        return -_LARGEST < value < _LARGEST
    text = str(value)
    return bool(text.strip()) and len(text) <= LONGEST_SAID and not _NOT_SAID.search(text)


def filled(text: str, facts: Mapping[str, Any], language: Language, vocabulary: Vocabulary) -> str:
    """The wording with each `{fact}` replaced by its value in words.

    Raises:
        KeyError: a slot's fact is not known.
    """
    return SLOT.sub(lambda match: worded(match[1], facts[match[1]], language, vocabulary, facts.get("currency", "CNY")), text)


def worded(key: str, value: Any, language: Language, vocabulary: Vocabulary, currency: str = "CNY") -> str:
    """One fact in words of the language: "11月23日", "23 November", "¥129", "运输中"."""
    if isinstance(value, Mapping):
        return _mapping(value, language)
    if key in DATES:
        return _date(value, language)
    if key in AMOUNTS:
        return f"{CURRENCY_SIGNS.get(currency, currency + ' ')}{_number(value)}"
    if key in CODES and str(value) in vocabulary.get(key, {}):
        return vocabulary[key][str(value)][language]
    if isinstance(value, list | tuple):
        return (", " if language is Language.EN else "、").join(str(item) for item in value)
    return _number(value)


def localised(value: Any, language: Language) -> Any:
    """The words of one language when the value is a map from language to words; else the value itself."""
    if isinstance(value, Mapping) and value and all(str(getattr(key, "value", key)) in _LANGUAGES for key in value):
        texts = {str(getattr(key, "value", key)): text for key, text in value.items()}
        order = (language.value, *_NEAREST[language])
        return next((texts[code] for code in order if code in texts), "")
    return value


_LANGUAGES = frozenset(language.value for language in Language)
_NEAREST = {
    Language.ZH_HANS: ("zh-Hant", "en"),
    Language.ZH_HANT: ("zh-Hans", "en"),
    Language.EN: ("zh-Hans", "zh-Hant"),
}


def _mapping(value: Mapping[Any, Any], language: Language) -> str:
    text = localised(value, language)
    if not isinstance(text, Mapping):
        return str(text)
    colon, comma = (": ", "; ") if language is Language.EN else ("：", "；")
    return comma.join(f"{name}{colon}{localised(item, language)}" for name, item in text.items())


def _date(value: Any, language: Language) -> str:
    moment = _parsed(value)
    if moment is None:
        return str(value)
    day = f"{moment.month}月{moment.day}日" if language is not Language.EN else f"{moment.day} {MONTHS[moment.month - 1]}"
    if isinstance(moment, datetime) and (moment.hour or moment.minute):
        clock = f"{moment.hour}:{moment.minute:02d}"
        return f"{day}{clock}" if language is not Language.EN else f"{day}, {clock}"
    return day


def _parsed(value: Any) -> date | datetime | None:
    """A date or date-time from ISO 8601 text; None when it is none (3.10 does not read a final Z)."""
    if isinstance(value, date):
        return value
    text = str(value).replace("Z", "+00:00")
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        return None


def _number(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)
