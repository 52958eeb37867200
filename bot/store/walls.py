"""The second wall between shops: PostgreSQL itself shows and takes only rows of the shop that the transaction names.

Every transaction of a `ShopSession` begins by naming its shop, or openly all of them; one that names none sees nothing.
SQLite has no such wall; there `bot.store.scope` stands alone.
"""

from __future__ import annotations

from sqlalchemy import Connection, event, text
from sqlalchemy.orm import SessionTransaction

from bot.store.scope import SHOP, ShopSession

SETTING = "tactful.shop"
ALL_SHOPS = "*"
POLICY = "held_to_shop"

_NAME_SHOP = text(f"SELECT set_config('{SETTING}', :shop, true)")
_ROLE_PASSES = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")


def hold_to_shop(connection: Connection, *tables: str, column: str = "shop_id") -> None:
    """Raise the wall around tables, for their owner too; called by the migration that makes them, nothing on SQLite.

    Args:
        connection: that of the migration, `op.get_bind()`.
        tables: names from our own migrations, never from outside.
        column: holds the shop's id.
    """
    if connection.dialect.name != "postgresql":
        return
    # Each asked once a statement, not once a row.
    named = f"(SELECT current_setting('{SETTING}', true))"
    rule = f"{column} = {named} OR {named} = '{ALL_SHOPS}'"
    for table in tables:
        connection.exec_driver_sql(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        connection.exec_driver_sql(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
        connection.exec_driver_sql(f'CREATE POLICY {POLICY} ON "{table}" USING ({rule}) WITH CHECK ({rule})')


def name_shop(connection: Connection, shop_id: str | None) -> None:
    """Say whose rows this transaction is about; None: all shops."""
    if connection.dialect.name == "postgresql":
        connection.execute(_NAME_SHOP, {"shop": ALL_SHOPS if shop_id is None else shop_id})


def role_passes_walls(connection: Connection) -> bool:
    """Whether the wall does not hold us: superusers and roles with BYPASSRLS walk through it."""
    return connection.dialect.name == "postgresql" and bool(connection.scalar(_ROLE_PASSES))


@event.listens_for(ShopSession, "after_begin")
def _name_shop(session: ShopSession, transaction: SessionTransaction, connection: Connection) -> None:
    if not transaction.nested:
        name_shop(connection, session.info[SHOP])
