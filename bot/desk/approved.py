"""Approved words: every sentence that the protocols can say, as plain text. People have read them: none does harm."""

from __future__ import annotations

from collections.abc import Iterator

from bot.desk.facts import AMOUNTS, DATES, NUMBERS
from bot.desk.message import Language
from bot.desk.playbook import Playbooks
from bot.desk.worded import SLOT

_DATE = {Language.ZH_HANS: "11月18日", Language.ZH_HANT: "11月18日", Language.EN: "18 November"}
_AMOUNT = {Language.ZH_HANS: "¥129", Language.ZH_HANT: "NT$129", Language.EN: "£129"}
_OTHER = {Language.ZH_HANS: "这一项", Language.ZH_HANT: "這一項", Language.EN: "this item"}


def approved_texts(playbooks: Playbooks) -> tuple[str, ...]:
    """Every wording with something of the right kind in its slots, each once, in the order of the protocols."""
    wordings = [
        *(wording for playbook in playbooks.playbooks for wording in playbook.wording),
        *(wording for group in playbooks.situation_wording.values() for wording in group),
        *playbooks.common_wording,
    ]
    texts = [
        _with_slots_filled(text, language)
        for wording in wordings
        for language, variants in wording.variants.items()
        for text in variants
    ]
    return tuple(dict.fromkeys((*texts, *_rewrites(playbooks))))


def _rewrites(playbooks: Playbooks) -> Iterator[str]:
    for words in playbooks.rewrites.values():
        yield from words.values()


def _with_slots_filled(text: str, language: Language) -> str:
    return SLOT.sub(lambda match: _sample(match[1], language), text)


def _sample(key: str, language: Language) -> str:
    if key in DATES:
        return _DATE[language]
    if key in AMOUNTS:
        return _AMOUNT[language]
    return "3" if key in NUMBERS else _OTHER[language]
