"""Two derived forms of a message, each with a map back to the code points of the original.

`folded` is what patterns are matched on: hidden characters gone, full-width folded, lower case, Simplified characters.
`model` is what the models see: besides that, masks and numbers unified, addresses replaced, long runs shortened.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

import opencc

from bot.reader import chars

ANALYSED_CHARACTERS = 10_000
"""Longest text that is analysed; the rest is kept by the store and read by people."""

LONGEST_RUN = 3
MODEL_CHARACTERS = 2_000
_HELD_CONVERTED = 4_096
_MASK = re.compile(
    r"#e-s\[(?:数字|数|num)x?\]|\[e-s\d*\]|\[[^\[\]\n]{1,10}x\]|<[a-z_]{2,12}>|"
    r"https?://[!-~]+|t\.co/[!-~]+|(?<!\w)@\w{2,30}|(?<![a-z])[a-z]{0,3}\d[\d,.]*\d|\d",
    re.ASCII,
)
_HIDDEN_WORDS = (
    "退款",
    "退货",
    "退钱",
    "投诉",
    "举报",
    "曝光",
    "骗子",
    "骗人",
    "诈骗",
    "欺诈",
    "垃圾",
    "工商",
    "消协",
    "差评",
    "人工",
    "假货",
    "赔偿",
    "赔钱",
)
_SPELLED = {
    "tuikuan": "退款",
    "tuihuo": "退货",
    "tousu": "投诉",
    "jubao": "举报",
    "baoguang": "曝光",
    "pianzi": "骗子",
    "laji": "垃圾",
    "chaping": "差评",
    "rengong": "人工",
    "t款": "退款",
    "t货": "退货",
    "tk": "退款",
}
_PICTURES = "".join(f"{chr(first)}-{chr(last)}" for first, last in chars.EMOJI)
_BETWEEN = rf"[ .*·_^|/~{_PICTURES}-]{{1,2}}"
"""What people put inside a word to get it past a filter."""

_EVASION = re.compile(
    "|".join(rf"{word[0]}{_BETWEEN}{word[1]}(?!作)" for word in _HIDDEN_WORDS)
    + rf"|(?<![a-z])(?:{'|'.join(_SPELLED)})(?![a-z])"
)
_RUN = re.compile(r"(.)\1{3,}|([哈呵嘿啊嗯]{2})\2{2,}", re.DOTALL)
_SPACE = re.compile(r"\s+")
_ONE_FORM = {
    "\u2019": "'",
    "\u2018": "'",
    "\u02bc": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2026": "\u2026",
    "妳": "你",
    "祢": "你",
}
_ZHU = re.compile(r"著(?!名|作|称|述|者)")


@dataclass(frozen=True)
class Derived:
    """A derived text with its way back.

    Attributes:
        text: the derived text.
        starts: for each character the first code point of the original it stands for.
        ends: for each character one past the last.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Span of the original text for the span `start:end` of this one; `start < end` is required."""
        return min(self.starts[start:end]), max(self.ends[start:end])


def fold(text: str) -> Derived:
    """The form of a text that patterns are matched on."""
    return _derived(_cut(fold_characters(text[:ANALYSED_CHARACTERS]), _EVASION, _plain_word))


def fold_characters(text: str) -> Derived:
    """The whole text with hidden characters gone, full-width folded, lower case, Simplified; no word is mended."""
    pieces: list[tuple[str, int, int]] = []
    for position, character in enumerate(text):
        if _is_dropped(text, position):
            continue
        for part in _folded_character(character):
            pieces.append((part, position, position + 1))
    return _derived(_simplified(pieces))


def model_form(folded: Derived) -> Derived:
    """The form of a folded text that the models see; at most `MODEL_CHARACTERS` long."""
    pieces = _cut(folded, _MASK, _mask_word)
    pieces = _cut(_derived(pieces), _RUN, _shortened)
    pieces = _cut(_derived(pieces), _SPACE, lambda _: " ")
    first = 1 if pieces and pieces[0][0] == " " else 0
    last = len(pieces) - 1 if len(pieces) > first and pieces[-1][0] == " " else len(pieces)
    return _derived(pieces[first:last][:MODEL_CHARACTERS])


def _is_dropped(text: str, position: int) -> bool:
    character = text[position]
    if not chars.is_hidden(character):
        code = ord(character)
        return code >= 0x300 and chars.within(code, chars.COMBINING)
    joins = character == "\u200d" and 0 < position < len(text) - 1
    return not (
        joins and chars.is_emoji(text[position + 1]) and (chars.is_emoji(text[position - 1]) or text[position - 1] == "\ufe0f")
    )


@lru_cache(maxsize=_HELD_CONVERTED)
def _folded_character(character: str) -> str:
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    if character in _ONE_FORM:
        return _ONE_FORM[character]
    folded = unicodedata.normalize("NFKC", character) if code >= 0xA0 and chars.within(code, chars.FOLDED) else character
    if len(folded) > 1:
        folded = "".join(part for part in folded if not chars.within(ord(part), chars.COMBINING))
    return folded.lower() if len(folded.lower()) == len(folded) else folded


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _simplified(pieces: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Traditional characters as Simplified ones, position by position."""
    text = "".join(piece[0] for piece in pieces)
    if text.isascii():
        return pieces
    converted = _converter().convert(text)
    if len(converted) != len(text):
        converted = "".join(_simplified_character(character) for character in text)
    converted = _ZHU.sub("着", converted) if "著" in converted else converted
    return [(character, start, end) for character, (_, start, end) in zip(converted, pieces, strict=True)]


@lru_cache(maxsize=_HELD_CONVERTED)
def _simplified_character(character: str) -> str:
    converted: str = _converter().convert(character)
    return converted if len(converted) == 1 else character


def _derived(pieces: Iterable[tuple[str, int, int]]) -> Derived:
    listed = list(pieces)
    return Derived(
        "".join(piece[0] for piece in listed), tuple(piece[1] for piece in listed), tuple(piece[2] for piece in listed)
    )


def _cut(source: Derived, pattern: re.Pattern[str], word: Callable[[re.Match[str]], str]) -> list[tuple[str, int, int]]:
    """Replace what the pattern finds; every character of a replacement stands for the whole of what it replaces."""
    pieces: list[tuple[str, int, int]] = []
    position = 0
    for found in pattern.finditer(source.text):
        pieces.extend(_copied(source, position, found.start()))
        start, end = source.original(found.start(), found.end())
        pieces.extend((character, start, end) for character in word(found))
        position = found.end()
    pieces.extend(_copied(source, position, len(source.text)))
    return pieces


def _copied(source: Derived, start: int, end: int) -> Iterable[tuple[str, int, int]]:
    return zip(source.text[start:end], source.starts[start:end], source.ends[start:end], strict=True)


def _plain_word(found: re.Match[str]) -> str:
    """The word that was broken up or spelled out to get past filters."""
    text = found.group()
    return _SPELLED.get(text) or text[0] + text[-1]


def _mask_word(found: re.Match[str]) -> str:
    """What a mask, an address or a number is to the models."""
    text = found.group()
    if text.startswith("#e-s") or text.startswith("[e-s"):
        return "\u263a"
    if text[0] == "@":
        return "@"
    if text.startswith(("http", "t.co")):
        return ""
    if text[0] in "[<":
        return "0" if text[1] in "数n" else "00"
    digits = sum(1 for character in text if chars.is_digit(character))
    return "00" if digits >= 6 else "0"


def _shortened(found: re.Match[str]) -> str:
    return found.group(1) * LONGEST_RUN if found.group(1) else found.group(2) * 2
