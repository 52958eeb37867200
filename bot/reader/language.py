"""Language and script of a message."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import opencc

from bot.desk.message import Language
from bot.reader import chars

_NOT_WORDS = re.compile(
    r"https?://[!-~]+|(?<!\w)[@#][\w-]+|\[[^\[\]\n]{1,12}\]|<[a-z_]{2,12}>|[A-Za-z]*[-_]?\d[\w-]*", re.IGNORECASE | re.ASCII
)
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:['’][A-Za-z]+)?")
_LOOKED_AT = 2_000
_BRIEF_LETTERS = 3


def read_language(text: str, *, context: Sequence[tuple[str, str]] = (), language: str | None = None) -> Language:
    """Language and script of a text.

    Args:
        text: the original.
        context: earlier (role, text) pairs, oldest first; decides where the text itself does not.
        language: what the caller knows ("zh-Hans", "zh-Hant", "en"); other values are ignored.
    """
    known = {item.value.lower(): item for item in Language}.get((language or "").lower())
    if known is not None:
        return known
    found = shown_language(text)
    if found is not None:
        return found
    return _of_context(context) or _unsure(text)


def shown_language(text: str) -> Language | None:
    """The language that a text itself shows; None for digits, marks, two letters, or Chinese without a mark of its script."""
    words = _NOT_WORDS.sub(" ", text[:_LOOKED_AT])
    han = sum(1 for character in words if chars.is_han(character))
    latin = _LATIN_WORD.findall(words)
    if han == 0:
        letters = sum(len(word) for word in latin)
        return Language.EN if letters > _BRIEF_LETTERS and (len(latin) > 1 or letters > _BRIEF_LETTERS + 1) else None
    if len(latin) >= 4 and len(latin) > han:
        return Language.EN
    return _script(words)


def _script(text: str) -> Language | None:
    traditional, simplified = _marks()
    old = sum(1 for character in text if character in traditional)
    new = sum(1 for character in text if character in simplified)
    if old == new == 0:
        return None
    return Language.ZH_HANT if old > 0 and old >= new else Language.ZH_HANS


def _of_context(context: Sequence[tuple[str, str]]) -> Language | None:
    own = [text for role, text in context if role == "customer"]
    others = [text for role, text in context if role != "customer"]
    for text in (*reversed(own), *reversed(others)):
        found = shown_language(text)
        if found is not None:
            return found
    return None


def _unsure(text: str) -> Language:
    if any(chars.is_han(character) for character in text):
        return Language.ZH_HANS
    words = _NOT_WORDS.sub(" ", text[:_LOOKED_AT])
    return Language.EN if _LATIN_WORD.search(words) else Language.ZH_HANS


@lru_cache(maxsize=1)
def _marks() -> tuple[frozenset[str], frozenset[str]]:
    """Characters that are Traditional only, and Simplified only, after OpenCC's dictionaries."""
    every = [chr(code) for code in range(0x4E00, 0xA000)]
    to_simplified = opencc.OpenCC("t2s").convert("\n".join(every)).split("\n")
    to_traditional = opencc.OpenCC("s2t").convert("\n".join(every)).split("\n")
    triples = list(zip(every, to_simplified, to_traditional, strict=True))
    traditional = frozenset(own for own, simple, full in triples if simple != own and full == own)
    simplified = frozenset(own for own, simple, full in triples if simple == own and full != own)
    return (traditional | _TRADITIONAL) - _SHARED, simplified - _SHARED - _TRADITIONAL


_SHARED = frozenset(
    "台里面只后干于才出向周几系布范云准征致表松斗谷曲伙制志岳仆仇卜了么注吃占回升托涂叹托熏游扎奸丑卷复姜家沈万与"
)
"""Characters of both scripts that are also the short form of another: they say nothing."""

_TRADITIONAL = frozenset("妳著")
"""Characters that OpenCC leaves alone and only Traditional writers use in messages."""
