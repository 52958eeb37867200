"""Which protocol applies: situation, temperament, and what limits a protocol's use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.desk.conversation import SURE, ConversationState
from bot.desk.facts import Facts
from bot.desk.message import Channel
from bot.desk.playbook import Condition, Playbook, Playbooks
from bot.desk.reading import COURTESIES, Reading, Temperament

NO_SITUATION = "out_of_scope"
"""The situation whose protocol answers a message while none is open and none is sure."""

ANSWERED_ALONE = ("give_details", "chase_reply", "out_of_scope")
"""Intents that open no situation and yet have a protocol of their own while none is open."""

LINGERING = 0.5
"""Filtered strength from which a temperament of an earlier turn still decides the protocol."""

SURE_WITHOUT_A_WORD = 0.6
"""Confidence from which a message without a word of courtesy still counts as a courtesy, or as advertising."""

SURE_OF_COURTESY = 0.4
"""The same with a word of courtesy: a "thanks" can also open a complaint."""

COURTEOUS_TOPICS = frozenset({"thanks", "okay", "done", "bye", "greeting", "praise", "apology_accepted"})
"""Topics that make a courtesy sure."""

REQUESTS = frozenset(
    {
        "delivery_time",
        "urge",
        "address",
        "cancel",
        "refund_how",
        "refund_when",
        "return",
        "exchange",
        "marked_delivered",
        "call_back",
    }
)
"""Topics that ask for something, however courteous the rest is."""

PRECEDENCE = (
    Temperament.ANGRY,
    Temperament.DRAMATIC,
    Temperament.KNOW_IT_ALL,
    Temperament.HURRIED,
    Temperament.OVER_FAMILIAR,
)
"""Of two temperaments of one intensity, the one whose protocol forbids more goes first."""


@dataclass(frozen=True)
class Case:
    """What conditions are tested against.

    Attributes:
        reading: of the turn.
        state: of the conversation after the turn.
        facts: what is known.
        channel: where.
    """

    reading: Reading
    state: ConversationState
    facts: Facts
    channel: Channel

    @property
    def topics(self) -> tuple[str, ...]:
        """What the message is about inside its intent."""
        return self.reading.values("topic")


def select_playbook(playbooks: Playbooks, case: Case) -> Playbook:
    """The protocol for a case: the most specific of its situation and temperament.

    A temperament without a protocol of its own falls back to the situation's neutral one; a situation without any to
    the neutral one for messages that open none.

    Raises:
        ValueError: the shop has no neutral protocol for messages without a situation.
    """
    situation = situation_at_hand(case.reading, case.state)
    temperament = leading_temperament(case.reading, case.state)
    for place in dict.fromkeys((situation, NO_SITUATION)):
        for mood in dict.fromkeys((temperament, None)):
            fitting = [
                playbook
                for playbook in playbooks.playbooks
                if playbook.situation == place
                and playbook.temperament is mood
                and holds(playbook.when, case, playbook.temperament)
            ]
            if fitting:
                return max(fitting, key=lambda playbook: playbook.when.weight)
    raise ValueError(
        f"playbooks/{NO_SITUATION}/none.yml is missing: every shop needs a protocol for messages without a situation"
    )


def situation_at_hand(reading: Reading, state: ConversationState) -> str:
    """The situation whose protocol answers a message: a sure courtesy's own, else the one that is open."""
    if is_courtesy(reading) or (reading.intent == "spam" and reading.intent_confidence >= SURE_WITHOUT_A_WORD):
        return reading.intent
    if state.situation:
        return state.situation
    sure = reading.intent in ANSWERED_ALONE and reading.intent_confidence >= SURE
    return reading.intent if sure else NO_SITUATION


def is_courtesy(reading: Reading) -> bool:
    """Whether a message is surely a courtesy: answering a request with one would be worse than asking."""
    topics = set(reading.values("topic"))
    if reading.intent not in COURTESIES or topics & REQUESTS:
        return False
    return reading.intent_confidence >= (SURE_OF_COURTESY if topics & COURTEOUS_TOPICS else SURE_WITHOUT_A_WORD)


def leading_temperament(reading: Reading, state: ConversationState) -> Temperament | None:
    """The temperament whose protocol applies: the strongest shown now, or one that lingers; None when calm."""
    strength = {name: float(intensity) for name, intensity in reading.labels.items()}
    for name, share in state.temperaments.items():
        if share >= LINGERING and reading.intent not in COURTESIES:
            strength.setdefault(name, 0.5)
    if not strength:
        return None
    return max(strength, key=lambda name: (strength[name], -PRECEDENCE.index(name)))


def holds(condition: Condition, case: Case, temperament: Temperament | None) -> bool:
    """Whether every part of a condition holds in a case."""
    facts = case.facts
    return (
        all(str(facts.get(key)) in values for key, values in condition.equals.items())
        and all(facts.sayable(key) for key in condition.known)
        and not any(key in facts for key in condition.unknown)
        and all(facts.get(key) is True for key in condition.holds)
        and all(facts.get(key) is False for key in condition.fails)
        and (not condition.topics or bool(set(condition.topics) & set(case.topics)))
        and (not condition.channels or case.channel in condition.channels)
        and (not condition.temperaments or bool(set(condition.temperaments) & _shown(case, temperament)))
        and all(_reaches(facts, key, limit) for key, limit in condition.at_least.items())
        and (not condition.reasons or bool(set(condition.reasons) & set(case.reading.escalate_reasons)))
        and _numbers_hold(condition, case, temperament)
    )


def _shown(case: Case, leading: Temperament | None) -> set[Temperament | None]:
    """Temperaments that are shown or lead; only None when the customer is calm."""
    return {*case.reading.labels, leading} - {None} or {None}


def _reaches(facts: Facts, key: str, limit: str | int) -> bool:
    """Whether a fact is a number of at least the limit: a number, or another fact that is one."""
    value, least = _number(facts.get(key)), _number(facts.get(limit) if isinstance(limit, str) else limit)
    return value is not None and least is not None and value >= least


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _numbers_hold(condition: Condition, case: Case, temperament: Temperament | None) -> bool:
    intensity = case.reading.labels.get(temperament, 0) if temperament else max(case.reading.labels.values(), default=0)
    return (
        intensity >= condition.intensity
        and case.state.unanswered_chases >= condition.chases
        and case.state.waiting_seconds >= condition.waited_seconds
        and case.state.turns >= condition.turns
    )
