"""How customers prove who they are: codes sent to them, and signed addresses that were used."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import IdentifiedRow, ShopRow, same_shop


class IdentityCode(IdentifiedRow):
    """A code that was asked for, sealed; also for an order that is not ours, so that nobody can tell the two apart.

    `session` and `asked` are digests: of the asker's session, and of the order number as it was written.
    """

    __tablename__ = "identity_codes"
    __table_args__ = (
        same_shop("order_id", "orders"),
        Index("ix_identity_codes_asked", "shop_id", "asked", "created_at"),
        Index("ix_identity_codes_session", "shop_id", "session", "created_at"),
        Index("ix_identity_codes_old", "shop_id", "created_at"),
    )

    session: Mapped[str]
    asked: Mapped[str]
    order_id: Mapped[str | None]
    seal: Mapped[str]
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class UsedProof(ShopRow):
    """A signed address that opened a session; it opens no other until it has run out by itself."""

    __tablename__ = "used_proofs"
    __table_args__ = (Index("ix_used_proofs_old", "shop_id", "expires_at"),)

    proof: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime]
