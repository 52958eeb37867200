"""Trainers look at disputed findings, on redacted words alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.assist.findings import DisputeCase, DisputeState, DisputeWish
from bot.assist.ports import PersonalDataFinder
from bot.assist.records import ShopRecords, User
from bot.assist.redact import Redactor
from bot.desk.personal import PersonalKind

PAGE = 200


@dataclass(frozen=True)
class DisputeLine:
    """A disputed finding; nothing of it leads to the customer or to who disputes it."""

    id: str
    rule: str
    state: DisputeState
    created_at: datetime
    sentence: str
    words: str
    language: str
    channel: str


class ReviewDisputes:
    """What trainers see and do.

    Whoever calls this has been asked whether they may (`policy`): it sees all disputes of the shop.
    """

    def __init__(self, records: ShopRecords, finder: PersonalDataFinder, *, language: str) -> None:
        self._records = records
        self._finder = finder
        self._language = language

    def lines(self, wish: DisputeWish, *, after: str = "", limit: int) -> tuple[DisputeLine, ...]:
        """Disputes that fit, the oldest first, beginning after one."""
        return tuple(map(self._line, self._records.disputes(wish, after=after, limit=limit)))

    def all(self, wish: DisputeWish) -> Iterator[DisputeLine]:
        """Every dispute that fits, the oldest first."""
        last = ""
        while page := self.lines(wish, after=last, limit=PAGE):
            yield from page
            last = page[-1].id

    def decide(self, dispute_id: str, user: User, state: DisputeState) -> None:
        """Agree, keep the finding, or open it again.

        Raises:
            NotFoundError: the shop has none of this id.
            ConflictError: somebody else has decided.
        """
        self._records.decide_dispute(dispute_id, user, state)

    def _line(self, found: DisputeCase) -> DisputeLine:
        known = ((PersonalKind.NAME, found.customer_name),) if found.customer_name else ()
        redactor = Redactor(self._finder, self._language, known=known)
        return DisputeLine(
            id=found.id,
            rule=found.rule,
            state=found.state,
            created_at=found.created_at,
            sentence=redactor.redact(found.sentence),
            words=redactor.redact(found.words),
            language=found.language,
            channel=found.channel,
        )
