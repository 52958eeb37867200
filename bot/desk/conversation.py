"""The state of a conversation: a pure fold over its turns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from bot.desk.purchase_type import PurchaseReading, purchase_from_json, purchase_to_json
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

CALM_TURNS = 2
"""Turns in a row without a label after which nothing of it is left, unless the shop sets another number."""

MOST_CALM_TURNS = 20
"""The largest number a shop can set; decay alone has made a mood imperceptible long before."""

ASKED_KEPT = 12
"""How many turns back the state remembers what was asked."""

STRONGEST = 3
"""Intensity that counts as strength 1."""

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
        temperaments: filtered strength 0..1 of each temperament, the present weighed against what came before; a label
            that is read stands at least at its intensity, one that was not read for enough turns in a row is 0.
        trend: rising, steady or cooling against the turn before, of the strongest temperament.
        trends: the same of each temperament that is there; one that is no longer read is cooling.
        calm_turns: turns of the customer in a row in which a temperament that is there was not read.
        situation: the matter at hand, named after the intent that opened it; "" while none is open.
        waiting_seconds: how long the customer has waited for an answer at the time of this turn.
        unanswered_chases: turns of the customer since anyone answered, this one not counted.
        turns: turns of the customer so far.
        angry_turns: turns so far in which anger was read.
        owner: kind of the owner at this turn.
        asked: intents of the latest turns, this one last; "" for one that was not sure.
        purchase: how the customer buys at this turn, another axis than temperament; not folded, read anew each time.
    """

    temperaments: Mapping[Temperament, float] = field(default_factory=dict)
    trend: Trend = Trend.STEADY
    trends: Mapping[Temperament, Trend] = field(default_factory=dict)
    calm_turns: Mapping[Temperament, int] = field(default_factory=dict)
    situation: str = ""
    waiting_seconds: int = 0
    unanswered_chases: int = 0
    turns: int = 0
    angry_turns: int = 0
    owner: OwnerKind = OwnerKind.TEAM
    asked: tuple[str, ...] = ()
    purchase: PurchaseReading = field(default_factory=PurchaseReading)


def calm_turns_of(setting: object) -> int:
    """The shop's number of calm turns (its policy `calm_turns`); the default when it is no whole number from 1 to 20."""
    if isinstance(setting, int) and not isinstance(setting, bool) and 1 <= setting <= MOST_CALM_TURNS:
        return setting
    return CALM_TURNS


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
    calm_turns: int = CALM_TURNS,
) -> ConversationState:
    """Fold one turn's reading into the state of its conversation; nothing else of the customer comes in.

    Args:
        before: the state after the turn before; None at the first.
        reading: what was read of this turn.
        now: aware, UTC.
        waiting_since: when the customer began to wait; None when nobody waits.
        answered_since_last_turn: whether anyone answered between the two turns.
        owner: who owns the conversation.
        history_situation: what an imported history was about, used while no turn has opened a situation.
        history_turns: the customer's messages in an imported history, counted at the first turn.
        public: whether everybody reads along; a guess then counts as a remark on the service.
        calm_turns: after so many turns in a row without a label nothing of it is left; at least 1.
    """
    earlier = before or ConversationState(situation=history_situation, turns=history_turns)
    calm = {name: 0 if name in reading.labels else earlier.calm_turns.get(name, 0) + 1 for name in Temperament}
    temperaments = {
        name: _strength(reading, name, 0.0 if calm[name] >= calm_turns else earlier.temperaments.get(name, 0.0))
        for name in Temperament
    }
    there = [name for name, strength in temperaments.items() if strength]
    waited = int((now - waiting_since).total_seconds()) if waiting_since else 0
    return ConversationState(
        temperaments=temperaments,
        trend=_trend(max(earlier.temperaments.values(), default=None), max(temperaments.values())),
        trends={
            name: Trend.COOLING if calm[name] else _trend(earlier.temperaments.get(name), temperaments[name]) for name in there
        },
        calm_turns={name: calm[name] for name in there},
        situation=situation_of(reading, earlier.situation, public=public),
        waiting_seconds=max(0, waited),
        unanswered_chases=0 if answered_since_last_turn or before is None else earlier.unanswered_chases + 1,
        turns=earlier.turns + 1,
        angry_turns=earlier.angry_turns + (1 if Temperament.ANGRY in reading.labels else 0),
        owner=owner,
        asked=(*earlier.asked, reading.intent if reading.intent_confidence >= SURE else "")[-ASKED_KEPT:],
    )


def opens_situation(reading: Reading) -> bool:
    """Whether a reading says, and surely enough, what the customer wants."""
    return reading.intent not in OPENS_NO_SITUATION and reading.intent_confidence >= SURE


def situation_of(reading: Reading, earlier: str, *, public: bool = False) -> str:
    """The situation a reading opens, or the one already open when it opens none."""
    if public and not earlier and reading.intent_confidence < SURE_IN_PUBLIC and reading.intent not in OPENS_NO_SITUATION:
        return "complain_service"
    return reading.intent if opens_situation(reading) else earlier


def _strength(reading: Reading, name: Temperament, before: float) -> float:
    """Strength 0..1 of a temperament after a turn, to four places, as it is stored: a state read back folds on alike."""
    shown = min(STRONGEST, reading.labels.get(name, 0)) / STRONGEST
    return round(max(shown, DECAY * before), 4)


def _trend(before: float | None, after: float) -> Trend:
    """Where a strength is going; steady when there was no turn before."""
    change = 0.0 if before is None else after - before
    if change >= CHANGE:
        return Trend.RISING
    return Trend.COOLING if change <= -CHANGE else Trend.STEADY


def state_to_json(state: ConversationState) -> dict[str, Any]:
    """The state as the store and the command line write it."""
    return {
        "temperaments": {name.value: share for name, share in state.temperaments.items()},
        "trend": state.trend.value,
        "trends": {name.value: trend.value for name, trend in state.trends.items()},
        "calm_turns": {name.value: turns for name, turns in state.calm_turns.items()},
        "situation": state.situation,
        "waiting_seconds": state.waiting_seconds,
        "unanswered_chases": state.unanswered_chases,
        "turns": state.turns,
        "angry_turns": state.angry_turns,
        "owner": state.owner.value,
        "asked": list(state.asked),
        "purchase": purchase_to_json(state.purchase),
    }


def state_from_json(value: Mapping[str, Any]) -> ConversationState:
    """The inverse of `state_to_json`; what states of earlier versions do not hold is as at the beginning.

    Raises:
        KeyError, ValueError, TypeError: the value is not such a state.
    """
    return ConversationState(
        temperaments={Temperament(name): float(share) for name, share in value["temperaments"].items()},
        trend=Trend(value["trend"]),
        trends={Temperament(name): Trend(trend) for name, trend in value.get("trends", {}).items()},
        calm_turns={Temperament(name): int(turns) for name, turns in value.get("calm_turns", {}).items()},
        situation=str(value["situation"]),
        waiting_seconds=int(value["waiting_seconds"]),
        unanswered_chases=int(value["unanswered_chases"]),
        turns=int(value["turns"]),
        angry_turns=int(value["angry_turns"]),
        owner=OwnerKind(value["owner"]),
        asked=tuple(str(intent) for intent in value.get("asked", ())),
        purchase=purchase_from_json(value["purchase"]) if "purchase" in value else PurchaseReading(),
    )
