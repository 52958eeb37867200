"""What all tables share: the shop's id in the key of every row, and keys that cannot cross shops."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, ForeignKey, ForeignKeyConstraint, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.store.types import Money, SafeJson, SafeText, UtcDateTime, new_id


class Base(DeclarativeBase):
    """Root of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own way to declare it
        str: SafeText,
        datetime: UtcDateTime,
        date: Date,
        Decimal: Money,
        dict[str, Any]: SafeJson,
        list[Any]: SafeJson,
        Any: SafeJson,
    }


class ShopRow(Base):
    """A row that belongs to one shop. `bot.store.scope` holds every query of such rows to the shop of its session."""

    __abstract__ = True

    shop_id: Mapped[str] = mapped_column(ForeignKey("shops.id"), primary_key=True, sort_order=-2)


class IdentifiedRow(ShopRow):
    """A row of one shop with an opaque id."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id, sort_order=-1)


def same_shop(column: str, table: str, target: str = "id") -> ForeignKeyConstraint:
    """A foreign key to a row of the same shop."""
    return ForeignKeyConstraint(["shop_id", column], [f"{table}.shop_id", f"{table}.{target}"])
