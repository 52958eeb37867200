"""A model card made up for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.assist.model_card import Bin, FigureSet, Honesty, LabelFigure, ModelCard


def a_card(**changes: Any) -> ModelCard:
    at = datetime(2026, 11, 20, 8, tzinfo=UTC)
    figure = LabelFigure(0.71, 0.75, 0.68, 40, 300)
    labels = {label: {"all": figure, "en": LabelFigure(0.5, 0.5, 0.5, 22, 90)} for label in ("angry", "hurried", "escalate")}
    bins = tuple(Bin(30, place / 10, place / 11) for place in range(10))
    measured = FigureSet("gate", at, 300, labels, {"all": (0.61, 300)}, {"angry": Honesty(0.031, bins)})
    card = ModelCard(
        version="0123456789ab",
        trained_at=at,
        data_hash="f" * 64,
        examples=9863,
        corrections=3,
        voices=1200,
        languages={"zh-Hans": 5000, "zh-Hant": 2500, "en": 2363},
        held={"angry": {"zh-Hans": 500, "en": 200}, "hurried": {"zh-Hans": 500}},
        thresholds={"angry": 0.42, "hurried": 0.3},
        left_out={"intents": 0.59, "angry": 0.63},
        sets=(measured,),
    )
    return ModelCard(**{**vars(card), **changes})
