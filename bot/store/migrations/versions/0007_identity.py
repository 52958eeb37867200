"""Where one-time codes go, codes that were asked for, and signed addresses that were used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.walls import hold_to_shop

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Apply."""
    op.add_column("customers", sa.Column("email", sa.Text(), nullable=True))
    op.create_table(
        "identity_codes",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=True),
        sa.Column("seal", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_id"], ["orders.shop_id", "orders.id"], name=op.f("fk_identity_codes_shop_id_order_id")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_identity_codes_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_identity_codes")),
    )
    op.create_index("ix_identity_codes_asked", "identity_codes", ["shop_id", "asked", "created_at"], unique=False)
    op.create_index("ix_identity_codes_session", "identity_codes", ["shop_id", "session", "created_at"], unique=False)
    op.create_index("ix_identity_codes_old", "identity_codes", ["shop_id", "created_at"], unique=False)
    op.create_table(
        "used_proofs",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_used_proofs_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "proof", name=op.f("pk_used_proofs")),
    )
    op.create_index("ix_used_proofs_old", "used_proofs", ["shop_id", "expires_at"], unique=False)
    hold_to_shop(op.get_bind(), "identity_codes", "used_proofs")
