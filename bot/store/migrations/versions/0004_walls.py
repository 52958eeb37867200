"""PostgreSQL holds every row of a shop to the shop that a transaction names (row-level security)."""

from __future__ import annotations

from alembic import op

from bot.store.walls import hold_to_shop

revision = "0004"
down_revision = "0003"

TABLES = (
    "advice api_keys audit conversation_holders conversations customers drafts events feedback invoices login_links messages "
    "order_lines orders policies product_specifications products promotions readings refunds returns sessions shipments "
    "team_members teams turns user_roles users"
).split()


def upgrade() -> None:
    """Apply."""
    hold_to_shop(op.get_bind(), "shops", column="id")
    hold_to_shop(op.get_bind(), *TABLES)
