"""Dates and times of day in folded text; their notation is `bot.desk.figures.Figure`'s."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.reader.figures_numbers import BEFORE_ENGLISH, BEFORE_HAN, number_range, positional
from bot.reader.figures_said import ABOUT, AFTER_ABOUT, Said, before
from bot.reader.figures_times import ENGLISH_AHEAD

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"
    r"aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_SMALL = r"(?:\d{1,2}|[一二三四五六七八九十廿卅]{1,3})"
_YEAR = r"(?:20\d\d|[二2][〇零][一二三四五六七八九〇零]{2}|今|明|去|本|当)"
_DAY_SIGN = r"(?:日|号(?![楼线店门院码电房机桌色仓单内常用元本系式品期子历]))"

_NUMERIC = re.compile(
    r"(?<![\d./-])(?P<y>20\d\d)(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?:t\d\d:\d\d\S*)?(?![\d/-])"
    r"|(?<![\d./a-z-])(?P<a>\d{1,2})/(?P<b>\d{1,2})(?:/(?P<y2>20\d\d))?(?![\d/]|[ -]?(?:inch|cup|of|a-z))"
    r"|(?<![\d./a-z¥$€£-])(?P<pm>1[0-2]|0?[1-9])\.(?P<pd>[0-3]?\d)(?=日|号|之?前|以前|起|发|出|到(?![\d]|\d)|"
    r"送|截|周|星期|当天|晚|上午|下午)"
)
_HAN_DATE = re.compile(
    rf"(?:(?P<y>{_YEAR})年)?{BEFORE_HAN}(?P<m>{_SMALL})月(?:份)?(?:\s?(?P<d>{_SMALL}){_DAY_SIGN}?|(?P<part>底|"
    rf"末|初|中旬|上旬|下旬|中))?"
    rf"|(?P<rel>本月|当月|这个?月|下下个?月|下个?月|上个?月)(?:份)?(?:\s?(?P<rd>{_SMALL}){_DAY_SIGN}|"
    rf"(?P<rpart>底|末|初|中旬|上旬|下旬|中|内|之内)?)"
    rf"|(?P<oy>{_YEAR})年(?P<ypart>年?底|年?末|年?初|之?内)?"
    rf"|(?<![楼店线栋路街巷弄道村型编章幢座第院院园]){BEFORE_HAN}(?P<day>{_SMALL})(?P<sign>号|"
    rf"日)(?![楼线店门院码电房机桌色仓单常元本系式品期子历式志用召称牌风]|内|之内|以内|后|之后|以后|无理由|"
    rf"鉴赏|\d)"
    r"|(?<![一二三四五六七八九十百千万0-9])(?P<bare>月底|月末|月初|年底|年末)"
)
_HAN_WEEK = re.compile(
    r"(?<![一两二三四五六七八九十几每百千\d])(?P<which>下下个?|下个?|上上个?|上个?|这个?|本|当)?(?:周|星期|"
    r"礼拜)(?P<day>[一二三四五六日天末1-6](?![岁年周]|个))?(?P<in>之?内|以内)?"
)
_HAN_DAYS = {
    "大前天": "-3",
    "前天": "-2",
    "前日": "-2",
    "前晚": "-2",
    "昨": "-1",
    "今": "+0",
    "明": "+1",
    "后天": "+2",
    "后日": "+2",
    "大后天": "+3",
}
_HAN_DAY = re.compile(
    r"(?P<two>今明两?[天日]|今天明天|这一?两天|这二天|近两天|近日内)|(?P<day>大前天|大后天|前[天日晚](?!半夜|"
    r"后)|后[天日](?!培|性)|(?P<near>[昨今明](?:天|日(?!期)|晚|早|儿|夜|晨|午)))"
)
_HAN_BY = re.compile(
    r"(?:\s?(?:(?:[上下中]午|晚上|早上|凌晨)?\s?\d{0,2}[点:]?\d{0,2}))?\s?(?:(?P<by>(?:之|以)?前(?![面天台])|"
    r"截止|为止)|(?P<after>(?:之|以)?后(?![天面台日])|起|开始)|(?P<within>之?内|以内))"
)
_HAN_AHEAD = re.compile(r"(?:截至|截止到?|最晚|最迟|最慢|不晚于|直到|至迟)(?:在|到|是|于)?\s*$")
_SIGNS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "日": 7, "天": 7}
_PARTS = {
    "底": ("24", "end"),
    "末": ("24", "end"),
    "下": ("21", "end"),
    "初": ("01", "07"),
    "上": ("01", "10"),
    "中": ("10", "20"),
}

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ENGLISH_DATE = re.compile(
    rf"{BEFORE_ENGLISH}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s?(?:-|–|to|and)\s?(?P<d2>\d{{1,2}})(?:st|nd|rd|"
    rf"th)?)?(?:\s(?:of\s)?)(?P<m>{_MONTH})(?![a-z])\.?(?:,?\s(?P<y>20\d\d))?"
    rf"|(?<![a-z])(?P<m3>{_MONTH})\.?\s(?:the\s)?(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?(?:\s?(?:-|–|to|"
    rf"and)\s?(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?(?!\s?(?:{_MONTH}|[a-z%:])))?(?![\d:]|\s?(?:am|pm|%|times|days|"
    rf"hours|weeks|months|more|or|of))(?:,?\s(?P<y3>20\d\d))?"
    rf"|(?<![a-z])(?P<lead>(?:early|mid|late|end of|start of|beginning of|in|by|of|until|"
    rf"before)[ -])(?P<m5>{_MONTH})(?![a-z])(?:\s(?P<y5>20\d\d))?"
    rf"|(?<![a-z])(?:the )(?P<day>\d{{1,2}})(?:st|nd|rd|th)(?![a-z]|\s(?:floor|order|time|item|party|gen|month|"
    rf"day|century|step|attempt|one|email|message|place|birthday|call|try|(?:of )?(?:{_MONTH})(?![a-z])))"
    rf"|(?<![a-z])(?:by|on|before|until|from) (?P<day2>\d{{1,2}})(?:st|nd|rd|th)(?![a-z]|\s(?:floor|street|"
    rf"avenue|(?:of )?(?:{_MONTH})(?![a-z])))"
)
_ENGLISH_WEEK = re.compile(
    rf"(?<![a-z])(?P<which>this coming |this |next |last |coming |past )?(?P<day>{'|'.join(_WEEKDAYS)})(?![a-z])"
    rf"|(?<![a-z])(?P<lead>on|by|next|this|last|from|until|before|to|through) (?P<short>mon|tues?|wed|thur?s?|fri|sat)(?![a-z])"
    r"|(?<![a-z])(?P<end>end of (?:the |this )?|end of |later |later in (?:the |this )?)?(?P<whole>this|next|"
    r"last|the)[ -](?P<unit>week(?!end|day)|weekend|month|year)(?![a-z]|s)"
    r"|(?<![a-z])(?:by |at )?(?:the )?end of (?:the )?(?P<close>business|day|play)(?: today)?(?![a-z])"
    r"|(?<![a-z])(?:over |at |on )(?:the )weekend(?P<wk>)(?![a-z])"
)
_ENGLISH_DAYS = (
    ("the day before yesterday", "-2"),
    ("day before yesterday", "-2"),
    ("the day after tomorrow", "+2"),
    ("day after tomorrow", "+2"),
    ("yesterday", "-1"),
    ("last night", "-1"),
    ("this morning", "+0"),
    ("this afternoon", "+0"),
    ("this evening", "+0"),
    ("tonight", "+0"),
    ("today", "+0"),
    ("tomorrow", "+1"),
    ("tmrw", "+1"),
    ("tmr", "+1"),
    ("tomoz", "+1"),
)
_ENGLISH_DAY = re.compile(rf"(?<![a-z])(?:{'|'.join(words for words, _ in _ENGLISH_DAYS)})(?![a-z])(?!'s (?:shop|deal|world))")
_DAY_OF = dict(_ENGLISH_DAYS)


def dates(text: str, original: str = "", places: tuple[int, ...] = ()) -> Iterable[Said]:
    """Dates in figures, in Chinese and in English; where the original is given, months need a capital where words too."""
    if _ANY_DIGIT.search(text):
        for found in _NUMERIC.finditer(text):
            yield from _numeric(text, found)
    if not text.isascii():
        for found in _HAN_DATE.finditer(text):
            yield from _han_date(text, found)
        for found in _HAN_WEEK.finditer(text):
            yield from _han_week(text, found)
        for found in _HAN_DAY.finditer(text):
            yield _han_day(text, found)
    if _ANY_LATIN.search(text):
        for found in _ENGLISH_DATE.finditer(text):
            if not (places and _is_a_word(found, original, places)):
                yield from _english_date(text, found)
        for found in _ENGLISH_WEEK.finditer(text):
            yield from _english_week(text, found)
        for found in _ENGLISH_DAY.finditer(text):
            yield _english(text, found.start(), found.end(), f"day{_DAY_OF[found.group()]}")


_ANY_DIGIT = re.compile(r"\d")
_ANY_LATIN = re.compile(r"[a-z]{3}")


def _numeric(text: str, found: re.Match[str]) -> Iterable[Said]:
    if found["y"]:
        if _fits(found["m"], found["d"]):
            value = f"{found['y']}-{int(found['m']):02d}-{int(found['d']):02d}"
            yield _by_surroundings(text, found.start(), found.end(), value)
        return
    first, second = found["a"] or found["pm"], found["b"] or found["pd"]
    if found.group() in ("24/7", "7/24", "1/2"):
        return
    readings = [f"{int(first):02d}-{int(second):02d}"] if _fits(first, second) else []
    if found["a"] and first != second and _fits(second, first):
        readings.append(f"{int(second):02d}-{int(first):02d}")
    if found["y2"]:
        readings = [f"{found['y2']}-{reading}" for reading in readings]
    if readings:
        yield _by_surroundings(text, found.start(), found.end(), "|".join(readings))


def _fits(month: str, day: str) -> bool:
    return 1 <= int(month) <= 12 and 1 <= int(day) <= 31


def _small(words: str, most: int) -> int:
    """A month or a day; 0 where it is none."""
    ends = number_range(words)
    return int(ends[0]) if ends and 1 <= ends[0] <= most and ends[0] == ends[1] else 0


def _year(words: str | None) -> str:
    """The start of a date's notation: "2026-", "year+1-", or nothing."""
    if not words:
        return ""
    if words in "今明去本当":
        return f"year{({'明': '+1', '去': '-1'}).get(words, '+0')}-"
    return f"{positional(words)}-"


