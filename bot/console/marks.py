"""Readings of single turns in words, each with the mark that it is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Form

from bot.assist.corrections import TurnReading
from bot.assist.records import MessageView
from bot.console.texts import Words
from bot.desk.correction import CorrectionState, Proposal, proposal_of
from bot.desk.message import Role
from bot.desk.reading import Temperament

Level = Annotated[int, Form(ge=0, le=3)]


def levels_of(
    hurried: Level = 0, dramatic: Level = 0, over_familiar: Level = 0, angry: Level = 0, know_it_all: Level = 0
) -> dict[str, int]:
    """The five levels of a form, 0 where a temperament does not hold."""
    given = (hurried, dramatic, over_familiar, angry, know_it_all)
    return {name.value: level for name, level in zip(Temperament, given, strict=True)}


Levels = Annotated[dict[str, int], Depends(levels_of)]


@dataclass(frozen=True)
class MarkLine:
    """The reading of a turn as its mark shows it.

    Attributes:
        read: the labels in words.
        marked: somebody said that it is wrong.
        decided: a trainer has looked at it; it can no longer be taken back.
        levels: intensity 0..3 by temperament: what was said to be right, else what was read.
        escalate: the same for handing over.
    """

    turn_id: str
    revision: int
    read: str
    marked: bool
    decided: bool
    levels: Mapping[str, int]
    escalate: bool


def mark_lines(found: Iterable[TurnReading], words: Words) -> dict[str, MarkLine]:
    """Turn id -> its reading."""
    return {item.turn_id: _line(item, words) for item in found}


def last_messages(messages: Iterable[MessageView]) -> dict[str, str]:
    """Message id -> turn id, for the last customer message of each turn: where its reading is shown."""
    last = {item.turn_id: item.id for item in messages if item.turn_id and item.role is Role.CUSTOMER}
    return {message_id: turn_id for turn_id, message_id in last.items()}


def worded_labels(proposal: Proposal, words: Words) -> str:
    """Temperaments with their intensity in words, the strongest first; without any, that none holds."""
    ranked = sorted(proposal.labels.items(), key=lambda item: -item[1])
    said = (
        words("correction.label", name=words.code("temperament", name.value), intensity=words.code("intensity", str(level)))
        for name, level in ranked
    )
    return words("ui.list_separator").join(said) or words("correction.neutral")


def levels_shown(proposal: Proposal) -> dict[str, int]:
    """Intensity 0..3 of every temperament."""
    return {name.value: proposal.labels.get(name, 0) for name in Temperament}


def _line(item: TurnReading, words: Words) -> MarkLine:
    read = proposal_of(item.reading)
    said = (item.mark.proposal if item.mark else None) or read
    return MarkLine(
        turn_id=item.turn_id,
        revision=item.revision,
        read=worded_labels(read, words),
        marked=item.mark is not None,
        decided=item.mark is not None and item.mark.state is not CorrectionState.OPEN,
        levels=levels_shown(said),
        escalate=said.escalate,
    )
