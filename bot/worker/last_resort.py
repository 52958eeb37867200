"""What is written when nothing could read a turn, so that people see it instead of silence."""

from __future__ import annotations

from bot.assist.ports import Turn
from bot.assist.records import TurnEffect
from bot.desk.advice import Advice, advice_to_json
from bot.desk.conversation import ConversationState, OwnerKind
from bot.desk.message import Audience, Language
from bot.desk.reading import Reading, Temperament

FAILED = "failed"
"""Reason of degraded advice that is none: no reading, no drafts; the agent answers alone."""


def effect_without_advice(turn: Turn) -> TurnEffect:
    """Empty advice; a shopper's conversation goes to people, since the bot has nothing to say.

    The state counts no turn: the store keeps the state before it.
    """
    by_bot = turn.audience is Audience.SHOPPER
    reading = Reading(
        language=_language(turn.text),
        intent="out_of_scope",
        intent_confidence=0.0,
        probabilities=dict.fromkeys(Temperament, 0.0),
        undetermined=True,
    )
    advice = Advice(
        reading=reading,
        state=ConversationState(owner=OwnerKind.BOT if by_bot else OwnerKind.TEAM),
        playbook="",
        playbooks_version="",
        drafts=(),
        escalate=False,
        to="none",
        steps=(),
        must_not=(),
        facts=(),
    )
    return TurnEffect(advice_to_json(advice), degraded=FAILED, hand_over=FAILED if by_bot else "")


def _language(text: str) -> Language:
    """A guess that decides nothing but the language of the page's notice."""
    return Language.ZH_HANS if any("\u4e00" <= character <= "\u9fff" for character in text) else Language.EN
