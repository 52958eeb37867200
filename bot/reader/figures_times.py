"""Times of day in folded text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.reader.figures_numbers import HAN, number_range
from bot.reader.figures_said import ABOUT, AFTER_ABOUT, Said, before

ENGLISH_AHEAD = re.compile(
    r"(?<![a-z])(?:(?P<by>by|before|until|till?|no later than|up to|latest|due|at the latest)|(?P<after>from|"
    r"after|since|starting|as of|as from))(?: on)?(?: the)?\s*$"
)

_CLOCK = re.compile(
    r"(?<![\d:.,/])(?P<h>[01]?\d|2[0-4]):(?P<m>[0-5]\d)(?::[0-5]\d)?(?![\d:])(?:\s?(?P<half>[ap])(?:\.m\.|m)(?![a-z]))?"
    r"|(?<![\d:.,/a-z-])(?P<eh>1[0-2]|0?[1-9])(?:[:.](?P<em>[0-5]\d))?\s?(?P<ehalf>[ap])(?:\.m\.|m)(?![a-z])"
    r"|(?<![\d:.,/a-z-])(?P<oh>1[0-2]|[1-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) ?o'?clock"
    r"|(?<![a-z])(?P<name>noon|midday|midnight)(?![a-z])"
    rf"|(?P<part>凌晨|清晨|清早|早上|早晨|上午|中午|正午|下午|午后|傍晚|晚上|夜里|夜间|今晚|明晚|昨晚|今早|"
    rf"明早|天)?\s?(?<![\d.零一二两三四五六七八九十百第差缺优特重要几多快])(?P<zh>\d{{1,2}}|{HAN})"
    r"(?P<sign>点钟?|时(?!间|候|效|刻|长|尚|段|常|期|不))(?:(?P<zm>半|一刻|三刻|[0-5]?\d分?|"
    r"[一二三四五]?十[一二三四五六七八九]?分|整))?"
)
_AFTERNOON = ("下午", "午后", "傍晚", "晚上", "夜里", "夜间", "今晚", "明晚", "昨晚")
_TIME_BY = re.compile(r"\s?(?:(?P<by>(?:之|以)?前)|(?P<after>(?:之|以)?后|起|开始))")
_TIME_SUFFIX = re.compile(
    r"\s?(?:钟|整|前|之前|以前|后|之后|左右|截|起|开始|下班|上班|开门|关门|-|~|[到至](?=\d|[一二三四五六七八九十]))"
)
_HOURS = {
    name: place
    for place, name in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
}


def times(text: str) -> Iterable[Said]:
    """Times of day; without a part of the day both halves of it are read."""
    if not _MAY_BE_TIME.search(text):
        return
    for found in _CLOCK.finditer(text):
        value = _clock(text, found)
        if value:
            start = found.start() + (len(found.group()) - len(found.group().lstrip()))
            if found["part"] in ("今晚", "明晚", "昨晚", "今早", "明早", "天"):
                start = found.start("zh")
            behind = _TIME_BY.match(text, found.end())
            role = "by" if behind and behind["by"] else "after" if behind and behind["after"] else ""
            ahead = ENGLISH_AHEAD.search(before(text, start))
            if not role and ahead:
                role = "by" if ahead["by"] else "after"
            about = bool(ABOUT.search(before(text, start))) or AFTER_ABOUT.match(text, found.end()) is not None
            yield Said("time", start, found.end(), value, value, "", role, about)


_MAY_BE_TIME = re.compile(r"\d:\d|点|\d时|\d ?[ap]\.?m|o'?clock|noon|midday|midnight|[一二三四五六七八九十]时")


def _clock(text: str, found: re.Match[str]) -> str:
    if found["name"]:
        return "00:00" if found["name"] == "midnight" else "12:00"
    if found["zh"]:
        return _han_clock(text, found)
    if found["oh"]:
        return _two(_HOURS.get(found["oh"]) or int(found["oh"]), 0, "")
    hour, minute = int(found["h"] or found["eh"]), int(found["m"] or found["em"] or 0)
    half = found["half"] or found["ehalf"] or ""
    if found["h"] and not half:
        return f"{hour % 24:02d}:{minute:02d}"
    return _two(hour, minute, half)


def _two(hour: int, minute: int, half: str) -> str:
    if half:
        return f"{hour % 12 + (12 if half == 'p' else 0):02d}:{minute:02d}"
    return f"{hour % 12:02d}:{minute:02d}|{hour % 12 + 12:02d}:{minute:02d}"


def _han_clock(text: str, found: re.Match[str]) -> str:
    part, sign, tail = found["part"] or "", found["sign"], found["zm"] or ""
    ends = number_range(found["zh"])
    if ends is None or ends[0] != ends[1] or ends[0] > 24:
        return ""
    marked = bool(part) or sign == "点钟" or bool(tail) or _TIME_SUFFIX.match(text, found.end()) or found["zh"].isdigit()
    if not marked or (
        not part and not tail and sign == "点" and found["zh"] in "一两" and not _TIME_SUFFIX.match(text, found.end())
    ):
        return ""
    if sign.startswith("时") and not part and not tail:
        return ""
    hour = int(ends[0])
    minute = _minute(tail)
    if hour > 12 or (part and part != "天"):
        later = 12 if (part in _AFTERNOON and hour < 12) or (part in ("中午", "正午") and hour < 6) else 0
        return f"{(hour + later) % 24:02d}:{minute:02d}"
    return _two(hour, minute, "")


def _minute(tail: str) -> int:
    if tail in ("", "整"):
        return 0
    fixed = {"半": 30, "一刻": 15, "三刻": 45}.get(tail)
    if fixed is not None:
        return fixed
    ends = number_range(tail.removesuffix("分"))
    return int(ends[0]) if ends and ends[0] < 60 else 0
