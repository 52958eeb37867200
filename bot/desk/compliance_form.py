"""Rules of form: the polite pronoun, the customer's language and script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.desk.compliance_case import Hit, ReplyCase
from bot.desk.finding import Rewrite
from bot.desk.message import Language
from bot.desk.reply import ReplyReading

_YOU = re.compile(r"[你妳](?!好(?![\w]))")
"""The familiar "you", but for the set greeting 你好."""

_QUOTED = re.compile(r"“[^”]{0,200}”|「[^」]{0,200}」|『[^』]{0,200}』|\"[^\"]{0,200}\"|《[^》]{0,200}》")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_LEAST_LATIN_WORDS = 5
_NAMES = ("agent_name", "shop_name", "customer_name", "courier", "item")
"""Facts that are said in their own script."""

_LEAST_SIGNS = 4
_LATIN = re.compile(r"[a-z\u00df-\u024f]+(?:['’][a-z]+)?", re.IGNORECASE)
_COMMON = """
the to you your you're is and of for it it's its we we're we've we'll i i'm i'll i've have has had with that
that's this these be been are was were will would can can't could should our us from not don't isn't on my as
at by if so but or they them there what which who how please thank thanks hi hello dear sorry here just now any
all one once do does did
"""
_ENGLISH = frozenset(_COMMON.split())
"""Words without which hardly an English sentence of some length does; those that other languages share are left out."""

_OTHER_LETTERS = re.compile("[\u0370-\u05ff\u0600-\u06ff\u0900-\u0dff\u0e00-\u0eff\u3040-\u30ff\uac00-\ud7af]")
"""Letters of neither Latin nor Chinese writing."""

_LEAST_WORDS = 6
_LEAST_PLAIN_WORDS = 3
"""Words in small letters: a line of names and codes is no sentence."""


def informal_you(reply: ReplyReading, case: ReplyCase) -> Iterable[Hit]:
    """你 outside quoted words where 您 is required (S2.20)."""
    if case.facts.get("polite_form_required") is False or reply.language is Language.EN:
        return
    quoted = [match.span() for match in _QUOTED.finditer(reply.text)]
    for match in _YOU.finditer(reply.text):
        if any(start <= match.start() < end for start, end in quoted):
            continue
        plural = reply.text[match.end() : match.end() + 1] in ("们", "們")
        rewrite = Rewrite(match.start(), match.end() + plural, "各位" if plural else "您")
        yield Hit(match.start(), match.end() + plural, {}, rewrite)
        return


def wrong_language(reply: ReplyReading, case: ReplyCase) -> Iterable[Hit]:
    """A sentence in another language or script than the customer's (S2.20)."""
    wanted = case.customer_language
    if wanted is None:
        return
    names = [str(case.facts[key]) for key in _NAMES if case.facts.get(key)]
    for sentence in reply.sentences:
        shown = sentence.language
        if len(_OTHER_LETTERS.findall(sentence.text)) >= _LEAST_SIGNS:
            yield Hit(sentence.start, sentence.end, {"wanted": wanted.value, "shown": ""})
            return
        if Language.EN not in (shown, wanted) and _names_somebody(sentence.text, names):
            continue
        if shown is None or not _is_long_enough(sentence.text, shown):
            continue
        foreign = shown is Language.EN and not sentence.approved and _is_foreign(sentence.text)
        if foreign or not _fits(shown, wanted, case):
            yield Hit(sentence.start, sentence.end, {"wanted": wanted.value, "shown": "" if foreign else shown.value})
            return


def _fits(shown: Language, wanted: Language, case: ReplyCase) -> bool:
    return shown is wanted or (not case.script_shown and Language.EN not in (shown, wanted))


def _names_somebody(text: str, names: Sequence[str]) -> bool:
    """Whether a name stands in a sentence: names keep their script, so they say nothing of the sentence's."""
    return any(name in text for name in names)


def _is_long_enough(text: str, shown: Language) -> bool:
    """Whether a sentence is more than a name or a code in the other script."""
    if shown is Language.EN:
        return len(_LATIN_WORD.findall(text)) >= _LEAST_LATIN_WORDS
    return sum(1 for sign in text if "\u4e00" <= sign <= "\u9fff") >= _LEAST_SIGNS


def _is_foreign(text: str) -> bool:
    """Whether a sentence in Latin letters is in another language than English: none of its words is a common English one."""
    words = _LATIN.findall(text)
    plain = [word for word in words if word.islower()]
    common = _ENGLISH.intersection(word.lower().replace("’", "'") for word in words)
    return len(words) >= _LEAST_WORDS and len(plain) >= _LEAST_PLAIN_WORDS and not common


FORM_CHECKS = {"informal_you": informal_you, "wrong_language": wrong_language}
