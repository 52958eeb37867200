"""What one key puts in the place of a figure that a fact contradicts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.desk.facts import AMOUNTS, DATES
from bot.desk.figures import Figure
from bot.desk.finding import Rewrite
from bot.desk.grounding_known import number_of
from bot.desk.grounding_matching import Said
from bot.desk.grounding_values import Known
from bot.desk.message import Language
from bot.desk.worded import worded

_UNITS = {
    "hour": ("小时", "小時", "hour"),
    "day": ("天", "天", "day"),
    "month": ("个月", "個月", "month"),
}


def rewrite_of(said: Said, known: Known | None, facts: Mapping[str, Any]) -> Rewrite | None:
    """The known value in the language around the figure; None where it does not simply take its place."""
    figure = said.figure
    if known is None or known.derived or known.kind != figure.kind or isinstance(known.low, Figure) or figure.low != figure.high:
        return None
    text = _text(figure, known, facts, said.language)
    return Rewrite(figure.start, figure.end, text) if text else None


def _text(figure: Figure, known: Known, facts: Mapping[str, Any], language: Language) -> str:
    if known.kind == "date" and known.fact in DATES and isinstance(known.low, date):
        return worded(known.fact, known.low, language, {})
    if known.kind == "amount" and known.fact in AMOUNTS:
        return worded(known.fact, facts[known.fact], language, {}, str(facts.get("currency", "CNY")))
    if known.kind == "duration" and known.unit in _UNITS:
        return _length(figure, known, facts, language)
    return ""


def _length(figure: Figure, known: Known, facts: Mapping[str, Any], language: Language) -> str:
    value = str(facts.get(known.fact, ""))
    if number_of(facts.get(known.fact)) is None:
        return ""
    hans, hant, english = _UNITS[known.unit]
    if language is Language.EN:
        many = "" if value == "1" or _is_attribute(figure) else "s"
        working = "working " if known.working else ""
        joint = "-" if _is_attribute(figure) else " "
        return f"{value}{joint}{working}{english}{many}"
    unit = {Language.ZH_HANS: hans, Language.ZH_HANT: hant}[language]
    unit = {Language.ZH_HANS: "个工作日", Language.ZH_HANT: "個工作天"}[language] if known.working else unit
    return f"{value}{unit}{_tail(figure.text)}"


def _is_attribute(figure: Figure) -> bool:
    return "-" in figure.text


def _tail(text: str) -> str:
    """The word of bounds that belongs to the figure: 以内, 之內, 后."""
    for tail in ("之内", "之內", "以内", "以內", "之后", "之後", "以后", "以後", "之前", "以前", "内", "內", "后", "後", "前"):
        if text.endswith(tail):
            return tail
    return ""
