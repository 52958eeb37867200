"""What was understood of a message: intent, temperaments with evidence, entities, escalation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType
from typing import Any

from bot.desk.message import Language, Part


class Temperament(str, Enum):
    """How the customer behaves at this moment; never a mark on the person. Source: S0.12."""

    HURRIED = "hurried"
    DRAMATIC = "dramatic"
    OVER_FAMILIAR = "over_familiar"
    ANGRY = "angry"
    KNOW_IT_ALL = "know_it_all"


INTENTS = (
    "ask_product_question",
    "ask_recommendation",
    "hesitate",
    "ask_size",
    "ask_stock",
    "ask_store",
    "ask_price_or_discount",
    "ask_membership",
    "ask_bulk_purchase",
    "ask_cross_border",
    "ask_shipping_terms",
    "change_order",
    "cancel_order",
    "ask_payment",
    "ask_invoice",
    "ask_dispatch_time",
    "track_parcel",
    "arrange_delivery",
    "complain_delay",
    "report_lost_parcel",
    "report_damage",
    "report_defect",
    "report_wrong_item",
    "report_missing_item",
    "claim_counterfeit",
    "report_safety_problem",
    "ask_installation",
    "ask_usage",
    "request_repair",
    "request_return",
    "request_exchange",
    "ask_refund_progress",
    "request_price_protection",
    "request_compensation",
    "complain_service",
    "threaten_complaint",
    "ask_for_human",
    "ask_for_supervisor",
    "follow_up_promise",
    "chase_reply",
    "request_personal_data",
    "report_fraud",
    "ask_account",
    "give_details",
    "several_questions",
    "greet",
    "thank",
    "praise",
    "affirm_or_deny",
    "small_talk",
    "spam",
    "out_of_scope",
)
"""Names of the intents; each is defined in data/nlu/README.md."""

COURTESIES = ("greet", "thank", "praise", "affirm_or_deny", "small_talk")
"""Intents that ask for nothing: answered as such when they are sure, whatever matter is open."""

OPENS_NO_SITUATION = (*COURTESIES, "spam", "out_of_scope", "give_details", "chase_reply")
"""Intents that leave the situation of a conversation as it was."""

ESCALATE_REASONS = (
    "threat_of_regulator",
    "threat_of_court",
    "threat_of_media",
    "safety",
    "fraud_claim",
    "abuse",
    "repeated_failure",
    "asks_for_supervisor",
    "asks_for_human",
)
"""Codes of the reasons to hand a conversation over, the gravest kinds first."""


@dataclass(frozen=True)
class Evidence:
    """The exact span of the original text that speaks for a temperament.

    Attributes:
        temperament: the label spoken for.
        start: first code point; in the message named by `message_id`, or in the turn's joined text when that is empty.
        end: one past the last code point.
        text: the words themselves.
        message_id: the message of the turn the span stands in.
    """

    temperament: Temperament
    start: int
    end: int
    text: str
    message_id: str = ""


@dataclass(frozen=True)
class Entity:
    """A piece of the original text with a meaning: order number, amount, date, topic and so on.

    Attributes:
        kind: order_number, tracking_number, phone, amount, date, duration, product, regulator, platform, topic …
        start: first code point of the original text.
        end: one past the last.
        text: the words themselves.
        value: the normal form (digits of an amount, name of a topic).
    """

    kind: str
    start: int
    end: int
    text: str
    value: str


@dataclass(frozen=True)
class Reading:
    """What was understood of one turn.

    Attributes:
        language: language and script of the text.
        intent: one of INTENTS.
        intent_confidence: 0..1.
        probabilities: calibrated probability 0..1 of each of the five temperaments.
        labels: temperaments that hold, with intensity 1 slight, 2 clear, 3 extreme.
        strengths: the intensity of each of the five if it holds; for measuring, and not written out.
        undetermined: True when the reader is unsure.
        evidence: spans for the labels.
        entities: what was found in the text.
        escalate: whether a careful shop would hand the conversation over.
        escalate_probability: 0..1.
        escalate_reasons: codes of ESCALATE_REASONS.
        model: version of the heads that read it; "" when nobody says.
    """

    language: Language
    intent: str
    intent_confidence: float
    probabilities: Mapping[Temperament, float]
    labels: Mapping[Temperament, int] = field(default_factory=lambda: MappingProxyType({}))
    undetermined: bool = False
    evidence: tuple[Evidence, ...] = ()
    entities: tuple[Entity, ...] = ()
    escalate: bool = False
    escalate_probability: float = 0.0
    escalate_reasons: tuple[str, ...] = ()
    strengths: Mapping[Temperament, int] = field(default_factory=lambda: MappingProxyType({}), compare=False)
    model: str = ""

    def values(self, kind: str) -> tuple[str, ...]:
        """Values of the entities of one kind, in text order, each once."""
        return tuple(dict.fromkeys(entity.value for entity in self.entities if entity.kind == kind))

    def placed(self, parts: tuple[Part, ...]) -> Reading:
        """The same reading with each evidence span moved into the message of the turn it stands in."""
        return replace(self, evidence=tuple(_placed(span, parts) for span in self.evidence))


def _placed(span: Evidence, parts: tuple[Part, ...]) -> Evidence:
    for part in parts:
        if part.start <= span.start < part.end:
            end = min(span.end, part.end)
            return replace(
                span,
                start=span.start - part.start,
                end=end - part.start,
                text=span.text[: end - span.start],
                message_id=part.message_id,
            )
    return span


def reading_to_json(reading: Reading) -> dict[str, Any]:
    """The reading as the command line, Rasa and the store write it (see the command table in docs/architecture.md)."""
    return {
        "language": reading.language.value,
        "intent": {"name": reading.intent, "confidence": reading.intent_confidence},
        "temperaments": {name.value: share for name, share in reading.probabilities.items()},
        "labels": {name.value: intensity for name, intensity in reading.labels.items()},
        "undetermined": reading.undetermined,
        "evidence": [
            {
                "temperament": span.temperament.value,
                "start": span.start,
                "end": span.end,
                "text": span.text,
                **({"message_id": span.message_id} if span.message_id else {}),
            }
            for span in reading.evidence
        ],
        "entities": [
            {"kind": item.kind, "start": item.start, "end": item.end, "text": item.text, "value": item.value}
            for item in reading.entities
        ],
        "escalate": reading.escalate,
        "escalate_probability": reading.escalate_probability,
        "escalate_reasons": list(reading.escalate_reasons),
        **({"model": reading.model} if reading.model else {}),
    }


def reading_from_json(value: Mapping[str, Any]) -> Reading:
    """The inverse of `reading_to_json`.

    Raises:
        KeyError, ValueError, TypeError: the value is not such a reading.
    """
    return Reading(
        language=Language(value["language"]),
        intent=str(value["intent"]["name"]),
        intent_confidence=float(value["intent"]["confidence"]),
        probabilities={Temperament(name): float(share) for name, share in value["temperaments"].items()},
        labels={Temperament(name): int(intensity) for name, intensity in value["labels"].items()},
        undetermined=bool(value["undetermined"]),
        evidence=tuple(
            Evidence(
                Temperament(item["temperament"]),
                int(item["start"]),
                int(item["end"]),
                str(item["text"]),
                str(item.get("message_id", "")),
            )
            for item in value["evidence"]
        ),
        entities=tuple(
            Entity(str(item["kind"]), int(item["start"]), int(item["end"]), str(item["text"]), str(item["value"]))
            for item in value["entities"]
        ),
        escalate=bool(value["escalate"]),
        escalate_probability=float(value["escalate_probability"]),
        escalate_reasons=tuple(str(reason) for reason in value["escalate_reasons"]),
        model=str(value.get("model", "")),
    )
