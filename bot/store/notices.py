"""Events in the order in which they become visible, and word of them to whoever listens.

A live page asks for "events after the last one I know". That misses nothing only if no event with a smaller number can
still appear. On SQLite there is one writer at a time. On PostgreSQL numbers are drawn before the commit, so two
transactions may commit the other way round. Therefore a transaction writes its events as the very last thing, under a
lock of its shop that is held until the commit has become visible: within a shop, numbers follow commits.

After taking that lock a transaction waits for nothing else, so it cannot be part of a deadlock: everything but the
events has been written by then, and rows are locked without hindering the foreign keys that point at them.
"""

from __future__ import annotations

from sqlalchemy import event, text

from bot.store.models.work import EventEntry
from bot.store.scope import SHOP, ShopSession

CHANNEL = "tactful"

LOCK_SPACE = 0x7AC7
"""First half of our advisory locks' keys; the second is made from the shop's id. Shops that share one merely wait."""

WAITING = "waiting_events"

_LOCK = text("SELECT pg_advisory_xact_lock(:space, hashtext(:shop))")
_NOTIFY = text("SELECT pg_notify(:channel, :what)")


def add_at_commit(session: ShopSession, entry: EventEntry) -> None:
    """Have an event written when its session commits."""
    session.info.setdefault(WAITING, []).append(entry)


@event.listens_for(ShopSession, "before_commit")
def _write_events(session: ShopSession) -> None:
    entries: list[EventEntry] = session.info.pop(WAITING, [])
    if not entries:
        return
    session.flush()
    shop_id = session.info[SHOP] or entries[0].shop_id
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK, {"space": LOCK_SPACE, "shop": shop_id})
        kinds = ",".join(sorted({entry.kind for entry in entries}))
        connection.execute(_NOTIFY, {"channel": CHANNEL, "what": f"{shop_id} {kinds}"})
    session.add_all(entries)


@event.listens_for(ShopSession, "after_soft_rollback")
def _forget_events(session: ShopSession, _: object) -> None:
    session.info.pop(WAITING, None)
