"""One turn from claim to effect: Rasa first, our own advice when Rasa cannot be used, and written once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from bot.assist.points import reached
from bot.assist.ports import Turn
from bot.assist.records import ClaimedTurn, TurnEffect, TurnQueue
from bot.desk.errors import InputError
from bot.worker.last_resort import effect_without_advice
from bot.worker.rasa_answer import RasaTroubleError
from bot.worker.settings import MAXIMUM_ATTEMPTS

LOGGER = logging.getLogger(__name__)

Advise = Callable[[ClaimedTurn], TurnEffect]
"""Advice of our own, without Rasa, by the same use cases."""


class Rasa(Protocol):
    """Whoever answers a turn in Rasa's place; `RasaClient`, or a fake."""

    def ask(self, turn: Turn) -> TurnEffect:
        """The effect of a turn; raises RasaTroubleError when there is none to be used."""
        ...


def handle_turn(queue: TurnQueue, advise: Advise, rasa: Rasa, claimed: ClaimedTurn) -> None:
    """Work on a claimed turn. Whatever fails, the turn is not lost: its lease ends and it is claimed again."""
    turn = claimed.turn
    reached("worker.turn_begun")
    try:
        if turn.attempt > MAXIMUM_ATTEMPTS:
            LOGGER.error("turn %s given up after %d attempts", turn.id, MAXIMUM_ATTEMPTS)
            _write(queue, claimed, effect_without_advice(turn))
            return
        _answer(queue, advise, rasa, claimed)
    except Exception as error:  # the words of an error may hold the customer's: only its type is logged
        LOGGER.error("turn %s attempt %d failed: %s", turn.id, turn.attempt, type(error).__name__)


def _answer(queue: TurnQueue, advise: Advise, rasa: Rasa, claimed: ClaimedTurn) -> None:
    try:
        effect = rasa.ask(claimed.turn)
    except RasaTroubleError as trouble:
        _fall_back(queue, advise, claimed, trouble.code)
        return
    reached("worker.asked")
    try:
        _write(queue, claimed, effect)
    except InputError:  # Rasa's texts cannot be stored
        _fall_back(queue, advise, claimed, "garbage")


def _fall_back(queue: TurnQueue, advise: Advise, claimed: ClaimedTurn, code: str) -> None:
    LOGGER.warning("turn %s attempt %d without Rasa: %s", claimed.turn.id, claimed.turn.attempt, code)
    effect = replace(advise(claimed), degraded=code)
    reached("worker.advised")
    _write(queue, claimed, effect)


def _write(queue: TurnQueue, claimed: ClaimedTurn, effect: TurnEffect) -> None:
    if not queue.write(claimed, effect, now=datetime.now(UTC)):
        LOGGER.info("turn %s attempt %d superseded", claimed.turn.id, claimed.turn.attempt)
    reached("worker.written")
