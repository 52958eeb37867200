"""Errors as answers: problem details (RFC 9457) for programs, a page for people."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console.access import LoginNeeded
from bot.console.render import error_page
from bot.desk.errors import ConflictError, InputError, NotFoundError, TactfulError, UnavailableError

LOG = logging.getLogger(__name__)

_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")

TYPE_ROOT = "urn:tactful:problem:"

PROBLEM_TYPE = "application/problem+json"


class Fault(BaseModel):
    """One thing wrong with a request: what, where, and how to mend it."""

    what: str
    where: str
    remedy: str


class Problem(BaseModel):
    """Problem details (RFC 9457), with the place and the remedy of each fault."""

    type: str = Field(examples=["urn:tactful:problem:422"])
    title: str
    status: int
    detail: str
    where: str = ""
    remedy: str = ""
    faults: list[Fault] = []


REMEDIES: Mapping[int, str] = {
    400: "Correct the request; the contract stands at /api/v1/openapi.json.",
    401: "Send the header 'Authorization: Bearer KEY' with a key made by 'tactful user'.",
    403: "Ask an administrator of the shop for the role that this needs.",
    404: "Check the identifier; it must belong to the shop of your key.",
    405: "Use a method that the contract at /api/v1/openapi.json names for this address.",
    409: "Read the conversation again and decide anew.",
    500: "Try again; if it stays, look into the console's log at this time.",
    503: "Send the same request again in a moment, with the same dedupe_key: what was stored is not stored again.",
}

RETRY = {"Retry-After": "1"}
"""Seconds after which a request that found the database away may come again."""


def problem_response(
    status: int,
    detail: str,
    *,
    where: str = "",
    remedy: str = "",
    faults: Sequence[Fault] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem as an answer."""
    body = Problem(
        type=f"{TYPE_ROOT}{status}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        where=where,
        remedy=remedy or REMEDIES.get(status, ""),
        faults=list(faults),
    )
    content = json.dumps(body.model_dump(), ensure_ascii=True)
    return Response(content, status_code=status, media_type=PROBLEM_TYPE, headers=dict(headers or {}))


def install_handlers(app: FastAPI) -> None:
    """Every error of the application goes through these."""
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(TactfulError, _own_error)
    app.add_exception_handler(LoginNeeded, _login_needed)
    app.add_exception_handler(Exception, _unexpected)


def _answer(request: Request, status: int, detail: str, **extra: Any) -> Response:
    if request.url.path.startswith("/api/"):
        return problem_response(status, detail, **extra)
    return error_page(request, status, headers=extra.get("headers"))


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - narrows the type for the checker
    return _answer(request, error.status_code, str(error.detail), headers=error.headers)


async def _invalid_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - narrows the type for the checker
    faults = [_fault_of(item) for item in error.errors()[:20]]
    first = faults[0] if faults else Fault(what="The request cannot be read.", where="body", remedy="")
    return _answer(request, 422, first.what, where=first.where, remedy=first.remedy, faults=faults)


def _fault_of(item: Mapping[str, Any]) -> Fault:
    """A fault in our words; the input itself is never repeated, it may hold a customer's words or broken text."""
    where = ".".join(_place(part) for part in item.get("loc", ()))
    what = _plain(str(item.get("msg", "not valid")))
    remedies = {
        "missing": "Add the field.",
        "extra_forbidden": "Leave the field out; the contract at /api/v1/openapi.json names every field.",
        "string_too_long": "Shorten it, or split it into several messages.",
        "string_too_short": "Give at least one character.",
        "string_unicode": "Send well-formed Unicode; a lone surrogate such as \\ud800 is no character.",
        "json_invalid": "Send one JSON value in UTF-8.",
        "enum": "Use one of the values that the contract names.",
        "literal_error": "Use one of the values that the contract names.",
    }
    remedy = remedies.get(str(item.get("type")), "See the contract at /api/v1/openapi.json.")
    return Fault(what=what, where=where, remedy=remedy)


def _place(part: object) -> str:
    """A step on the way to a field; a name that no program would give a field may be a customer's words."""
    if isinstance(part, int) or _FIELD_NAME.fullmatch(str(part)):
        return str(part)
    return "(a name that is not known)"


def _plain(text: str) -> str:
    return text.encode("ascii", "backslashreplace").decode()[:200]


async def _own_error(request: Request, error: Exception) -> Response:
    if isinstance(error, InputError):
        return _answer(request, 422, error.what, where=error.where, remedy=error.remedy)
    if isinstance(error, NotFoundError):
        return _answer(request, 404, "There is no such thing, or it is not yours to see.")
    if isinstance(error, ConflictError):
        return _answer(request, 409, "Somebody else was first: the conversation has changed.")
    if isinstance(error, UnavailableError):
        LOG.error("request failed: %s %s: the database is away", request.method, request.scope.get("route_path", ""))
        return _answer(request, 503, "The database does not answer just now.", headers=RETRY)
    return await _unexpected(request, error)


async def _unexpected(request: Request, error: Exception) -> Response:
    LOG.error("request failed: %s %s", request.method, request.scope.get("route_path", ""), exc_info=error)
    return _answer(request, 500, "Something failed on our side.")


async def _login_needed(request: Request, error: Exception) -> Response:
    """To the login page; a live part or stream learns it by its status instead, so that nothing typed is lost."""
    live = request.headers.get("hx-request") == "true" or request.url.path.endswith("/events")
    return error_page(request, 401) if live or request.method != "GET" else RedirectResponse("/login", status_code=303)
