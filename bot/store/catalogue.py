"""What a shop sells, as a turn asks for it: products named in a message, and products that suit a need."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Text, bindparam, select

from bot.assist.ports import ProductRecord
from bot.desk.message import Language
from bot.desk.product_names import LOOKED_AT, NamedPlace, heads_in, named_places, plain
from bot.desk.recommending import MOST_PRODUCTS, Need, SuitedProduct, needs_named, recommendation
from bot.desk.worded import localised, worded
from bot.store.engine import Database
from bot.store.models.trade import ProductEntry, ProductName, ProductNeed, ProductPurpose
from bot.store.product_facts import DescribedProduct, amount, described_products, product_facts
from bot.store.scope import ShopSession

_NAMED = select(ProductName.name, ProductName.product_id).where(
    ProductName.head.in_(bindparam("heads", expanding=True)), bindparam("said", type_=Text).contains(ProductName.name)
)
_NEEDS = select(ProductNeed).order_by(ProductNeed.position)
_SUITED = (
    select(ProductEntry)
    .join(ProductPurpose, ProductPurpose.product_id == ProductEntry.id)
    .where(ProductPurpose.need_key == bindparam("need"), ProductEntry.stock_status != "sold_out")
    .order_by(ProductPurpose.position)
    .limit(MOST_PRODUCTS)
)
"""Statements of the hot path, built once."""


class StoreCatalogue:
    """The products of one shop at one moment."""

    def __init__(self, database: Database, shop_id: str, *, zone: ZoneInfo, now: datetime) -> None:
        self._database = database
        self._shop_id = shop_id
        self._zone = zone
        self._now = now

    def named(self, text: str) -> tuple[NamedPlace, ...]:
        """Where a message names products, in order."""
        said = plain(text[:LOOKED_AT])
        heads = heads_in(said)
        if not heads:
            return ()
        with self._database.reading(self._shop_id) as session:
            rows = session.execute(_NAMED, {"heads": sorted(heads), "said": said}).all()
        return named_places(said, [(name, product) for name, product in rows])

    def product(self, product: str) -> ProductRecord:
        """A product by its id."""

        def read() -> DescribedProduct:
            with self._database.reading(self._shop_id) as session:
                return described_products(session, (product,))[product]

        described = self._database.remembered(("product", self._shop_id, product), read)
        return ProductRecord(described.product.key, product_facts(described, zone=self._zone, now=self._now))

    def recommendation(self, text: str) -> Mapping[str, str]:
        """Which products suit the needs that a message names, in words by language; {} when none is named."""
        with self._database.reading(self._shop_id) as session:
            needs = needs_named([_need(entry) for entry in session.scalars(_NEEDS)], text)
            return recommendation([(need, _suited(session, need)) for need in needs])


def _need(entry: ProductNeed) -> Need:
    texts = {language: str(localised(entry.text, language)) for language in Language}
    return Need(entry.key, texts, tuple(entry.words))


def _suited(session: ShopSession, need: Need) -> tuple[SuitedProduct, ...]:
    found = session.scalars(_SUITED, {"need": need.key})
    return tuple(_as_suited(product) for product in found)


def _as_suited(product: ProductEntry) -> SuitedProduct:
    names = {language: str(localised(product.name, language)) for language in Language}
    return SuitedProduct(names, worded("price_now", amount(product.price), Language.EN, {}, product.currency))
