"""Numbers with a unit of measure in folded text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from bot.reader.figures_numbers import (
    BEFORE_HAN,
    DIGITS,
    HAN_NUMBER,
    RANGE,
)
from bot.reader.figures_said import ABOUT, Said, before, ends_of, written

_MEASURES = {
    "mah": ("mah", "毫安时", "毫安"),
    "wh": ("wh",),
    "kwh": ("kwh",),
    "W": ("w", "watts?", "瓦特?"),
    "kW": ("kw", "千瓦"),
    "V": ("v", "volts?", "伏特?"),
    "Hz": ("hz", "赫兹"),
    "kHz": ("khz",),
    "MHz": ("mhz",),
    "GHz": ("ghz",),
    "dB": ("dba?", "decibels?", "分贝"),
    "mm": ("mm", "millimet(?:re|er)s?", "毫米"),
    "cm": ("cm", "centimet(?:re|er)s?", "厘米", "公分"),
    "m": ("m", "met(?:re|er)s?", "米"),
    "km": ("km", "kilomet(?:re|er)s?", "公里", "千米"),
    "inch": ("inch(?:es)?", "英寸", "英吋", "寸", "吋"),
    "ft": ("ft", "feet", "foot"),
    "g": ("g", "gram(?:me)?s?", "克"),
    "kg": ("kgs?", "kilos?", "kilogram(?:me)?s?", "公斤", "千克"),
    "jin": ("斤",),
    "mg": ("mg", "毫克"),
    "lb": ("lbs?",),
    "oz": ("oz", "ounces?"),
    "ml": ("ml", "millilit(?:re|er)s?", "毫升"),
    "l": ("l", "lit(?:re|er)s?", "升", "公升"),
    "m2": ("m2", "㎡", "square met(?:re|er)s?", "平方米", "平米", "平方公尺", "平(?![均台板时常])"),
    "ping": ("坪",),
    "°C": ("°c", "°", "deg(?:rees)?(?: celsius| c)?", "摄氏度", "度(?![数过假])"),
    "GB": ("gb",),
    "TB": ("tb",),
    "MB": ("mb",),
    "Mbps": ("mbps",),
    "px": ("px", "pixels?", "像素"),
    "mp": ("mp", "megapixels?", "万像素"),
    "fps": ("fps",),
    "rpm": ("rpm", "转"),
    "lm": ("lm", "lumens?", "流明"),
    "K": ("k",),
    "points": ("points?", "积分", "点数"),
    "people": ("people", "persons?", "人份"),
    "piece": ("件(?!事)", "pieces?", "pcs", "units?", "items?"),
}
_CANONICAL: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(form), unit) for unit, forms in _MEASURES.items() for form in forms
)
_FORMS = "|".join(sorted((form for forms in _MEASURES.values() for form in forms), key=lambda form: -len(form)))
_NUMBER = re.compile(
    rf"{BEFORE_HAN}(?P<a>{HAN_NUMBER})(?P<loose>多|来|余)?(?P<more>(?:\s?[x×*]\s?{DIGITS}){{0,2}})(?:{RANGE}(?P<b>{HAN_NUMBER}))?"
    rf"(?:[ -]?)(?P<unit>{_FORMS})(?![a-z0-9])"
)
_CASE_MATTERS = frozenset({"g", "m", "l", "k", "m2"})
_PART = re.compile(DIGITS)


def numbers(text: str, original: str, places: tuple[int, ...]) -> Iterable[Said]:
    """Numbers with a unit of measure; `places` leads from the folded text to the original, where letter case can be seen."""
    for found in _NUMBER.finditer(text):
        unit = _canonical(found["unit"])
        if found["unit"] in _CASE_MATTERS and not _fits_case(found["unit"], found["a"], original[places[found.start("unit")]]):
            continue
        ends = ends_of(found["a"], found["b"], found["loose"])
        if ends is None or (found["a"] == "一" and unit == "piece") or (found["a"] in "一两" and unit in ("°C", "m", "jin")):
            continue
        if found["a"] == "一" and text[max(0, found.start() - 1) : found.start()] in tuple("差每哪"):
            continue
        if found["a"][0] in "千百万亿":
            continue
        yield from _dimensions(found, unit)
        yield Said(
            "number",
            _last_start(found),
            found.end(),
            *_last_value(found, ends),
            unit,
            "",
            bool(found["loose"]) or bool(ABOUT.search(before(text, found.start()))),
        )


def _fits_case(unit: str, number: str, sign: str) -> bool:
    """Whether a one-letter unit is meant: 5G is no weight, 4K no temperature of light, M and L are sizes."""
    if unit == "k":
        return sign == "K" and number.replace(",", "").isdigit() and int(number.replace(",", "")) >= 1000
    return sign != "M" and (sign != "G" or unit != "g")


def _canonical(form: str) -> str:
    return next(unit for pattern, unit in _CANONICAL if pattern.fullmatch(form))


def _dimensions(found: re.Match[str], unit: str) -> Iterable[Said]:
    """The sides before the last one of "30x40x50cm"."""
    if not found["more"]:
        return
    sides = [(found["a"], found.start("a"))]
    sides += [(part.group(), found.start("more") + part.start()) for part in _PART.finditer(found["more"])][:-1]
    for words, start in sides:
        ends = ends_of(words, None)
        if ends is not None:
            yield Said("number", start, start + len(words), written(ends[0]), written(ends[1]), unit)


def _last_start(found: re.Match[str]) -> int:
    parts = list(_PART.finditer(found["more"]))
    return found.start("more") + parts[-1].start() if parts else found.start()


def _last_value(found: re.Match[str], ends: tuple[Decimal, Decimal]) -> tuple[str, str]:
    parts = _PART.findall(found["more"])
    if parts:
        last = ends_of(parts[-1], None) or ends
        return written(last[0]), written(last[1])
    return written(ends[0]), written(ends[1])
