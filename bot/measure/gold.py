"""Labelled messages to measure with, and how a set of them is parted."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from bot.desk.message import Language
from bot.desk.reading import Temperament

LEAST_OF_A_SCRIPT = 20
"""Messages of one script from which its figures are shown by themselves."""

_HEX = re.compile("[0-9a-fA-F]+")


@dataclass(frozen=True)
class GoldSpan:
    """Words that speak for a temperament, as a person marked them.

    Attributes:
        temperament: the label spoken for.
        start: first code point of the text.
        end: one past the last.
    """

    temperament: Temperament
    start: int
    end: int


@dataclass(frozen=True)
class GoldMessage:
    """One message with what careful readers said of it.

    Attributes:
        id: unique in its set.
        language: language and script.
        context: earlier (role, text) pairs, oldest first.
        text: the message.
        labels: temperaments that hold -> intensity 1..3; none of them is neutral.
        disputed: temperaments on which the readers disagreed; not scored here.
        escalate: whether a careful shop hands over; None when the readers disagreed or nobody said.
        spans: marked words, where somebody marked them.
    """

    id: str
    language: Language
    context: tuple[tuple[str, str], ...]
    text: str
    labels: Mapping[Temperament, int] = field(default_factory=lambda: MappingProxyType({}))
    disputed: frozenset[Temperament] = frozenset()
    escalate: bool | None = None
    spans: tuple[GoldSpan, ...] = ()

    def counts(self, name: Temperament) -> bool:
        """Whether the label is scored for this message."""
        return name not in self.disputed


def half_of(identity: str) -> str:
    """Give "A" when the last hexadecimal digit of the id is 0 to 7, else "B"; an id of other signs goes by its SHA-256."""
    digits = identity if _HEX.fullmatch(identity) else hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()
    return "A" if int(digits[-1], 16) < 8 else "B"


def groups_of(messages: Sequence[GoldMessage], *, halves: bool = False) -> dict[str, NDArray[np.int64]]:
    """Places of the messages of each group that is shown, in the order of the tables.

    Args:
        messages: the set.
        halves: also part it into A and B (see `half_of`).

    Returns:
        "all"; "zh" and "en" where there are any; "zh-Hans" and "zh-Hant" from `LEAST_OF_A_SCRIPT` messages on; "A", "B".
    """
    languages = [message.language for message in messages]
    parts = {
        "all": [True for _ in messages],
        "zh": [language is not Language.EN for language in languages],
        "en": [language is Language.EN for language in languages],
        "zh-Hans": [language is Language.ZH_HANS for language in languages],
        "zh-Hant": [language is Language.ZH_HANT for language in languages],
    }
    if halves:
        sides = [half_of(message.id) for message in messages]
        parts |= {half: [side == half for side in sides] for half in ("A", "B")}
    least = {"zh-Hans": LEAST_OF_A_SCRIPT, "zh-Hant": LEAST_OF_A_SCRIPT}
    found = {name: np.flatnonzero(np.array(inside, dtype=bool)) for name, inside in parts.items()}
    return {name: places for name, places in found.items() if len(places) >= least.get(name, 1)}
