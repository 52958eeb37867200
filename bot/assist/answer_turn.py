"""Answer one turn: advice for the agent and, where the bot may speak, an answer for the shopper. Reads, never writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.assist.advise import advise
from bot.assist.answer_shopper import answer_shopper
from bot.assist.context_topics import with_context_topics
from bot.assist.ports import Reader, Turn, TurnCase
from bot.assist.records import TurnEffect
from bot.desk.advice import advice_to_json
from bot.desk.faq import FaqEntry
from bot.desk.message import Audience
from bot.desk.playbook import Playbooks
from bot.desk.reading import Reading

WARMING = "你好，请问我的订单什么时候发货？ hello"


@dataclass(frozen=True)
class TurnAnswerer:
    """The use case with what it needs; the same for the action server and the worker's fall-back.

    Attributes:
        reader: reads text when no reading is given.
        playbooks: the protocols.
        faq: the common questions.
        case_of: turn id -> what the store knows; raises NotFoundError.
        now: the clock.
    """

    reader: Reader
    playbooks: Playbooks
    faq: Sequence[FaqEntry]
    case_of: Callable[[str], TurnCase]
    now: Callable[[], datetime]

    def warm(self) -> None:
        """Read and rank once, so that no customer waits for what is loaded at first use (the common questions take seconds)."""
        self.reader.read(WARMING)
        self.reader.rank(WARMING, {entry.id: entry.questions for entry in self.faq})

    def answer(self, turn: Turn, reading: Reading | None = None) -> TurnEffect:
        """What is to be written for a turn; reads its text itself when no reading is given."""
        read = reading or self.reader.read(turn.text, context=turn.context)
        understood = with_context_topics(read, turn.text, turn.context)
        case = self.case_of(turn.id)
        advice = advise(turn, understood, case, self.playbooks, reader=self.reader, now=self.now())
        if turn.audience is not Audience.SHOPPER:
            return TurnEffect(advice_to_json(advice))
        spoken = answer_shopper(turn, advice, case, self.playbooks, self.faq, self.reader)
        return TurnEffect(advice_to_json(advice), answer=spoken.text, hand_over=spoken.hand_over)
