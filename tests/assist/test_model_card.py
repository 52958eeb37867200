"""The model card survives its file, and names what is weakest."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.assist.model_card import FigureSet, LabelFigure, ModelCard, card_from_json, card_to_json, weakest
from tests.cards import a_card

AT = datetime(2026, 11, 21, tzinfo=UTC)


def a_set(name: str, f1: float, at: datetime = AT) -> FigureSet:
    figure = LabelFigure(f1, f1, f1, 30, 100)
    return FigureSet(name, at, 100, {"angry": {"all": figure, "zh-Hant": figure}, "macro": {"en": figure}})


def test_a_card_survives_json() -> None:
    card: ModelCard = a_card()

    assert card_from_json(json.loads(json.dumps(card_to_json(card)))) == card


NO_CARDS = ({"format": 2}, {"version": None, "data": {}}, {"trained_at": "2026-01-01T00:00:00"}, {"sets": [1]})


@pytest.mark.parametrize("change", NO_CARDS)
def test_what_is_no_card_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises((KeyError, ValueError, TypeError, AttributeError)):
        card_from_json({**card_to_json(a_card()), **change})


def test_figures_of_a_set_replace_those_of_the_same_name() -> None:
    card = a_card(sets=()).with_set(a_set("x", 0.5)).with_set(a_set("y", 0.6)).with_set(a_set("x", 0.7))

    assert [(item.name, item.labels["angry"]["all"].f1) for item in card.sets] == [("y", 0.6), ("x", 0.7)]


def test_the_weakest_are_those_of_the_newest_set_by_language() -> None:
    card = a_card(sets=(a_set("old", 0.1, AT - timedelta(days=1)), a_set("new", 0.5)))

    assert weakest(card) == (("angry", "zh-Hant", 0.5),)
    assert weakest(a_card(sets=())) == ()
