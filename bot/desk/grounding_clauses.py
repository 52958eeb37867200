"""A reply clause by clause, and a place where one says what is not so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.desk.grounding_statements import denies
from bot.desk.grounding_things import Thing, things_in
from bot.desk.grounding_words import is_question, says_yes
from bot.desk.reply import ReplyReading


@dataclass(frozen=True)
class Clause:
    """A clause of a reply.

    Attributes:
        start: first code point in the reply.
        end: one past its last.
        words: in plain form.
        after: the clause that follows in the same sentence; "" for none.
        sentence: the whole sentence.
    """

    start: int
    end: int
    words: str
    after: str
    sentence: str

    @cached_property
    def things(self) -> tuple[Thing, ...]:
        """The things it names."""
        return things_in(self.words)

    @cached_property
    def claim(self) -> str:
        """The words that say yes or no: its own, with those of the next clause where its own say neither."""
        return self.words if denies(self.words) or says_yes(self.words) or not self.after else f"{self.words}，{self.after}"

    @cached_property
    def holds(self) -> bool:
        """Whether it says yes."""
        return not denies(self.claim)


@dataclass(frozen=True)
class Untrue:
    """A place where a reply says what is not so or not known.

    Attributes:
        start: first code point.
        end: one past the last.
        fact: name of the fact that says otherwise; "" for none.
        known: its words.
        promise: whether it is a promise rather than a statement.
    """

    start: int
    end: int
    fact: str = ""
    known: str = ""
    promise: bool = False


_BREAK = re.compile(
    r"[，。；！？;!?\n]|,(?!\d)|\.(?=\s|$)|:(?!\d)|\s(?:but|however|though|although|while|whereas)\s|"
    r"但是?|不过(?!期)|可是|而(?=[不是])"
)


def clauses_of(reply: ReplyReading, words: str) -> Iterator[Clause]:
    """The clauses of each sentence that states something.

    Args:
        reply: the reply.
        words: its text in plain form.
    """
    for sentence in reply.sentences:
        whole = words[sentence.start : sentence.end]
        if is_question(whole):
            continue
        spans: list[tuple[int, int]] = []
        first = sentence.start
        for mark in _BREAK.finditer(words, sentence.start, sentence.end):
            spans.append((first, mark.start()))
            first = mark.end()
        spans.append((first, sentence.end))
        spans = [(start, end) for start, end in spans if words[start:end].strip()]
        spans = list(_with_topics(spans, words))
        for place, (start, end) in enumerate(spans):
            after = words[slice(*spans[place + 1])] if place + 1 < len(spans) else ""
            yield Clause(start, end, _TOPIC.sub("  ，", words[start:end]), after, whole)


_TOPIC = re.compile(r"的话(?:[，,]|$)")
_IF = re.compile(r"如果|要是|若|假如|万一")


def _with_topics(spans: list[tuple[int, int]], words: str) -> Iterator[tuple[int, int]]:
    """The spans with what only names a topic ("X的话", "X方面") joined to what is said of it."""
    held: int | None = None
    for start, end in spans:
        clause = words[start:end]
        if _NAMING.search(clause) and not _IF.search(clause) and len(clause) < 24:
            held = start if held is None else held
            continue
        yield (start if held is None else held), end
        held = None


_NAMING = re.compile(r"(?:的话|方面|的部分|这块|[这那]一?点|至于.*|嘛)\s*$|^\s*(?:as for|as to|regarding) ")
