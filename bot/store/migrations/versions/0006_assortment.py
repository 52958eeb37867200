"""What is told of products before and after buying: stock, sizes, use, fitting, names in messages, needs they serve."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.walls import hold_to_shop

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Apply."""
    for name in ("size_advice", "usage_guide", "install_guide"):
        op.add_column("products", sa.Column(name, sa.JSON(), nullable=True))
    op.add_column("products", sa.Column("stock_status", sa.Text(), nullable=False, server_default=""))
    op.add_column("products", sa.Column("restock_on", sa.Date(), nullable=True))
    op.create_table(
        "product_names",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        _product("product_names"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_product_names_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "product_id", "name", name=op.f("pk_product_names")),
    )
    op.create_index("ix_product_names_head", "product_names", ["shop_id", "head"], unique=False)
    op.create_table(
        "product_needs",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_product_needs_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "key", name=op.f("pk_product_needs")),
    )
    op.create_table(
        "product_purposes",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("need_key", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _product("product_purposes"),
        sa.ForeignKeyConstraint(
            ["shop_id", "need_key"],
            ["product_needs.shop_id", "product_needs.key"],
            name=op.f("fk_product_purposes_shop_id_need_key"),
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_product_purposes_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "need_key", "product_id", name=op.f("pk_product_purposes")),
    )
    op.create_index("ix_product_purposes_product", "product_purposes", ["shop_id", "product_id"], unique=False)
    hold_to_shop(op.get_bind(), "product_names", "product_needs", "product_purposes")


def _product(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["shop_id", "product_id"],
        ["products.shop_id", "products.id"],
        name=op.f(f"fk_{table}_shop_id_product_id"),
    )
