"""Replies and cases put together by hand: what each sentence does is said, not read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.desk.compliance_case import ReplyCase
from bot.desk.facts import Facts
from bot.desk.figures import Figure
from bot.desk.message import Channel, Language
from bot.desk.personal import PersonalKind, PersonalSpan
from bot.desk.reading import Temperament
from bot.desk.reply import ReplyReading, Sentence
from bot.reader.figures import read_figures

Said = tuple[str, str]
"""Words of a sentence, and the moves that it makes, parted by spaces."""

_HAN = re.compile("[\u4e00-\u9fff]")


def reply_of(*said: Said, language: Language = Language.ZH_HANS, personal: Iterable[str] = ()) -> ReplyReading:
    """A reply whose sentences do what is said of them; figures are read, personal data is found by its words."""
    text, sentences = "", []
    for words, moves in said:
        joint = " " if text and language is Language.EN else ""
        start = len(text) + len(joint)
        text += joint + words
        made = frozenset(moves.split())
        sentences.append(Sentence(start, start + len(words), words, dict.fromkeys(made, 0.99), made, _shown(words)))
    spans = tuple(
        PersonalSpan(PersonalKind.MOBILE, text.index(words), text.index(words) + len(words), words) for words in personal
    )
    return ReplyReading(text, language, tuple(sentences), read_figures(text), spans)


def _shown(words: str) -> Language | None:
    """Enough for sentences made by hand: Latin letters are English, these marks are Traditional."""
    if not _HAN.search(words):
        return Language.EN
    return Language.ZH_HANT if re.search("[們這說請單訂貨麼還謝對會後嗎]", words) else Language.ZH_HANS


def case_of(
    facts: Mapping[str, Any] | None = None,
    *,
    channel: Channel = Channel.CHAT,
    customer: str = "",
    language: Language = Language.ZH_HANS,
    moods: str = "",
    matter: str = "",
) -> ReplyCase:
    """A case; moods are names parted by spaces."""
    known = Facts.from_values(facts or {}, source="given")
    texts: dict[str, tuple[Figure, ...]] = {
        key: read_figures(value) for key, value in (facts or {}).items() if isinstance(value, str)
    }
    return ReplyCase(
        channel=channel,
        facts=known,
        customer=customer,
        customer_language=language,
        temperaments=frozenset(Temperament(name) for name in moods.split()),
        matter=matter,
        customer_figures=read_figures(customer),
        fact_figures={key: figures for key, figures in texts.items() if figures},
    )
