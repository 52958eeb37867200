"""Amounts of money, percentages and shop discounts in folded text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from bot.reader.figures_numbers import (
    BEFORE_ENGLISH,
    BEFORE_HAN,
    DIGITS,
    ENGLISH_NUMBER,
    HAN,
    HAN_NUMBER,
    RANGE,
    number_range,
    positional,
)
from bot.reader.figures_said import ABOUT, AFTER_ABOUT, Said, before, ends_of, written

_SIGNS = {
    "nt$": "TWD",
    "hk$": "HKD",
    "us$": "USD",
    "s$": "SGD",
    "sg$": "SGD",
    "a$": "AUD",
    "c$": "CAD",
    "rmb": "CNY",
    "cny": "CNY",
    "usd": "USD",
    "twd": "TWD",
    "ntd": "TWD",
    "hkd": "HKD",
    "eur": "EUR",
    "gbp": "GBP",
    "sgd": "SGD",
    "jpy": "JPY",
    "¥": "CNY",
    "$": "$",
    "€": "EUR",
    "£": "GBP",
    "人民币": "CNY",
    "新台币": "TWD",
    "台币": "TWD",
    "港币": "HKD",
    "美元": "USD",
    "美金": "USD",
    "欧元": "EUR",
    "英镑": "GBP",
    "港元": "HKD",
    "日元": "JPY",
    "新币": "SGD",
    "元": "yuan",
    "块": "yuan",
    "圆": "yuan",
    "毛": "yuan",
    "角": "yuan",
    "分": "yuan",
    "dollar": "$",
    "buck": "$",
    "quid": "GBP",
    "pound": "pound",
    "euro": "EUR",
    "yuan": "yuan",
    "pence": "pence",
    "cent": "cent",
}
_MARK = r"nt\$|hk\$|us\$|sg?\$|[ac]\$|(?<![a-z])(?:rmb|cny|usd|twd|ntd|hkd|eur|gbp|sgd|jpy)|¥|\$|€|£|人民币|新台币|台币|港币|美金"
_MARKED = re.compile(
    rf"(?P<mark>{_MARK})\s?(?P<a>{DIGITS}(?:[万千]|"
    rf"k(?![a-z]))?)(?:{RANGE}(?:{_MARK})?\s?(?P<b>{DIGITS}))?(?:\s?(?:元|块钱?|圆))?(?![\d])"
)
_NAMED_HAN = re.compile(
    rf"{BEFORE_HAN}(?P<a>{HAN_NUMBER})(?P<loose>多|来|余|几)?万?(?:(?:元|"
    rf"块)?{RANGE}(?P<b>{HAN_NUMBER})(?P<loose2>多|来)?)?\s?(?P<wan>万)?"
    r"(?P<unit>美元|美金|港币|港元|欧元|英镑|日元|新台币|台币|新币|人民币|元(?!素|件|旦|气|宵|器)|块钱|"
    r"块(?!儿|屏|电|手|肥|布|地|玻|面|表|板|肉|蛋|巧|香|毛|砖|木|石|头|砚|去|来|办|解|处)|圆(?!形|桌|角|满|润)"
    r"|毛钱?(?!巾|衣|绒|毯|病|线|孩|发)|角(?!度|落|色|钱)|角钱|分钱(?!一|货)|(?<=\d)rmb)"
    rf"(?:(?<=块)(?P<tail>[一二两三四五六七八九]|\d{{1,2}})(?:毛|"
    rf"角)?(?![0-9零一二两三四五六七八九十百千万天个件年月小分秒次位台种款套张条只瓶包盒%折元块号日点到至])"
    rf"|(?P<minor>{HAN}|\d)(?=[毛角])[毛角])?(?P<about>来钱|多钱|多)?"
)
_NAMED_ENGLISH = re.compile(
    rf"{BEFORE_ENGLISH}(?P<a>{ENGLISH_NUMBER})(?:{RANGE}(?P<b>{ENGLISH_NUMBER}))?[ -]?"
    r"(?P<unit>dollar|buck|quid|pound|euro|yuan|rmb|cny|usd|twd|ntd|hkd|eur|gbp|sgd|pence|cent)s?(?![a-z])"
)
_COUNTED = re.compile(
    rf"(?P<verb>立减|直减|减免|优惠|便宜|满|减|返现?|省|抵扣?|补偿?|赔偿?|退款?|退还|退回|[折减降让]到|原价|原先卖|正价|标价|售价|定价|卖价|现价|"
    rf"到手价?)(?:您|你)?(?:了|是|只要|只)?(?P<a>{DIGITS})"
    r"(?![\d.]|\s?[a-z°%％:/年月日天周个件小分秒次位台种款折元块号点岁楼层单至到~-]|\s?工作|\s?星期|\s?礼拜)"
)
_PERCENT = re.compile(
    rf"{BEFORE_ENGLISH}(?P<a>{DIGITS})(?:\s?%)?(?:{RANGE}(?P<b>{DIGITS}))?\s?(?:%|percent(?![a-z])|"
    rf"per cent(?![a-z])|pct(?![a-z]))"
    r"(?P<off>\s?(?:off|discount|reduction|cheaper)(?![a-z]))?"
    rf"|百分之(?P<han>{HAN_NUMBER})"
    rf"|{BEFORE_HAN}(?P<fold>\d(?:\.\d{{1,2}})?|\d\d|{HAN})\s?折(?!叠|扣率|旧|腾|磨|断|痕|射|回|返|损|页|中)"
    r"|(?P<half>半价|对折|半折|half[ -]price|half off|half (?:of )?the price|half of it)"
)


def amounts(text: str) -> Iterable[Said]:
    """Amounts of money, in marks before them, in names after them, and as bare numbers after verbs of paying."""
    for found in _MARKED.finditer(text):
        yield from _amount(text, found, _SIGNS[found["mark"]])
    if not text.isascii():
        for found in _NAMED_HAN.finditer(text):
            yield from _named(text, found)
        for found in _COUNTED.finditer(text):
            value = written(Decimal(found["a"].replace(",", "")))
            role = "from" if found["verb"] == "满" else "off"
            yield Said("amount", found.start("a"), found.end(), value, value, "", role)
    if _ENGLISH_MONEY.search(text):
        for found in _NAMED_ENGLISH.finditer(text):
            yield from _amount(text, found, _SIGNS.get(found["unit"], "$"))


_ENGLISH_MONEY = re.compile(r"dollar|buck|quid|pound|euro|yuan|rmb|cny|usd|twd|ntd|hkd|eur|gbp|sgd|pence|cent")


def _amount(text: str, found: re.Match[str], unit: str) -> Iterable[Said]:
    ends = ends_of(found["a"], found["b"])
    if ends is None:
        return
    if unit in ("pence", "cent"):
        ends, unit = (ends[0] / 100, ends[1] / 100), "GBP" if unit == "pence" else "$"
    yield Said("amount", found.start(), found.end(), *_both(ends), unit, _role(text, found), _about(text, found))


def _named(text: str, found: re.Match[str]) -> Iterable[Said]:
    loose = found["loose"] or found["loose2"]
    ends = ends_of(found["a"], found["b"], found["loose"])
    if ends is None or (
        found["a"] == "一" and (found["unit"] == "块" or text[found.start() - 1 : found.start()] in "每哪") and not found["tail"]
    ):
        return
    if found["wan"] and not found["a"].endswith("万"):
        ends = ends[0] * 10_000, ends[1] * 10_000
    unit = found["unit"].removesuffix("钱")
    scale = {"毛": Decimal("0.1"), "角": Decimal("0.1"), "分": Decimal("0.01")}.get(unit, Decimal(1))
    low, high = ends[0] * scale, ends[1] * scale
    tail = _tail(found)
    approximate = bool(loose or found["about"]) or _about(text, found)
    yield Said(
        "amount", found.start(), found.end(), *_both((low + tail, high + tail)), _SIGNS[unit], _role(text, found), approximate
    )


def _tail(found: re.Match[str]) -> Decimal:
    """What follows the major unit: "129块5" is 129.50, "三块八毛" 3.80."""
    words = found["tail"] or found["minor"]
    if not words:
        return Decimal(0)
    ends = number_range(words)
    if ends is None or ends[0] != ends[1]:
        return Decimal(0)
    return ends[0] / (100 if ends[0] >= 10 else 10)


def _both(ends: tuple[Decimal, Decimal]) -> tuple[str, str]:
    return written(ends[0].normalize() + 0), written(ends[1].normalize() + 0)


_OFF = re.compile(r"(?:减免?|便宜|优惠|省|抵扣?|off by|save|knock)\s?(?:您|you)?\s*$")
_ENGLISH_OFF = re.compile(r"\s?(?:off|discount|cheaper|less)(?![a-z])")


def _role(text: str, found: re.Match[str]) -> str:
    if _OFF.search(before(text, found.start())) or _ENGLISH_OFF.match(text, found.end()):
        return "off"
    return "from" if before(text, found.start()).endswith("满") else ""


def _about(text: str, found: re.Match[str]) -> bool:
    return bool(ABOUT.search(before(text, found.start()))) or AFTER_ABOUT.match(text, found.end()) is not None


def percentages(text: str) -> Iterable[Said]:
    """Percentages; 八折 is 80 "of", 20% off is 20 "off", half price 50 "of"."""
    if not _MAY_BE_PERCENT.search(text):
        return
    for found in _PERCENT.finditer(text):
        said = _percentage(found)
        if said is not None:
            yield said


_MAY_BE_PERCENT = re.compile(r"%|per ?cent|pct|百分之|折|半价|half")


def _percentage(found: re.Match[str]) -> Said | None:
    if found["half"]:
        return Said("percent", found.start(), found.end(), "50", "50", "of")
    if found["fold"]:
        value = _fold(found["fold"])
        return Said("percent", found.start(), found.end(), value, value, "of") if value else None
    ends = ends_of(found["han"] or found["a"], found["b"])
    if ends is None:
        return None
    return Said("percent", found.start(), found.end(), *_both(ends), "off" if found["off"] else "")


def _fold(words: str) -> str:
    """What a 折 leaves to pay, of a hundred: 八 and 8 are 80, 九五, 9.5 and 95 are 95."""
    digits = positional(words) if len(words) > 1 and "." not in words else None
    if digits is not None:
        return str(digits) if 10 < digits < 100 else ""
    ends = number_range(words)
    if ends is None or not 0 < ends[0] < 10 or ends[0] != ends[1]:
        return ""
    return written((ends[0] * 10).normalize() + 0)
