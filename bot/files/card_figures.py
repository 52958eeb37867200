"""Figures of a set of messages as a model card keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.assist.model_card import ALL, CARD_LABELS, Bin, FigureSet, Honesty, LabelFigure
from bot.desk.message import Language
from bot.desk.reading import Reading, Temperament
from bot.measure.calibration_error import calibration
from bot.measure.figures import ROWS, answers_of, score
from bot.measure.gold import GoldMessage
from bot.measure.taking import labels_of
from bot.reader.examples import Example
from bot.reader.language import read_language
from bot.reader.training import HeldBack

LEFT_OUT = "gate"
"""Name of the set of examples that were left out of training; figures of the gate's twins take its place on the card."""

LEAST_WANTED = 20
"""A label has a figure of its own in a language from so many messages on for which it holds; intents from so many messages."""


def figure_set(
    name: str, messages: Sequence[GoldMessage], readings: Sequence[Reading], *, at: datetime, intents: Sequence[str] = ()
) -> FigureSet:
    """Figures of a set that was read, as a card keeps them.

    Args:
        name: of the set.
        messages: the labelled messages.
        readings: what was read of each.
        at: when, aware.
        intents: the intent of each message, where that is known.
    """
    places = {ALL: np.arange(len(messages))}
    for language in Language:
        places[language.value] = np.flatnonzero([message.language is language for message in messages])
    answers = answers_of(messages, [labels_of(item) for item in readings], [item.escalate for item in readings])
    labels: dict[str, dict[str, LabelFigure]] = {label: {} for label in CARD_LABELS}
    for group, inside in places.items():
        rows = score(answers.of(inside)).rows
        for label in CARD_LABELS:
            found = rows[label]
            if group == ALL or found.support >= LEAST_WANTED:
                labels[label][group] = LabelFigure(found.f1, found.precision, found.recall, found.support, len(inside))
    return FigureSet(name, at, len(messages), labels, _intents(readings, intents, places), _honesty(messages, readings))


def held_back_set(held_back: Sequence[HeldBack], *, at: datetime) -> FigureSet:
    """Figures of the examples that a training held back, read by models that did not see them; thresholds were set there."""
    messages = [_gold(place, item.example) for place, item in enumerate(held_back)]
    readings = [_reading(message, item) for message, item in zip(messages, held_back, strict=True)]
    return figure_set(LEFT_OUT, messages, readings, at=at, intents=[item.example.intent for item in held_back])


def _gold(place: int, example: Example) -> GoldMessage:
    language = read_language(example.text, context=example.context)
    return GoldMessage(str(place), language, example.context, example.text, example.temperaments, escalate=example.escalate)


def _reading(message: GoldMessage, item: HeldBack) -> Reading:
    return Reading(
        language=message.language,
        intent=item.intent,
        intent_confidence=0.0,
        probabilities={name: item.probabilities[name.value] for name in Temperament},
        labels={name: 1 for name in Temperament if name.value in item.labels},
        escalate="escalate" in item.labels,
        escalate_probability=item.probabilities["escalate"],
    )


def _intents(
    readings: Sequence[Reading], intents: Sequence[str], places: dict[str, NDArray[Any]]
) -> dict[str, tuple[float, int]]:
    if not intents:
        return {}
    right = np.array([reading.intent == intent for reading, intent in zip(readings, intents, strict=True)])
    return {
        language: (round(float(right[inside].mean()), 4), len(inside))
        for language, inside in places.items()
        if len(inside) and (language == ALL or len(inside) >= LEAST_WANTED)
    }


def _honesty(messages: Sequence[GoldMessage], readings: Sequence[Reading]) -> dict[str, Honesty]:
    answers = answers_of(messages, [() for _ in messages], [False for _ in messages])
    found = {}
    for label in CARD_LABELS:
        place = ROWS.index(label)
        counted, truth = answers.counted[:, place], answers.wanted[:, place]
        said = np.array([_probability(reading, label) for reading in readings])
        if truth[counted].any() and not truth[counted].all():
            own = calibration(truth[counted], said[counted])
            bins = tuple(Bin(item.count, round(item.said, 4), round(item.held, 4)) for item in own.bins)
            found[label] = Honesty(round(own.error, 4), bins)
    return found


def _probability(reading: Reading, label: str) -> float:
    return reading.escalate_probability if label == "escalate" else reading.probabilities[Temperament(label)]
