"""Which product a message is about: one it names before an order exists, or one of an order's articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.assist.ports import Catalogue, OrderRecord, ProductRecord
from bot.desk.product_names import NamedPlace
from bot.desk.reading import Reading

BEFORE_BUYING = frozenset(
    {
        "ask_product_question",
        "ask_recommendation",
        "hesitate",
        "ask_size",
        "ask_stock",
        "ask_price_or_discount",
        "ask_bulk_purchase",
        "ask_cross_border",
        "ask_shipping_terms",
        "ask_installation",
        "ask_usage",
    }
)
"""Intents in which a product that is named counts before any order."""

RECOMMENDING = frozenset({"ask_recommendation", "hesitate"})
"""Intents that the shop's table of needs answers."""


def places_named(catalogue: Catalogue, reading: Reading, text: str, earlier: Sequence[str]) -> tuple[NamedPlace, ...]:
    """Where products are named: in the message, or for a question before buying in the latest message that names any."""
    texts = (text, *reversed(earlier)) if reading.intent in BEFORE_BUYING else (text,)
    return next((found for said in texts if said and (found := catalogue.named(said))), ())


def orders_holding(orders: Sequence[OrderRecord], named: Sequence[NamedPlace]) -> tuple[OrderRecord, ...]:
    """The orders that hold a product named."""
    return tuple(order for order in orders if _articles(order, named))


def article_facts(order: OrderRecord, named: Sequence[NamedPlace]) -> Mapping[str, Any]:
    """Facts of the article of an order that a message names; {} when it names none of them, or several."""
    found = _articles(order, named)
    return order.articles[found[0]] if len(found) == 1 else {}


def names_another(order: OrderRecord, named: Sequence[NamedPlace]) -> bool:
    """Whether a message names products, and none that the order holds."""
    return bool(named) and bool(order.articles) and not _articles(order, named)


def product_asked_about(catalogue: Catalogue, reading: Reading, named: Sequence[NamedPlace]) -> ProductRecord | None:
    """The one product that a question before buying names first."""
    if reading.intent not in BEFORE_BUYING:
        return None
    sure = (place.products for place in named if len(place.products) == 1)
    return next((catalogue.product(*products) for products in sure), None)


def _articles(order: OrderRecord, named: Sequence[NamedPlace]) -> tuple[str, ...]:
    meant = {product for place in named for product in place.products}
    return tuple(product for product in order.articles if product in meant)
