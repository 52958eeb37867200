"""Whether another connection has written: asked a hundred times a second, so it must cost next to nothing."""

from __future__ import annotations

from typing import Any, Protocol

from sqlalchemy import Engine
from sqlalchemy.pool import PoolProxiedConnection

from bot.desk.errors import UnavailableError
from bot.store.notices import CHANNEL
from bot.store.trouble import answering


class Watch(Protocol):
    """A look-out on one connection of its own; used by one caller at a time."""

    def changed(self) -> bool:
        """Whether something was committed since the last call."""
        ...

    def close(self) -> None:
        """Give the connection back."""
        ...


class SqliteWatch:
    """Asks SQLite for the number of the file's version."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: PoolProxiedConnection | None = None
        self._seen_version = -1

    def changed(self) -> bool:
        """Whether any other connection committed."""
        with answering():
            if self._connection is None:
                self._connection = self._engine.raw_connection()  # outside of any transaction, which would show one moment
            cursor = self._connection.cursor()
            cursor.execute("PRAGMA data_version")
            version = int(cursor.fetchone()[0])  # type: ignore[index]
            cursor.close()
        changed, self._seen_version = version != self._seen_version, version
        return changed

    def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class PostgresqlWatch:
    """Listens to what `bot.store.notices` tells; what arrived is looked at without asking the server."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Any = None

    def changed(self) -> bool:
        """Whether a turn or event was added; also True once after listening began, since it may be late.

        Raises:
            UnavailableError: the database is away; the next call tries again.
        """
        if self._connection is None:
            self._connection = self._listen()
            return True
        heard = self._heard()
        if heard is None:
            self.close()
            return self.changed()
        return heard

    def _heard(self) -> bool | None:
        """Whether word has come in; None when the connection is lost."""
        import psycopg

        try:
            self._connection.pgconn.consume_input()
        except psycopg.Error:
            return None
        heard = False
        while self._connection.pgconn.notifies() is not None:
            heard = True
        return heard

    def _listen(self) -> Any:
        import psycopg

        driver: Any = None
        try:
            with answering():
                pooled = self._engine.raw_connection()
            driver = pooled.driver_connection
            pooled.detach()
            driver.autocommit = True
            driver.execute(f"LISTEN {CHANNEL}")
        except psycopg.Error as error:
            if driver is not None:
                driver.close()
            raise UnavailableError("The database does not answer.") from error
        return driver

    def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
