"""The model card: which heads read, what they learned from, and how well they read. Pure; files are read elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.desk.reading import Temperament

FORMAT = 1

ALL = "all"
"""The figures over all languages."""

CARD_LABELS = (*(name.value for name in Temperament), "escalate")
"""Labels of a card, in the order in which it shows them."""


@dataclass(frozen=True)
class LabelFigure:
    """How well a label was read; shares 0..1.

    Attributes:
        wanted: messages for which it holds.
        messages: messages looked at.
    """

    f1: float
    precision: float
    recall: float
    wanted: int
    messages: int


@dataclass(frozen=True)
class Bin:
    """Messages of neighbouring probability: how many, what was said on average, for what share it held."""

    count: int
    said: float
    held: float


@dataclass(frozen=True)
class Honesty:
    """Whether a label's probabilities mean what they say: expected calibration error 0..1 over its bins."""

    error: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True)
class FigureSet:
    """Figures of one set of messages.

    Attributes:
        name: "gate" for messages left out of training, else the name of a file of labelled messages.
        measured_at: aware, UTC.
        messages: how many.
        labels: label -> "all" or a language -> figure.
        intents: "all" or a language -> (share right, messages); empty when the set names no intents.
        calibration: label -> honesty of its probabilities.
    """

    name: str
    measured_at: datetime
    messages: int
    labels: Mapping[str, Mapping[str, LabelFigure]]
    intents: Mapping[str, tuple[float, int]] = field(default_factory=dict)
    calibration: Mapping[str, Honesty] = field(default_factory=dict)


@dataclass(frozen=True)
class ModelCard:
    """One version of the heads.

    Attributes:
        version: as readings carry it.
        trained_at: aware, UTC.
        data_hash: of the examples.
        examples: how many.
        corrections: how many of them come from corrected readings.
        voices: how many different people they are written as.
        languages: language -> examples.
        held: label -> language -> examples for which it holds.
        thresholds: probability from which each label holds.
        left_out: figure -> share, from the training itself (intents, and F1 of each label): messages left out in turn.
        sets: figures of sets of messages; empty when nothing was measured.
    """

    version: str
    trained_at: datetime
    data_hash: str
    examples: int
    corrections: int
    voices: int
    languages: Mapping[str, int]
    held: Mapping[str, Mapping[str, int]]
    thresholds: Mapping[str, float]
    left_out: Mapping[str, float]
    sets: tuple[FigureSet, ...] = ()

    def with_set(self, figures: FigureSet) -> ModelCard:
        """The card with the figures of one more set; those of a set of the same name are replaced."""
        kept = tuple(item for item in self.sets if item.name != figures.name)
        return ModelCard(**{**vars(self), "sets": (*kept, figures)})


def weakest(card: ModelCard, *, count: int = 3) -> tuple[tuple[str, str, float], ...]:
    """The label and language with the lowest F1 of the newest set, the worst first: (label, language, F1)."""
    if not card.sets:
        return ()
    newest = max(card.sets, key=lambda item: item.measured_at)
    found = [
        (label, language, figure.f1)
        for label, figures in newest.labels.items()
        for language, figure in figures.items()
        if language != ALL and label in CARD_LABELS
    ]
    return tuple(sorted(found, key=lambda item: item[2])[:count])


def card_to_json(card: ModelCard) -> dict[str, Any]:
    """The card as its file holds it."""
    return {
        "format": FORMAT,
        "version": card.version,
        "trained_at": card.trained_at.isoformat(),
        "data": {
            "hash": card.data_hash,
            "examples": card.examples,
            "corrections": card.corrections,
            "voices": card.voices,
            "languages": dict(card.languages),
            "held": {label: dict(counts) for label, counts in card.held.items()},
        },
        "thresholds": dict(card.thresholds),
        "left_out": dict(card.left_out),
        "sets": [_set_to_json(item) for item in card.sets],
    }


def card_from_json(value: Mapping[str, Any]) -> ModelCard:
    """The inverse of `card_to_json`.

    Raises:
        KeyError, ValueError, TypeError, AttributeError: the value is no such card.
    """
    if value["format"] != FORMAT:
        raise ValueError("another format")
    data = value["data"]
    return ModelCard(
        version=str(value["version"]),
        trained_at=_moment(value["trained_at"]),
        data_hash=str(data["hash"]),
        examples=int(data["examples"]),
        corrections=int(data["corrections"]),
        voices=int(data["voices"]),
        languages={str(name): int(count) for name, count in data["languages"].items()},
        held={
            str(label): {str(name): int(count) for name, count in counts.items()} for label, counts in data["held"].items()
        },
        thresholds={str(label): float(share) for label, share in value["thresholds"].items()},
        left_out={str(name): float(share) for name, share in value["left_out"].items()},
        sets=tuple(_set_from_json(item) for item in value["sets"]),
    )


def _set_to_json(figures: FigureSet) -> dict[str, Any]:
    return {
        "name": figures.name,
        "measured_at": figures.measured_at.isoformat(),
        "messages": figures.messages,
        "labels": {label: {language: vars(one) for language, one in found.items()} for label, found in figures.labels.items()},
        "intents": {language: list(found) for language, found in figures.intents.items()},
        "calibration": {
            label: {"error": found.error, "bins": [vars(item) for item in found.bins]}
            for label, found in figures.calibration.items()
        },
    }


def _set_from_json(value: Mapping[str, Any]) -> FigureSet:
    return FigureSet(
        name=str(value["name"]),
        measured_at=_moment(value["measured_at"]),
        messages=int(value["messages"]),
        labels={
            str(label): {str(language): _figure(one) for language, one in found.items()}
            for label, found in value["labels"].items()
        },
        intents={str(language): (float(share), int(count)) for language, (share, count) in value["intents"].items()},
        calibration={str(label): _honesty(found) for label, found in value["calibration"].items()},
    )


def _figure(value: Mapping[str, Any]) -> LabelFigure:
    f1, precision, recall = (float(value[name]) for name in ("f1", "precision", "recall"))
    return LabelFigure(f1, precision, recall, int(value["wanted"]), int(value["messages"]))


def _honesty(value: Mapping[str, Any]) -> Honesty:
    bins = (Bin(int(item["count"]), float(item["said"]), float(item["held"])) for item in value["bins"])
    return Honesty(float(value["error"]), tuple(bins))


def _moment(text: Any) -> datetime:
    at = datetime.fromisoformat(str(text))
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return at