def _han_date(text: str, found: re.Match[str]) -> Iterable[Said]:
    ends = _han_ends(found)
    if ends is not None:
        yield _by_surroundings(text, found.start(), found.end(), *ends)


def _han_ends(found: re.Match[str]) -> tuple[str, str] | None:
    if found["m"]:
        month = _small(found["m"], 12)
        return _in_month(f"{_year(found['y'])}{month:02d}-", found["d"], found["part"]) if month else None
    if found["rel"]:
        step = {"本": "+0", "当": "+0", "这": "+0", "上": "-1"}.get(found["rel"][0]) or (
            "+2" if found["rel"].startswith("下下") else "+1"
        )
        return _in_month(f"month{step}:", found["rd"], found["rpart"])
    if found["oy"]:
        return _of_year(_year(found["oy"]), found["ypart"] or "")
    if found["bare"]:
        return _bare(found["bare"])
    day = _small(found["day"], 31)
    return (f"day:{day}", f"day:{day}") if day and (found["sign"] == "号" or found["day"].isdigit()) else None


def _in_month(month: str, day: str | None, part: str | None) -> tuple[str, str] | None:
    if day:
        value = _small(day, 31)
        return (f"{month}{value:02d}", f"{month}{value:02d}") if value else None
    first, last = _PARTS.get((part or " ")[0], ("01", "end"))
    return f"{month}{first}", f"{month}{last}"


