"""The console: API and pages as one application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.staticfiles import StaticFiles

from bot.assist.policy import Actor
from bot.assist.records import Accounts, TurnQueue
from bot.console.access import AnyoneGuard
from bot.console.api import check, corrections, health, identity, redacted, routes
from bot.console.live import EventHub
from bot.console.pages import actions, channels, checks, desk, findings, login, model, rules, shop, streams
from bot.console.pages import corrections as correction_pages
from bot.console.pages import redacted as redacted_pages
from bot.console.problems import Problem, install_handlers
from bot.console.render import HERE, make_templates
from bot.console.security import BodyLimit, SecurityHeaders
from bot.console.settings import ConsoleSettings
from bot.console.state import Console, UseCases
from bot.console.texts import load_texts
from bot.console.throttle import Throttle

DESCRIPTION = (
    "Post customers' messages, read advice for agents. Every error is application/problem+json (RFC 9457) and says what is "
    "wrong, where, and how to mend it. Bodies up to 256 kB; texts of 1 to 10,000 characters; longer ones are refused."
)


def build_app(accounts: Accounts, queue: TurnQueue, use_cases: UseCases, settings: ConsoleSettings) -> FastAPI:
    """The application of one installation.

    Args:
        accounts: users, sessions, keys, and through them the record of each shop.
        queue: for its health and its sign of change.
        use_cases: what the pages need beside the record.
        settings: what the installation decides.
    """
    hub = EventHub(accounts, queue, poll_seconds=settings.poll_seconds, look_seconds=settings.look_seconds)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await hub.start()
        yield
        await hub.stop()

    app = FastAPI(
        title="Tactful", version="1", description=DESCRIPTION, lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None
    )
    app.state.console = Console(
        accounts=accounts,
        queue=queue,
        use_cases=use_cases,
        settings=settings,
        texts=load_texts(settings.time_zone),
        templates=make_templates(),
        hub=hub,
        logins=Throttle(settings.login_failures, settings.login_window_seconds),
        shopper_messages=Throttle(settings.shopper_messages, 60.0),
    )
    _add_routes(app)
    install_handlers(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(settings.allowed_hosts), www_redirect=False)
    app.add_middleware(SecurityHeaders, secure=settings.secure_cookies, shop_frame_ancestors=settings.shop_frame_ancestors)
    return app


def _add_routes(app: FastAPI) -> None:
    for router in (health.router, routes.router, check.router, identity.router, redacted.router, corrections.router):
        app.include_router(router)
    pages = (login, desk, channels, actions, checks, streams, shop, redacted_pages, correction_pages, model, rules, findings)
    for router in (part.router for part in pages):
        app.include_router(router, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")

    @app.get("/api/v1/openapi.json", include_in_schema=False)
    def contract(request: Request, visitor: Annotated[Actor, Depends(AnyoneGuard("contract.read"))]) -> JSONResponse:
        """The contract of the API, OpenAPI 3.1."""
        return JSONResponse(_with_problems(request.app.openapi()))


def _with_problems(contract: dict[str, Any]) -> dict[str, Any]:
    """The contract with the schema that its errors refer to."""
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    parts = schema.pop("$defs", {})
    schemas = {**contract.get("components", {}).get("schemas", {}), **parts, "Problem": schema}
    bearer = {"key": {"type": "http", "scheme": "bearer"}}
    components = {**contract.get("components", {}), "schemas": schemas, "securitySchemes": bearer}
    return {**contract, "components": components, "security": [{"key": []}]}
