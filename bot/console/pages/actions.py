"""What agents do at the desk; each answer is the parts of the page that changed."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Path, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.assist.findings import REASON_LENGTHS
from bot.assist.points import reached
from bot.assist.policy import can
from bot.assist.records import ConversationSummary, ConversationView, IncomingMessage, NewCallNote, ReplyRequest
from bot.console.access import Guard, StaffCaller, StaffGuard
from bot.console.api.models import LONGEST_TEXT
from bot.console.checking import check_text, stops
from bot.console.marks import Levels
from bot.console.pages.desk import CALL_SOURCE, view_values
from bot.console.render import page, words_of
from bot.console.state import console_of
from bot.desk.correction import make_proposal
from bot.desk.errors import ConflictError, ReadAgainError
from bot.desk.message import Channel
from bot.desk.playbook import TEAMS

router = APIRouter(prefix="/desk/conversations/{conversation_id}")

ConversationId = Annotated[str, Path(min_length=1, max_length=200)]
Short = Annotated[str, Form(max_length=200)]
Revision = Annotated[int, Form(ge=1, le=2**31 - 1)]

ACCEPT = StaffGuard("conversation.accept")
SEND = StaffGuard("reply.send")
ORDER = StaffGuard("order.choose")
FEEDBACK = StaffGuard("feedback.give")
CORRECT = StaffGuard("reading.correct")
HAND_OVER = StaffGuard("conversation.hand_over")
KEEP = StaffGuard("reply.keep")
SAY = StaffGuard("call.say")
NOTE = StaffGuard("call.note")

DISMISS_REASONS = ("wrong_tone", "wrong_facts", "too_long", "already_answered", "own_words")
"""Why a draft is not wanted; worded under `dismiss`."""


def fault_of_text(text: str) -> str:
    """Key of the notice on a text that cannot be sent; "" when it can."""
    if not text.strip():
        return "notice.empty"
    if len(text) > LONGEST_TEXT:
        return "notice.too_long"
    return "notice.broken_text" if "\x00" in text else ""


@router.post("/accept")
def accept(request: Request, conversation_id: ConversationId, caller: Annotated[StaffCaller, Depends(ACCEPT)]) -> Response:
    """Become the owner."""
    _seen(caller, conversation_id, ACCEPT)
    try:
        caller.records.accept(conversation_id, caller.user)
    except ConflictError:
        return _parts(request, caller, conversation_id, "notice.taken", status=409)
    return _parts(request, caller, conversation_id, "notice.accepted")


@router.post("/reply")
def reply(
    request: Request,
    conversation_id: ConversationId,
    caller: Annotated[StaffCaller, Depends(SEND)],
    text: Annotated[str, Form()] = "",
    dedupe_key: Short = "",
    turn_id: Short = "",
    draft_style: Short = "",
    version: Annotated[int, Form(ge=0, le=2**53)] = 0,
    read_again: Annotated[bool, Form()] = False,
    override: Annotated[str, Form(max_length=2_000)] = "",
) -> Response:
    """Send the reply, or keep it where it must be changed or read again first.

    A reply that the check holds is sent for a reason alone. The record makes a conversation without a person the sender's own.
    """
    fault = fault_of_text(text)
    if fault:
        return _parts(request, caller, conversation_id, fault, status=422)
    if not dedupe_key:
        raise HTTPException(422, "The key of the reply is missing.")
    _seen(caller, conversation_id, SEND)
    wanted = ReplyRequest(text, dedupe_key, turn_id, draft_style, version, read_again)
    wanted, fault = _checked(request, caller, wanted, conversation_id, override.strip())
    if fault:
        caller.records.keep_reply(conversation_id, caller.user, wanted)
        return _parts(request, caller, conversation_id, fault, status=422 if override.strip() else 409)
    try:
        caller.records.send_reply(conversation_id, caller.user, wanted)
    except ReadAgainError:
        caller.records.keep_reply(conversation_id, caller.user, wanted)
        return _parts(request, caller, conversation_id, "notice.kept")
    except ConflictError:
        return _parts(request, caller, conversation_id, "notice.changed", status=409)
    reached("console.page_reply_stored")
    return _parts(request, caller, conversation_id, "notice.sent")


def _checked(
    request: Request, caller: StaffCaller, wanted: ReplyRequest, conversation_id: str, reason: str
) -> tuple[ReplyRequest, str]:
    """The reply with what the check finds in it, and the key of the notice that holds it; "" when it may be sent.

    What was said in a call has been said already: it is taken down with what is found in it, and never held.
    """
    checker = console_of(request).use_cases.checker
    if checker is None:
        return wanted, ""
    view = caller.records.conversation(conversation_id, viewer=caller.user)
    checked = check_text(checker, caller.records, view, wanted.text)
    wanted = replace(wanted, findings=checked.findings)
    if not stops(checked) or view.summary.source == CALL_SOURCE or _is_a_draft(view, wanted.text):
        return wanted, ""
    if len(reason) in REASON_LENGTHS:
        return replace(wanted, override=reason), ""
    if reason:
        return wanted, "notice.reason_needed"
    return wanted, "notice.held" if checked.held else "notice.held_heated"


def _is_a_draft(view: ConversationView, text: str) -> bool:
    """Whether a reply is, to the letter, a draft of the latest advice: approved words over the record's own facts."""
    drafts = view.advice.advice.get("drafts", ()) if view.advice else ()
    return any(str(draft.get("text", "")).strip() == text.strip() for draft in drafts)


