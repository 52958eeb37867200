"""Column types of the record: each refuses a value that could not be read back as it was."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Text
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.types import TypeDecorator

from bot.desk.errors import InputError

EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
"""Years of the times that are kept: at the ends of the calendar no time zone can be reckoned, and no page shown."""


class RefusedValueError(InputError, DontWrapMixin):
    """A value that a column may not hold."""


def new_id() -> str:
    """An opaque identifier of 32 digits: milliseconds first, so that new rows lie together, then 80 random bits."""
    return f"{time.time_ns() // 1_000_000:012x}{os.urandom(10).hex()}"


def utc_now() -> datetime:
    """The present, aware, UTC."""
    return datetime.now(UTC)


def checked_text(value: str, *, where: str = "text") -> str:
    """The text itself.

    Raises:
        InputError: it holds NUL or half of a surrogate pair, which databases cannot keep code point for code point.
    """
    if "\x00" in value:
        raise RefusedValueError("The text holds the character NUL.", where=where, remedy="Remove it.")
    try:
        value.encode()
    except UnicodeEncodeError:
        remedy = "Send whole characters."
        raise RefusedValueError("The text holds half of a surrogate pair.", where=where, remedy=remedy) from None
    return value


class SafeText(TypeDecorator[str]):
    """Text without NUL and lone surrogates."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Refuse what cannot be kept."""
        return None if value is None else checked_text(value)


class SafeJson(TypeDecorator[Any]):
    """JSON whose texts are all safe."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Refuse what cannot be kept."""
        _check_texts(value)
        return value


def _check_texts(value: Any) -> None:
    if isinstance(value, str):
        checked_text(value)
    elif isinstance(value, dict):
        for name, item in value.items():
            checked_text(name)
            _check_texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _check_texts(item)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a time without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise RefusedValueError("The time has no zone.", where=value.isoformat(), remedy="Give an aware time.")
        if not EARLIEST_YEAR <= value.year <= LATEST_YEAR:
            remedy = f"Give a year from {EARLIEST_YEAR} to {LATEST_YEAR}."
            raise RefusedValueError("The time is too far from now to be one of ours.", where=value.isoformat(), remedy=remedy)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment as an aware time in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Money(TypeDecorator[Decimal]):
    """An amount with two decimals, kept as whole hundredths."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Refuse more than two decimals."""
        if value is None:
            return None
        hundredths = Decimal(value) * 100
        if hundredths != hundredths.to_integral_value():
            raise RefusedValueError("The amount has more than two decimals.", where=str(value), remedy="Round it.")
        return int(hundredths)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """The amount in whole units."""
        return None if value is None else Decimal(value) / 100
