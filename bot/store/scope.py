"""The one place that holds every query of shop data to the shop of its session.

A session belongs to one shop or, for sign-in, keys and the worker's queue, says openly that it sees all of them. In a
shop's session every select, update and delete gets the shop's id as a condition, every new row gets it as a value, and
whatever cannot be held to it (plain tables, written SQL, bulk inserts, a changed shop id) is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn, cast

from sqlalchemy import Table, TextClause, event
from sqlalchemy.orm import ORMExecuteState, Session, attributes, with_loader_criteria
from sqlalchemy.sql import visitors
from sqlalchemy.sql.visitors import ExternallyTraversible

from bot.store.models.base import ShopRow
from bot.store.models.work import AuditEntry

SHOP = "shop_id"
"""Key of the shop's id in a session's `info`; None there means all shops."""


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
    _refuse_foreign_parts(state)
    state.statement = state.statement.options(
        with_loader_criteria(ShopRow, lambda row: row.shop_id == shop_id, include_aliases=True)
    )


def _refuse_change_of_audit(state: ORMExecuteState) -> None:
    if (state.is_update or state.is_delete) and state.bind_mapper is not None and state.bind_mapper.class_ is AuditEntry:
        raise CrossShopError("The audit is only added to.")


def _refuse_foreign_parts(state: ORMExecuteState) -> None:
    for part in visitors.iterate(cast("ExternallyTraversible", state.statement)):
        if isinstance(part, TextClause):
            raise CrossShopError("Written SQL cannot be held to a shop.")
        if isinstance(part, Table) and not _belongs_to_shop(part):
            raise CrossShopError(f"The table {part.name} cannot be held to a shop here; query its mapped class.")
    if state.is_update and any(getattr(column, "key", column) == SHOP for column in _set_columns(state.statement)):
        raise CrossShopError("A row cannot move to another shop.")


def _belongs_to_shop(table: Any) -> bool:
    entity = table._annotations.get("parententity")
    return entity is not None and issubclass(entity.class_, ShopRow)


def _set_columns(statement: Any) -> Iterable[Any]:
    yield from statement._values or ()
    yield from (column for column, _ in statement._ordered_values or ())


@event.listens_for(ShopSession, "before_flush")
def _hold_rows(session: Session, *_: Any) -> None:
    shop_id = session.info[SHOP]
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, AuditEntry) and row not in session.new:
            raise CrossShopError("The audit is only added to.")
        if shop_id is None:
            continue
        if not isinstance(row, ShopRow):
            raise CrossShopError(f"{type(row).__name__} belongs to no shop and is not written in a shop's session.")
        if row in session.new and getattr(row, SHOP) is None:
            row.shop_id = shop_id
        if row.shop_id != shop_id or _shop_changed(row):
            raise CrossShopError(f"{type(row).__name__} of another shop.")


def _shop_changed(row: ShopRow) -> bool:
    return bool(attributes.get_history(row, SHOP).deleted)
