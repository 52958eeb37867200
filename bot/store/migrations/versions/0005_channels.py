"""Public posts, notes of calls, replies kept before they are sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.walls import hold_to_shop

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "posts",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("views", sa.BigInteger(), nullable=True),
        sa.Column("comments", sa.BigInteger(), nullable=True),
        sa.Column("shares", sa.BigInteger(), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        _conversation("posts"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_posts_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_posts")),
        sa.UniqueConstraint("shop_id", "network", "key", name=op.f("uq_posts_shop_id_network_key")),
    )
    op.create_index("ix_posts_author", "posts", ["shop_id", "author"], unique=False)
    op.create_index("ix_posts_conversation", "posts", ["shop_id", "conversation_id"], unique=False)
    op.create_table(
        "call_notes",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _conversation("call_notes"),
        _user("call_notes"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_call_notes_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_call_notes")),
        sa.UniqueConstraint(
            "shop_id", "conversation_id", "dedupe_key", name=op.f("uq_call_notes_shop_id_conversation_id_dedupe_key")
        ),
    )
    op.create_table(
        "kept_replies",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("turn_id", sa.Text(), nullable=False),
        sa.Column("style", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        _conversation("kept_replies"),
        _user("kept_replies"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_kept_replies_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "conversation_id", name=op.f("pk_kept_replies")),
    )
    hold_to_shop(op.get_bind(), "posts", "call_notes", "kept_replies")


def _conversation(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["shop_id", "conversation_id"],
        ["conversations.shop_id", "conversations.id"],
        name=op.f(f"fk_{table}_shop_id_conversation_id"),
    )


def _user(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["shop_id", "user_id"], ["users.shop_id", "users.id"], name=op.f(f"fk_{table}_shop_id_user_id"))
