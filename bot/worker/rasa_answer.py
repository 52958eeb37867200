"""What Rasa sent back, taken apart with suspicion: only an answer to this very attempt, of the right shape, counts."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from bot.assist.ports import Turn
from bot.assist.records import TurnEffect
from bot.desk.conversation import state_from_json
from bot.desk.reading import INTENTS, reading_from_json

TEXTS_OF_ADVICE = ("playbook", "playbooks_version", "to", "order_number")
LISTS_OF_ADVICE = ("drafts", "steps", "must_not", "facts")
KEYS_OF_PARTS = {
    "drafts": ("style", "language", "text", "moves", "rows", "sentences"),
    "steps": ("step", "to", "why", "rows", "due_at"),
    "facts": ("key", "value", "source", "at"),
}
TEXTS_OF_DRAFT = ("style", "language", "text")


class RasaTroubleError(Exception):
    """Rasa's answer cannot be used.

    Attributes:
        code: refused, timeout, empty, garbage, foreign or breaker_open.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def effect_from_body(body: bytes, turn: Turn) -> TurnEffect:
    """The effect in the body of Rasa's answer.

    Raises:
        RasaTroubleError: the body is empty, broken, or answers something else.
    """
    customs = _customs(_parsed(body))
    custom = next((item for item in customs if item.get("turn_id") == turn.id and item.get("attempt") == turn.attempt), None)
    if custom is None:
        raise RasaTroubleError("foreign")
    try:
        return TurnEffect(
            advice=_checked_advice(custom["advice"]), answer=_text(custom["answer"]), hand_over=_text(custom["hand_over"])
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise RasaTroubleError("garbage") from error


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body, parse_constant=_refuse_number, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise RasaTroubleError("garbage") from error


def _refuse_number(_: str) -> float:
    raise ValueError("a number that JSON does not know")


def _finite(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _refuse_number(digits)


def _customs(answer: Any) -> list[Mapping[str, Any]]:
    if answer == []:
        raise RasaTroubleError("empty")
    if not isinstance(answer, list):
        raise RasaTroubleError("garbage")
    customs = [item["custom"] for item in answer if isinstance(item, dict) and isinstance(item.get("custom"), dict)]
    if not customs:
        raise RasaTroubleError("garbage")
    return customs


def _checked_advice(advice: Any) -> Mapping[str, Any]:
    """The advice, if pages and store can rely on its shape."""
    reading = reading_from_json(advice["reading"])
    if reading.intent not in INTENTS:
        raise ValueError("unknown intent")
    state_from_json(advice["state"])
    for name in TEXTS_OF_ADVICE:
        _text(advice[name])
    for name in LISTS_OF_ADVICE:
        if not isinstance(advice[name], list):
            raise TypeError(name)
    if not isinstance(advice["escalate"], bool):
        raise TypeError("escalate")
    for name, keys in KEYS_OF_PARTS.items():
        if any(key not in part for part in advice[name] for key in keys):
            raise KeyError(name)
    for text in (draft[name] for draft in advice["drafts"] for name in TEXTS_OF_DRAFT):
        _text(text)
    checked: Mapping[str, Any] = advice
    return checked


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text expected")
    return value
