"""Conversations, turns, advice, events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "audit",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_audit_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_shop", "audit", ["shop_id", "id"], unique=False)
    op.create_table(
        "conversations",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("owner_kind", sa.Text(), nullable=False),
        sa.Column("owner_user_id", sa.Text(), nullable=True),
        sa.Column("owner_team_id", sa.Text(), nullable=True),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("customer_key", sa.Text(), nullable=False),
        sa.Column("customer_verified", sa.Boolean(), nullable=False),
        sa.Column("chosen_order", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("last_text", sa.Text(), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("escalate_to", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "customer_id"], ["customers.shop_id", "customers.id"], name=op.f("fk_conversations_shop_id_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "owner_team_id"], ["teams.shop_id", "teams.id"], name=op.f("fk_conversations_shop_id_owner_team_id")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "owner_user_id"], ["users.shop_id", "users.id"], name=op.f("fk_conversations_shop_id_owner_user_id")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_conversations_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_conversations")),
        sa.UniqueConstraint("shop_id", "source", "key", name=op.f("uq_conversations_shop_id_source_key")),
    )
    op.create_index("ix_conversations_newest", "conversations", ["shop_id", "last_at"], unique=False)
    op.create_index("ix_conversations_team", "conversations", ["shop_id", "owner_team_id"], unique=False)
    op.create_index("ix_conversations_user", "conversations", ["shop_id", "owner_user_id"], unique=False)
    op.create_index("ix_conversations_waiting", "conversations", ["shop_id", "waiting_since"], unique=False)
    op.create_table(
        "conversation_holders",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "conversation_id"],
            ["conversations.shop_id", "conversations.id"],
            name=op.f("fk_conversation_holders_shop_id_conversation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "user_id"], ["users.shop_id", "users.id"], name=op.f("fk_conversation_holders_shop_id_user_id")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_conversation_holders_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "user_id", "conversation_id", name=op.f("pk_conversation_holders")),
    )
    op.create_table(
        "events",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("left_team_id", sa.Text(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "conversation_id"],
            ["conversations.shop_id", "conversations.id"],
            name=op.f("fk_events_shop_id_conversation_id"),
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_events_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_shop", "events", ["shop_id", "id"], unique=False)
    op.create_table(
        "turns",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_seq", sa.Integer(), nullable=False),
        sa.Column("message_count", sa.Integer(), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("after_answer", sa.Boolean(), nullable=False),
        sa.Column("conversation_state", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shop_id", "conversation_id"],
            ["conversations.shop_id", "conversations.id"],
            name=op.f("fk_turns_shop_id_conversation_id"),
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_turns_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_turns")),
        sa.UniqueConstraint("id", name=op.f("uq_turns_id")),
        sa.UniqueConstraint("shop_id", "conversation_id", "number", name=op.f("uq_turns_shop_id_conversation_id_number")),
    )
    op.create_index(
        "ix_turns_due",
        "turns",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('pending', 'claimed')"),
        postgresql_where=sa.text("state IN ('pending', 'claimed')"),
    )
    op.create_index(
        "ix_turns_unanswered",
        "turns",
        ["shop_id", "conversation_id"],
        unique=False,
        sqlite_where=sa.text("state <> 'answered'"),
        postgresql_where=sa.text("state <> 'answered'"),
    )
    op.create_table(
        "advice",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("turn_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("degraded", sa.Text(), nullable=False),
        sa.Column("advice", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "conversation_id"],
            ["conversations.shop_id", "conversations.id"],
            name=op.f("fk_advice_shop_id_conversation_id"),
        ),
        sa.ForeignKeyConstraint(["shop_id", "turn_id"], ["turns.shop_id", "turns.id"], name=op.f("fk_advice_shop_id_turn_id")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_advice_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_advice")),
        sa.UniqueConstraint("shop_id", "turn_id", "revision", name=op.f("uq_advice_shop_id_turn_id_revision")),
    )
    op.create_index("ix_advice_conversation", "advice", ["shop_id", "conversation_id", "created_at"], unique=False)
    op.create_table(
        "feedback",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("turn_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["shop_id", "turn_id"], ["turns.shop_id", "turns.id"], name=op.f("fk_feedback_shop_id_turn_id")),
        sa.ForeignKeyConstraint(["shop_id", "user_id"], ["users.shop_id", "users.id"], name=op.f("fk_feedback_shop_id_user_id")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_feedback_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_feedback")),
    )
    op.create_index("ix_feedback_turn", "feedback", ["shop_id", "turn_id"], unique=False)
    op.create_table(
        "messages",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("turn_id", sa.Text(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=True),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "author_id"], ["users.shop_id", "users.id"], name=op.f("fk_messages_shop_id_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "conversation_id"],
            ["conversations.shop_id", "conversations.id"],
            name=op.f("fk_messages_shop_id_conversation_id"),
        ),
        sa.ForeignKeyConstraint(["shop_id", "turn_id"], ["turns.shop_id", "turns.id"], name=op.f("fk_messages_shop_id_turn_id")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_messages_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_messages")),
        sa.UniqueConstraint("shop_id", "conversation_id", "seq", name=op.f("uq_messages_shop_id_conversation_id_seq")),
        sa.UniqueConstraint("shop_id", "source", "dedupe_key", name=op.f("uq_messages_shop_id_source_dedupe_key")),
    )
    op.create_index("ix_messages_turn", "messages", ["shop_id", "turn_id", "seq"], unique=False)
    op.create_table(
        "readings",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("turn_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("intent", sa.Text(), nullable=False),
        sa.Column("reading", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["shop_id", "turn_id"], ["turns.shop_id", "turns.id"], name=op.f("fk_readings_shop_id_turn_id")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_readings_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_readings")),
        sa.UniqueConstraint("shop_id", "turn_id", "revision", name=op.f("uq_readings_shop_id_turn_id_revision")),
    )
    op.create_table(
        "drafts",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("advice_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("style", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reply_message_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shop_id", "advice_id"], ["advice.shop_id", "advice.id"], name=op.f("fk_drafts_shop_id_advice_id")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "reply_message_id"], ["messages.shop_id", "messages.id"], name=op.f("fk_drafts_shop_id_reply_message_id")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_drafts_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "advice_id", "position", name=op.f("pk_drafts")),
    )
