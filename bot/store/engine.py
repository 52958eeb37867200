"""The connection to the database.

What is special to SQLite or PostgreSQL stands here, in `walls`, `notices`, `watch` and `trouble`, and nowhere else.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, cast

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from bot.assist.points import reached
from bot.desk.errors import InputError
from bot.store import notices, walls
from bot.store.scope import SHOP, ShopSession
from bot.store.trouble import answering, keep_values_out_of_errors
from bot.store.watch import PostgresqlWatch, SqliteWatch, Watch
from bot.store.write_points import add_write_points

LISTENERS = (notices, walls)
"""Imported for what they do at the begin and the commit of every `ShopSession`."""

BUSY_MILLISECONDS = 10_000
"""How long a writer waits for another process; writes take a few milliseconds, so this bounds a very long queue."""

MOST_REMEMBERED = 5_000
"""Remembered values; more are forgotten all at once."""

SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MILLISECONDS}")

POSTGRESQL_NAMES = ("postgres", "postgresql")
"""What people write before `://`; the driver is ours to name."""

POSTGRESQL_CONNECTION = {
    "application_name": "tactful",
    "client_encoding": "utf8",
    "connect_timeout": "3",
    "keepalives_idle": "10",
    "keepalives_interval": "3",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}
"""What the address does not say itself; times are seconds, the last milliseconds, until a silent server counts as gone."""

POSTGRESQL_OPTIONS = f"-c lock_timeout={BUSY_MILLISECONDS} -c idle_in_transaction_session_timeout={BUSY_MILLISECONDS}"
"""No process that hangs in the middle of a transaction holds up the others for longer than this."""

POOL_SECONDS = 5.0
"""How long work waits for a free connection before its caller is told to come again."""


class Database:
    """One database: sessions that read, and sessions that write in one transaction.

    Args:
        url: an SQLAlchemy address, "sqlite:///tactful.db" or "postgresql://…".
        read_only: refuse every write, for processes that only look.
        remember_seconds: how long what seldom changes (policies, products) may be remembered; 0 reads it every time.

    Raises:
        InputError: the address is none, or of another kind of database.
    """

    def __init__(self, url: str, *, read_only: bool = False, remember_seconds: float = 0.0) -> None:
        self.url = database_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine: Engine = _sqlite(self.url, read_only) if self.is_sqlite else _postgresql(self.url, read_only)
        add_write_points(self.engine)
        self._reader = self.engine if self.is_sqlite else self.engine.execution_options(**_ONE_MOMENT)
        self._writer = self.engine.execution_options(transaction="BEGIN IMMEDIATE")
        self._one_writer = threading.Lock() if self.is_sqlite else None
        self._watch: Watch = SqliteWatch(self.engine) if self.is_sqlite else PostgresqlWatch(self.engine)
        self._remember_seconds = remember_seconds
        self._remembered: dict[object, tuple[float, object]] = {}

    @contextmanager
    def reading(self, shop_id: str | None) -> Iterator[ShopSession]:
        """A session that only reads, all of it at one moment; None sees all shops.

        Raises:
            UnavailableError: the database is away.
        """
        with answering(), ShopSession(self._reader, info={SHOP: shop_id}, autoflush=False) as session:
            yield session

    @contextmanager
    def writing(self, shop_id: str | None) -> Iterator[ShopSession]:
        """A session whose writes are kept together at its end, or not at all when the block raises; None: all shops.

        Raises:
            UnavailableError: the database is away. Whether the writes were kept is known only when it is back.
        """
        with (
            answering(),
            self._one_writer or nullcontext(),
            ShopSession(self._writer, info={SHOP: shop_id}, expire_on_commit=False) as session,
            session.begin(),
        ):
            reached("store.begun")
            yield session
        reached("store.committed")

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
        """Whether any other connection committed since the last call. The one caller keeps to one thread.

        Raises:
            UnavailableError: the database is away.
        """
        return self._watch.changed()

    def close(self) -> None:
        """Give the connections back."""
        self._watch.close()
        self.engine.dispose()


_ONE_MOMENT: dict[str, Any] = {"isolation_level": "REPEATABLE READ"}
"""A page made of several queries shows one state of the record, as on SQLite."""


def database_url(url: str) -> URL:
    """The address of a database, its driver named.

    Raises:
        InputError: it is none, or of another kind of database.
    """
    try:
        made = make_url(url)
    except ArgumentError:
        made = None
    if made is not None and made.drivername in POSTGRESQL_NAMES:
        made = made.set(drivername="postgresql+psycopg")
    if made is None or made.drivername not in ("sqlite", "postgresql+psycopg"):
        raise InputError(
            "This is no address of a database that Tactful can use.",
            where="TACTFUL_DATABASE_URL",
            remedy="Write sqlite:////folder/tactful.db or postgresql://role:password@host/database.",
        )
    return made


def _sqlite(url: URL, read_only: bool) -> Engine:
    engine = create_engine(url, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # the driver shall not begin transactions by itself
        for pragma in (*SQLITE_PRAGMAS, *(("query_only=ON",) if read_only else ())):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(str(connection.get_execution_options().get("transaction", "BEGIN")))

    return engine


def _postgresql(url: URL, read_only: bool) -> Engine:
    given = {name: value for name, value in POSTGRESQL_CONNECTION.items() if name not in url.query}
    only_read = " -c default_transaction_read_only=on" if read_only else ""
    options = f"{POSTGRESQL_OPTIONS}{only_read} {url.query.get('options', '')}".strip()
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_timeout=POOL_SECONDS,
        connect_args={**given, "options": options},
    )
    keep_values_out_of_errors(engine)
    return engine
