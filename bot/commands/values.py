"""Fields of a JSON line, checked as they enter."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from bot.desk.errors import InputError
from bot.wiring import utc_now


def text_of(value: dict[str, Any], name: str) -> str:
    """A field that must be a text that can be stored.

    Raises:
        KeyError: the field is missing.
        InputError: it is no text, or holds NUL or half a surrogate pair.
    """
    text = value[name]
    if not isinstance(text, str):
        raise InputError(f"'{name}' is not a text", remedy="Put it in quotes.")
    if "\x00" in text or any(0xD800 <= ord(character) <= 0xDFFF for character in text):
        raise InputError(f"'{name}' holds NUL or half a surrogate pair", remedy="Remove the broken character.")
    return text


def moment_of(value: object) -> datetime:
    """An aware moment; now when absent; a time without a zone counts as UTC.

    Raises:
        InputError: the value is not a time in ISO 8601.
    """
    if not value:
        return utc_now()
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise InputError(f"'{value}' is not a time", remedy="Write ISO 8601, for example 2026-11-03T14:20:00+08:00.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
