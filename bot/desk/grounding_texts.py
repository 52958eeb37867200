"""Texts among the facts, searched as they stand: whether one of them names what a reply says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from bot.desk.compliance_case import ReplyCase
from bot.desk.facts import DATES, TEXTS, Facts
from bot.desk.figures import Figure
from bot.desk.grounding_words import plain_words

_NEVER_NAMING = frozenset({"currency", "customer_language", "agent_name", "shop_name", "order_number", "tracking_number"})
_SPACE = re.compile(r"[\s,]+")


def texts_of(value: Any) -> Iterable[str]:
    """Every text in a fact: the fact itself, the items of a list, names and values of a map."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield str(name)
            yield from texts_of(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from texts_of(item)


def _bare(number: str) -> re.Pattern[str]:
    """A number that stands without a unit."""
    value = number[5:] if number.startswith("year") else number.split("-")[0] if number.endswith("-01-01") else number
    return re.compile(
        rf"(?<![\d.,/:-]){re.escape(value)}(?![\d/:]|[.,-]\d|\s?(?:%|°|[a-z]{{1,2}}(?![a-z])|(?:mah|days?|hours?|hrs|weeks?|months?|years?|minutes?|mins?|points?|working|business|pieces?)(?![a-z])|[天日元块个周年月分折号点毛公厘毫千]|"
        rf"小时|星期|礼拜|工作))"
    )


class Sources:
    """The words that a reply may rest on, in plain form."""

    def __init__(self, case: ReplyCase) -> None:
        self._facts = case.facts
        self._customer = case.customer

    @property
    def facts(self) -> Facts:
        """The facts themselves."""
        return self._facts

    @cached_property
    def customer(self) -> str:
        """The customer's words."""
        return plain_words(self._customer)

    @cached_property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """Each sayable fact that has words, with them; texts of other languages beside each other."""
        found = ((key, plain_words("\n".join(texts_of(self._facts[key])))) for key in self._facts if self._facts.sayable(key))
        return tuple((key, words) for key, words in found if words)

    @cached_property
    def _close(self) -> str:
        return "\n".join(_SPACE.sub("", words) for key, words in self.texts if key not in DATES)

    def holds(self, words: str) -> bool:
        """Whether a figure stands in a fact with the same words, spaces aside."""
        close = _SPACE.sub("", plain_words(words))
        place = self._close.find(close) if len(close) > 1 else -1
        while place >= 0:
            before, after = self._close[place - 1 : place], self._close[place + len(close) : place + len(close) + 1]
            if not (close[0].isdigit() and (before.isdigit() or before == ".")) and not (
                close[-1].isascii() and after.isalnum() and after.isascii()
            ):
                return True
            place = self._close.find(close, place + 1)
        return False

    def holds_bare(self, figure: Figure) -> bool:
        """Whether a fact holds the figure's number without any unit: a size, a year, a count."""
        return figure.low == figure.high and _bare(figure.low).search("\n".join(words for _, words in self.texts)) is not None

    def customer_holds(self, figure: Figure) -> bool:
        """Whether the customer says the figure's number, with a unit of the same kind left out."""
        return figure.low == figure.high and _bare(figure.low).search(self.customer) is not None

    def names(self, pattern: re.Pattern[str], *, free: bool = True) -> bool:
        """Whether the words of a fact, among them those of the shop's own keys, name what the pattern is for."""
        return any(pattern.search(words) for key, words in self.texts if key not in _NEVER_NAMING and (free or key in TEXTS))

    def customer_names(self, pattern: re.Pattern[str]) -> bool:
        """Whether the customer's words name it."""
        return pattern.search(self.customer) is not None
