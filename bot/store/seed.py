"""Load a demo shop from data that people wrote (the format stands in data/demo/README.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.desk.errors import InputError
from bot.store.accounts import add_shop, add_user
from bot.store.engine import Database
from bot.store.models.people import CustomerEntry, ShopEntry, UserEntry
from bot.store.models.trade import OrderEntry, PolicyEntry, ProductEntry, ProductNeed, PromotionEntry
from bot.store.moments import moment
from bot.store.scope import ShopSession
from bot.store.seed_talk import add_conversations
from bot.store.seed_trade import add_needs, add_orders, add_products
from bot.store.types import new_id, utc_now

Written = Mapping[str, Any]

PARTS = {"shop", "users", "customers", "needs", "products", "orders", "policies", "promotions", "conversations"}


@dataclass(frozen=True)
class Clock:
    """The present and the place that written times count from."""

    now: datetime
    zone: ZoneInfo

    def at(self, value: Any) -> datetime:
        """The time meant."""
        return moment(value, now=self.now, zone=self.zone)


def load_demo(store_url: str, data: Mapping[str, Any]) -> str:
    """Load a shop once; loading it again, or after a crash half way, adds what is missing and nothing else.

    Args:
        store_url: a migrated database.
        data: the parsed file.

    Returns:
        The shop's id.
    """
    unknown = set(data) - PARTS
    if unknown:
        raise InputError(f"Unknown parts: {', '.join(sorted(unknown))}.", remedy=f"Known: {', '.join(sorted(PARTS))}.")
    clock = Clock(utc_now(), ZoneInfo(data["shop"].get("time_zone", "Asia/Shanghai")))
    database = Database(store_url)
    try:
        shop_id = _load_shop(database, data, clock)
        with database.writing(shop_id) as session:
            add_conversations(session, data.get("conversations", ()), clock.at)
        return shop_id
    finally:
        database.close()


def _load_shop(database: Database, data: Mapping[str, Any], clock: Clock) -> str:
    shop = data["shop"]
    with database.writing(None) as everywhere:
        known = everywhere.scalar(select(ShopEntry.id).where(ShopEntry.slug == shop["slug"]))
        shop_id = known or add_shop(everywhere, shop["slug"], shop["name"], time_zone=str(clock.zone))
    with database.writing(shop_id) as session:
        _load_record(session, data, clock)
    return shop_id


def _load_record(session: ShopSession, data: Mapping[str, Any], clock: Clock) -> None:
    for user in _missing(session, UserEntry.login, data.get("users", ()), "login"):
        teams, language = user.get("teams", ()), user.get("language", "en")
        add_user(session, user["login"], user["name"], roles=user["roles"], teams=teams, language=language)
    customers = _add_customers(session, data.get("customers", ()))
    needs = set(session.scalars(select(ProductNeed.key)))
    add_needs(session, {key: need for key, need in data.get("needs", {}).items() if key not in needs})
    add_products(session, _missing(session, ProductEntry.key, data.get("products", ()), "key"), clock.at, clock.zone)
    products = {product.key: product for product in session.scalars(select(ProductEntry))}
    orders = _missing(session, OrderEntry.number, data.get("orders", ()), "number")
    add_orders(session, orders, customers, products, clock.at, clock.zone)
    policies = set(session.scalars(select(PolicyEntry.key)))
    written = data.get("policies", {})
    session.add_all(PolicyEntry(key=key, value=value) for key, value in written.items() if key not in policies)
    for item in _missing(session, PromotionEntry.key, data.get("promotions", ()), "key"):
        starts_at, ends_at = clock.at(item["starts"]), clock.at(item["ends"])
        session.add(PromotionEntry(key=item["key"], text=item["text"], starts_at=starts_at, ends_at=ends_at))


def _missing(session: ShopSession, column: Any, written: Sequence[Written], name: str) -> list[Written]:
    """What is written and not there yet, by its key."""
    known = set(session.scalars(select(column)))
    return [item for item in written if str(item[name]) not in known]


def _add_customers(session: ShopSession, written: Sequence[Written]) -> dict[str, str]:
    """Add the customers that are missing; the ids of all by key."""
    session.add_all(
        CustomerEntry(
            id=new_id(),
            key=item["key"],
            name=item["name"],
            language=item.get("language", ""),
            member_tier=item.get("tier", ""),
            points=item.get("points", 0),
            email=item.get("email"),
        )
        for item in _missing(session, CustomerEntry.key, written, "key")
    )
    session.flush()
    return {entry.key: entry.id for entry in session.scalars(select(CustomerEntry))}
