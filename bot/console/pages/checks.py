"""The check while an agent types: what is found in the reply, and that a finding is wrong."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.assist.check_at_desk import turn_answered
from bot.assist.findings import NewDispute
from bot.assist.policy import can
from bot.assist.records import ConversationView
from bot.console.access import Guard, StaffCaller, StaffGuard
from bot.console.checking import check_part, check_text
from bot.console.pages.actions import fault_of_text
from bot.console.pages.desk import ConversationId
from bot.console.render import page, words_of
from bot.console.state import console_of
from bot.desk.errors import ConflictError

router = APIRouter(prefix="/desk/conversations/{conversation_id}/check")

CHECK = StaffGuard("reply.check")
DISPUTE = StaffGuard("reply.dispute")

Typed = Annotated[str, Form()]
Place = Annotated[int, Form(ge=0, le=2**31 - 1)]


@router.post("")
def check(
    request: Request, conversation_id: ConversationId, caller: Annotated[StaffCaller, Depends(CHECK)], text: Typed = ""
) -> Response:
    """What is found in what was typed so far; nothing of it is kept."""
    return _part(request, caller, _seen(caller, conversation_id, CHECK), text)


@router.post("/wrong")
def dispute(
    request: Request,
    conversation_id: ConversationId,
    caller: Annotated[StaffCaller, Depends(DISPUTE)],
    rule: Annotated[str, Form(max_length=200)],
    start: Place,
    end: Place,
    wrong: Annotated[bool, Form()],
    text: Typed = "",
) -> Response:
    """Say that a finding is wrong, or take that back; trainers look at it, and the finding holds as long."""
    view = _seen(caller, conversation_id, DISPUTE)
    checker = console_of(request).use_cases.checker
    found = check_text(checker, caller.records, view, text).findings if checker and not fault_of_text(text) else ()
    if not any((item.rule, item.start, item.end) == (rule, start, end) for item in found):
        return _part(request, caller, view, text, said="notice.finding_gone", status=409)
    reading = view.advice.advice.get("reading", {}) if view.advice else {}
    new = NewDispute(rule, start, end, text, turn_answered(view), str(reading.get("language", "")))
    try:
        caller.records.dispute_finding(conversation_id, caller.user, new, wrong=wrong)
    except ConflictError:
        return _part(request, caller, view, text, said="notice.dispute_decided", status=409)
    return _part(request, caller, view, text, said="check.disputed" if wrong else "")


def _seen(caller: StaffCaller, conversation_id: str, guard: Guard) -> ConversationView:
    view = caller.records.conversation(conversation_id, viewer=caller.user)
    if not can(caller.actor, guard.action, caller.target(view)):
        raise HTTPException(403, "This is not allowed for your role.")
    return view


def _part(
    request: Request, caller: StaffCaller, view: ConversationView, text: str, *, said: str = "", status: int = 200
) -> Response:
    words = words_of(request, wish=caller.user.language)
    checker = console_of(request).use_cases.checker
    if checker is None or fault_of_text(text):
        return page(request, "parts/findings.html", words, {"part": None, "said": ""}, status=status)
    checked = check_text(checker, caller.records, view, text)
    part = check_part(checked, text, words, caller.records.disputed(caller.user, text))
    return page(request, "parts/findings.html", words, {"part": part, "said": words(said) if said else ""}, status=status)
