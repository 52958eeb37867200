"""API v1: a shop's own console says that a turn was read wrong."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from bot.assist.corrections import CorrectionMark
from bot.assist.records import ShopRecords
from bot.console.access import Caller, KeyGuard
from bot.console.api.models import CorrectionIn, CorrectionOut
from bot.console.api.routes import PROBLEMS, ConversationId
from bot.desk.correction import Proposal, make_proposal, proposal_of
from bot.desk.errors import NotFoundError

router = APIRouter(prefix="/api/v1/conversations/{conversation_id}/corrections", responses=PROBLEMS)

Correcting = Annotated[Caller, Depends(KeyGuard("reading.correct"))]
TurnId = Annotated[str, Path(min_length=1, max_length=200)]


@router.post("", status_code=201, summary="Say that a turn was read wrong")
def correct_reading(conversation_id: ConversationId, body: CorrectionIn, caller: Correcting) -> CorrectionOut:
    """Kept for the trainers, once for each reading; said again it brings the newer proposal.

    It changes nothing for the customer: no price, no place in the queue. 409 when a trainer has decided already.
    """
    where = (conversation_id, body.turn_id, None)
    proposal = _proposal(caller.records, conversation_id, body)
    if proposal is None:
        mark = caller.records.mark_reading(*where, wrong=True, revision=body.revision)
    else:
        mark = caller.records.propose_reading(*where, proposal, revision=body.revision)
    return _shown(body.turn_id, mark)


@router.delete("/{turn_id}", status_code=204, summary="Take it back")
def take_back(conversation_id: ConversationId, turn_id: TurnId, caller: Correcting) -> None:
    """The latest reading of the turn is not marked wrong any more; 409 when a trainer has decided already."""
    caller.records.mark_reading(conversation_id, turn_id, None, wrong=False)


def _proposal(records: ShopRecords, conversation_id: str, body: CorrectionIn) -> Proposal | None:
    """What was said to be right; a part that was left out is as it was read."""
    if body.labels is None and body.escalate is None:
        return None
    found = records.turn_readings(conversation_id, [body.turn_id], viewer=None)
    if not found:
        raise NotFoundError("This turn has not been read.")
    read = proposal_of(found[0].reading)
    levels = {name.value: level for name, level in read.labels.items()} if body.labels is None else dict(body.labels)
    return make_proposal(levels, escalate=read.escalate if body.escalate is None else body.escalate)


def _shown(turn_id: str, mark: CorrectionMark | None) -> CorrectionOut:
    if mark is None:
        raise NotFoundError("There is no such correction.")
    said = mark.proposal
    labels = {name.value: level for name, level in said.labels.items()} if said else None
    return CorrectionOut(turn_id=turn_id, state=mark.state, labels=labels, escalate=said.escalate if said else None)
