"""Escalation: which steps are due, to whom, by when, and why."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.desk.advice import EscalationStep
from bot.desk.conversation import OwnerKind
from bot.desk.playbook import Playbook, Playbooks, StepRule
from bot.desk.selection import Case, holds

HEIGHT = ("agent", "senior", "expert", "supervisor", "crisis")
"""Of several teams asked for, the last named here takes the conversation."""


def escalation_steps(playbooks: Playbooks, playbook: Playbook, case: Case, *, now: datetime) -> tuple[EscalationStep, ...]:
    """The steps due in a case, soonest first, each once.

    Of two rules for one step the one with the higher team counts, so that a protocol's own step never keeps a threat
    from the supervisor; of equals the protocol's own goes before the common one.
    """
    due: dict[str, EscalationStep] = {}
    for rule in (*playbook.steps, *playbooks.common_steps):
        known = due.get(rule.step)
        if holds(rule.when, case, playbook.temperament) and (not known or HEIGHT.index(rule.to) > HEIGHT.index(known.to)):
            due[rule.step] = _step(rule, now)
    return tuple(sorted(due.values(), key=lambda step: (step.due_at, step.step)))


def team_for(steps: tuple[EscalationStep, ...], case: Case) -> tuple[bool, str]:
    """Whether to hand the conversation over, and to which team.

    Returns:
        (escalate, to): `to` is a team, "agent" while only the bot is answering and a person is due, or "none".
    """
    team = max((step.to for step in steps), key=HEIGHT.index, default="agent")
    if team != "agent":
        return True, team
    if case.reading.escalate:
        return True, "senior"
    person_due = any(step.step == "human_handover" for step in steps)
    return (True, "agent") if person_due and case.state.owner is OwnerKind.BOT else (False, "none")


def _step(rule: StepRule, now: datetime) -> EscalationStep:
    return EscalationStep(rule.step, rule.to, rule.why, rule.rows, now + timedelta(minutes=rule.within_minutes))
