"""The one place that holds every query of shop data to the shop of its session.

A session belongs to one shop or, for sign-in, keys and the worker's queue, says openly that it sees all of them. In a
shop's session every select, update and delete gets the shop's id as a condition, every new row gets it as a value, and
whatever cannot be held to it (plain tables, written SQL, bulk inserts, a changed shop id) is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, NoReturn

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, attributes, with_loader_criteria

from bot.store.models.base import Base, ShopRow
from bot.store.models.work import AuditEntry

SHOP = "shop_id"
"""Key of the shop's id in a session's `info`; None there means all shops."""

FROM_TABLE = re.compile(r'(?:\bFROM|\bJOIN|\bUPDATE|,)\s+"?(\w+)"?(?: AS "?(\w+)"?)?(?![\w.])')
"""Tables that a statement reads or changes, with their aliases."""

_held_shapes: set[Any] = set()


class CrossShopError(Exception):
    """A statement or row would leave the shop of its session: a fault of our own code, never of a user."""


class ShopSession(Session):
    """A session of one shop, or of all when `info["shop_id"]` is None."""

    def bulk_save_objects(self, *_: Any, **__: Any) -> NoReturn:
        """Refused: it passes by the checks."""
        raise CrossShopError("Bulk operations pass by the checks; add objects instead.")

    bulk_insert_mappings = bulk_save_objects
    bulk_update_mappings = bulk_save_objects


@event.listens_for(ShopSession, "do_orm_execute")
def _hold_statement(state: ORMExecuteState) -> None:
    _refuse_change_of_audit(state)
    shop_id = state.session.info[SHOP]
    if shop_id is None or state.is_column_load or state.is_relationship_load:
        return
    if not state.is_orm_statement or state.is_insert:
        raise CrossShopError("In a shop's session only mapped classes are queried, and rows are added as objects.")
    if not state.is_select and state.parameters:
        raise CrossShopError("Updates by lists of parameters pass by the shop's condition.")
    if state.is_update and _moves_rows(state.statement):
        raise CrossShopError("A row cannot move to another shop.")
    state.statement = state.statement.options(
        with_loader_criteria(ShopRow, lambda row: row.shop_id == shop_id, include_aliases=True)
    )
    _refuse_unheld(state.statement)


def _refuse_change_of_audit(state: ORMExecuteState) -> None:
    if (state.is_update or state.is_delete) and state.bind_mapper is not None and state.bind_mapper.class_ is AuditEntry:
        raise CrossShopError("The audit is only added to.")


def _moves_rows(statement: Any) -> bool:
    return any(getattr(column, "key", column) == SHOP for column in statement._values or ())


def _refuse_unheld(statement: Any) -> None:
    """Look at the SQL that comes out: each table in it must carry the shop's condition. Once for each shape."""
    shape = statement._generate_cache_key()
    if shape is not None and shape.key in _held_shapes:
        return
    written = str(statement.compile())
    read = Counter(alias or name for name, alias in FROM_TABLE.findall(written) if name in Base.metadata.tables)
    for name, times in read.items():
        if len(re.findall(rf"\b{name}\.shop_id = :", written)) < times:
            raise CrossShopError(f"{name} is not held to the shop here; query its mapped class and name it in the select.")
    if shape is not None:
        _held_shapes.add(shape.key)


@event.listens_for(ShopSession, "before_flush")
def _hold_rows(session: Session, *_: Any) -> None:
    shop_id = session.info[SHOP]
    new = session.new  # made anew at each call
    for row in (*new, *session.dirty, *session.deleted):
        if isinstance(row, AuditEntry) and row not in new:
            raise CrossShopError("The audit is only added to.")
        if shop_id is None:
            continue
        if not isinstance(row, ShopRow):
            raise CrossShopError(f"{type(row).__name__} belongs to no shop and is not written in a shop's session.")
        if row in new and getattr(row, SHOP) is None:
            row.shop_id = shop_id
        if row.shop_id != shop_id or _shop_changed(row):
            raise CrossShopError(f"{type(row).__name__} of another shop.")


def _shop_changed(row: ShopRow) -> bool:
    return bool(attributes.get_history(row, SHOP).deleted)
