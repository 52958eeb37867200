"""Findings of what was sent, disputed findings, and a shop's severities."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.walls import hold_to_shop

revision = "0010"
down_revision = "0009"

DISPUTE_LINKS = (
    ("conversation_id", "conversations"),
    ("turn_id", "turns"),
    ("user_id", "users"),
    ("reviewer_id", "users"),
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "reply_findings",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("overridden", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _link("reply_findings", "message_id", "messages"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_reply_findings_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_reply_findings")),
    )
    op.create_index("ix_reply_findings_message", "reply_findings", ["shop_id", "message_id"], unique=False)
    op.create_index("ix_reply_findings_rule", "reply_findings", ["shop_id", "rule", "overridden"], unique=False)
    op.create_table(
        "finding_disputes",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("turn_id", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("reply_hash", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reviewer_id", sa.Text(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        *(_link("finding_disputes", column, table) for column, table in DISPUTE_LINKS),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_finding_disputes_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_finding_disputes")),
        sa.UniqueConstraint(
            "shop_id",
            "reply_hash",
            "rule",
            "start",
            "end",
            "user_id",
            name=op.f("uq_finding_disputes_shop_id_reply_hash_rule_start_end_user_id"),
        ),
    )
    op.create_index("ix_finding_disputes_state", "finding_disputes", ["shop_id", "state", "id"], unique=False)
    op.create_table(
        "rule_severities",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_rule_severities_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "rule", name=op.f("pk_rule_severities")),
    )
    hold_to_shop(op.get_bind(), "reply_findings", "finding_disputes", "rule_severities")


def _link(name: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["shop_id", column], [f"{table}.shop_id", f"{table}.id"], name=op.f(f"fk_{name}_shop_id_{column}")
    )
