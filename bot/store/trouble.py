"""A database that is away, and errors that repeat what stood in a row: what of them gets out of this room."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, TimeoutError

from bot.desk.errors import UnavailableError

SQLITE_AWAY = frozenset({5, 6, 10, 13, 14})
"""SQLite's primary result codes BUSY, LOCKED, IOERR, FULL and CANTOPEN."""

DATA_EXCEPTION = "22"
"""Class of PostgreSQL's errors whose first line, too, repeats a value."""


@contextmanager
def answering() -> Iterator[None]:
    """Turn the errors of a database that is away into one of ours.

    Raises:
        UnavailableError: it does not answer, or not in time; the same work can be tried again.
    """
    try:
        yield
    except (DBAPIError, TimeoutError) as error:
        if not is_away(error):
            raise
        raise UnavailableError(_reason(error)) from error


def is_away(error: DBAPIError | TimeoutError) -> bool:
    """Whether the same statement may well succeed a moment later."""
    if isinstance(error, TimeoutError) or error.connection_invalidated:
        return True
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return int(code) & 0xFF in SQLITE_AWAY
    return isinstance(error, OperationalError | InterfaceError)


def _reason(error: DBAPIError | TimeoutError) -> str:
    """What a person who starts the product needs to know; nothing of a statement, which may hold a customer's words."""
    said = "The database does not answer."
    if isinstance(error, TimeoutError) or error.statement is not None:
        return said
    return f"{said} {str(error.orig).strip().splitlines()[0]}"


def keep_values_out_of_errors(engine: Engine) -> None:
    """Strip what PostgreSQL adds to its errors: "DETAIL: Failing row contains (…)" would bring a message into a log."""

    @event.listens_for(engine, "handle_error")
    def _strip(context: ExceptionContext) -> None:
        original = context.original_exception
        state = getattr(original, "sqlstate", None)
        if not state:
            return
        name = type(original).__name__
        primary = "" if state.startswith(DATA_EXCEPTION) else f": {original.diag.message_primary}"  # type: ignore[attr-defined]
        original.args = (f"{name}{primary}",)
        if context.sqlalchemy_exception is not None:
            context.sqlalchemy_exception.args = (f"({name}){primary}",)
