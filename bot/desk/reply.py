"""A reply as it was read: its sentences with what each does, and the figures in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.desk.figures import Figure
from bot.desk.message import Language


@dataclass(frozen=True)
class Sentence:
    """One sentence of a reply.

    Attributes:
        start: first code point in the reply.
        end: one past its last code point.
        text: the words.
        moves: move -> calibrated probability, 0..1, for every move that is read.
        made: the moves whose probability reaches their threshold.
    """

    start: int
    end: int
    text: str
    moves: Mapping[str, float]
    made: frozenset[str]


@dataclass(frozen=True)
class ReplyReading:
    """What was read in a reply.

    Attributes:
        text: the original, code point for code point.
        language: language and script of most of it.
        sentences: in order; line breaks and final marks end a sentence.
        figures: dates, times, durations, amounts, percentages and other numbers in order, unresolved.
    """

    text: str
    language: Language
    sentences: tuple[Sentence, ...]
    figures: tuple[Figure, ...]

    def made(self, *moves: str) -> Sentence | None:
        """The first sentence that makes one of the moves; None when none does."""
        return next((sentence for sentence in self.sentences if sentence.made.intersection(moves)), None)
