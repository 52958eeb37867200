"""A point after every statement that writes, while somebody watches points."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Engine, event

from bot.assist import points

WRITES = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM) "?(\w+)')


def add_write_points(engine: Engine) -> None:
    """Have every writing statement of this engine pass `store.insert.messages` and the like; nothing if nobody watches."""
    if not points.watched():
        return

    @event.listens_for(engine, "after_cursor_execute")
    def _pass(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        written = WRITES.match(statement)
        if written:
            points.reached(f"store.{written[1].split()[0].lower()}.{written[2]}")
