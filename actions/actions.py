"""The custom actions that the rules in data/rules/ name."""

from __future__ import annotations

from rasa_sdk import Action

from actions.answers import AnswersTurn


class ActionAdvise(AnswersTurn, Action):  # type: ignore[misc]  # rasa_sdk has no types
    """Advice for the agent."""

    def name(self) -> str:
        """Name in domain.yml."""
        return "action_advise"


class ActionAnswer(AnswersTurn, Action):  # type: ignore[misc]  # rasa_sdk has no types
    """The bot's answer to a shopper."""

    def name(self) -> str:
        """Name in domain.yml."""
        return "action_answer"


class ActionHandOver(AnswersTurn, Action):  # type: ignore[misc]  # rasa_sdk has no types
    """The shopper asks for a person."""

    def name(self) -> str:
        """Name in domain.yml."""
        return "action_hand_over"
