"""Conflicts: where two rules ask for different things, and which of them holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.desk.message import Language


@dataclass(frozen=True)
class Conflict:
    """Requirement rows that meet in one case.

    Attributes:
        id: its code.
        rows: the rows that meet.
        title: language -> what meets.
        decides: language -> what decides.
        holds: language -> what holds then.
        fact: name of the fact that decides; "" when none does.
    """

    id: str
    rows: tuple[str, ...]
    title: Mapping[Language, str]
    decides: Mapping[Language, str]
    holds: Mapping[Language, str]
    fact: str = ""
