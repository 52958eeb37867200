r"""The small notation of data/entities, made into expressions that cannot run away.

`(a|b|)` one of several, `x?` an optional character, `[ab]` one of these characters, `\d` a digit, `~` a gap of at most
five words or Han characters inside one clause. Nothing repeats without bound, so a search is linear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_GAP = r"(?:\s*(?:[a-z0-9'-]{1,20}|[^\s,.!?;:，。！？；：…]))"
_GAP_LENGTH = 5
_EDGE = r"(?!(?<=[a-z0-9])[a-z0-9])"
"""Not between two letters or digits of one word."""

ANY = "\0"
"""Stands in a set of first characters for "whatever"."""


@dataclass(frozen=True)
class Phrase:
    """A compiled phrase.

    Attributes:
        pattern: matched at a position of folded text.
        firsts: characters a match can begin with.
    """

    pattern: re.Pattern[str]
    firsts: frozenset[str]


def compile_phrase(text: str) -> Phrase:
    """Compile one phrase of the notation.

    Raises:
        ValueError: a bracket is open or stray, or the phrase can be empty.
    """
    source, firsts, empty, position = _choice(text, 0)
    if position != len(text):
        raise ValueError(f"stray ')' at character {position + 1} of {text!r}")
    if empty or ANY in firsts:
        raise ValueError(f"{text!r} must begin with a word")
    return Phrase(re.compile(_EDGE + "(?:" + source + ")" + _EDGE), frozenset(firsts))


def _choice(text: str, position: int) -> tuple[str, set[str], bool, int]:
    """Alternatives up to a closing bracket: source, first characters, whether it can be empty, where it ends."""
    options: list[str] = []
    firsts: set[str] = set()
    can_be_empty = False
    while True:
        source, own_firsts, empty, position = _sequence(text, position)
        options.append(source)
        firsts |= own_firsts
        can_be_empty = can_be_empty or empty
        if position >= len(text) or text[position] != "|":
            return "|".join(options), firsts, can_be_empty, position
        position += 1


def _sequence(text: str, position: int) -> tuple[str, set[str], bool, int]:
    parts: list[str] = []
    firsts: set[str] = set()
    empty = True
    while position < len(text) and text[position] not in "|)":
        source, own_firsts, own_empty, position = _item(text, position)
        if position < len(text) and text[position] == "?":
            source, own_empty, position = f"(?:{source})?", True, position + 1
        parts.append(source)
        if empty:
            firsts |= own_firsts
            empty = own_empty
    return "".join(parts), firsts, empty, position


def _item(text: str, position: int) -> tuple[str, set[str], bool, int]:
    sign = text[position]
    if sign == "(":
        source, firsts, empty, end = _choice(text, position + 1)
        if end >= len(text):
            raise ValueError(f"'(' without ')' in {text!r}")
        return f"(?:{source})", firsts, empty, end + 1
    if sign == "[":
        end = text.index("]", position)
        inside = text[position + 1 : end]
        return f"[{re.escape(inside)}]", set(inside), False, end + 1
    if sign == "\\":
        if text[position + 1] == "d":
            return "[0-9]", set("0123456789"), False, position + 2
        return re.escape(text[position + 1]), {text[position + 1]}, False, position + 2
    if sign == "~":
        return f"{_GAP}{{0,{_GAP_LENGTH}}}?\\s*", {ANY}, True, position + 1
    if sign == " ":
        optional = (position + 1 < len(text) and text[position + 1] in "(?)|~") or position + 1 == len(text)
        return ("\\s*" if optional else "\\s+"), {ANY}, optional, position + 1
    return re.escape(sign), {sign}, False, position + 1
