"""What is sold and ordered, and the standing rules of a shop."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import IdentifiedRow, ShopRow, same_shop


class ProductEntry(IdentifiedRow):
    """A product; `name` and the three texts of advice are a text or a map from language to text.

    `stock_status` is in_stock, low, restocking, sold_out or "" when nobody says.
    """

    __tablename__ = "products"
    __table_args__ = (UniqueConstraint("shop_id", "key"),)

    key: Mapped[str]
    name: Mapped[Any]
    price: Mapped[Decimal]
    currency: Mapped[str] = mapped_column(default="CNY")
    warranty_months: Mapped[int | None]
    size_advice: Mapped[Any | None]
    usage_guide: Mapped[Any | None]
    install_guide: Mapped[Any | None]
    stock_status: Mapped[str] = mapped_column(default="")
    restock_on: Mapped[date | None]


class ProductName(ShopRow):
    """A name by which customers know a product, as `bot.desk.product_names` writes it down; `head` is what it begins with."""

    __tablename__ = "product_names"
    __table_args__ = (same_shop("product_id", "products"), Index("ix_product_names_head", "shop_id", "head"))

    product_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    head: Mapped[str]


class ProductNeed(ShopRow):
    """A need that products serve: what it is called, by language, and the words by which customers name it."""

    __tablename__ = "product_needs"

    key: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    text: Mapped[Any]
    words: Mapped[list[Any]]


class ProductPurpose(ShopRow):
    """A product serves a need."""

    __tablename__ = "product_purposes"
    __table_args__ = (
        same_shop("product_id", "products"),
        same_shop("need_key", "product_needs", "key"),
        Index("ix_product_purposes_product", "shop_id", "product_id"),
    )

    need_key: Mapped[str] = mapped_column(primary_key=True)
    product_id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]


class ProductSpecification(ShopRow):
    """One specification of a product; `value` is a text or a map from language to text."""

    __tablename__ = "product_specifications"
    __table_args__ = (same_shop("product_id", "products"),)

    product_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    value: Mapped[Any]


class OrderEntry(IdentifiedRow):
    """An order. `finding` is a fault put on record (data/demo/README.md lists them); `finding_confirmed`: whether it holds."""

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("shop_id", "number"),
        same_shop("customer_id", "customers"),
        Index("ix_orders_customer", "shop_id", "customer_id", "placed_at"),
    )

    number: Mapped[str]
    customer_id: Mapped[str | None]
    placed_at: Mapped[datetime]
    status: Mapped[str]
    currency: Mapped[str] = mapped_column(default="CNY")
    total: Mapped[Decimal]
    promised_dispatch_at: Mapped[datetime | None]
    promised_delivery_on: Mapped[date | None]
    dispatched_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    finding: Mapped[str] = mapped_column(default="")
    finding_confirmed: Mapped[bool | None]


class OrderLine(ShopRow):
    """One product of an order at the price that was paid."""

    __tablename__ = "order_lines"
    __table_args__ = (same_shop("order_id", "orders"), same_shop("product_id", "products"))

    order_id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[str]
    quantity: Mapped[int]
    price: Mapped[Decimal]


class OrderPart(IdentifiedRow):
    """What belongs to one order."""

    __abstract__ = True

    order_id: Mapped[str]


class ShipmentEntry(OrderPart):
    """A parcel; `scans` holds {"at", "text"}, oldest first."""

    __tablename__ = "shipments"
    __table_args__ = (same_shop("order_id", "orders"), Index("ix_shipments_order", "shop_id", "order_id"))

    courier: Mapped[str]
    tracking_number: Mapped[str]
    scans: Mapped[list[Any]]


class ReturnEntry(OrderPart):
    """A return: requested, approved, picked_up, received or refused."""

    __tablename__ = "returns"
    __table_args__ = (same_shop("order_id", "orders"), Index("ix_returns_order", "shop_id", "order_id"))

    status: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    requested_at: Mapped[datetime]


class RefundEntry(OrderPart):
    """A refund: requested, approved, paid or rejected."""

    __tablename__ = "refunds"
    __table_args__ = (same_shop("order_id", "orders"), Index("ix_refunds_order", "shop_id", "order_id"))

    status: Mapped[str]
    amount: Mapped[Decimal]
    requested_at: Mapped[datetime]
    expected_on: Mapped[date | None]
    paid_at: Mapped[datetime | None]


class InvoiceEntry(OrderPart):
    """An invoice: requested or issued; `kind` is electronic, paper or vat."""

    __tablename__ = "invoices"
    __table_args__ = (same_shop("order_id", "orders"), Index("ix_invoices_order", "shop_id", "order_id"))

    status: Mapped[str]
    kind: Mapped[str]
    requested_at: Mapped[datetime]
    issued_at: Mapped[datetime | None]


class PolicyEntry(ShopRow):
    """A standing fact of the shop; `value` is anything JSON knows, a text may be a map from language to text."""

    __tablename__ = "policies"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any]


class PromotionEntry(IdentifiedRow):
    """A promotion that runs from one moment to another."""

    __tablename__ = "promotions"
    __table_args__ = (Index("ix_promotions_running", "shop_id", "ends_at"),)

    key: Mapped[str]
    text: Mapped[Any]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