def _of_year(year: str, part: str) -> tuple[str, str]:
    first = "12-15" if part.endswith(("底", "末")) else "01-01"
    return f"{year}{first}", f"{year}{'01-31' if part.endswith('初') else '12-31'}"


def _bare(words: str) -> tuple[str, str]:
    if words[0] == "年":
        return "year+0-12-15", "year+0-12-31"
    first, last = _PARTS[words[1]]
    return f"month+0:{first}", f"month+0:{last}"


def _han_week(text: str, found: re.Match[str]) -> Iterable[Said]:
    which, day = found["which"] or "", found["day"]
    if not which and not day:
        return
    if before(text, found.start()).endswith("每") or (which == "当" and not day):
        return
    step = {"下": 1, "上": -1}.get(which[:1], 0) * (2 if which[:2] in ("下下", "上上") else 1)
    end = found.end()
    if day is None:
        yield _by_surroundings(text, found.start(), end, f"week{step:+d}:1", f"week{step:+d}:7")
    elif day == "末":
        yield _by_surroundings(text, found.start(), end, f"week{step:+d}:6", f"week{step:+d}:7")
    else:
        number = _SIGNS.get(day) or int(day)
        yield _by_surroundings(text, found.start(), end, f"week{step:+d}:{number}" if which else f"weekday:{number}")


def _han_day(text: str, found: re.Match[str]) -> Said:
    if found["two"]:
        loose = not found["two"].startswith("今")
        return _by_surroundings(text, found.start(), found.end(), "day+0", "day+2" if loose else "day+1", approximate=loose)
    step = _HAN_DAYS[found["near"][0] if found["near"] else found["day"]]
    if found["day"] == "前晚" or found["day"] in _HAN_DAYS:
        step = _HAN_DAYS[found["day"]]
    return _by_surroundings(text, found.start(), found.end(), f"day{step}")


