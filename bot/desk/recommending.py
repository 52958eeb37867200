"""Which products suit a need that a message names, by the shop's own table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.desk.message import Language
from bot.desk.product_names import plain

MOST_NEEDS = 2
MOST_PRODUCTS = 3
"""What a sentence can hold."""


@dataclass(frozen=True)
class Need:
    """A need that products serve.

    Attributes:
        key: its name.
        text: what it is called, by language, so that "选" or a comma and an article can follow ("看书写字", "for reading").
        words: how customers name it, in any language.
    """

    key: str
    text: Mapping[Language, str]
    words: tuple[str, ...]


@dataclass(frozen=True)
class SuitedProduct:
    """A product as it is recommended: name and price ready to be said, by language."""

    name: Mapping[Language, str]
    price: str


def needs_named(needs: Sequence[Need], text: str) -> tuple[Need, ...]:
    """The needs that a message names, in the order in which it does, at most `MOST_NEEDS`."""
    said = plain(text)
    places = [(min(found), need) for need in needs if (found := _places(need, said))]
    return tuple(need for _, need in sorted(places, key=lambda place: place[0]))[:MOST_NEEDS]


def _places(need: Need, said: str) -> list[int]:
    forms = (plain(word) for word in need.words)
    return [place for form in forms if len(form.strip()) > 1 and (place := said.find(form)) >= 0]


def recommendation(suited: Sequence[tuple[Need, Sequence[SuitedProduct]]]) -> Mapping[str, str]:
    """Which product is for what, by language code: "看书写字选A3 护眼台灯（¥269）"; {} when nothing suits."""
    lines = [(need, tuple(products)[:MOST_PRODUCTS]) for need, products in suited if products]
    return {language.value: _said(lines, language) for language in Language} if lines else {}


def _said(lines: Sequence[tuple[Need, Sequence[SuitedProduct]]], language: Language) -> str:
    if language is Language.EN:
        return "; ".join(f"{need.text[language]}, {_listed(products, language)}" for need, products in lines)
    choose = "选" if language is Language.ZH_HANS else "選"
    return "；".join(f"{need.text[language]}{choose}{_listed(products, language)}" for need, products in lines)


def _listed(products: Sequence[SuitedProduct], language: Language) -> str:
    english = language is Language.EN
    article, opening, closing = ("the ", " (", ")") if english else ("", "（", "）")
    said = [f"{article}{product.name[language]}{opening}{product.price}{closing}" for product in products]
    before = ", ".join(said[:-1]) if english else "、".join(said[:-1])
    last = " or " if english else "或"
    return f"{before}{last}{said[-1]}" if before else said[-1]
