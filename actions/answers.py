"""What the three actions share: tracker -> bot.assist -> one JSON message. They read and answer, and never write."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot.assist.answer_turn import TurnAnswerer
from bot.assist.ports import Turn
from bot.desk.message import Audience, Part
from bot.desk.reading import reading_from_json
from bot.wiring import Settings, build_answerer, build_store

logger = logging.getLogger(__name__)

PREFIX = "\u2060"
"""Stands before every posted text, so that no customer can write `/intent`."""

_answerer: list[TurnAnswerer] = []


def warm_up() -> None:
    """Load what an answer needs before the first one is asked for."""
    if not _answerer:
        settings = Settings()
        _answerer.append(build_answerer(settings, build_store(settings, read_only=True)))


def turn_of(message: Mapping[str, Any]) -> Turn:
    """The turn that the worker posted.

    Raises:
        KeyError, ValueError, TypeError: the message does not carry one.
    """
    metadata = message["metadata"]
    text = str(message["text"])
    return Turn(
        id=str(metadata["turn_id"]),
        attempt=int(metadata["attempt"]),
        audience=Audience(metadata["audience"]),
        text=text[len(PREFIX) :] if text.startswith(PREFIX) else text,
        parts=tuple(Part(str(part["message_id"]), int(part["start"]), int(part["end"])) for part in metadata["parts"]),
        context=tuple((str(earlier["role"]), str(earlier["text"])) for earlier in metadata.get("context", ())),
    )


class AnswersTurn:
    """Answers the turn of the tracker.

    A fault is logged without the customer's words and answered by silence, which the worker takes as "no answer".
    """

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Put `{turn_id, attempt, advice, answer, hand_over}` into the answer."""
        try:
            warm_up()
            turn = turn_of(tracker.latest_message)
            effect = _answerer[0].answer(turn, reading_from_json(tracker.latest_message["reading"]))
        except Exception as error:
            logger.error("no answer: %s in turn %s", type(error).__name__, tracker.sender_id)
            return []
        dispatcher.utter_message(
            json_message={
                "turn_id": turn.id,
                "attempt": turn.attempt,
                "advice": dict(effect.advice),
                "answer": effect.answer,
                "hand_over": effect.hand_over,
            }
        )
        return [FollowupAction("action_listen")]
