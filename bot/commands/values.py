"""Fields of a JSON line, checked as they enter."""

from __future__ import annotations

from datetime import datetime, timezone
from enum import Enum
from typing import Any

from bot.desk.errors import InputError
from bot.wiring import utc_now


def key_of(value: dict[str, Any]) -> str:
    """The `id`, a text or a whole number, as text.

    Raises:
        KeyError: it is missing.
        InputError: it is something else, or empty.
    """
    key = value["id"]
    if isinstance(key, bool) or not isinstance(key, str | int) or key == "":
        raise InputError("'id' is not a text.", remedy="Give each conversation its own.")
    return str(key)


def text_of(value: dict[str, Any], name: str) -> str:
    """A field that must be a text that can be stored.

    Raises:
        KeyError: the field is missing.
        InputError: it is no text, or holds NUL or half a surrogate pair.
    """
    text = value[name]
    if not isinstance(text, str):
        raise InputError(f"'{name}' is not a text.", remedy="Put it in quotes.")
    if "\x00" in text or any(0xD800 <= ord(character) <= 0xDFFF for character in text):
        raise InputError(f"'{name}' holds NUL or half a surrogate pair.", remedy="Remove the broken character.")
    return text


def objects_of(value: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """A field that must be a list of JSON objects.

    Raises:
        KeyError: the field is missing.
        InputError: it is no list, or holds something else.
    """
    found = value[name]
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise InputError(f"'{name}' is not a list of objects.", remedy='Write [{"role": …, "text": …}, …].')
    return found


def object_of(value: dict[str, Any], name: str) -> dict[str, Any]:
    """A field that may be absent and else must be a JSON object.

    Raises:
        InputError: it is something else.
    """
    found = value.get(name) or {}
    if not isinstance(found, dict):
        raise InputError(f"'{name}' is not an object.", remedy='Write {"name": value, …}.')
    return found


def choice_of[Choice: Enum](kind: type[Choice], value: object, name: str) -> Choice:
    """A field that must be one of the values of an enumeration.

    Raises:
        InputError: it is none of them.
    """
    for choice in kind:
        if choice.value == value:
            return choice
    raise InputError(f"'{value}' is not a {name}.", remedy=f"Known: {', '.join(str(choice.value) for choice in kind)}.")


def moment_of(value: object) -> datetime:
    """An aware moment; now when absent; a time without a zone counts as UTC.

    Raises:
        InputError: the value is not a time in ISO 8601, or none that exists in UTC.
    """
    if not value:
        return utc_now()
    try:
        moment = datetime.fromisoformat(str(value))
        moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
        moment.astimezone(timezone.utc)
    except (ValueError, OverflowError) as error:
        raise InputError(f"'{value}' is not a time.", remedy="Write ISO 8601, for example 2026-11-03T14:20:00+08:00.") from error
    return moment
