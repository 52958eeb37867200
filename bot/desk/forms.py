"""The form a channel gives to a reply: an e-mail with salutation and sign-off, a script of short lines to be spoken."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.desk.message import Language

LONG_LINE = {Language.ZH_HANS: 18, Language.ZH_HANT: 18, Language.EN: 60}
"""Characters from which a spoken line is cut at a comma: what is said in one breath."""

SHORTEST_PART = {Language.ZH_HANS: 5, Language.ZH_HANT: 5, Language.EN: 20}
"""A part shorter than this stays with its neighbour."""

PARAGRAPHS_FROM = 3
"""Sentences from which the first and, with one more, the last have paragraphs of their own."""

_ENDS = {
    True: re.compile(r"(?<=[。！？；!?])"),
    False: re.compile(r"(?<=[.!?;])\s+(?=\S)"),
}
_COMMAS = {
    True: re.compile(r"(?<=[，：])(?!\d)|(?<=,)(?!\d)"),
    False: re.compile(r"(?<=[,:])\s+"),
}
_LINK = re.compile(r"(?:https?://|www\.)[^\s，。；！？、）)]+", re.IGNORECASE)
_EMOJI = re.compile("[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\ufe0f\u200d\U0001f000-\U0001faff]")


@dataclass(frozen=True)
class EmailForm:
    """What an e-mail has around its sentences.

    Attributes:
        subject: of the reply.
        salutation: the line before the body.
        sign_off: the line after it.
        signature: name of the agent, when known, and of the shop.
    """

    subject: str
    salutation: str
    sign_off: str
    signature: tuple[str, ...]


@dataclass(frozen=True)
class ScriptLine:
    """One line of a script: words to be spoken, or a note for the agent that is never spoken.

    Attributes:
        say: the words; "" for a note.
        note: language -> the note; empty for words.
    """

    say: str = ""
    note: Mapping[Language, str] | None = None


def email_text(form: EmailForm, body: str) -> str:
    """The whole e-mail but its subject."""
    foot = "\n".join((form.sign_off, *form.signature))
    return "\n\n".join(part for part in (form.salutation, body, foot) if part)


def email_body(sentences: Sequence[str], language: Language) -> str:
    """The sentences in paragraphs: what was read of the matter, the matter, the close."""
    space = " " if language is Language.EN else ""
    if len(sentences) < PARAGRAPHS_FROM:
        return space.join(sentences)
    last = len(sentences) - 1 if len(sentences) > PARAGRAPHS_FROM else len(sentences)
    parts = (sentences[:1], sentences[1:last], sentences[last:])
    return "\n\n".join(space.join(part) for part in parts if part)


def spoken_lines(text: str, language: Language) -> tuple[str, ...]:
    """A sentence as lines to be spoken: one idea a line, without links and emoji."""
    chinese = language is not Language.EN
    plain = _EMOJI.sub("", _LINK.sub("", text)).strip()
    lines: list[str] = []
    for sentence in _ENDS[chinese].split(plain):
        lines.extend(_breaths(sentence.strip(), language))
    return tuple(line for line in lines if re.search(r"\w", line))


def _breaths(sentence: str, language: Language) -> tuple[str, ...]:
    """A long sentence cut at its commas, none of the parts being very short."""
    if len(sentence) <= LONG_LINE[language]:
        return (sentence,)
    space = " " if language is Language.EN else ""
    parts: list[str] = []
    for piece in _COMMAS[language is not Language.EN].split(sentence):
        if parts and min(len(parts[-1]), len(piece)) < SHORTEST_PART[language]:
            parts[-1] += space + piece
        else:
            parts.append(piece)
    return tuple(parts)
