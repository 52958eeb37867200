"""Bring a database to the schema of this version."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.desk.errors import InputError
from bot.store.engine import Database
from bot.store.trouble import answering
from bot.store.walls import name_shop, role_passes_walls

MIGRATIONS = Path(__file__).parent / "migrations"

OLDEST_POSTGRESQL = 15

LOCK = 0x7AC7F01
"""Key of the advisory lock that lets a second process that migrates wait for the first."""


def migrate(url: str, revision: str = "head") -> None:
    """Create or upgrade the tables; does nothing when they are up to date. One transaction for all steps.

    Args:
        url: address of the database.
        revision: stop there; for tests of upgrades.

    Raises:
        InputError: the database or its role cannot be used; the text says how to mend it.
        UnavailableError: it does not answer.
    """
    database = Database(url)
    try:
        with answering(), database.engine.execution_options(transaction="BEGIN IMMEDIATE").begin() as connection:
            if not database.is_sqlite:
                _prepare_postgresql(connection)
            config = _configuration()
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    finally:
        database.close()


def _prepare_postgresql(connection: Connection) -> None:
    connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
    version = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
    if version < OLDEST_POSTGRESQL:
        raise _unusable(f"PostgreSQL {version} is too old.", f"Use PostgreSQL {OLDEST_POSTGRESQL} or newer.")
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        raise _unusable(f"The database keeps text as {encoding}.", "Make it with: CREATE DATABASE … ENCODING 'UTF8'.")
    if role_passes_walls(connection):
        raise _unusable(
            "The role is a superuser or has BYPASSRLS: the database would not keep one shop from the rows of another.",
            "Connect as a role of its own that owns the database: CREATE ROLE tactful LOGIN PASSWORD '…'; "
            "CREATE DATABASE tactful OWNER tactful; (docs/postgresql.md)",
        )
    name_shop(connection, None)


def _unusable(what: str, remedy: str) -> InputError:
    return InputError(what, where="TACTFUL_DATABASE_URL", remedy=remedy)


def is_migrated(connection: Connection) -> bool:
    """Whether the tables are those of this version."""
    found = MigrationContext.configure(connection).get_current_revision()
    return found == _newest_revision()


@cache
def _newest_revision() -> str | None:
    return ScriptDirectory.from_config(_configuration()).get_current_head()


def _configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