@router.post("/kept/discard")
def discard_kept(request: Request, conversation_id: ConversationId, caller: Annotated[StaffCaller, Depends(KEEP)]) -> Response:
    """Throw the kept reply away."""
    _seen(caller, conversation_id, KEEP)
    caller.records.discard_kept(conversation_id, viewer=caller.user)
    return _parts(request, caller, conversation_id, "notice.discarded")


@router.post("/said")
def take_down(
    request: Request,
    conversation_id: ConversationId,
    caller: Annotated[StaffCaller, Depends(SAY)],
    text: Annotated[str, Form()] = "",
    dedupe_key: Short = "",
) -> Response:
    """Take down what the customer said on the telephone: it comes in like any other message."""
    fault = fault_of_text(text)
    if fault:
        return _parts(request, caller, conversation_id, fault, status=422)
    summary = _call(caller, conversation_id, SAY)
    incoming = IncomingMessage(CALL_SOURCE, summary.key, _needed(dedupe_key), text, Channel.PHONE_SCRIPT)
    caller.records.post_message(incoming)
    reached("console.said_stored")
    return _parts(request, caller, conversation_id, "notice.said")


@router.post("/notes")
def add_note(
    request: Request,
    conversation_id: ConversationId,
    caller: Annotated[StaffCaller, Depends(NOTE)],
    kind: Annotated[Literal["note", "outcome", "callback"], Form()] = "note",
    text: Annotated[str, Form(max_length=2_000)] = "",
    number: Annotated[str, Form(max_length=40)] = "",
    begins: Annotated[str, Form(max_length=40)] = "",
    ends: Annotated[str, Form(max_length=40)] = "",
    dedupe_key: Short = "",
) -> Response:
    """Keep a note of a call; a promised call-back needs its number and the time that was promised."""
    _call(caller, conversation_id, NOTE)
    data = {"number": number.strip(), "from": begins.strip(), "to": ends.strip()} if kind == "callback" else {}
    if not (all(data.values()) if data else text.strip()):
        return _parts(request, caller, conversation_id, "notice.callback_lacks" if data else "notice.note_empty", status=422)
    if any("\x00" in value for value in (text, *data.values())):
        return _parts(request, caller, conversation_id, "notice.broken_text", status=422)
    caller.records.add_call_note(conversation_id, caller.user, NewCallNote(kind, text.strip(), _needed(dedupe_key), data))
    return _parts(request, caller, conversation_id, "notice.noted")


@router.post("/order")
def choose_order(
    request: Request, conversation_id: ConversationId, caller: Annotated[StaffCaller, Depends(ORDER)], order_number: Short
) -> Response:
    """Fix the order whose facts count."""
    _seen(caller, conversation_id, ORDER)
    caller.records.choose_order(conversation_id, order_number)
    return _parts(request, caller, conversation_id, "notice.order_chosen")


