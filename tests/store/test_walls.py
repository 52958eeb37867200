"""PostgreSQL itself keeps shops apart: what passes by our own checks still meets the wall."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

from bot.assist.records import IncomingMessage, ReplyRequest
from bot.desk.errors import InputError
from bot.store.engine import Database
from bot.store.migrate import migrate
from bot.store.schema import METADATA
from bot.store.scope import ShopSession
from bot.store.store import open_store
from bot.store.types import utc_now
from tests.postgresql import Server
from tests.store.conftest import TwoShops
from tests.store.effects import effect

SHOP_TABLES = sorted(name for name, table in METADATA.tables.items() if "shop_id" in table.columns)
BELONG_TO_NO_SHOP = {"worker_heartbeats", "alembic_version"}


@pytest.fixture
def busy(postgresql_shops: TwoShops) -> TwoShops:
    """Two shops in which much has happened."""
    for records, shop_id, login in (
        (postgresql_shops.ours, postgresql_shops.shop_id, "lin"),
        (postgresql_shops.theirs, postgresql_shops.other_shop_id, "wu"),
    ):
        user = postgresql_shops.user(login, "agent", teams=("front",), shop_id=shop_id)
        posted = records.post_message(IncomingMessage("api", "k", "d", "where is it"))
        for claimed in postgresql_shops.store.queue().claim(now=utc_now() + timedelta(seconds=2), lease_seconds=5, limit=9):
            postgresql_shops.store.queue().write(claimed, effect(), now=utc_now())
        records.send_reply(posted.conversation_id, user, ReplyRequest("It comes.", "r"))
        records.give_feedback(posted.conversation_id, posted.turn_id, user, verdict="helpful", note="")
    return postgresql_shops


def _count(connection: Connection, table: str, what: str = "*") -> int:
    return connection.scalar(text(f"SELECT count({what}) FROM {table}")) or 0  # noqa: S608 - our own tables' names


def _connection(shops: TwoShops, shop_id: str | None) -> Connection:
    """That of a session, past all that looks at statements."""
    return ShopSession(shops.store._database.engine, info={"shop_id": shop_id}).connection()


def test_every_table_with_a_shop_has_its_wall(postgresql_shops: TwoShops) -> None:
    walls = (
        "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AND p.policies = 1 FROM pg_class c "
        "CROSS JOIN LATERAL (SELECT count(*) AS policies FROM pg_policies WHERE tablename = c.relname AND cmd = 'ALL' "
        "AND qual LIKE '%tactful.shop%' AND with_check = qual) p "
        "WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace"
    )
    with postgresql_shops.store._database.engine.connect() as connection:
        found: dict[str, bool] = {name: holds for name, holds in connection.execute(text(walls))}

    open_tables = {name for name, holds in found.items() if not holds}
    assert open_tables == BELONG_TO_NO_SHOP, "call bot.store.walls.hold_to_shop in the migration that makes the table"
    assert set(SHOP_TABLES) <= set(found)


@pytest.mark.parametrize("table", SHOP_TABLES)
def test_written_sql_without_a_condition_shows_the_shops_own_rows(busy: TwoShops, table: str) -> None:
    query = text(f"SELECT DISTINCT shop_id FROM {table}")  # noqa: S608 - our own tables' names

    ours = _connection(busy, busy.shop_id).scalars(query).all()
    everything = _connection(busy, None).scalars(query).all()

    assert set(ours) <= {busy.shop_id}
    assert set(ours) == set(everything) & {busy.shop_id}


def test_much_of_both_shops_is_there_to_be_kept_apart(busy: TwoShops) -> None:
    everything = _connection(busy, None)
    counts = {table: _count(everything, table, "DISTINCT shop_id") for table in SHOP_TABLES}

    assert sum(count == 2 for count in counts.values()) >= 12, counts


def test_a_shop_sees_no_other_shop_nor_its_secret(busy: TwoShops) -> None:
    assert _connection(busy, busy.shop_id).scalars(text("SELECT id FROM shops")).all() == [busy.shop_id]


def test_a_connection_that_names_no_shop_sees_nothing(busy: TwoShops) -> None:
    with busy.store._database.engine.connect() as connection:
        counts = {table: _count(connection, table) for table in (*SHOP_TABLES, "shops")}

    assert set(counts.values()) == {0}


def test_the_shop_of_a_transaction_is_forgotten_at_its_end(busy: TwoShops) -> None:
    engine = busy.store._database.engine
    with ShopSession(engine, info={"shop_id": busy.shop_id}) as session, session.begin():
        process = session.connection().scalar(text("SELECT pg_backend_pid()"))

    with engine.connect() as connection:
        assert connection.scalar(text("SELECT pg_backend_pid()")) == process
        assert _count(connection, "messages") == 0


@pytest.mark.parametrize("shop", ["", "nobody", "%", "' OR ''='"])
def test_a_name_that_is_no_shop_sees_nothing(busy: TwoShops, shop: str) -> None:
    assert _count(_connection(busy, shop), "messages") == 0


def test_a_row_of_another_shop_is_not_taken(busy: TwoShops) -> None:
    row = {"shop": busy.other_shop_id}
    insert = "INSERT INTO teams (shop_id, id, name) VALUES (:shop, 'night', 'Night')"

    with pytest.raises(ProgrammingError, match="row-level security"):
        _connection(busy, busy.shop_id).execute(text(insert), row)
    with pytest.raises(ProgrammingError, match="row-level security"):
        _connection(busy, busy.shop_id).execute(text("UPDATE messages SET shop_id = :shop"), row)


@pytest.mark.parametrize("change", ["UPDATE drafts SET text = 'changed'", "DELETE FROM drafts"])
def test_a_change_without_a_condition_stays_in_the_shop(busy: TwoShops, change: str) -> None:
    untouched = text("SELECT count(*) FROM drafts WHERE text <> 'changed'")
    theirs, ours = _connection(busy, busy.other_shop_id), _connection(busy, busy.shop_id)
    before = theirs.scalar(untouched)

    changed = ours.execute(text(change)).rowcount
    ours.commit()

    assert changed > 0
    assert theirs.scalar(untouched) == before > 0


@pytest.mark.parametrize("option", ["SUPERUSER", "BYPASSRLS"])
def test_a_role_that_passes_by_the_wall_is_refused(postgresql: Server, option: str) -> None:
    with postgresql.database() as url, postgresql.connect() as admin:
        store = open_store(url)
        admin.execute(f"ALTER ROLE tactful {option}")
        try:
            reason = store.queue().health(now=utc_now()).reason
            with pytest.raises(InputError, match="BYPASSRLS") as refused:
                migrate(url)
        finally:
            admin.execute(f"ALTER ROLE tactful NO{option}")
            store.close()

    assert reason == "role_passes_walls"
    assert "CREATE ROLE" in refused.value.remedy


def test_a_database_that_keeps_no_unicode_is_refused(postgresql: Server) -> None:
    with postgresql.connect() as admin:
        admin.execute("CREATE DATABASE plain OWNER tactful TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
        try:
            with pytest.raises(InputError, match="SQL_ASCII"):
                migrate(postgresql.url("plain"))
        finally:
            admin.execute("DROP DATABASE plain WITH (FORCE)")


@pytest.mark.parametrize("url", ["postgresql", "mysql://u:p@h/d", "postgresql+psycopg2://h/d", ""])
def test_an_address_that_cannot_be_used_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(InputError) as refused:
        Database(url)

    assert refused.value.where == "TACTFUL_DATABASE_URL"
    assert "u:p" not in str(refused.value)


@pytest.mark.parametrize("name", ["postgres", "postgresql", "postgresql+psycopg"])
def test_the_address_is_taken_as_people_write_it(postgresql_url: str, name: str) -> None:
    url: Any = postgresql_url.replace("postgresql+psycopg", name, 1)

    store = open_store(url)

    assert store.shop_names() == {}
    store.close()
