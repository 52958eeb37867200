"""Numbers as they are written in digits, in Chinese numerals and in English words."""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,3}(?![\d,])(?:\.\d{1,4})?|\d{1,9}(?:\.\d{1,4})?)"
HAN = r"(?:[零〇一二两三四五六七八九十百千万亿廿卅俩仨]{1,12}(?:点[零一二三四五六七八九]{1,4})?)"
HAN_NUMBER = rf"(?:{DIGITS}[万千百]?|{HAN})"
BEFORE_HAN = r"(?<![0-9a-z_.零〇一二两三四五六七八九十百千万亿廿第])(?<![0-9a-z][-/,])"
"""What may not stand right before a number: the rest of a longer number, of a code, or the sign of an ordinal."""

_WORDS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
ENGLISH_WORDS = (
    rf"(?:(?:{_WORD})(?:[ -](?:{_WORD}))?(?:[ -](?:hundred|thousand)(?: and)?(?:[ -](?:{_WORD})){{0,2}})?"
    rf"|a (?:hundred|thousand)(?: and (?:{_WORD})(?:[ -](?:{_WORD}))?)?|a couple(?: of)?|a dozen)"
)
ENGLISH_NUMBER = rf"(?:{DIGITS}k?(?![a-z])|{DIGITS}|{ENGLISH_WORDS})"
BEFORE_ENGLISH = r"(?<![0-9a-z_.#])(?<![0-9a-z][-/,])"
RANGE = r"\s?(?:-|~|–|—|～|至|到|或者?|to|or|、)\s?"

_HAN_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_PAIR = re.compile(r"([一二两三四五六七八])([二两三四五六七八九])(?=[十百千万]|$)")
_ONLY_DIGITS = re.compile(r"[零〇一二三四五六七八九]{2,}")


def plain(value: Decimal | int) -> str:
    """A number without needless zeros: "3", "1.5"."""
    number = Decimal(value)
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"


def number_range(words: str) -> tuple[Decimal, Decimal] | None:
    """Lower and upper end of what a number says ("三五" is 3 to 5); None where the words are no number."""
    if words[0].isdigit():
        return _of_digits(words)
    if words.isascii():
        value = _of_english(words)
        return (Decimal(value), Decimal(value)) if value is not None else None
    return _of_han(words)


def positional(words: str) -> int | None:
    """Chinese digits read one by one: 二〇二六 is 2026; None where there are others."""
    if words.isdigit():
        return int(words)
    return int("".join(str(_HAN_DIGITS[sign]) for sign in words)) if _ONLY_DIGITS.fullmatch(words) else None


def _of_digits(words: str) -> tuple[Decimal, Decimal]:
    factor = {"k": 1000, "百": 100, "千": 1000, "万": 10_000}.get(words[-1], 1)
    digits = words.rstrip("k百千万").replace(",", "")
    value = Decimal(digits) * factor
    return value, value


def _of_english(words: str) -> int | None:
    total, part = 0, 0
    for word in re.split(r"[ -]+", words):
        if word in ("and", "of"):
            continue
        if word == "a":
            part = 1
        elif word == "couple":
            part = 2
        elif word == "dozen":
            part = 12
        elif word == "hundred":
            part = (part or 1) * 100
        elif word == "thousand":
            total, part = (part or 1) * 1000, 0
        elif word in _WORDS:
            part += _WORDS[word]
        else:
            return None
    return total + part


def _of_han(words: str) -> tuple[Decimal, Decimal] | None:
    if "点" in words:
        whole, fraction = words.split("点")
        value = _whole(whole)
        if value is None:
            return None
        number = Decimal(f"{value}.{''.join(str(_HAN_DIGITS[sign]) for sign in fraction)}")
        return number, number
    if len(words) >= 3 and _ONLY_DIGITS.fullmatch(words):
        number = Decimal(positional(words) or 0)
        return number, number
    pair = _PAIR.search(words)
    if pair and _HAN_DIGITS[pair[2]] > _HAN_DIGITS[pair[1]]:
        ends = [_whole(words[: pair.start()] + sign + words[pair.end() :]) for sign in pair.groups()]
        if ends[0] is not None and ends[1] is not None:
            return Decimal(ends[0]), Decimal(ends[1])
    value = _whole(words)
    return (Decimal(value), Decimal(value)) if value is not None else None


def _whole(words: str) -> int | None:
    """A whole number; a last digit without its unit counts a tenth of the unit before it (两百五 is 250)."""
    total, section, digit, last = 0, 0, -1, 0
    for sign in words.replace("廿", "二十").replace("卅", "三十"):
        if sign in _HAN_DIGITS:
            if digit > 0:
                return None
            digit = _HAN_DIGITS[sign]
            last = 1 if digit == 0 else last
        elif sign in _HAN_UNITS:
            section += (1 if digit < 0 else digit) * _HAN_UNITS[sign]
            digit, last = -1, _HAN_UNITS[sign]
        else:
            total = (total + section + max(digit, 0)) * _LARGE[sign] if total + section + max(digit, 0) else 0
            if total == 0:
                return None
            section, digit, last = 0, -1, _LARGE[sign]
    return total + section + max(digit, 0) * (last // 10 if last > 10 else 1)
