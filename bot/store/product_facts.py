"""What is known of a product, as facts. What is not known is left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from bot.store.models.trade import ProductEntry, ProductSpecification
from bot.store.scope import ShopSession


@dataclass(frozen=True)
class DescribedProduct:
    """A product with its specification in order."""

    product: ProductEntry
    specifications: tuple[ProductSpecification, ...] = ()


_PRODUCTS = select(ProductEntry).where(ProductEntry.id.in_(bindparam("ids", expanding=True)))
_SPECIFICATIONS = (
    select(ProductSpecification)
    .where(ProductSpecification.product_id.in_(bindparam("ids", expanding=True)))
    .order_by(ProductSpecification.product_id, ProductSpecification.position)
)


def described_products(session: ShopSession, ids: Collection[str]) -> dict[str, DescribedProduct]:
    """Products by id, in two queries."""
    wanted = {"ids": sorted(ids)}
    lines: dict[str, list[ProductSpecification]] = {}
    for row in session.scalars(_SPECIFICATIONS, wanted):
        lines.setdefault(row.product_id, []).append(row)
    found = session.scalars(_PRODUCTS, wanted)
    return {product.id: DescribedProduct(product, tuple(lines.get(product.id, ()))) for product in found}


def product_facts(described: DescribedProduct, *, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    """Facts of a product by key; a day of restocking that has passed says nothing any more."""
    product = described.product
    facts: dict[str, Any] = {
        "item": product.name,
        "spec": {row.name: row.value for row in described.specifications} or None,
        "warranty_months": product.warranty_months,
        "currency": product.currency,
        "price_now": amount(product.price),
        "size_advice": product.size_advice,
        "usage_guide": product.usage_guide,
        "install_guide": product.install_guide,
        "stock_status": product.stock_status or None,
        "restock_on": _coming(product.restock_on, now.astimezone(zone).date()),
    }
    return known(facts)


def known(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that have a value."""
    return {key: value for key, value in facts.items() if value is not None}


def amount(value: Decimal) -> int | float:
    """A number that JSON knows, whole where it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)


def _coming(day: date | None, today: date) -> str | None:
    return day.isoformat() if day is not None and day >= today else None
