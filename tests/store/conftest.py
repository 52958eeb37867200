"""A real database with two shops for every test."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bot.assist.records import User
from bot.store.records import StoreRecords
from bot.store.store import Store, open_store
from bot.store.turns import StoreQueue


@dataclass(frozen=True)
class TwoShops:
    """A store with a shop of ours and a neighbour's."""

    store: Store
    url: str
    shop_id: str
    other_shop_id: str

    @property
    def ours(self) -> StoreRecords:
        return self.store.records(self.shop_id)

    @property
    def theirs(self) -> StoreRecords:
        return self.store.records(self.other_shop_id)

    def user(self, login: str, *roles: str, teams: tuple[str, ...] = (), shop_id: str = "") -> User:
        """A new user of our shop, or of the one named."""
        self.store.accounts().add_user(shop_id or self.shop_id, login, login.title(), roles=roles, teams=teams)
        found = self.store.accounts().user_by_login(login)
        assert found is not None
        return found[0]


@pytest.fixture
def shops(database_url: str) -> Iterator[TwoShops]:
    """On SQLite, then on PostgreSQL."""
    yield from two_shops(database_url)


@pytest.fixture
def sqlite_shops(sqlite_url: str) -> Iterator[TwoShops]:
    """On SQLite only, for what is SQLite's own."""
    yield from two_shops(sqlite_url)


@pytest.fixture
def postgresql_shops(postgresql_url: str) -> Iterator[TwoShops]:
    """On PostgreSQL only, for what is PostgreSQL's own."""
    yield from two_shops(postgresql_url)


def two_shops(url: str) -> Iterator[TwoShops]:
    """Open a migrated database with two shops, and close it."""
    store = open_store(url)
    accounts = store.accounts()
    yield TwoShops(store, url, accounts.add_shop("ours", "Ours"), accounts.add_shop("theirs", "Theirs"))
    store.close()


def hears(queue: StoreQueue) -> bool:
    """Whether a change is heard; PostgreSQL sends word of it after the commit, so it may be on its way."""
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        if queue.changed():
            return True
        time.sleep(0.005)
    return False
