"""The state of a conversation: a pure fold over its turns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from bot.desk.reading import OPENS_NO_SITUATION, Reading, Temperament


class OwnerKind(str, Enum):
    """Who is responsible for a conversation at this moment; there is always exactly one owner."""

    BOT = "bot"
    USER = "user"
    TEAM = "team"


class Trend(str, Enum):
    """Where the heat of a conversation is going."""

    RISING = "rising"
    STEADY = "steady"
    COOLING = "cooling"


DECAY = 0.6
"""Share of an earlier turn's temperament that is left at the next turn; a mood fades over two or three messages."""

SURE = 0.4
"""Confidence (of fifteen intents) under which an intent is a guess; asking what is wanted beats answering a guess."""

SURE_IN_PUBLIC = 0.5
"""Confidence under which a public post is answered as a remark on the service: a wrong guess there is read by all."""

CHANGE = 0.15
"""Smallest change of the strongest temperament that counts as a trend."""


@dataclass(frozen=True)
class ConversationState:
    """How a conversation stands after a turn.

    Attributes:
        temperaments: filtered strength 0..1 of each temperament, the present weighed against what came before.
        trend: rising, steady or cooling against the turn before.
        situation: the matter at hand, named after the intent that opened it; "" while none is open.
        waiting_seconds: how long the customer has waited for an answer at the time of this turn.
        unanswered_chases: turns of the customer since anyone answered, this one not counted.
        turns: turns of the customer so far.
        angry_turns: turns so far in which anger was read.
        owner: kind of the owner at this turn.
    """

    temperaments: Mapping[Temperament, float] = field(default_factory=dict)
    trend: Trend = Trend.STEADY
    situation: str = ""
    waiting_seconds: int = 0
    unanswered_chases: int = 0
    turns: int = 0
    angry_turns: int = 0
    owner: OwnerKind = OwnerKind.TEAM


def next_state(
    before: ConversationState | None,
    reading: Reading,
    *,
    now: datetime,
    waiting_since: datetime | None,
    answered_since_last_turn: bool,
    owner: OwnerKind,
    history_situation: str = "",
    history_turns: int = 0,
    public: bool = False,
) -> ConversationState:
    """Fold one turn's reading into the state of its conversation.

    Args:
        before: the state after the turn before; None at the first.
        reading: what was read of this turn.
        now: aware, UTC.
        waiting_since: when the customer began to wait; None when nobody waits.
        answered_since_last_turn: whether anyone answered between the two turns.
        owner: who owns the conversation.
        history_situation: what an imported history was about, used while no turn has opened a situation.
        public: whether everybody reads along; a guess then counts as a remark on the service.
        history_turns: the customer's messages in an imported history, counted at the first turn.
    """
    earlier = before or ConversationState(situation=history_situation, turns=history_turns)
    temperaments = {name: max(_shown(reading, name), DECAY * earlier.temperaments.get(name, 0.0)) for name in Temperament}
    waited = int((now - waiting_since).total_seconds()) if waiting_since else 0
    return ConversationState(
        temperaments=temperaments,
        trend=_trend(earlier.temperaments, temperaments),
        situation=situation_of(reading, earlier.situation, public=public),
        waiting_seconds=max(0, waited),
        unanswered_chases=0 if answered_since_last_turn or before is None else earlier.unanswered_chases + 1,
        turns=earlier.turns + 1,
        angry_turns=earlier.angry_turns + (1 if Temperament.ANGRY in reading.labels else 0),
        owner=owner,
    )


def opens_situation(reading: Reading) -> bool:
    """Whether a reading says, and surely enough, what the customer wants."""
    return reading.intent not in OPENS_NO_SITUATION and reading.intent_confidence >= SURE


def situation_of(reading: Reading, earlier: str, *, public: bool = False) -> str:
    """The situation a reading opens, or the one already open when it opens none."""
    if public and not earlier and reading.intent_confidence < SURE_IN_PUBLIC and reading.intent not in OPENS_NO_SITUATION:
        return "complain_service"
    return reading.intent if opens_situation(reading) else earlier


def _shown(reading: Reading, name: Temperament) -> float:
    """Strength 0..1 of a temperament in one reading: its intensity when it holds, else nothing."""
    return reading.labels.get(name, 0) / 3


def _trend(before: Mapping[Temperament, float], after: Mapping[Temperament, float]) -> Trend:
    if not before:
        return Trend.STEADY
    change = max(after.values(), default=0.0) - max(before.values(), default=0.0)
    if change >= CHANGE:
        return Trend.RISING
    return Trend.COOLING if change <= -CHANGE else Trend.STEADY


def state_to_json(state: ConversationState) -> dict[str, Any]:
    """The state as the store and the command line write it."""
    return {
        "temperaments": {name.value: round(share, 4) for name, share in state.temperaments.items()},
        "trend": state.trend.value,
        "situation": state.situation,
        "waiting_seconds": state.waiting_seconds,
        "unanswered_chases": state.unanswered_chases,
        "turns": state.turns,
        "angry_turns": state.angry_turns,
        "owner": state.owner.value,
    }


def state_from_json(value: Mapping[str, Any]) -> ConversationState:
    """The inverse of `state_to_json`.

    Raises:
        KeyError, ValueError, TypeError: the value is not such a state.
    """
    return ConversationState(
        temperaments={Temperament(name): float(share) for name, share in value["temperaments"].items()},
        trend=Trend(value["trend"]),
        situation=str(value["situation"]),
        waiting_seconds=int(value["waiting_seconds"]),
        unanswered_chases=int(value["unanswered_chases"]),
        turns=int(value["turns"]),
        angry_turns=int(value["angry_turns"]),
        owner=OwnerKind(value["owner"]),
    )
