"""Load a demo shop from data that people wrote (the format stands in data/demo/README.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.assist.records import HistoryMessage, IncomingMessage
from bot.desk.errors import InputError
from bot.desk.message import Audience, Channel, Role
from bot.store.accounts import add_shop, add_user
from bot.store.engine import Database
from bot.store.intake import import_history, post_message
from bot.store.models.people import CustomerEntry, ShopEntry
from bot.store.models.trade import PolicyEntry, PromotionEntry
from bot.store.moments import moment
from bot.store.scope import ShopSession
from bot.store.seed_trade import add_orders, add_products
from bot.store.types import new_id, utc_now

PARTS = {"shop", "users", "customers", "products", "orders", "policies", "promotions", "conversations"}


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
        for conversation in data.get("conversations", ()):
            _load_conversation(database, shop_id, conversation, clock)
        return shop_id
    finally:
        database.close()


def _load_shop(database: Database, data: Mapping[str, Any], clock: Clock) -> str:
    shop = data["shop"]
    with database.writing(None) as everywhere:
        known = everywhere.scalar(select(ShopEntry.id).where(ShopEntry.slug == shop["slug"]))
        shop_id = known or add_shop(everywhere, shop["slug"], shop["name"], time_zone=str(clock.zone))
    with database.writing(shop_id) as session:
        if session.scalars(select(PolicyEntry).limit(1)).first() is None:
            _load_record(session, data, clock)
    return shop_id


def _load_record(session: ShopSession, data: Mapping[str, Any], clock: Clock) -> None:
    for user in data.get("users", ()):
        teams, language = user.get("teams", ()), user.get("language", "en")
        add_user(session, user["login"], user["name"], roles=user["roles"], teams=teams, language=language)
    customers = _add_customers(session, data.get("customers", ()))
    products = add_products(session, data.get("products", ()))
    session.flush()
    add_orders(session, data.get("orders", ()), customers, products, clock.at, clock.zone)
    session.add_all(PolicyEntry(key=key, value=value) for key, value in data.get("policies", {}).items())
    for item in data.get("promotions", ()):
        starts_at, ends_at = clock.at(item["starts"]), clock.at(item["ends"])
        session.add(PromotionEntry(key=item["key"], text=item["text"], starts_at=starts_at, ends_at=ends_at))


def _add_customers(session: ShopSession, written: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    entries = [
        CustomerEntry(
            id=new_id(),
            key=item["key"],
            name=item["name"],
            language=item.get("language", ""),
            member_tier=item.get("tier", ""),
            points=item.get("points", 0),
        )
        for item in written
    ]
    session.add_all(entries)
    return {entry.key: entry.id for entry in entries}


def _load_conversation(database: Database, shop_id: str, written: Mapping[str, Any], clock: Clock) -> None:
    """What was answered is history; what the customer said since then comes in as new messages."""
    said = [
        HistoryMessage(Role(item["role"]), item["text"], clock.at(item["at"]), f"{written['key']}:{number}")
        for number, item in enumerate(written["messages"], start=1)
    ]
    answered = max((place for place, item in enumerate(said, start=1) if item.role is not Role.CUSTOMER), default=0)
    first = _incoming(written, said[0])
    if answered:
        import_history(database, shop_id, first, said[:answered], now=clock.now)
    for item in said[answered:]:
        post_message(database, shop_id, _incoming(written, item), now=clock.now)


def _incoming(written: Mapping[str, Any], said: HistoryMessage) -> IncomingMessage:
    return IncomingMessage(
        source=written.get("source", "demo"),
        conversation_key=written["key"],
        dedupe_key=said.dedupe_key,
        text=said.text,
        channel=Channel(written.get("channel", "chat")),
        audience=Audience(written.get("audience", "agent")),
        customer_key=written.get("customer", ""),
        customer_verified=bool(written.get("verified", False)),
        order_number=str(written.get("order", "")),
        sent_at=said.at,
    )