@router.post("/feedback")
def give_feedback(
    request: Request,
    conversation_id: ConversationId,
    caller: Annotated[StaffCaller, Depends(FEEDBACK)],
    turn_id: Short,
    verdict: Annotated[Literal["helpful", "wrong_draft", "dismissed"], Form()],
    note: Short = "",
) -> Response:
    """Record what the agent thinks of the advice, or why a draft was dismissed; of the reading: `mark_reading`."""
    _seen(caller, conversation_id, FEEDBACK)
    caller.records.give_feedback(conversation_id, turn_id, caller.user, verdict=verdict, note=note)
    words = words_of(request, wish=caller.user.language)
    return page(request, "parts/notice.html", words, {"text": words("notice.thanks")})


@router.post("/reading")
def mark_reading(
    request: Request,
    conversation_id: ConversationId,
    caller: Annotated[StaffCaller, Depends(CORRECT)],
    turn_id: Short,
    revision: Revision,
    wrong: Annotated[bool, Form()],
) -> Response:
    """Mark a reading wrong, or take that back."""
    _seen(caller, conversation_id, CORRECT)
    try:
        caller.records.mark_reading(conversation_id, turn_id, caller.user, wrong=wrong, revision=revision)
    except ConflictError:
        return _parts(request, caller, conversation_id, "notice.mark_decided", status=409)
    return _parts(request, caller, conversation_id, "notice.marked" if wrong else "notice.unmarked")


@router.post("/reading/right")
def say_what_is_right(
    request: Request,
    conversation_id: ConversationId,
    caller: Annotated[StaffCaller, Depends(CORRECT)],
    turn_id: Short,
    revision: Revision,
    levels: Levels,
    escalate: Annotated[bool, Form()],
) -> Response:
    """Keep what a marked reading should have been; the form stays as it is, whoever is still choosing in it."""
    _seen(caller, conversation_id, CORRECT)
    proposal = make_proposal(levels, escalate=escalate)
    words = words_of(request, wish=caller.user.language)
    try:
        caller.records.propose_reading(conversation_id, turn_id, caller.user, proposal, revision=revision)
    except ConflictError:
        return page(request, "parts/notice.html", words, {"text": words("notice.mark_decided")}, status=409)
    return page(request, "parts/notice.html", words, {"text": words("notice.proposal_kept")})


@router.post("/hand-over")
def hand_over(
    request: Request, conversation_id: ConversationId, caller: Annotated[StaffCaller, Depends(HAND_OVER)], team: Short
) -> Response:
    """Give the conversation to a team's queue."""
    if team not in TEAMS:
        raise HTTPException(422, "There is no such team.")
    _seen(caller, conversation_id, HAND_OVER)
    caller.records.hand_over(conversation_id, reason="agent_decision", team=team)
    console_of(request).hub.wake()
    words = words_of(request, wish=caller.user.language)
    notice = {"text": words("notice.handed_over", team=words.code("team", team))}
    return page(request, "parts/notice.html", words, notice, headers={"HX-Redirect": "/desk"})


def _seen(caller: StaffCaller, conversation_id: str, guard: Guard) -> ConversationView:
    """The conversation, when the caller may see it and do this with it."""
    view = caller.records.conversation(conversation_id, viewer=caller.user, messages=1)
    if not can(caller.actor, guard.action, caller.target(view)):
        raise HTTPException(403, "Another person owns this conversation.")
    return view


def _call(caller: StaffCaller, conversation_id: str, guard: Guard) -> ConversationSummary:
    """The call, when this conversation is one and the caller may do this with it."""
    summary = _seen(caller, conversation_id, guard).summary
    if summary.source != CALL_SOURCE:
        raise HTTPException(404, "This conversation is not a call.")
    return summary


def _needed(dedupe_key: str) -> str:
    if not dedupe_key:
        raise HTTPException(422, "The key of what was sent is missing.")
    return dedupe_key


def _parts(request: Request, caller: StaffCaller, conversation_id: str, notice: str, *, status: int = 200) -> Response:
    """Thread and advice as they are now, with a notice; the page reads its list anew, as narrowed down there."""
    console_of(request).hub.wake()
    words = words_of(request, wish=caller.user.language)
    values = {
        **view_values(request, caller, words, conversation_id),
        "text": words(notice),
        "reply_key": secrets.token_urlsafe(16),
    }
    return page(request, "parts/all.html", words, values, status=status)
