"""Readings that people marked wrong."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.walls import hold_to_shop

revision = "0009"
down_revision = "0008"

LINKS = (
    ("conversation_id", "conversations"),
    ("turn_id", "turns"),
    ("message_id", "messages"),
    ("user_id", "users"),
    ("reviewer_id", "users"),
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "corrections",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("turn_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("message_ids", sa.JSON(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("reading", sa.JSON(), nullable=False),
        sa.Column("proposed", sa.JSON(), nullable=True),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reviewer_id", sa.Text(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("final", sa.JSON(), nullable=True),
        sa.Column("exported_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                ["shop_id", column], [f"{table}.shop_id", f"{table}.id"], name=op.f(f"fk_corrections_shop_id_{column}")
            )
            for column, table in LINKS
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_corrections_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_corrections")),
        sa.UniqueConstraint("shop_id", "turn_id", "revision", name=op.f("uq_corrections_shop_id_turn_id_revision")),
    )
    op.create_index("ix_corrections_state", "corrections", ["shop_id", "state", "id"], unique=False)
    hold_to_shop(op.get_bind(), "corrections")
