"""Figures for the model card from what a training held back."""

from __future__ import annotations

from datetime import datetime, timezone

from bot.desk.reading import Temperament
from bot.files.card_figures import LEAST_WANTED, held_back_set
from bot.reader.examples import Example
from bot.reader.training import HeldBack
from bot.reader.transformer import LABELS

NOW = datetime(2026, 11, 22, tzinfo=timezone.utc)


def held(text: str, *, angry: bool, read: bool) -> HeldBack:
    labels = {Temperament.ANGRY: 2} if angry else {}
    example = Example(text, "complain_delay", labels, False, ())
    shares = {name: 0.9 if name == "angry" and read else 0.1 for name in LABELS}
    return HeldBack(example, "complain_delay" if read else "thank", shares, frozenset({"angry"} if read else ()))


def test_figures_are_by_label_and_by_language_where_there_are_enough() -> None:
    chinese = [held(f"太过分了 第{place}次", angry=True, read=True) for place in range(LEAST_WANTED)]
    english = [held(f"this is number {place}, thanks", angry=place == 0, read=place == 1) for place in range(10)]

    found = held_back_set([*chinese, *english], at=NOW)

    assert found.messages == LEAST_WANTED + 10
    assert found.labels["angry"]["all"].f1 == round(2 * LEAST_WANTED / (2 * LEAST_WANTED + 2), 4)
    assert found.labels["angry"]["zh-Hans"].f1 == 1.0
    assert "en" not in found.labels["angry"]
    assert found.intents["all"][1] == LEAST_WANTED + 10
