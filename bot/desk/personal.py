"""Personal data in what people write: its kinds, where it stands, and the tokens that take its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class PersonalKind(Enum):
    """A kind of personal data."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    ID_NUMBER = "id_number"
    BANK_CARD = "bank_card"
    EMAIL = "email"
    WECHAT = "wechat"
    QQ = "qq"
    PLATE = "plate"
    ADDRESS = "address"
    NAME = "name"


STRUCTURED = frozenset(PersonalKind) - {PersonalKind.ADDRESS, PersonalKind.NAME}
"""Kinds with a form of their own; addresses and names are words among words, and some of them will be missed."""


@dataclass(frozen=True)
class PersonalSpan:
    """Personal data in a text.

    Attributes:
        kind: what it is.
        start, end: code points of the original text.
        value: the same for every spelling of the same thing: "13800138000" for "138-0013-8000" and for "一三八…".
    """

    kind: PersonalKind
    start: int
    end: int
    value: str


def replace_spans(text: str, spans: Iterable[PersonalSpan], tokens: Iterable[str]) -> str:
    """The text with each span replaced by its token.

    Args:
        text: the original.
        spans: in text order, not overlapping.
        tokens: one for each span.
    """
    parts: list[str] = []
    position = 0
    for span, token in zip(spans, tokens, strict=True):
        parts += (text[position : span.start], token)
        position = span.end
    return "".join((*parts, text[position:]))
