"""A reply as it was read: its sentences with what each does, and the figures in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.desk.figures import Figure
from bot.desk.message import Language
from bot.desk.personal import PersonalSpan

MAY_WELL = 0.12
"""Probability from which a sentence may well make a move, where the move would speak for the reply."""


@dataclass(frozen=True)
class Sentence:
    """One sentence of a reply.

    Attributes:
        start: first code point in the reply.
        end: one past its last code point.
        text: the words.
        moves: move -> calibrated probability, 0..1, for every move that is read.
        made: the moves whose probability reaches their threshold.
        language: language and script that these words show by themselves; None where they show none.
        approved: whether these are words of the protocols.
        verbatim: whether they are so to the letter, with nothing filled in.
    """

    start: int
    end: int
    text: str
    moves: Mapping[str, float]
    made: frozenset[str]
    language: Language | None = None
    approved: bool = False
    verbatim: bool = False


@dataclass(frozen=True)
class ReplyReading:
    """What was read in a reply.

    Attributes:
        text: the original, code point for code point.
        language: language and script of most of it.
        sentences: in order; line breaks and final marks end a sentence.
        figures: dates, times, durations, amounts, percentages and other numbers in order, unresolved.
        personal: personal data in it, in order.
    """

    text: str
    language: Language
    sentences: tuple[Sentence, ...]
    figures: tuple[Figure, ...]
    personal: tuple[PersonalSpan, ...] = ()

    def sentences_that(self, *moves: str) -> tuple[Sentence, ...]:
        """The sentences that make at least one of the moves."""
        return tuple(sentence for sentence in self.sentences if sentence.made.intersection(moves))

    def does(self, *moves: str) -> bool:
        """Whether any sentence makes one of the moves."""
        return any(sentence.made.intersection(moves) for sentence in self.sentences)

    def may_do(self, *moves: str) -> bool:
        """Whether any sentence makes one of the moves, or may well make it: the doubt goes to the writer's favour."""
        return self.does(*moves) or any(
            sentence.moves.get(move, 0.0) >= MAY_WELL for sentence in self.sentences for move in moves
        )
