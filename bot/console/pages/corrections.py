"""Trainers decide on corrections of readings: redacted words only, one at a time, by keyboard."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, Path, Request
from starlette.responses import RedirectResponse, Response

from bot.assist.corrections import CorrectionWish
from bot.assist.review import LONGEST_EXAMPLE, ReviewCorrections, Verdict
from bot.console.access import StaffCaller, StaffGuard
from bot.console.marks import Levels, levels_shown, worded_labels
from bot.console.render import page, words_of
from bot.console.state import console_of
from bot.desk.errors import ConflictError
from bot.desk.reading import INTENTS

router = APIRouter(prefix="/desk/corrections")

LINES = 50

CorrectionId = Annotated[str, Path(min_length=1, max_length=200)]
State = Literal["open", "accepted", "rejected", "exported", "any"]
Language = Literal["", "zh-Hans", "zh-Hant", "en"]
Label = Literal["", "hurried", "dramatic", "over_familiar", "angry", "know_it_all"]
Said = Literal["", "accepted", "rejected", "opened", "decided"]
Reviewing = Annotated[StaffCaller, Depends(StaffGuard("correction.review"))]


@dataclass(frozen=True)
class ReviewWish:
    """Which corrections a trainer goes through."""

    state: str
    language: str
    label: str

    def query(self, **changed: str) -> str:
        """The same as part of an address, with what is changed."""
        values = {name: value for name, value in {**asdict(self), **changed}.items() if value}
        return urlencode(values)

    def narrowed(self) -> CorrectionWish:
        """For the record."""
        return CorrectionWish("" if self.state == "any" else self.state, self.language, self.label)


def review_wish(state: State = "open", language: Language = "", label: Label = "") -> ReviewWish:
    """From the address of the page."""
    return ReviewWish(state, language, label)


Wished = Annotated[ReviewWish, Depends(review_wish)]


@router.get("")
def list_page(
    request: Request,
    caller: Annotated[StaffCaller, Depends(StaffGuard("correction.list"))],
    wished: Wished,
    after: str = "",
    said: Said = "",
) -> Response:
    """Corrections that fit, the oldest first."""
    words = words_of(request, wish=caller.user.language)
    found = _review(request, caller, words.language).lines(wished.narrowed(), after=after, limit=LINES + 1)
    values = {
        **_common(caller, wished, said),
        "lines": [(line, worded_labels(line.read, words), _proposed(line, words)) for line in found[:LINES]],
        "counts": caller.records.correction_counts(),
        "more": found[LINES - 1].id if len(found) > LINES else "",
    }
    return page(request, "corrections.html", words, values)


@router.get("/{correction_id}")
def one_page(request: Request, correction_id: CorrectionId, caller: Reviewing, wished: Wished, said: Said = "") -> Response:
    """One correction to decide on."""
    return _one(request, correction_id, caller, wished, said)


@router.post("/{correction_id}")
def decide(
    request: Request,
    correction_id: CorrectionId,
    caller: Reviewing,
    wished: Wished,
    levels: Levels,
    decision: Annotated[Literal["accept", "reject", "open"], Form()],
    text: Annotated[str, Form(max_length=4 * LONGEST_EXAMPLE)] = "",
    intent: Annotated[str, Form(max_length=60)] = "",
    escalate: Annotated[bool, Form()] = False,
    with_context: Annotated[bool, Form()] = False,
) -> Response:
    """Accept it with what the form says, reject it, or open it again; then the next one."""
    review = _review(request, caller, words_of(request, wish=caller.user.language).language)
    try:
        if decision == "open":
            review.open_again(correction_id, caller.user)
            return _to(correction_id, wished, "opened")
        if decision == "reject":
            review.reject(correction_id, caller.user)
        else:
            verdict = Verdict(text, with_context, intent, levels, escalate)
            fault = review.accept(correction_id, caller.user, verdict)
            if fault:
                return _one(request, correction_id, caller, wished, "", fault=fault, tried=verdict)
    except ConflictError:
        return _to(correction_id, wished, "decided")
    said: Said = "accepted" if decision == "accept" else "rejected"
    following = review.lines(wished.narrowed(), after=correction_id, limit=1)
    return _to(following[0].id if following else "", wished, said)


def _one(
    request: Request,
    correction_id: str,
    caller: StaffCaller,
    wished: ReviewWish,
    said: Said,
    *,
    fault: str = "",
    tried: Verdict | None = None,
) -> Response:
    """The page of one correction; with what was tried, when that could not be accepted."""
    words = words_of(request, wish=caller.user.language)
    review = _review(request, caller, words.language)
    case = review.case(correction_id)
    following = review.lines(wished.narrowed(), after=correction_id, limit=1)
    example = case.example
    values = {
        **_common(caller, wished, said),
        "case": case,
        "read": worded_labels(case.read, words),
        "proposed": _proposed(case, words),
        "fault": fault,
        "text": tried.text if tried else example.text,
        "with_context": tried.with_context if tried else bool(example.context),
        "intent": tried.intent if tried else example.intent,
        "levels": dict(tried.levels) if tried else levels_shown(example.proposal),
        "escalate": tried.escalate if tried else example.proposal.escalate,
        "intents": INTENTS,
        "following": following[0].id if following else "",
    }
    return page(request, "correction.html", words, values, status=422 if fault else 200)


def _common(caller: StaffCaller, wished: ReviewWish, said: str) -> dict[str, Any]:
    return {"user": caller.user, "csrf": caller.csrf_token, "wished": wished, "said": said, "now": datetime.now(UTC)}


def _proposed(item: Any, words: Any) -> str:
    return worded_labels(item.proposal, words) if item.proposal else ""


def _to(correction_id: str, wished: ReviewWish, said: Said) -> Response:
    path = f"/desk/corrections/{quote(correction_id, safe='')}" if correction_id else "/desk/corrections"
    return RedirectResponse(f"{path}?{wished.query(said=said)}", status_code=303)


def _review(request: Request, caller: StaffCaller, language: str) -> ReviewCorrections:
    return ReviewCorrections(caller.records, console_of(request).use_cases.personal, language=language)
