"""Whether a careful shop would hand a conversation over, and the codes of the reasons."""

from __future__ import annotations

from collections.abc import Sequence

from bot.reader.entities import Found

_OF_KIND = {
    "regulator": "threat_of_regulator",
    "court": "threat_of_court",
    "media": "threat_of_media",
    "safety": "safety",
    "fraud": "fraud_claim",
    "abuse": "abuse",
    "repeated": "repeated_failure",
}
_OF_VALUE = {("asks_for_human", "supervisor"): "asks_for_supervisor", ("asks_for_human", "human"): "asks_for_human"}

REASONS = (*_OF_KIND.values(), *_OF_VALUE.values())
"""Every code, the gravest kinds first."""

CERTAIN = frozenset({"asks_for_human", "asks_for_supervisor", "threat_of_regulator", "safety"})
"""Reasons that hand over by themselves unless the learned head is sure of the contrary."""

SURE_OF_CONTRARY = 0.08
"""Below this learned probability a word is taken for a mention, not a reason ("does 12315 work on Sundays?")."""


def reasons_of(found: Sequence[Found]) -> tuple[str, ...]:
    """Codes for what the entities of a message show, each once, in the order of `REASONS`."""
    seen = {_OF_KIND.get(item.kind, "") for item in found} | {_OF_VALUE.get((item.kind, item.value), "") for item in found}
    return tuple(reason for reason in REASONS if reason in seen)


def decide(probability: float, threshold: float, reasons: tuple[str, ...]) -> tuple[bool, float]:
    """Whether to escalate, and the probability shown: a certain reason lifts it over the threshold."""
    if probability >= threshold:
        return True, probability
    if probability >= SURE_OF_CONTRARY and CERTAIN.intersection(reasons):
        return True, max(probability, threshold)
    return False, probability
