"""All tables together."""

from __future__ import annotations

from bot.store.models import channels, corrections, findings, identity, people, talk, trade, work
from bot.store.models.base import Base

TABLE_MODULES = (people, trade, talk, work, channels, identity, corrections, findings)
METADATA = Base.metadata
