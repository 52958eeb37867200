"""Trainers decide on disputed findings: redacted sentences only, and nobody's name."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Path, Request
from starlette.responses import RedirectResponse, Response

from bot.assist.findings import DisputeState, DisputeWish
from bot.assist.policy import can
from bot.assist.review_disputes import ReviewDisputes
from bot.console.access import StaffCaller, StaffGuard
from bot.console.render import page, words_of
from bot.console.state import console_of
from bot.desk.errors import ConflictError
from bot.desk.rules import RULES

router = APIRouter(prefix="/desk/findings")

LINES = 50

DisputeId = Annotated[str, Path(min_length=1, max_length=200)]
State = Literal["open", "agreed", "kept", "any"]
Said = Literal["", "agreed", "kept", "opened", "decided"]

DECISIONS: dict[str, tuple[DisputeState, Said]] = {
    "agree": (DisputeState.AGREED, "agreed"),
    "keep": (DisputeState.KEPT, "kept"),
    "open": (DisputeState.OPEN, "opened"),
}


@router.get("")
def list_page(
    request: Request,
    caller: Annotated[StaffCaller, Depends(StaffGuard("dispute.list"))],
    state: State = "open",
    rule: str = "",
    after: str = "",
    said: Said = "",
) -> Response:
    """Disputes that fit, the oldest first, with the numbers of every rule that has any."""
    words = words_of(request, wish=caller.user.language)
    wish = DisputeWish("" if state == "any" else state, rule if rule in RULES else "")
    review = ReviewDisputes(caller.records, console_of(request).use_cases.personal, language=words.language)
    found = review.lines(wish, after=after, limit=LINES + 1)
    counts = caller.records.rule_counts()
    values = {
        "user": caller.user,
        "csrf": caller.csrf_token,
        "now": datetime.now(UTC),
        "lines": found[:LINES],
        "more": urlencode({"state": state, "rule": wish.rule, "after": found[LINES - 1].id}) if len(found) > LINES else "",
        "state": state,
        "rule": wish.rule,
        "rules": list(RULES),
        "counts": {name: count for name, count in counts.items() if count.open or count.agreed or count.kept},
        "said": said,
        "may_decide": can(caller.actor, "dispute.review"),
        "may_see_corrections": can(caller.actor, "correction.list"),
    }
    return page(request, "findings.html", words, values)


@router.post("/{dispute_id}")
def decide(
    request: Request,
    dispute_id: DisputeId,
    caller: Annotated[StaffCaller, Depends(StaffGuard("dispute.review"))],
    decision: Annotated[Literal["agree", "keep", "open"], Form()],
    state: Annotated[State, Form()] = "open",
    rule: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Agree that the finding was wrong, keep it, or open it again; then the list as it was narrowed down."""
    review = ReviewDisputes(caller.records, console_of(request).use_cases.personal, language=caller.user.language)
    wanted, said = DECISIONS[decision]
    try:
        review.decide(dispute_id, caller.user, wanted)
    except ConflictError:
        said = "decided"
    query = urlencode({"state": state, "rule": rule if rule in RULES else "", "said": said})
    return RedirectResponse(f"/desk/findings?{query}", status_code=303)
