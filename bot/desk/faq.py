"""Common questions with their answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.desk.message import Language


@dataclass(frozen=True)
class FaqEntry:
    """A question and its answer.

    Attributes:
        id: "invoice_when".
        questions: ways to ask, in any language.
        answers: language -> answer, with `{fact}` slots of the shop's policies.
        rows: requirement rows.
    """

    id: str
    questions: tuple[str, ...]
    answers: Mapping[Language, str]
    rows: tuple[str, ...] = ()
