"""The door to the record."""

from __future__ import annotations

from sqlalchemy import select

from bot.assist.ports import TurnCase
from bot.store.accounts import StoreAccounts
from bot.store.cases import shop_of_turn
from bot.store.engine import Database
from bot.store.models.people import ShopEntry
from bot.store.records import StoreRecords
from bot.store.turns import StoreQueue


class StoreCases:
    """Cases of turns of any shop, for the action server, which is told only the turn's id (`ports.CaseRecord`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def turn_case(self, turn_id: str) -> TurnCase:
        """The case of a turn, read in the shop it belongs to."""
        return StoreRecords(self._database, shop_of_turn(self._database, turn_id)).turn_case(turn_id)


class Store:
    """An open database with its views."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def accounts(self) -> StoreAccounts:
        """Users, sessions, keys, and through them the shops."""
        return StoreAccounts(self._database)

    def records(self, shop_id: str) -> StoreRecords:
        """The record of one shop."""
        return StoreRecords(self._database, shop_id)

    def queue(self) -> StoreQueue:
        """Turns over all shops."""
        return StoreQueue(self._database)

    def cases(self) -> StoreCases:
        """Cases of turns, read-only."""
        return StoreCases(self._database)

    def shop_names(self) -> dict[str, str]:
        """Name of each shop by the short name in its addresses."""
        with self._database.reading(None) as session:
            return {slug: name for slug, name in session.execute(select(ShopEntry.slug, ShopEntry.name))}

    def close(self) -> None:
        """Give the connections back."""
        self._database.close()


def open_store(url: str, *, read_only: bool = False, remember_seconds: float = 0.0) -> Store:
    """Open a database that `bot.store.migrate.migrate` has prepared.

    Args:
        url: an SQLAlchemy address, for example "sqlite:///tactful.db".
        read_only: the database refuses every write of this process.
        remember_seconds: how long policies and products may be remembered between cases.
    """
    return Store(Database(url, read_only=read_only, remember_seconds=remember_seconds))
