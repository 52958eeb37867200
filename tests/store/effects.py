"""Advice for tests, made of the desk's own types."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.assist.records import TurnEffect
from bot.desk.advice import Advice, Draft, DraftSentence, EscalationStep, advice_to_json
from bot.desk.conversation import ConversationState, OwnerKind
from bot.desk.facts import Fact
from bot.desk.message import Language
from bot.desk.reading import Reading, Temperament

NOW = datetime(2026, 11, 11, 10, 0, tzinfo=UTC)


def advice_json(*, turns: int = 1, playbook: str = "complain_delay/angry") -> dict[str, Any]:
    """Advice with two drafts to an angry customer."""
    reading = Reading(
        language=Language.EN,
        intent="complain_delay",
        intent_confidence=0.9,
        probabilities=dict.fromkeys(Temperament, 0.1),
        labels={Temperament.ANGRY: 2},
    )
    return advice_to_json(
        Advice(
            reading=reading,
            state=ConversationState(situation="complain_delay", turns=turns, owner=OwnerKind.TEAM),
            playbook=playbook,
            playbooks_version="v1",
            drafts=(_draft("brief", "It leaves today."), _draft("warm", "We are sorry. It leaves today.")),
            escalate=True,
            to="supervisor",
            steps=(EscalationStep("apology", "agent", {Language.EN: "Angry."}, ("S1.1",), NOW),),
            must_not=("argue",),
            facts=(Fact("order_status", "in_transit", "order A1", NOW),),
        )
    )


def effect(*, answer: str = "", hand_over: str = "", degraded: str = "", turns: int = 1) -> TurnEffect:
    """What a worker writes."""
    return TurnEffect(advice_json(turns=turns), degraded=degraded, answer=answer, hand_over=hand_over)


def _draft(style: str, text: str) -> Draft:
    return Draft(style, Language.EN, (DraftSentence(text, "inform_fact", ("S1.1",), ("order_status",), "w.1"),))