def _by_surroundings(text: str, start: int, end: int, low: str, high: str = "", *, approximate: bool = False) -> Said:
    """The date with what stands around it: 前, 之后, 最晚, by, from, 左右."""
    ahead = before(text, start)
    behind = _HAN_BY.match(text, end)
    role = next((name for name, value in behind.groupdict().items() if value), "") if behind else ""
    if not role and _HAN_AHEAD.search(ahead):
        role = "by"
    english = ENGLISH_AHEAD.search(ahead)
    if not role and english:
        role = "by" if english["by"] else "after"
    about = approximate or bool(ABOUT.search(ahead)) or AFTER_ABOUT.match(text, end) is not None
    return Said("date", start, end, low, high or low, "", role, about)


def _english(text: str, start: int, end: int, low: str, high: str = "", role: str = "") -> Said:
    said = _by_surroundings(text, start, end, low, high)
    return Said("date", start, end, said.low, said.high, "", role or said.role, said.approximate)


def _is_a_word(found: re.Match[str], original: str, places: tuple[int, ...]) -> bool:
    """Whether what looks like a month is the verb may or march."""
    group = next((name for name in ("m", "m3", "m5") if found[name] in ("may", "march", "mar")), None)
    return group is not None and not original[places[found.start(group)]].isupper()


def _english_date(text: str, found: re.Match[str]) -> Iterable[Said]:
    name = found["m"] or found["m3"] or found["m5"]
    if name is None:
        day = int(found["day"] or found["day2"])
        if 1 <= day <= 31:
            start = found.start("day") if found["day"] else found.start("day2")
            yield _english(text, start, found.end(), f"day:{day}")
        return
    month = _MONTH_NAMES.index(name[:3]) + 1
    year = found["y"] or found["y3"] or found["y5"]
    stem = f"{year}-{month:02d}-" if year else f"{month:02d}-"
    if found["m5"]:
        first, last = _part_of_month(found["lead"])
        role = "by" if found["lead"][:-1] in ("by", "until", "before") else ""
        start = found.start("m5") if first == "01" and last == "end" else found.start()
        yield _english(text, start, _unstopped(found), stem + first, stem + last, role)
        return
    first_day, last_day = int(found["d"] or found["d3"]), int(found["d2"] or found["d4"] or found["d"] or found["d3"])
    if 1 <= first_day <= last_day <= 31:
        yield _english(text, found.start(), _unstopped(found), f"{stem}{first_day:02d}", f"{stem}{last_day:02d}")


def _unstopped(found: re.Match[str]) -> int:
    """The end without the stop that ends the sentence."""
    return found.end() - (1 if found.group().endswith(".") else 0)


def _part_of_month(lead: str) -> tuple[str, str]:
    words = lead[:-1]
    if words in ("early", "start of", "beginning of"):
        return "01", "10"
    return ("10", "20") if words == "mid" else ("20", "end") if words in ("late", "end of") else ("01", "end")


def _english_week(text: str, found: re.Match[str]) -> Iterable[Said]:
    if found["day"] or found["short"]:
        number = _weekday(found["day"] or found["short"])
        which = (found["which"] or (found["lead"] if found["lead"] in ("next", "this", "last") else "") or "").split(" ")[0]
        notation = {
            "next": f"week+1:{number}|next:{number}",
            "last": f"last:{number}",
            "past": f"last:{number}",
            "this": f"week+0:{number}",
        }
        start = found.start() if found["day"] or which else found.start("short")
        if before(text, start).rstrip().endswith(("every", "each")):
            return
        yield _english(text, start, found.end(), notation.get(which, f"weekday:{number}"))
    elif found["close"] is not None:
        yield _english(text, found.start(), found.end(), "day+0", "", "by")
    elif found["wk"] is not None:
        yield _english(text, found.start(), found.end(), "week+0:6", "week+0:7")
    else:
        yield from _whole(text, found)


def _weekday(name: str) -> int:
    return next(place for place, full in enumerate(_WEEKDAYS, 1) if full[:3] == name[:3])


def _whole(text: str, found: re.Match[str]) -> Iterable[Said]:
    unit, which, end = found["unit"], found["whole"], found["end"] or ""
    if which == "the" and not end and unit != "weekend":
        return
    step = {"next": "+1", "last": "-1"}.get(which, "+0")
    late = end.startswith("end")
    if unit == "weekend":
        low, high = f"week{step}:6", f"week{step}:7"
    elif unit == "week":
        low, high = f"week{step}:{5 if late else 1}", f"week{step}:7"
    elif unit == "month":
        low, high = f"month{step}:{24 if late else '01'}", f"month{step}:end"
    else:
        low, high = f"year{step}-{'12-15' if late else '01-01'}", f"year{step}-12-31"
    yield _english(text, found.start(), found.end(), low, high)
