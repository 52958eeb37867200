"""The main job: from a turn and its reading to advice for the agent. Reads, never writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.assist.buying import with_purchase_type
from bot.assist.gather_facts import gather_facts, without_doubtful
from bot.assist.ports import Reader, Turn, TurnCase
from bot.desk.advice import Advice
from bot.desk.conversation import calm_turns_of, next_state, opens_situation
from bot.desk.drafting import draft_replies
from bot.desk.escalation import escalation_steps, team_for
from bot.desk.message import Channel
from bot.desk.playbook import Playbooks
from bot.desk.reading import Reading
from bot.desk.selection import Case, select_playbook

HISTORY_LOOKED_AT = 3
"""How many of the customer's earlier messages are read to find what an imported conversation is about."""


def advise(turn: Turn, reading: Reading, case: TurnCase, playbooks: Playbooks, *, reader: Reader, now: datetime) -> Advice:
    """Choose the protocol, write the drafts, lay out the steps.

    Args:
        turn: what the customer wrote.
        reading: what was understood; spans count in the turn's joined text.
        case: what the store knows.
        playbooks: the shop's protocols.
        reader: used only for earlier messages, when this one opens no situation.
        now: aware, UTC.
    """
    earlier = [text for _, text in turn.context]
    facts, order = gather_facts(case, reading, playbooks.vocabulary, text=turn.text, earlier=earlier, now=now)
    state = next_state(
        case.previous,
        reading,
        now=now,
        waiting_since=case.waiting_since,
        answered_since_last_turn=case.answered_since_last_turn,
        owner=case.owner,
        history_situation=_history_situation(turn, reading, case, reader),
        public=case.channel is Channel.SOCIAL_PUBLIC,
        history_turns=sum(1 for role, _ in turn.context if role == "customer"),
        calm_turns=calm_turns_of(case.policies.get("calm_turns")),
    )
    state = with_purchase_type(
        state,
        reading,
        facts,
        [order.facts for order in case.orders],
        member_tier=case.customer.member_tier if case.customer else "",
        customer_known=case.customer is not None,
        now=now,
    )
    sayable = without_doubtful(facts, order)
    advice = advise_on(turn, Case(reading, state, sayable, case.channel), playbooks, now=now)
    return replace(advice, facts=facts.all(), order_number=order.number if order else "")


def advise_on(turn: Turn, case: Case, playbooks: Playbooks, *, now: datetime) -> Advice:
    """Advice on a case whose facts and state are known already."""
    playbook = select_playbook(playbooks, case)
    steps = escalation_steps(playbooks, playbook, case, now=now)
    escalate, to = team_for(steps, case)
    return Advice(
        reading=case.reading.placed(turn.parts),
        state=case.state,
        playbook=playbook.name,
        playbooks_version=playbooks.version,
        drafts=draft_replies(playbooks, playbook, case, seed=turn.text, steps=[step.step for step in steps]),
        escalate=escalate,
        to=to,
        steps=steps,
        must_not=playbook.must_not,
        facts=case.facts.all(),
    )


def _history_situation(turn: Turn, reading: Reading, case: TurnCase, reader: Reader) -> str:
    """What the conversation was about before its first turn here; read only when this turn does not say."""
    if case.previous or opens_situation(reading):
        return ""
    said = [text for role, text in turn.context if role == "customer"][-HISTORY_LOOKED_AT:]
    return first_situation(reader, said[::-1])


def first_situation(reader: Reader, texts: Sequence[str]) -> str:
    """The first situation that one of the texts opens; "" when none does."""
    for text in texts:
        reading = reader.read(text)
        if opens_situation(reading) and reading.intent != "ask_for_human":
            return reading.intent
    return ""
