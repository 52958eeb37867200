"""Durations and numbers with a unit of measure in folded text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from bot.reader.figures_numbers import (
    BEFORE_ENGLISH,
    BEFORE_HAN,
    ENGLISH_NUMBER,
    HAN_NUMBER,
    RANGE,
)
from bot.reader.figures_said import ABOUT, AFTER_ABOUT, AT_LEAST, WITHIN, Said, before, ends_of, written

_HAN_UNIT = (
    r"秒钟?|分钟|刻钟|个?小时|个?钟头|个钟(?!头)|个?(?:工作|营业|自然)[日天]|天(?![气猫津然生线花空才])|"
    r"日(?=之?内|以内|之?后|以后|无理由|鉴赏|犹豫)|周(?![年末一二三四五六日天岁期边到])|"
    r"个?星期(?![一二三四五六日天])|个?礼拜(?![一二三四五六日天])|"
    r"个月|(?<=[俩仨])月|年(?![底末初级代前货龄轻纪度中\d一二三四五六七八九十])|个季度|周年"
)
_HAN_DURATION = re.compile(
    rf"{BEFORE_HAN}(?P<a>{HAN_NUMBER})(?P<loose>多|来|余|几)?"
    rf"(?:{RANGE}(?P<b>{HAN_NUMBER}))?\s?(?P<half>个半)?(?P<unit>{_HAN_UNIT})(?P<loose2>多)?(?P<tail>半(?!价))?"
    rf"|(?<![一两二三四五六七八九十多])半(?P<only>天(?=之?内|以内|之?后|左右|时间)|个小时|小时|个月|年(?!度)|个钟头)"
)
_HAN_CODES = (
    ("秒", "second"),
    ("分", "minute"),
    ("刻", "quarter"),
    ("钟头", "hour"),
    ("个钟", "hour"),
    ("时", "hour"),
    ("工", "day"),
    ("营", "day"),
    ("周", "week"),
    ("星", "week"),
    ("礼", "week"),
    ("季", "season"),
    ("月", "month"),
    ("年", "year"),
)
_NO_HAN_DURATION = re.compile(r"(?:有|那|哪|同|每|这|当|前|后|第|改|早|晚|头|某|过|多|整)$")
_IDIOM = re.compile(r"三天两头|一天到晚|三天两夜|一年四季|一日三餐|一天天|二十四孝")
_ROUND_THE_CLOCK = re.compile(
    r"(?:24|二十四)(?:个)?(?:小时|hours?)\s?(?:在线|客服|服务|营业|不间断|全天|有人|值班|供|保温|a day|round)"
)
_HAN_ROLE = re.compile(r"\s?(?:(?P<within>(?:之|以)?内|无理由)|(?P<after>(?:之|以)?后|过后)|(?P<ago>(?:之|以)?前(?!台)))")

_ENGLISH_UNIT = r"seconds?|secs?|minutes?|mins?|hours?|hrs?|h(?![a-z0-9])|days?|weeks?|fortnights?|months?|years?|yrs?"
_ENGLISH_DURATION = re.compile(
    rf"{BEFORE_ENGLISH}(?P<between>between )?(?P<a>{ENGLISH_NUMBER})(?P<half> and a half)?"
    rf"(?:{RANGE}(?P<b>{ENGLISH_NUMBER})| and (?P<c>{ENGLISH_NUMBER}))?(?: full| whole| more| straight| clear)?"
    rf"[ -]?(?P<work>(?:working|business|week|calendar)[ -]?)?(?P<unit>{_ENGLISH_UNIT})(?![a-z])"
    rf"|(?<![a-z])(?P<few>within|in|after|for|about|under|over|than|takes?|took|only) (?P<one>an?|"
    rf"half an?) (?P<oneunit>minute|hour|day|week|fortnight|month|year)(?![a-z])(?P<and> and a half)?"
    rf"|(?<![a-z])(?P<agone>an?|half an?) (?P<agounit>minute|hour|day|week|fortnight|month|year)(?= ago| later| from now|'s)"
    rf"|(?<![a-z])half an (?P<halfhour>hour)(?![a-z])"
    rf"|(?<![a-z])an? (?P<unitand>hour|day|week|month|year) and a half(?![a-z])"
)
_ENGLISH_ROLE = re.compile(
    r"(?:'s? time)?\s?(?:(?P<ago>ago)|(?P<after>later|from now|from today|afterwards)|(?P<within>or less|"
    r"or sooner|at most|at the latest))(?![a-z])"
)
_IN = re.compile(r"(?<![a-z])in\s*(?:just |about |around |only )?$")
_AFTER = re.compile(r"(?<![a-z])after\s*$")


def durations(text: str) -> Iterable[Said]:
    """Durations in Chinese and English."""
    if not text.isascii():
        yield from _han_durations(text)
    if not _NO_LATIN.search(text):
        return
    for found in _ENGLISH_DURATION.finditer(text):
        said = _english_duration(text, found)
        if said is not None:
            yield said


_NO_LATIN = re.compile(r"(?:second|sec|minute|min|hour|hr|day|week|fortnight|month|year|yr)|\dh|\d h")


def _han_durations(text: str) -> Iterable[Said]:
    for found in _HAN_DURATION.finditer(text):
        ahead = before(text, found.start())
        said: Said | None
        if found["only"]:
            said = _half(text, found)
        elif (not found["b"] and found["a"] == "一" and _NO_HAN_DURATION.search(ahead)) or _IDIOM.match(text, found.start()):
            continue
        else:
            said = _han_duration(found)
        if said is not None and not _ROUND_THE_CLOCK.match(text, found.start()):
            yield _with_surroundings(text, said, _HAN_ROLE)


def _half(text: str, found: re.Match[str]) -> Said:
    return Said("duration", found.start(), found.end(), "0.5", "0.5", _han_code(found["only"]))


def _han_code(unit: str) -> str:
    return next((code for sign, code in _HAN_CODES if sign in unit), "day")


def _han_duration(found: re.Match[str]) -> Said | None:
    ends = ends_of(found["a"], found["b"], found["loose"])
    unit = _han_code(found["unit"])
    if ends is None or (unit == "year" and ends[0] >= 1900):
        return None
    loose = bool(found["loose"] or found["loose2"])
    low, high = _in_plain_unit(ends, unit)
    if found["half"] or found["tail"]:
        low, high = low + Decimal("0.5"), high + Decimal("0.5")
    elif found["loose2"]:
        high += 1
    unit = {"quarter": "minute", "season": "month"}.get(unit, unit)
    working = "工作" in found["unit"] or "营业" in found["unit"]
    return Said("duration", found.start(), found.end(), written(low), written(high), unit, "", loose, working)


def _in_plain_unit(ends: tuple[Decimal, Decimal], unit: str) -> tuple[Decimal, Decimal]:
    factor = {"quarter": 15, "season": 3}.get(unit, 1)
    return ends[0] * factor, ends[1] * factor


def _with_surroundings(text: str, said: Said, after: re.Pattern[str]) -> Said:
    """The duration with the role and the looseness that the words around it give."""
    ahead, behind = before(text, said.start), after.match(text, said.end)
    role = next((name for name, value in behind.groupdict().items() if value), "") if behind else ""
    end = behind.end() if behind else said.end
    if not role:
        role = "within" if WITHIN.search(ahead) else "from" if AT_LEAST.search(ahead) else ""
    if not role and after is _ENGLISH_ROLE:
        role = "after" if _IN.search(ahead) or _AFTER.search(ahead) else ""
    loose = AFTER_ABOUT.match(text, said.end)
    approximate = said.approximate or bool(ABOUT.search(ahead)) or loose is not None
    return Said(said.kind, said.start, end, said.low, said.high, said.unit, role, approximate, said.working)


def _english_duration(text: str, found: re.Match[str]) -> Said | None:
    if _ROUND_THE_CLOCK.match(text, found.start()) or text[found.end() : found.end() + 3] == "/7":
        return None
    if found["a"] is None:
        return _one(text, found)
    if found["c"] and not found["between"]:
        return None
    second = found["b"] or found["c"]
    ends = ends_of(found["a"], second)
    if ends is None:
        return None
    unit = _english_code(found["unit"])
    factor = 2 if found["unit"].startswith("fortnight") else 1
    extra = Decimal("0.5") if found["half"] else Decimal(0)
    low, high = ends[0] * factor + extra, ends[1] * factor + extra
    work = found["work"] or ""
    said = Said(
        "duration",
        found.start(),
        found.end(),
        written(low),
        written(high),
        unit,
        "",
        found["a"].startswith("a couple"),
        bool(work) and not work.startswith("calendar"),
    )
    return _with_surroundings(text, said, _ENGLISH_ROLE)


def _one(text: str, found: re.Match[str]) -> Said:
    words = found["one"] or found["agone"] or ("half an" if found["halfhour"] else "a")
    unit = found["oneunit"] or found["agounit"] or found["halfhour"] or found["unitand"]
    value = Decimal("0.5") if words.startswith("half") else Decimal(1)
    if found["and"] or found["unitand"]:
        value += Decimal("0.5")
    value *= 2 if unit == "fortnight" else 1
    start = found.start("one") if found["one"] else found.start()
    said = Said("duration", start, found.end(), written(value), written(value), _english_code(unit))
    return _with_surroundings(text, said, _ENGLISH_ROLE)


def _english_code(unit: str) -> str:
    if unit.startswith("fortnight"):
        return "week"
    first = {"s": "second", "h": "hour", "d": "day", "w": "week", "y": "year"}.get(unit[0])
    return first or ("minute" if unit.startswith("mi") else "month")
