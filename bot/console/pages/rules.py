"""The rules of a reply, where they meet, and how they fare; a supervisor or an admin changes a severity for the whole shop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Path, Request
from starlette.responses import RedirectResponse, Response

from bot.assist.findings import RuleCount
from bot.assist.policy import can
from bot.console.access import StaffCaller, StaffGuard
from bot.console.render import page, words_of
from bot.console.state import console_of
from bot.console.texts import Words
from bot.desk.conflict import Conflict
from bot.desk.message import Language
from bot.desk.rules import RULES, Severity

router = APIRouter(prefix="/desk/rules")

RuleName = Annotated[str, Path(min_length=1, max_length=100)]
Said = Literal["", "changed"]


@dataclass(frozen=True)
class RuleLine:
    """A rule in words; `own` when the shop has set its severity, `count` None for those who may not see it."""

    name: str
    title: str
    definition: str
    rows: str
    severity: str
    own: bool
    count: RuleCount | None


@dataclass(frozen=True)
class ConflictLine:
    """Where rules meet, in words."""

    title: str
    rows: str
    decides: str
    holds: str
    fact: str


@router.get("")
def rules_page(request: Request, caller: Annotated[StaffCaller, Depends(StaffGuard("rule.read"))], said: Said = "") -> Response:
    """Every rule with what it asks; numbers for those who look after the rules, and never a name."""
    words = words_of(request, wish=caller.user.language)
    counted = can(caller.actor, "dispute.list")
    counts = caller.records.rule_counts() if counted else {}
    values = {
        "user": caller.user,
        "csrf": caller.csrf_token,
        "rules": _rules(caller.records.severities(), counts, words),
        "conflicts": [_conflict(item, words) for item in console_of(request).use_cases.conflicts()],
        "counted": counted,
        "may_change": can(caller.actor, "severity.change"),
        "said": said,
    }
    return page(request, "rules.html", words, values)


@router.post("/{rule}")
def change_severity(
    rule: RuleName,
    caller: Annotated[StaffCaller, Depends(StaffGuard("severity.change"))],
    severity: Annotated[Literal["block", "warn"], Form()],
) -> Response:
    """Give a rule a severity for the whole shop; the audit notes who and when."""
    caller.records.set_severity(caller.user, rule, Severity(severity))
    return RedirectResponse(f"/desk/rules?said=changed#rule-{rule}", status_code=303)


def _rules(severities: Mapping[str, Severity], counts: Mapping[str, RuleCount], words: Words) -> list[RuleLine]:
    return [
        RuleLine(
            name=name,
            title=words(f"rule.{name}.title"),
            definition=words(f"rule.{name}.definition"),
            rows=", ".join((*rule.rows, *rule.public_rows)),
            severity=severities.get(name, rule.severity).value,
            own=name in severities,
            count=counts.get(name),
        )
        for name, rule in RULES.items()
    ]


def _conflict(found: Conflict, words: Words) -> ConflictLine:
    language = Language(words.language)
    return ConflictLine(
        title=found.title[language],
        rows=", ".join(found.rows),
        decides=found.decides[language],
        holds=found.holds[language],
        fact=words.code("fact", found.fact) if found.fact else "",
    )
