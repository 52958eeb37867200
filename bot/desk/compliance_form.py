"""Rules of form: the polite pronoun, the customer's language and script."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.desk.compliance_case import Hit, ReplyCase
from bot.desk.finding import Rewrite
from bot.desk.message import Language
from bot.desk.reply import ReplyReading

_YOU = re.compile(r"[你妳](?!好(?![\w]))")
"""The familiar "you", but for the set greeting 你好."""

_QUOTED = re.compile(r"“[^”]{0,200}”|「[^」]{0,200}」|『[^』]{0,200}』|\"[^\"]{0,200}\"|《[^》]{0,200}》")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_LEAST_LATIN_WORDS = 5
_LEAST_SIGNS = 4


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
    for sentence in reply.sentences:
        shown = sentence.language
        if shown is None or shown is wanted or not _is_long_enough(sentence.text, shown):
            continue
        yield Hit(sentence.start, sentence.end, {"wanted": wanted.value, "shown": shown.value})
        return


def _is_long_enough(text: str, shown: Language) -> bool:
    """Whether a sentence is more than a name or a code in the other script."""
    if shown is Language.EN:
        return len(_LATIN_WORD.findall(text)) >= _LEAST_LATIN_WORDS
    return sum(1 for sign in text if "\u4e00" <= sign <= "\u9fff") >= _LEAST_SIGNS


FORM_CHECKS = {"informal_you": informal_you, "wrong_language": wrong_language}
