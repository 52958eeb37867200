"""API v1: another console asks what a reply breaks before it is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException

from bot.assist.check_at_desk import question_of
from bot.assist.check_reply import CheckQuestion
from bot.console.access import Caller, KeyGuard
from bot.console.api.models import NO_TEMPERAMENT, CheckIn, CheckOut, FindingOut, RewriteOut
from bot.console.api.routes import PROBLEMS
from bot.console.finding_words import finding_words
from bot.console.state import console_of
from bot.console.texts import Words
from bot.desk.facts import Fact, Facts
from bot.desk.finding import Finding
from bot.desk.message import Channel
from bot.desk.reading import Temperament

router = APIRouter(prefix="/api/v1", responses=PROBLEMS)


@router.post("/check", summary="Check a reply before it is sent")
def check_reply(request: Request, body: CheckIn, caller: Annotated[Caller, Depends(KeyGuard("reply.check"))]) -> CheckOut:
    """Which rules a reply breaks, where, why, and what to write instead; nothing of it is kept."""
    console = console_of(request)
    if console.use_cases.checker is None:
        raise HTTPException(503, "Nothing checks replies here.")
    checked = console.use_cases.checker.check(_question(caller, body))
    words = console.texts[body.language]
    return CheckOut(
        id=body.id,
        findings=[_finding(item, body.reply, words) for item in checked.findings],
        held=checked.held,
        heated=checked.heated,
        neutral=checked.neutral,
    )


def _question(caller: Caller, body: CheckIn) -> CheckQuestion:
    """The record's case where a conversation is named, with what the body says before it."""
    severities = caller.records.severities()
    if body.conversation_id:
        view = caller.records.conversation(body.conversation_id, viewer=None)
        question = question_of(view, body.reply, severities, now=datetime.now(UTC))
    else:
        question = CheckQuestion(Channel.CHAT, Facts(), body.reply, severities=severities)
    facts = question.facts
    for key, value in body.facts.items():
        facts = facts.with_fact(Fact(key, value, "given"))
    question = replace(question, facts=facts, channel=body.channel or question.channel)
    if body.customer is not None:
        question = replace(question, customer=body.customer, customer_language="", temperaments=None, matter=None)
    return question if body.temperament is None else replace(question, temperaments=_temperaments(body))


def _temperaments(body: CheckIn) -> frozenset[Temperament]:
    given = body.temperament if isinstance(body.temperament, list) else [body.temperament]
    return frozenset(Temperament(name) for name in given if name is not None and name != NO_TEMPERAMENT)


def _finding(finding: Finding, text: str, words: Words) -> FindingOut:
    said = finding_words(finding, words)
    rewrite = finding.rewrite
    return FindingOut(
        rule=finding.rule,
        rows=list(finding.rows),
        severity=finding.severity,
        start=finding.start,
        end=finding.end,
        text=text[finding.start : finding.end],
        title=said.title,
        why=said.why,
        remedy=said.remedy,
        rewrite=RewriteOut(start=rewrite.start, end=rewrite.end, text=rewrite.text) if rewrite else None,
    )
