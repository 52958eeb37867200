"""The database keeps what it was told, and refuses what it may not do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateIndex, CreateTable

from bot.assist.records import IncomingMessage
from bot.desk.errors import InputError
from bot.store.migrate import migrate
from bot.store.schema import METADATA
from bot.store.store import open_store
from bot.store.types import SafeJson, UtcDateTime
from tests.store.conftest import TwoShops


def test_sqlite_writes_ahead_syncs_fully_and_checks_foreign_keys(sqlite_shops: TwoShops) -> None:
    with sqlite_shops.store._database.engine.connect() as connection:
        found = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


def test_a_reader_cannot_write(shops: TwoShops) -> None:
    reader = open_store(shops.url, read_only=True)

    assert reader.records(shops.shop_id).conversations(viewer=None) == ()
    with pytest.raises(DBAPIError, match=r"read-?only"):
        reader.records(shops.shop_id).post_message(IncomingMessage("api", "k", "d", "hi"))
    reader.close()


def test_the_migrations_make_the_tables_of_the_models(shops: TwoShops) -> None:
    migrate(shops.url)

    with create_engine(shops.url).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_the_tables_can_be_written_for_postgresql() -> None:
    dialect = postgresql.dialect()

    written = [str(CreateTable(table).compile(dialect=dialect)) for table in METADATA.sorted_tables]
    written += [str(CreateIndex(index).compile(dialect=dialect)) for table in METADATA.sorted_tables for index in table.indexes]

    assert any("WHERE state IN ('pending', 'claimed')" in line for line in written)


def test_a_database_that_is_not_migrated_is_not_healthy(tmp_path: object) -> None:
    store = open_store(f"sqlite:///{tmp_path}/empty.db")

    assert store.queue().health(now=datetime.now(UTC)).reason == "not_migrated"
    store.close()


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(InputError):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), postgresql.dialect())


def test_a_time_is_kept_in_utc() -> None:
    east = datetime(2026, 1, 1, 8, tzinfo=timezone(timedelta(hours=8)))

    kept = UtcDateTime().process_bind_param(east, postgresql.dialect())

    assert kept == datetime(2026, 1, 1, tzinfo=UTC)
    assert kept.tzinfo is UTC


@pytest.mark.parametrize("value", ["\x00", {"a": ["\ud800"]}, {"\x00": 1}])
def test_json_that_cannot_be_kept_is_refused(value: object) -> None:
    with pytest.raises(InputError):
        SafeJson().process_bind_param(value, postgresql.dialect())
