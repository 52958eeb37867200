"""The connection to the database: what is special to SQLite or PostgreSQL stands here and nowhere else."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, cast

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.pool import PoolProxiedConnection

from bot.store.scope import SHOP, ShopSession

BUSY_MILLISECONDS = 10_000
"""How long a writer waits for another process; writes take a few milliseconds, so this bounds a very long queue."""

MOST_REMEMBERED = 5_000
"""Remembered values; more are forgotten all at once."""

SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MILLISECONDS}")


class Database:
    """One database: sessions that read, and sessions that write in one transaction.

    Args:
        url: an SQLAlchemy address, "sqlite:///tactful.db" or "postgresql+psycopg://…".
        read_only: refuse every write, for processes that only look.
        remember_seconds: how long what seldom changes (policies, products) may be remembered; 0 reads it every time.
    """

    def __init__(self, url: str, *, read_only: bool = False, remember_seconds: float = 0.0) -> None:
        self.url: URL = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine: Engine = create_engine(self.url, hide_parameters=True, pool_pre_ping=not self.is_sqlite)
        self._writer = self.engine.execution_options(transaction="BEGIN IMMEDIATE")
        self._one_writer = threading.Lock() if self.is_sqlite else None
        self._watch: PoolProxiedConnection | None = None
        self._seen_version = -1
        self._remember_seconds = remember_seconds
        self._remembered: dict[object, tuple[float, object]] = {}
        if self.is_sqlite:
            _prepare_sqlite(self.engine, read_only=read_only)
        elif read_only:
            event.listen(self.engine, "connect", _refuse_writes_on_postgresql)

    @contextmanager
    def reading(self, shop_id: str | None) -> Iterator[ShopSession]:
        """A session that only reads; None sees all shops."""
        with ShopSession(self.engine, info={SHOP: shop_id}, autoflush=False) as session:
            yield session

    @contextmanager
    def writing(self, shop_id: str | None) -> Iterator[ShopSession]:
        """A session whose writes are kept together at its end, or not at all when the block raises; None: all shops."""
        with (
            self._one_writer or nullcontext(),
            ShopSession(self._writer, info={SHOP: shop_id}, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def remembered[Value](self, key: object, read: Callable[[], Value]) -> Value:
        """What `read` gives, or gave under this key a moment ago."""
        now = time.monotonic()
        found = self._remembered.get(key)
        if found is not None and now < found[0]:
            return cast(Value, found[1])
        if len(self._remembered) >= MOST_REMEMBERED:
            self._remembered.clear()
        value = read()
        if self._remember_seconds:
            self._remembered[key] = (now + self._remember_seconds, value)
        return value

    def changed(self) -> bool:
        """Whether any other connection committed since the last call. The one caller keeps to one thread."""
        if not self.is_sqlite:
            return True
        if self._watch is None:
            self._watch = self.engine.raw_connection()  # outside of any transaction, which would show one moment for ever
        cursor = self._watch.cursor()
        cursor.execute("PRAGMA data_version")
        version = int(cursor.fetchone()[0])  # type: ignore[index]
        cursor.close()
        changed, self._seen_version = version != self._seen_version, version
        return changed

    def close(self) -> None:
        """Give the connections back."""
        if self._watch is not None:
            self._watch.close()
            self._watch = None
        self.engine.dispose()


def _prepare_sqlite(engine: Engine, *, read_only: bool) -> None:
    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # the driver shall not begin transactions by itself
        for pragma in (*SQLITE_PRAGMAS, *(("query_only=ON",) if read_only else ())):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(str(connection.get_execution_options().get("transaction", "BEGIN")))


def _refuse_writes_on_postgresql(connection: Any, _: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
