"""API v1: a shop's own console lets its visitors prove whose an order is."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from bot.assist.prove_identity import prove_by_code
from bot.console.access import Caller, KeyGuard
from bot.console.api.models import Body, Key
from bot.console.api.routes import PROBLEMS, SOURCE
from bot.console.identity import send_code
from bot.console.problems import PROBLEM_TYPE, problem_response
from bot.console.state import console_of

TOO_MANY: dict[int | str, dict[str, Any]] = {
    429: {"content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}, "description": "Wait"}
}

router = APIRouter(prefix="/api/v1/identity", responses={**PROBLEMS, **TOO_MANY})


class CodeIn(Body):
    """The wish for a code."""

    conversation_key: Key = Field(description="Your own name of the conversation; the code works for this one alone.")
    order_number: Key
    language: Literal["zh-Hans", "zh-Hant", "en"] = "zh-Hans"


class CodeSent(BaseModel):
    """The same for orders that are known and for those that are not."""

    valid_seconds: int = 600


class ConfirmIn(Body):
    """The code as the visitor typed it."""

    conversation_key: Key
    code: Annotated[str, Field(max_length=100)]


class Confirmed(BaseModel):
    """Who it is; both empty when the code was not right, has run out, or was tried too often."""

    verified: bool
    customer_key: str = ""
    order_number: str = ""


@router.post("/code", status_code=202, summary="Send a code to the address of an order", response_model=CodeSent)
def ask_code(request: Request, body: CodeIn, caller: Annotated[Caller, Depends(KeyGuard("identity.ask"))]) -> CodeSent | Response:
    """At most three codes an hour for one order and five for one conversation; each works for ten minutes."""
    words = console_of(request).texts[body.language]
    wait = send_code(request, caller.records, _session(body.conversation_key), body.order_number, words)
    if wait:
        return problem_response(
            429,
            "Too many codes were asked for.",
            where="body.order_number",
            remedy=f"Ask again in {wait} seconds.",
            headers={"Retry-After": str(wait)},
        )
    return CodeSent()


@router.post("/confirm", summary="Try a code")
def confirm_code(request: Request, body: ConfirmIn, caller: Annotated[Caller, Depends(KeyGuard("identity.prove"))]) -> Confirmed:
    """Five tries for each code; the right one works once, and makes the conversation the customer's."""
    _, secret = console_of(request).accounts.shop_name_and_secret(caller.records.shop_id)
    proved = prove_by_code(caller.records, secret, _session(body.conversation_key), body.code)
    if proved is None:
        return Confirmed(verified=False)
    caller.records.prove_conversation(SOURCE, body.conversation_key, proved)
    console_of(request).hub.wake()
    return Confirmed(verified=True, customer_key=proved.key, order_number=proved.order_number)


def _session(conversation_key: str) -> str:
    """A name that no shopper's own session can have."""
    return f"api\n{conversation_key}"
