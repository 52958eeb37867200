"""Messages by the source's time and number; turns claimed shop by shop, and in their order within a conversation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

WAITING = sa.text("state IN ('pending', 'claimed')")


def upgrade() -> None:
    """Apply."""
    op.add_column("messages", sa.Column("source_seq", sa.BigInteger(), nullable=True))
    op.execute("ALTER TABLE turns RENAME COLUMN last_received_at TO last_message_at")
    op.drop_index("ix_turns_due", "turns")
    for name, columns in (
        ("ix_turns_due", ["shop_id", "due_at"]),
        ("ix_turns_waiting", ["shop_id", "conversation_id", "number"]),
    ):
        op.create_index(name, "turns", columns, unique=False, sqlite_where=WAITING, postgresql_where=WAITING)
