"""Normal forms of entities: digits of an amount, the bare number of an order, a date as far as it says itself."""

from __future__ import annotations

import re

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_WEEKDAYS = {
    "一": "monday",
    "二": "tuesday",
    "三": "wednesday",
    "四": "thursday",
    "五": "friday",
    "六": "saturday",
    "日": "sunday",
    "天": "sunday",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_CODE = re.compile(r"[a-z]{0,6}-?\d{6,20}[a-z]{0,2}")
_LENGTHS = (
    *((sign, "hours") for sign in ("小时", "hour", "hr")),
    *((sign, "minutes") for sign in ("分", "min")),
    *((sign, "weeks") for sign in ("星", "礼", "周", "week")),
    *((sign, "months") for sign in ("月", "month")),
    *((sign, "years") for sign in ("年", "year")),
    ("秒", "seconds"),
    ("时", "hours"),
    *((sign, "days") for sign in ("天", "工", "日", "day")),
)
"""Signs of a unit of time, the longer before the shorter that they contain."""

_ENGLISH = {
    "a": 1,
    "an": 1,
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
}


def plain_value(kind: str, words: str) -> str:
    """The value of an entity whose patterns name none; the words themselves where there is nothing simpler.

    Dates: `YYYY-MM-DD`, `MM-DD`, `day:3` (a day of some month), a weekday's name. Durations: `48 hours`, `3 days`.
    """
    if kind in ("order_number", "tracking_number"):
        code = _CODE.search(words)
        return code.group().replace("-", "").upper() if code else words
    if kind == "phone":
        return "".join(sign for sign in words if sign.isascii() and sign.isdigit())
    if kind == "amount":
        return _amount(words)
    if kind == "date":
        return _date(words)
    return _duration(words) if kind == "duration" else words


def _amount(words: str) -> str:
    found = _NUMBER.search(words)
    if found is None:
        number = _chinese_number(words)
        return str(number) if number else words
    digits = found.group()
    return digits.replace(",", "") if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits) else digits


def _date(words: str) -> str:
    numbers = _NUMBER.findall(words)
    if len(numbers) >= 3:
        return f"{int(numbers[0]):04d}-{int(numbers[1]):02d}-{int(numbers[2]):02d}"
    if len(numbers) == 2:
        return f"{int(numbers[0]):02d}-{int(numbers[1]):02d}"
    month = next((place for place, name in enumerate(_MONTHS, 1) if re.search(rf"\b{name}", words)), 0)
    if month and numbers:
        return f"{month:02d}-{int(numbers[0]):02d}"
    if numbers:
        return f"day:{int(numbers[0])}"
    return "weekend" if words.endswith("末") else _WEEKDAYS.get(words[-1], words)


def _duration(words: str) -> str:
    unit = next((name for sign, name in _LENGTHS if sign in words), "")
    found = _NUMBER.search(words)
    number: float | int = float(found.group().replace(",", "")) if found else _english_number(words) or _chinese_number(words)
    if words.startswith("半"):
        number = 0.5
    if not unit or not number:
        return words
    return f"{number:g} {unit}"


def _english_number(words: str) -> int:
    return next((_ENGLISH[word] for word in words.split() if word in _ENGLISH), 0)


def _chinese_number(words: str) -> int:
    total, digit = 0, 0
    for sign in words:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _UNITS:
            total += (digit or 1) * _UNITS[sign]
            digit = 0
    return total + digit
