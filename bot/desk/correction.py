"""What people say of a reading: that it is wrong, and what is right. It is about the reading, never about a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from bot.desk.errors import InputError
from bot.desk.reading import INTENTS, Temperament

LEVELS = (1, 2, 3)
"""Intensities of a temperament that holds."""

_KEPT = ("language", "intent", "temperaments", "labels", "undetermined", "escalate", "escalate_probability", "model")
"""Parts of a reading that hold none of the customer's words."""


class CorrectionState(str, Enum):
    """What became of a correction. Only an open one can be taken back, only an accepted one be learned from."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    EXPORTED = "exported"


@dataclass(frozen=True)
class Proposal:
    """What a reading should have said.

    Attributes:
        labels: temperaments that hold, with intensity 1..3; empty when none of the five does.
        escalate: whether a careful shop hands over.
    """

    labels: Mapping[Temperament, int]
    escalate: bool


@dataclass(frozen=True)
class CorrectedExample:
    """A corrected reading as an example to learn from, without personal data.

    Attributes:
        text: the message.
        context: earlier (role, text) pairs, oldest first, where the message is not understood alone.
        intent: one of INTENTS.
        proposal: labels and escalation.
    """

    text: str
    context: tuple[tuple[str, str], ...]
    intent: str
    proposal: Proposal


def make_proposal(levels: Mapping[str, int], *, escalate: bool) -> Proposal:
    """A proposal from a level for each temperament; 0 says that it does not hold.

    Raises:
        InputError: a name is no temperament, or a level is not 0 to 3.
    """
    known = {item.value: item for item in Temperament}
    for name, level in levels.items():
        if name not in known:
            raise InputError("There is no such temperament.", where="labels", remedy=f"Use: {', '.join(known)}.")
        if level not in (0, *LEVELS):
            raise InputError("An intensity is 0, 1, 2 or 3.", where=f"labels.{name}", remedy="0 says that it does not hold.")
    return Proposal({known[name]: level for name, level in levels.items() if level}, escalate)


def proposal_of(reading: Mapping[str, Any]) -> Proposal:
    """What a reading itself says, in the form of a proposal."""
    labels = {Temperament(name): int(level) for name, level in reading["labels"].items()}
    return Proposal(labels, bool(reading["escalate"]))


def without_words(reading: Mapping[str, Any]) -> dict[str, Any]:
    """A reading in its JSON form without evidence, entities and whatever else repeats the customer."""
    return {key: reading[key] for key in _KEPT if key in reading}


def proposal_to_json(proposal: Proposal) -> dict[str, Any]:
    """The proposal as the record keeps it."""
    return {"labels": {name.value: level for name, level in proposal.labels.items()}, "escalate": proposal.escalate}


def proposal_from_json(value: Mapping[str, Any]) -> Proposal:
    """The inverse of `proposal_to_json`."""
    return proposal_of(value)


def example_to_json(example: CorrectedExample) -> dict[str, Any]:
    """The example as the record keeps it."""
    context = [{"role": role, "text": text} for role, text in example.context]
    return {"text": example.text, "context": context, "intent": example.intent, **proposal_to_json(example.proposal)}


def example_from_json(value: Mapping[str, Any]) -> CorrectedExample:
    """The inverse of `example_to_json`."""
    context = tuple((str(item["role"]), str(item["text"])) for item in value["context"])
    return CorrectedExample(str(value["text"]), context, str(value["intent"]), proposal_from_json(value))


def changes(reading: Mapping[str, Any], intent: str, proposal: Proposal) -> bool:
    """Whether an intent and a proposal say anything else than the reading did.

    Raises:
        InputError: there is no such intent.
    """
    if intent not in INTENTS:
        raise InputError("There is no such intent.", where="intent", remedy="Choose one of data/nlu/README.md.")
    return intent != reading["intent"]["name"] or proposal != proposal_of(reading)
