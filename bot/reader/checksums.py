"""Check digits of identity and card numbers: whether digits that look like one are one."""

from __future__ import annotations

from datetime import date

_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECKS = "10x98765432"
_TAIWAN_LETTERS = "abcdefghjklmnpqrstuvxywzio"
_DOUBLED = str.maketrans("0123456789", "0246813579")
"""Each digit times two, with nine taken from what exceeds nine."""

_EARLIEST_BIRTH = 1880


def is_resident_id(number: str) -> bool:
    """Whether 18 characters are a mainland resident identity number: region, date of birth and check character fit.

    Source: GB 11643-1999; the check character is that of ISO 7064 MOD 11-2.
    """
    if len(number) != 18 or not _is_number(number[:17]) or number[0] not in "12345689":
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return born.year >= _EARLIEST_BIRTH and number[17].lower() == resident_check(number[:17])


def resident_check(digits: str) -> str:
    """The check character that belongs to the first 17 digits, "x" for ten."""
    total = sum(weight * int(digit) for weight, digit in zip(_RESIDENT_WEIGHTS, digits, strict=True))
    return _RESIDENT_CHECKS[total % 11]


def is_luhn(number: str) -> bool:
    """Whether the last digit is right by the Luhn formula (ISO/IEC 7812-1, annex B)."""
    return len(number) > 1 and _is_number(number) and luhn_check(number[:-1]) == number[-1]


def luhn_check(digits: str) -> str:
    """The digit that makes these digits right when put at their end."""
    doubled, single = digits[::-1][::2], digits[::-1][1::2]
    return str(-sum(map(int, doubled.translate(_DOUBLED) + single)) % 10)


def is_taiwan_id(letter: str, digits: str) -> bool:
    """Whether a letter and nine digits are an identity number of Taiwan: sex or residence digit and check digit fit."""
    if len(digits) != 9 or not _is_number(digits) or digits[0] not in "1289":
        return False
    return letter.lower() in _TAIWAN_LETTERS and taiwan_check(letter, digits[:8]) == digits[8]


def taiwan_check(letter: str, digits: str) -> str:
    """The check digit that belongs to the letter and the first eight digits."""
    code = _TAIWAN_LETTERS.index(letter.lower()) + 10
    total = code // 10 + code % 10 * 9 + sum((8 - place) * int(digit) for place, digit in enumerate(digits))
    return str(-total % 10)


def is_hong_kong_id(letters: str, digits: str, check: str) -> bool:
    """Whether one or two letters, six digits and a check character (0-9 or A) are an identity number of Hong Kong."""
    if not 1 <= len(letters) <= 2 or not (letters.isascii() and letters.isalpha()) or len(digits) != 6 or not _is_number(digits):
        return False
    return hong_kong_check(letters, digits) == check.lower()


def hong_kong_check(letters: str, digits: str) -> str:
    """The check character that belongs to the letters and digits, "a" for ten."""
    values = [36, *(ord(letter) - ord("a") + 10 for letter in letters.lower())][-2:]
    values += [int(digit) for digit in digits]
    total = sum(weight * value for weight, value in zip(range(9, 1, -1), values, strict=True))
    return "0123456789a"[-total % 11]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
