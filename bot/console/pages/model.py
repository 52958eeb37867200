"""The model card: what reads the messages, what it learned from, how well it reads, and what it is not for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from bot.assist.model_card import ALL, CARD_LABELS, FigureSet, LabelFigure, ModelCard, weakest
from bot.console.access import StaffCaller, StaffGuard
from bot.console.render import page, words_of
from bot.console.state import console_of
from bot.console.texts import LANGUAGES, Words

router = APIRouter(prefix="/desk")


@dataclass(frozen=True)
class FigureRow:
    """A label of a table: its name, and a figure for all and for each language, None where there were too few."""

    name: str
    threshold: str
    figures: tuple[LabelFigure | None, ...]


@router.get("/model")
def model_page(request: Request, caller: Annotated[StaffCaller, Depends(StaffGuard("model.read"))]) -> Response:
    """The card of the heads on disk, with the version that is reading now."""
    words = words_of(request, wish=caller.user.language)
    card = console_of(request).use_cases.model_card()
    values = {
        "user": caller.user,
        "csrf": caller.csrf_token,
        "now": datetime.now(UTC),
        "card": card,
        "in_use": caller.records.model_in_use(),
        "counts": caller.records.correction_counts(),
        "columns": (ALL, *LANGUAGES),
        "labels": CARD_LABELS,
        "tables": [(found, _rows(card, found, words)) for found in card.sets] if card else [],
        "weakest": _weakest(card, words) if card else (),
    }
    return page(request, "model.html", words, values)


def _weakest(card: ModelCard, words: Words) -> tuple[str, ...]:
    return tuple(
        words("model.weak", label=_name(label, words), language=words.code("value.customer_language", language), f1=f"{f1:.2f}")
        for label, language, f1 in weakest(card)
    )


def _rows(card: ModelCard, found: FigureSet, words: Words) -> tuple[FigureRow, ...]:
    return tuple(
        FigureRow(
            _name(label, words),
            f"{card.thresholds[label]:.2f}" if label in card.thresholds else "",
            tuple(found.labels[label].get(column) for column in (ALL, *LANGUAGES)),
        )
        for label in CARD_LABELS
        if label in found.labels
    )


def _name(label: str, words: Words) -> str:
    return words("correction.escalate") if label == "escalate" else words.code("temperament", label)
