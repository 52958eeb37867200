"""Opening a call, and importing public posts."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from bot.assist.posts_table import read_posts
from bot.console.access import StaffCaller, StaffGuard
from bot.console.render import page, words_of
from bot.console.state import console_of
from bot.desk.errors import Fault

router = APIRouter(prefix="/desk")

TABLE_NAME = "CSV"
"""How faults call a table that was pasted."""


@dataclass(frozen=True)
class Imported:
    """What became of a table."""

    new: int
    known: int
    faults: tuple[Fault, ...]


@router.post("/calls")
def open_call(
    caller: Annotated[StaffCaller, Depends(StaffGuard("call.open"))],
    call_key: Annotated[str, Form(min_length=1, max_length=200)],
    customer_key: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Open a call and show it."""
    if any(ord(character) < 32 for character in call_key + customer_key):
        raise HTTPException(422, "A name holds a control character.")
    opened = caller.records.open_call(caller.user, key=call_key, customer_key=customer_key.strip())
    return RedirectResponse(f"/desk/conversations/{quote(opened, safe='')}", status_code=303)


@router.get("/posts")
def posts_page(request: Request, caller: Annotated[StaffCaller, Depends(StaffGuard("post.import"))]) -> Response:
    """The form for a table of public posts."""
    return _posts(request, caller, None, "")


@router.post("/posts")
def import_posts(
    request: Request, caller: Annotated[StaffCaller, Depends(StaffGuard("post.import"))], table: Annotated[str, Form()] = ""
) -> Response:
    """Take every good row; tell the faults of the others."""
    rows = list(read_posts(io.StringIO(table.lstrip("\ufeff"), newline=""), TABLE_NAME))
    faults = tuple(row for row in rows if isinstance(row, Fault))
    taken = [caller.records.take_post(row.post).new for row in rows if not isinstance(row, Fault)]
    console_of(request).hub.wake()
    imported = Imported(taken.count(True), taken.count(False), faults)
    return _posts(request, caller, imported, table if faults else "", status=422 if faults and not taken else 200)


def _posts(request: Request, caller: StaffCaller, imported: Imported | None, table: str, *, status: int = 200) -> Response:
    words = words_of(request, wish=caller.user.language)
    values = {"user": caller.user, "csrf": caller.csrf_token, "imported": imported, "table": table}
    return page(request, "posts.html", words, values, status=status)
