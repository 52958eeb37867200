"""Whether the program is up, and whether it can do its work."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from bot.assist.policy import Actor
from bot.console.access import AnyoneGuard
from bot.console.api.models import HealthOut
from bot.console.state import console_of

router = APIRouter(prefix="/api/v1")

Visitor = Annotated[Actor, Depends(AnyoneGuard("health.read"))]


@router.get("/health", summary="The process is up")
def read_health(visitor: Visitor) -> HealthOut:
    """Always so when it answers at all."""
    return HealthOut(ok=True)


@router.get("/ready", summary="Database and worker are well", responses={503: {"model": HealthOut}})
def read_ready(visitor: Visitor, request: Request, response: Response) -> HealthOut:
    """200 when turns are being worked on, else 503 with the reason."""
    health = console_of(request).queue.health(now=datetime.now(UTC))
    if not health.ok:
        response.status_code = 503
    return HealthOut(ok=health.ok, reason=health.reason, parts=dict(health.parts))
