"""Try the examples of playbooks: is a customer's line answered by its protocol, with the steps that the trainer expects?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.assist.advise import advise_on
from bot.assist.ports import Reader, Turn
from bot.desk.advice import Advice
from bot.desk.conversation import OwnerKind, next_state
from bot.desk.facts import Facts
from bot.desk.message import Audience, Channel
from bot.desk.playbook import Playbook, Playbooks
from bot.desk.reading import Reading
from bot.desk.selection import Case

CLEAR = 2
"""Intensity at which an example's temperament is taken to hold when the reading is given."""


@dataclass(frozen=True)
class Trial:
    """What became of one example.

    Attributes:
        missing: expectations that the advice does not meet, as "steps: apology"; empty when all are met.
        read_as: playbook that the reader alone leads to.
        expected: the example's own playbook.
    """

    missing: tuple[str, ...]
    read_as: str
    expected: str


def try_example(
    customer: str,
    facts: Mapping[str, Any],
    expect: Mapping[str, Sequence[str]],
    playbook: Playbook,
    playbooks: Playbooks,
    *,
    reader: Reader,
    now: datetime,
) -> Trial:
    """Advise twice: by the reader alone, and with the protocol's own situation and temperament given."""
    reading = reader.read(customer)
    given = replace(
        reading,
        intent=playbook.situation or reading.intent,
        intent_confidence=1.0,
        labels={playbook.temperament: max(CLEAR, reading.labels.get(playbook.temperament, 0))} if playbook.temperament else {},
    )
    known = Facts.from_values({**facts, "today": now.date().isoformat(), "now": now.isoformat()}, source="example")
    read_as = _advice(customer, reading, known, playbooks, now).playbook
    advice = _advice(customer, given, known, playbooks, now)
    return Trial(_missing(advice, expect, playbook), read_as, playbook.name)


def _advice(customer: str, reading: Reading, facts: Facts, playbooks: Playbooks, now: datetime) -> Advice:
    state = next_state(None, reading, now=now, waiting_since=now, answered_since_last_turn=True, owner=OwnerKind.TEAM)
    turn = Turn("example", 1, Audience.AGENT, customer, ())
    return advise_on(turn, Case(reading, state, facts, Channel.CHAT), playbooks, now=now)


def _missing(advice: Advice, expect: Mapping[str, Sequence[str]], playbook: Playbook) -> tuple[str, ...]:
    found: dict[str, Sequence[str]] = {
        "temperament": (playbook.temperament.value if playbook.temperament else "none",),
        "steps": tuple(step.step for step in advice.steps),
        "to": (advice.to,),
        "must_not": advice.must_not,
    }
    missing = [
        f"{key}: {value}" for key, values in expect.items() for value in values if key in found and value not in found[key]
    ]
    said = "".join(draft.text for draft in advice.drafts)
    missing += [f"says: {words}" for words in expect.get("says", ()) if words not in said]
    if len(advice.drafts) < 2:
        missing.append("two drafts")
    return tuple(missing)
