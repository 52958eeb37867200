"""A record of any earlier version comes through the upgrade with every row, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, BigInteger, Boolean, Connection, Date, DateTime, Integer, MetaData, func, select

from bot.store.engine import Database
from bot.store.migrate import MIGRATIONS, is_migrated, migrate
from bot.store.schema import METADATA
from bot.store.store import open_store
from bot.store.walls import name_shop

CHAIN = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]

MOMENT = datetime(2026, 11, 11, tzinfo=UTC)
VALUES: tuple[tuple[type, Any], ...] = (
    (Boolean, True),
    (BigInteger, 1),
    (Integer, 1),
    (DateTime, MOMENT),
    (Date, MOMENT.date()),
    (JSON, {"v": "v"}),
)


def _fill(connection: Connection) -> dict[str, int]:
    """A row in every table there is; every text is the same, so that every foreign key finds its row."""
    tables = MetaData()
    tables.reflect(connection)
    name_shop(connection, None)
    for table in tables.sorted_tables:
        if table.name != "alembic_version":
            connection.execute(table.insert().values({column.name: _value(column.type) for column in table.columns}))
    return _counts(connection, tables)


def _value(kind: object) -> Any:
    return next((value for base, value in VALUES if isinstance(kind, base)), "v")


def _counts(connection: Connection, tables: MetaData) -> dict[str, int]:
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables.sorted_tables}


def test_the_revisions_form_one_chain_of_numbers() -> None:
    assert [f"{number:04}" for number in range(1, len(CHAIN) + 1)] == CHAIN


@pytest.mark.parametrize("revision", CHAIN)
def test_every_earlier_version_is_upgraded_with_its_rows(empty_database_url: str, revision: str) -> None:
    migrate(empty_database_url, revision)
    database = Database(empty_database_url)
    with database.engine.begin() as connection:
        before = _fill(connection)
        assert is_migrated(connection) == (revision == CHAIN[-1])

    migrate(empty_database_url)

    with database.engine.begin() as connection:
        name_shop(connection, None)
        tables = MetaData()
        tables.reflect(connection)
        after = _counts(connection, tables)
        assert is_migrated(connection)
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    database.close()
    assert set(before.values()) == {1}
    assert {name: after[name] for name in before} == before


@pytest.mark.parametrize("revision", CHAIN)
def test_what_was_kept_is_read_after_the_upgrade(empty_database_url: str, revision: str) -> None:
    migrate(empty_database_url, revision)
    database = Database(empty_database_url)
    with database.engine.begin() as connection:
        _fill(connection)
    database.close()

    migrate(empty_database_url)

    store = open_store(empty_database_url)
    assert store.shop_names() == {"v": "v"}
    assert store.accounts().user_by_login("v") is not None
    store.close()
