"""Bring a database to the schema of this version."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.store.engine import Database

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(url: str) -> None:
    """Create or upgrade the tables; does nothing when they are up to date. One transaction for all steps."""
    database = Database(url)
    try:
        with database.engine.execution_options(transaction="BEGIN IMMEDIATE").begin() as connection:
            config = _configuration()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        database.close()


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
