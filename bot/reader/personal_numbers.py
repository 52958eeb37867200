"""Telephones, identity numbers and bank cards among the digits of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from bot.desk.personal import PersonalKind
from bot.reader import checksums
from bot.reader.personal_digits import NUMERALS, Group, runs_of
from bot.reader.personal_labels import is_called_identity, is_called_order, is_called_phone, is_measure, is_money, label_before


@dataclass(frozen=True)
class Hit:
    """Personal data in folded text.

    Attributes:
        kind: what it is.
        start, end: folded characters.
        value: in one spelling.
        weight: of two hits at the same place the heavier counts.
    """

    kind: PersonalKind
    start: int
    end: int
    value: str
    weight: int


MOST_DIGITS = 21
_TELEPHONE_LENGTHS = {
    "1": (11,),
    "7": (11,),
    "20": (11, 12),
    "27": (11,),
    "31": (11,),
    "33": (11,),
    "34": (11,),
    "39": (11, 12, 13),
    "41": (11, 12),
    "44": (12, 11),
    "46": (11, 12),
    "49": (13, 12, 11),
    "55": (13, 12),
    "60": (11, 12, 10),
    "61": (11,),
    "62": (13, 12, 11),
    "63": (12,),
    "64": (11, 10, 12),
    "65": (10,),
    "66": (11, 10),
    "81": (12, 11),
    "82": (12, 11),
    "84": (11, 12),
    "91": (12,),
    "971": (12, 11),
}
"""Digits of a whole international number by country code, the commonest length first."""

_TOLL_FREE = re.compile(r"1?(?:800|888|877|866|855|844|833|822|400)\d{7}|08(?:00|09|08|45)\d{5,7}|00800\d{6,8}|1010\d{4}")
_AREA = re.compile(r"0(?:10|2\d|[3-9]\d{2})")
_TAIWAN_AREA = re.compile(r"0(?:[2-8]|37|49|82|89|826|836)")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_AMERICAN = re.compile(r"[2-9]\d\d[2-9]\d{6}")
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d*")
_MOBILE_SHAPES = frozenset(
    {(11,), (3, 4, 4), (3, 8), (7, 4), (4, 3, 4), (4, 4, 3), (3, 3, 5), (3, 5, 3), (5, 6), (6, 5), (1, 10), (3, 4, 2, 2)}
    | {(3, 2, 2, 4), (3, 2, 2, 2, 2), (1, 3, 3, 4), (5, 3, 3), (2, 3, 3, 3), (1, 2, 4, 4), (2, 1, 4, 4), (4, 7)}
)
_PREFIX = re.compile(r"(?<![a-z0-9])([a-z]{1,4})-\Z")
_PLUS = re.compile(r"[+＋]\s?\(?\s?\Z")
_EXTENSION = re.compile(
    r"\s*[,，(]?\s*(?:(?:转接?|分机号?码?|内线|接|(?<![a-z])(?:ext|extension|x|extn)(?![a-z])|"
    r"#)\s*){1,2}[.:：是为]*\s*([0-9零〇一二三四五六七八九幺]{1,6})(?![0-9])\)?"
    r"|\s?-\s?([0-9]{2,5})(?![0-9-])"
)
_TO_DIGITS = str.maketrans({sign: digit for sign, digit in NUMERALS.items() if len(sign) == 1})
_THIN = r"[^0-9a-z\u4e00-\u9fff\n]{0,3}"
_TAIWAN_ID = re.compile(rf"(?:(?<![a-z0-9])|(?<=id))([a-z]){_THIN}([0-9](?:{_THIN}[0-9]){{8}})(?!\s?[0-9]|[a-z])")
_AREA_APART = re.compile(
    r"区号\s?[:是为]?\s?(0[0-9]{2,3})[\s,，、]{0,2}(?:电话|号码|座机|直线|"
    r"后面)?号?\s?[:是为]?\s?([2-8](?:[\s-]?[0-9]){6,7})(?![0-9])"
)
_HONG_KONG_ID = re.compile(
    r"(?:(?<![a-z0-9])|(?<=id))([a-z]{1,2})\s?([0-9](?:[\s-]?[0-9]){5})\s?(?:\(\s?([0-9a])\s?\)|"
    r"[-/]?\s?([0-9a])(?![0-9a-z]))"
)
_PASSPORT = re.compile(
    r"(?:护照|通行证|回乡证|台胞证|居留证|居住证号|驾驶证|驾照|(?<![a-z])passport(?![a-z]))"
    r"(?:[\s:：#是为的.,-]|号码|号|编号|(?<![a-z])(?:no|number|num|nr|is|id)(?![a-z]))*"
    r"((?<![a-z0-9])(?:[a-z]{0,3}[\s-]?[0-9](?:[\s-]?[0-9]){5,11}[a-z]?|[a-z](?=(?:[a-z]{0,3}[0-9]){4})[a-z0-9]{6,10})(?![a-z0-9]))"
)


def find_numbers(folded: str) -> Iterator[Hit]:
    """Everything made of digits that is personal data, overlapping hits among it."""
    for run in runs_of(folded):
        yield from _of_run(folded, run)
        without = _without_strokes(folded, run)
        if len(without) < len(run):
            yield from _of_run(folded, without)
    digits = folded.translate(_TO_DIGITS)
    yield from _identity_numbers(digits)
    for found in _AREA_APART.finditer(digits):
        value = re.sub(r"[^0-9]", "", found.group(1) + found.group(2))
        yield Hit(PersonalKind.LANDLINE, found.start(1), found.end(), value, 72)


def as_digits(folded: str) -> str:
    """The same text with Chinese numerals as digits, character for character."""
    return folded.translate(_TO_DIGITS)


class _Place:
    """What stands before a group of digits; looked up once for all numbers that begin with it."""

    def __init__(self, folded: str, start: int) -> None:
        self._folded = folded
        self._start = start

    @cached_property
    def label(self) -> tuple[str, bool]:
        """The nearest label, and whether it stands beside the number."""
        return label_before(self._folded, self._start)

    @cached_property
    def has_plus(self) -> bool:
        """Whether a plus sign stands before."""
        return _PLUS.search(self._folded[max(0, self._start - 4) : self._start]) is not None


@dataclass(frozen=True)
class _Candidate:
    """Some groups of a run, read as one number."""

    folded: str
    groups: Sequence[Group]
    digits: str
    place: _Place
    is_alone: bool

    @property
    def start(self) -> int:
        return self.groups[0].start

    @property
    def end(self) -> int:
        return self.groups[-1].end

    @cached_property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(group.digits) for group in self.groups)

    @cached_property
    def is_odd(self) -> bool:
        """Written so that only a person would take it for one number: pictures, words, mixed scripts, letters for digits."""
        return (
            any(group.gap in ("odd", "word", "") for group in self.groups[1:])
            or any(group.written in ("letters", "words") for group in self.groups)
            or (len(self.groups) > 1 and any(group.written == "han" for group in self.groups))
        )

    @property
    def is_ruled(self) -> bool:
        """Held together by hyphens, dots or spaces alone, and not by the even steps of a list."""
        between = [self.folded[left.end : right.start] for left, right in pairwise(self.groups)]
        hyphens = all(gap and gap in "-._·•‑–—~" for gap in between)
        return hyphens or (all(gap == " " for gap in between) and self.shape[:3] != (3, 3, 3))

    @property
    def is_spelled(self) -> bool:
        """Digit by digit or in pairs."""
        return len(self.groups) >= 5 and max(self.shape) <= 2

    @property
    def label(self) -> tuple[str, bool]:
        return self.place.label

    @property
    def has_plus(self) -> bool:
        return self.place.has_plus


def _without_strokes(folded: str, run: Sequence[Group]) -> Sequence[Group]:
    """The run without each 一 that stands for a hyphen, directly between rows of digits."""
    return [
        group
        for place, group in enumerate(run)
        if not (
            0 < place < len(run) - 1
            and folded[group.start : group.end] == "一"
            and run[place - 1].end == group.start
            and run[place + 1].start == group.end
            and run[place - 1].written == run[place + 1].written == "digits"
        )
    ]


def _of_run(folded: str, run: Sequence[Group]) -> Iterator[Hit]:
    for first in range(len(run)):
        digits = ""
        place = _Place(folded, run[first].start)
        for last in range(first, len(run)):
            digits += run[last].digits
            if len(digits) > MOST_DIGITS:
                break
            if _may_matter(digits, place):
                candidate = _Candidate(folded, run[first : last + 1], digits, place, _is_alone(folded, run, first, last))
                yield from _readings(candidate)


def _may_matter(digits: str, place: _Place) -> bool:
    """A quick look that lets nearly all rows of digits go that cannot be anything."""
    length, first = len(digits), digits[0]
    if digits.count(first) == length:
        return False
    if length < 7:
        return length >= 5 and place.label == ("qq", True)
    if length >= 13 and (checksums.is_luhn(digits) or (length == 18 and checksums.is_resident_id(digits))):
        return True
    if first == "0":
        return 9 <= length <= 12 or (length <= 17 and digits[1] == "0" and digits[2] != "0")
    if place.has_plus or (length >= 11 and digits.startswith(("86", "852", "853", "886"))):
        return length <= 17
    if length == 11 and first == "1":
        return True
    return (length in (8, 10) and first in "23456789") or (length <= 13 and place.label[1])


def _is_alone(folded: str, run: Sequence[Group], first: int, last: int) -> bool:
    """Whether no further digits follow or go before at the distance of a space or hyphen."""
    before = first > 0 and run[first].start - run[first - 1].end <= 1
    after = last + 1 < len(run) and run[last + 1].start - run[last].end <= 1
    return not (before or after)


def _readings(candidate: _Candidate) -> Iterator[Hit]:
    if any(group.gap == "word" for group in candidate.groups[1:]):
        whole = _MOBILE.fullmatch(candidate.digits) and candidate.shape[0] >= 3 and min(candidate.shape) >= 2
        hit = _telephone(candidate) if whole else None
        if hit is not None:
            yield hit
        return
    for hit in (_resident_id(candidate), _bank_card(candidate), _telephone(candidate), _qq(candidate)):
        if hit is not None:
            yield hit


def _resident_id(candidate: _Candidate) -> Hit | None:
    if not checksums.is_resident_id(candidate.digits):
        return None
    return Hit(PersonalKind.ID_NUMBER, candidate.start, candidate.end, candidate.digits, 100)


def _bank_card(candidate: _Candidate) -> Hit | None:
    digits = candidate.digits
    if not 13 <= len(digits) <= 19 or not digits.isdigit() or not checksums.is_luhn(digits) or len(set(digits)) == 1:
        return None
    label, _ = candidate.label
    as_written = candidate.is_odd or candidate.is_spelled or min(candidate.shape[:-1], default=19) >= 3
    if label != "card" and not (as_written and _is_issued(digits)):
        return None
    if is_called_order(candidate.folded, candidate.start, candidate.end) or _is_glued(candidate):
        return None
    return Hit(PersonalKind.BANK_CARD, candidate.start, candidate.end, digits, 90)


def _qq(candidate: _Candidate) -> Hit | None:
    """A QQ number whose digits are set apart by pictures or words; plain ones are found by their cue."""
    length = len(candidate.digits)
    if not 5 <= length <= 11 or not candidate.is_odd or candidate.label != ("qq", True) or not candidate.digits.isdigit():
        return None
    return Hit(PersonalKind.QQ, candidate.start, candidate.end, candidate.digits, 76 + length)


def _is_issued(digits: str) -> bool:
    """Whether cards of this length begin so."""
    long, mid, short = (16,), (15,), (14,)
    lengths = {"4": (13, 16, 19), "5": long, "2": long, "35": long, "34": mid, "37": mid, "36": short, "38": short, "30": short}
    if digits[0] in "69":
        return 16 <= len(digits) <= 19
    if digits[0] == "5" and digits[1] not in "12345":
        return False
    if digits[0] == "2" and not "2221" <= digits[:4] <= "2720":
        return False
    return len(digits) in lengths.get(digits[:2], lengths.get(digits[0], ()))


def _is_glued(candidate: _Candidate) -> bool:
    """Whether Latin letters stand directly before, as in TF2026… or SF1234…; words that announce a number do not count."""
    prefix = _PREFIX.search(candidate.folded[max(0, candidate.start - 8) : candidate.start])
    before = candidate.groups[0].before or (prefix.group(1) if prefix else "")
    announced = (
        r"(?:.*(?:tel|phone|mobile|mob|cell|call|wechat|weixin|whatsapp|number|fax|home|work|office|hotline|line|vx|wx|qq|id|is|at|on|me|no|ms|mr|dial|text|sms|and|or)|"
        r"[vtpmqhx]|hp|ph|wa|cn|hk|tw)"
    )
    return bool(before) and re.fullmatch(announced, before) is None


def _telephone(candidate: _Candidate) -> Hit | None:
    digits = candidate.digits
    if len(digits) < 7 or not digits.isdigit() or _is_glued(candidate):
        return None
    found = _international(candidate) or _national(candidate)
    if found is None:
        return None
    kind, value, weight = found
    start, end = _with_surroundings(candidate)
    return Hit(kind, start, end, value, weight)


Telephone = tuple[PersonalKind, str, int]


def _international(candidate: _Candidate) -> Telephone | None:
    digits = candidate.digits
    plus = candidate.has_plus
    if digits.startswith("00") and not plus:
        digits, plus = digits[2:], True
    for code in ("86", "852", "853", "886"):
        if digits.startswith(code):
            rest = digits[len(code) :]
            known = _of_region(code, rest.lstrip("0") if code != "852" else rest, candidate)
            apart = candidate.groups[0].digits in (code, f"00{code}")
            long_enough = code == "86" or (code == "886" and known is PersonalKind.MOBILE)
            separate = plus or apart or long_enough or candidate.label[0] == "phone"
            if known is not None and separate:
                return known, rest.lstrip("0"), 80
            if plus:
                return None
    if not plus or _TOLL_FREE.fullmatch(digits):
        return None
    lengths = next((_TELEPHONE_LENGTHS[digits[:size]] for size in (3, 2, 1) if digits[:size] in _TELEPHONE_LENGTHS), range(8, 16))
    zero = "(0)" in candidate.folded[candidate.start : candidate.end]
    if len(digits) - zero not in lengths or digits[0] == "0":
        return None
    if zero:
        return PersonalKind.MOBILE, digits, 79
    place = list(lengths).index(len(digits)) if isinstance(lengths, tuple) else 16 - len(digits)
    return PersonalKind.MOBILE, digits, 79 - place


def _of_region(code: str, rest: str, candidate: _Candidate) -> PersonalKind | None:
    """Kind of a number whose country is known."""
    if code == "86":
        if _MOBILE.fullmatch(rest):
            return PersonalKind.MOBILE
        area = re.fullmatch(r"(?:10|2\d|[3-9]\d{2})[2-8]\d{6,7}", rest)
        first = candidate.groups[0].digits
        return PersonalKind.LANDLINE if area and (candidate.has_plus or first in ("86", "0086")) else None
    if code == "886":
        if re.fullmatch(r"9\d{8}", rest):
            return PersonalKind.MOBILE
        return PersonalKind.LANDLINE if re.fullmatch(r"[2-8]\d{7,8}", rest) else None
    if re.fullmatch(r"[2-9]\d{7}", rest):
        return PersonalKind.LANDLINE if rest[0] in "23" else PersonalKind.MOBILE
    return None


def _national(candidate: _Candidate) -> Telephone | None:
    folded, start, end = candidate.folded, candidate.start, candidate.end
    label, beside = candidate.label
    called = label in ("phone", "landline", "wechat") or is_called_phone(folded, end)
    beside = beside or (called and label not in ("phone", "landline", "wechat"))
    found = _unlabelled(candidate, called, beside, label)
    if found is None or is_called_order(folded, start, end) or is_money(folded, start, end):
        return None
    return None if not _MOBILE.fullmatch(candidate.digits) and is_measure(folded, end) else found


def _unlabelled(candidate: _Candidate, called: bool, beside: bool, label: str) -> Telephone | None:
    """What the digits are by their form, and by a label that calls them a telephone."""
    digits = candidate.digits
    free = called or candidate.is_odd or candidate.is_spelled
    if candidate.shape == (1, 3, 3, 4) and _TOLL_FREE.fullmatch(digits):
        return None
    if _MOBILE.fullmatch(digits) and (free or candidate.shape in _MOBILE_SHAPES or candidate.is_ruled):
        return PersonalKind.MOBILE, digits, 75
    if _TOLL_FREE.fullmatch(digits):
        return None
    if digits[0] == "0":
        return _with_zero(candidate, free)
    return _local(candidate, called, beside, label)


def _with_zero(candidate: _Candidate, free: bool) -> Telephone | None:
    digits, shape = candidate.digits, candidate.shape
    if digits.startswith("00"):
        return None
    if len(digits) == 10 and digits.startswith("09") and (free or min(shape) >= 2):
        return PersonalKind.MOBILE, digits[1:], 74
    british = free or shape in ((11,), (5, 6), (5, 3, 3), (4, 3, 4))
    if british and len(digits) == 11 and re.match(r"07[1345789]", digits):
        return (PersonalKind.LANDLINE if _AREA.match(digits) and shape[0] == 4 else PersonalKind.MOBILE), digits, 74
    if re.fullmatch(r"0(?:[789]0|10)\d{8}", digits) and shape == (3, 4, 4) and (free or digits[1] != "1"):
        return PersonalKind.MOBILE, digits, 68
    return _landline(candidate, free)


def _landline(candidate: _Candidate, free: bool) -> Telephone | None:
    digits, shape = candidate.digits, candidate.shape
    mainland = _AREA.match(digits) and 7 <= len(digits) - len(_area(digits)) <= 8 and digits[len(_area(digits))] in "2345678"
    taiwan = _TAIWAN_AREA.match(digits) and len(digits) in (9, 10)
    british = len(digits) in (10, 11) and digits[1] in "123" and len(shape) > 1
    if not (mainland or taiwan or british):
        return None
    split = len(shape) > 1 and 2 <= shape[0] <= 5 and shape[1] >= 3 and (len(shape) < 3 or shape[2] >= 3) and len(shape) <= 3
    whole = len(shape) == 1 and (bool(mainland) or len(digits) == 10)
    if not (free or split or whole) or (whole and len(digits) == 9 and not free):
        return None
    return PersonalKind.LANDLINE, digits, 70 if split else 69


def _area(digits: str) -> str:
    found = _AREA.match(digits)
    return found.group() if found else ""


def _local(candidate: _Candidate, called: bool, beside: bool, label: str) -> Telephone | None:
    """Numbers without country or area: Hong Kong, North America, and whatever the words before call a telephone."""
    digits, shape = candidate.digits, candidate.shape
    if _DATE.fullmatch(digits) and not (called and beside):
        return None
    american = digits[1:] if len(digits) == 11 and digits[0] == "1" and shape[0] == 1 else digits
    if _AMERICAN.fullmatch(american) and not _TOLL_FREE.fullmatch(american) and (shape[-3:] == (3, 3, 4) or (called and beside)):
        return PersonalKind.MOBILE, american, 66
    if len(digits) == 8 and digits[0] in "23456789" and label in ("", "phone", "landline", "wechat"):
        fixed = digits[0] in "23" or label == "landline"
        round_numbers = all(group.digits.endswith("00") for group in candidate.groups)
        if shape in ((8,), (4, 4)) and not round_numbers and (called or (not fixed and _stands_alone(candidate))):
            return (PersonalKind.LANDLINE if fixed else PersonalKind.MOBILE), digits, 64
        if candidate.is_spelled and called:
            return PersonalKind.MOBILE, digits, 64
    if called and beside and candidate.is_alone and 7 <= len(digits) <= 13 and label != "wechat":
        kind = PersonalKind.LANDLINE if label == "landline" or len(digits) <= 8 else PersonalKind.MOBILE
        return kind, digits, 50 + len(digits)
    return None


def _stands_alone(candidate: _Candidate) -> bool:
    """Whether a number without any label has nothing beside it that would make it part of something else."""
    before = candidate.folded[max(0, candidate.start - 9) : candidate.start].rstrip()[-1:]
    return candidate.is_alone and (not before or before not in "号码no#:.，=/_第")


def _with_surroundings(candidate: _Candidate) -> tuple[int, int]:
    """The whole spelling: plus sign, brackets and extension belong to the number."""
    folded, start, end = candidate.folded, candidate.start, candidate.end
    extension = _EXTENSION.match(folded, end)
    if extension is not None and (candidate.digits[0] != "1" or extension.group(1)):
        end = extension.end()
    if end < len(folded) and folded[end] in ")]" and folded[start:end].count("(") > folded[start:end].count(")"):
        end += 1
    if start and folded[start - 1] in "([" and any(sign in ")]" for sign in folded[start:end]):
        start -= 1
    plus = _PLUS.search(folded[max(0, start - 4) : start])
    return (start - len(plus.group()) if plus else start), end


def _identity_numbers(digits: str) -> Iterator[Hit]:
    """Numbers that begin with letters; `digits` is the folded text with Chinese numerals as digits."""
    for found in _TAIWAN_ID.finditer(digits):
        number = re.sub(r"[^0-9]", "", found.group(2))
        if checksums.is_taiwan_id(found.group(1), number):
            yield Hit(PersonalKind.ID_NUMBER, found.start(), found.end(), found.group(1) + number, 95)
    for found in _HONG_KONG_ID.finditer(digits):
        number, check = re.sub(r"[^0-9]", "", found.group(2)), found.group(3) or found.group(4)
        called = label_before(digits, found.start())[0] == "id" or is_called_identity(digits, found.end())
        if (found.group(3) or called) and checksums.is_hong_kong_id(found.group(1), number, check):
            yield Hit(PersonalKind.ID_NUMBER, found.start(), found.end(), found.group(1) + number + check, 95)
    for found in _PASSPORT.finditer(digits):
        value = re.sub(r"[\s-]", "", found.group(1))
        yield Hit(PersonalKind.ID_NUMBER, found.start(1), found.end(1), value, 93)
