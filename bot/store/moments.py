"""Times of demo data: written against the present, so that a demonstration is always of today."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.desk.errors import InputError

MOMENT = re.compile(r"(?P<sign>[+-])(?P<number>\d{1,4})(?P<unit>[mhd])(?: (?P<hour>\d{1,2}):(?P<minute>\d\d))?", re.ASCII)
UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def moment(value: Any, *, now: datetime, zone: ZoneInfo) -> datetime:
    """The time meant by "-3d", "+2d", "-40m", "-3d 14:20" (the shop's clock) or an ISO time.

    Raises:
        InputError: it is none of these.
    """
    found = MOMENT.fullmatch(str(value))
    if found is None:
        return _written_out(value, zone)
    distance = timedelta(**{UNITS[found["unit"]]: int(found["number"])})
    at = now + distance if found["sign"] == "+" else now - distance
    if found["hour"]:
        at = at.astimezone(zone).replace(hour=int(found["hour"]), minute=int(found["minute"]), second=0, microsecond=0)
    return at.astimezone(UTC)


def _written_out(value: Any, zone: ZoneInfo) -> datetime:
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise InputError(
            f"{value!r} is not a time.", where="time", remedy='Write "-3d", "+2d", "-40m", "-3d 14:20" or an ISO time.'
        ) from error
    return at if at.tzinfo else at.replace(tzinfo=zone)
