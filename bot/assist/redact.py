"""Conversations without the personal data in them: for trainers, training and exports. No other way leads there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.assist.ports import PersonalDataFinder
from bot.assist.records import ConversationSummary, ShopRecords
from bot.desk.message import Channel, Role
from bot.desk.personal import PersonalKind, PersonalSpan, replace_spans

TOKENS: Mapping[str, Mapping[PersonalKind, str]] = {
    language: dict(zip(PersonalKind, words, strict=True))
    for language, words in {
        "zh-Hans": ("手机号", "座机号", "证件号", "银行卡号", "邮箱", "微信号", "QQ号", "车牌号", "地址", "姓名"),
        "zh-Hant": ("手機號碼", "市話號碼", "證件號碼", "卡號", "電子信箱", "微信帳號", "QQ號碼", "車牌號碼", "地址", "姓名"),
        "en": ("MOBILE", "LANDLINE", "ID NUMBER", "CARD", "EMAIL", "WECHAT", "QQ", "PLATE", "ADDRESS", "NAME"),
    }.items()
}
"""What stands in the place of each kind, by language, in the order in which `PersonalKind` names them."""

LIST_CHARACTERS = 150
CUT_OFF = 50
"""The record keeps the first 200 characters of a message for its list: of a text longer than 150 the last 50 are not shown."""

MOST_MESSAGES = 100_000
"""Messages of one conversation that are taken; no real one comes near."""


class Redactor:
    """Replaces personal data by tokens; within one conversation the same value gets the same number.

    Args:
        finder: finds personal data.
        language: of the tokens.
        known: what the record knows of the customer (name, mail); found word for word wherever it stands.
        numbered: whether tokens are numbered; without, as in a list, "[MOBILE]" stands for each.
    """

    def __init__(
        self,
        finder: PersonalDataFinder,
        language: str,
        *,
        known: Iterable[tuple[PersonalKind, str]] = (),
        numbered: bool = True,
    ) -> None:
        self._finder = finder
        self._words = TOKENS.get(language, TOKENS["en"])
        self._known = tuple((kind, value) for kind, value in known if len(value) >= 2)
        self._numbered = numbered
        self._numbers: dict[tuple[PersonalKind, str], int] = {}
        self._counts: dict[PersonalKind, int] = {}

    def redact(self, text: str) -> str:
        """The text with a token for each piece of personal data; order and parcel numbers stay."""
        found = list(self._finder.find(text))
        for kind, value in self._known:
            found += _places_of(text, kind, value, found)
        spans = sorted(found, key=lambda span: span.start)
        return replace_spans(text, spans, [self._token(span) for span in spans])

    def _token(self, span: PersonalSpan) -> str:
        word = self._words[span.kind]
        if not self._numbered:
            return f"[{word}]"
        key = (span.kind, span.value)
        if key not in self._numbers:
            self._counts[span.kind] = self._counts.get(span.kind, 0) + 1
            self._numbers[key] = self._counts[span.kind]
        between = " " if word.isascii() else ""
        return f"[{word}{between}{self._numbers[key]}]"


def _places_of(text: str, kind: PersonalKind, value: str, taken: Iterable[PersonalSpan]) -> list[PersonalSpan]:
    """Every place of a value word for word that is not part of something found already."""
    places = []
    taken = tuple(taken)
    start = text.find(value)
    while start >= 0:
        end = start + len(value)
        if not any(span.start < end and start < span.end for span in taken):
            places.append(PersonalSpan(kind, start, end, value.lower()))
        start = text.find(value, end)
    return places


@dataclass(frozen=True)
class RedactedSummary:
    """A conversation in a list; nothing of it leads to the customer."""

    id: str
    channel: Channel
    last_text: str
    last_at: datetime
    labels: Mapping[str, int]
    escalate_to: str


@dataclass(frozen=True)
class RedactedMessage:
    """A message; `automatic` marks what software wrote."""

    role: Role
    text: str
    at: datetime
    automatic: bool


@dataclass(frozen=True)
class RedactedConversation:
    """A conversation with tokens for personal data and without the names of anyone."""

    summary: RedactedSummary
    messages: tuple[RedactedMessage, ...]


class RedactedConversations:
    """What people may read who may not meet customers.

    Whoever calls this has been asked whether they may (`policy`): it sees all conversations of the shop.
    """

    def __init__(self, records: ShopRecords, finder: PersonalDataFinder, *, language: str) -> None:
        self._records = records
        self._finder = finder
        self._language = language

    def newest(self, *, limit: int, before: datetime) -> tuple[RedactedSummary, ...]:
        """Conversations older than a moment, the newest first."""
        found = self._records.conversations(viewer=None, limit=limit, before=before)
        return tuple(self._summary(item) for item in found)

    def conversation(self, conversation_id: str) -> RedactedConversation:
        """One conversation whole.

        Raises:
            NotFoundError: the shop has none of this id.
        """
        view = self._records.conversation(conversation_id, viewer=None, messages=MOST_MESSAGES)
        redactor = Redactor(self._finder, self._language, known=_known(view.summary))
        messages = tuple(
            RedactedMessage(item.role, redactor.redact(item.text), item.at, item.automatic) for item in view.messages
        )
        return RedactedConversation(self._summary(view.summary), messages)

    def _summary(self, summary: ConversationSummary) -> RedactedSummary:
        redactor = Redactor(self._finder, self._language, known=_known(summary), numbered=False)
        return RedactedSummary(
            id=summary.id,
            channel=summary.channel,
            last_text=_beginning(summary.last_text, redactor),
            last_at=summary.last_at,
            labels=summary.labels,
            escalate_to=summary.escalate_to,
        )


def _beginning(text: str, redactor: Redactor) -> str:
    """The redacted beginning of a message; where the record has cut it, half a number may stand at the end, which goes."""
    redacted = redactor.redact(text)
    return redacted if len(text) < LIST_CHARACTERS else redacted[: max(0, len(redacted) - CUT_OFF)] + "…"


def _known(summary: ConversationSummary) -> tuple[tuple[PersonalKind, str], ...]:
    return ((PersonalKind.NAME, summary.customer_name),) if summary.customer_name else ()
