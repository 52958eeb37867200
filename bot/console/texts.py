"""Words of the pages in three languages, and the choice among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
"""Languages of the pages, in the order of the switcher."""

FOLDER = Path(__file__).parent / "texts"


@dataclass(frozen=True)
class Words:
    """The words of one language.

    Attributes:
        language: the page's language tag.
        entries: "section.key" -> words with `{slots}`.
        zone: zone of the times shown.
    """

    language: str
    entries: Mapping[str, str]
    zone: ZoneInfo

    def __call__(self, key: str, **values: object) -> str:
        """The words under a key, with their slots filled.

        Raises:
            KeyError: no such key; a fault of ours, found by the tests.
        """
        words = self.entries[key]
        return words.format(**values) if values else words

    def code(self, section: str, code: str) -> str:
        """The words for a code of the data; a code without words is shown with spaces for its underscores."""
        return self.entries.get(f"{section}.{code}", code.replace("_", " "))

    def source(self, source: str) -> str:
        """Where a fact comes from, in this language; of an order with its number, of a person without any identifier."""
        kind, _, rest = source.partition(" ")
        whole = f"source.{source.replace(' ', '_')}"
        if whole in self.entries:
            return self.entries[whole]
        named = kind in ("order", "post", "product")
        return f"{self.code('source', kind)} {rest}".strip() if named else self.code("source", kind)

    def clock(self, at: datetime, *, seconds: bool = False) -> str:
        """A time of day."""
        return at.astimezone(self.zone).strftime("%H:%M:%S" if seconds else "%H:%M")

    def moment(self, at: datetime, *, now: datetime) -> str:
        """A time of day, with the date when it is not today."""
        local, today = at.astimezone(self.zone), now.astimezone(self.zone)
        if local.date() == today.date():
            return local.strftime("%H:%M")
        return self("ui.date_time", month=local.month, day=local.day, time=local.strftime("%H:%M"))

    def span(self, seconds: float) -> str:
        """A length of time in the largest fitting unit."""
        minutes = int(max(0.0, seconds) // 60)
        if minutes < 1:
            return self("ui.span_moment")
        if minutes < 60:
            return self("ui.span_minutes", n=minutes)
        if minutes < 60 * 24:
            return self("ui.span_hours", n=minutes // 60)
        return self("ui.span_days", n=minutes // (60 * 24))


def load_texts(zone: str) -> Mapping[str, Words]:
    """All languages, read once at start."""
    return {language: Words(language, _entries(language), ZoneInfo(zone)) for language in LANGUAGES}


def _entries(language: str) -> dict[str, str]:
    """Of every file of the language: en.yml, and check.en.yml for the words of the check."""
    found: dict[str, str] = {}
    for path in sorted(FOLDER.glob(f"*{language}.yml")):
        found.update(_flat(yaml.safe_load(path.read_text(encoding="utf-8")), ""))
    return found


def _flat(value: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, item in value.items():
        if isinstance(item, Mapping):
            yield from _flat(item, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(item)


def choose_language(*wishes: str, accept: str, default: str) -> str:
    """The first wish that is one of ours, else what the browser accepts, else the default."""
    for wish in wishes:
        if wish in LANGUAGES:
            return wish
    for tag in _accepted(accept):
        language = _language_of(tag)
        if language:
            return language
    return default


def _accepted(header: str) -> list[str]:
    """Language tags of an Accept-Language header, the most wanted first."""
    weighted: list[tuple[float, str]] = []
    for item in header[:500].split(","):
        tag, _, quality = item.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        if tag and weight > 0:
            weighted.append((weight, tag.lower()))
    return [tag for _, tag in sorted(weighted, key=lambda pair: -pair[0])]


def _language_of(tag: str) -> str:
    parts = tag.split("-")
    if parts[0] == "en":
        return "en"
    if parts[0] != "zh":
        return ""
    return "zh-Hant" if {"hant", "tw", "hk", "mo"} & set(parts) and "hans" not in parts else "zh-Hans"
