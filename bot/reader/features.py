"""What the heads look at: character n-grams, English words, and marks of what the entities and the surface show."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.reader import chars
from bot.reader.entities import EntityFinder, Found
from bot.reader.normalise import Derived, fold, model_form
from bot.reader.tokens import tokenise

LONGEST_GRAM = 4
ANALYSED_GRAMS = 600
"""Characters of the model form whose n-grams are counted."""

CONTEXT_MESSAGES = 3
_CONTEXT_CHARACTERS = 80
_TRAINED_KINDS_WITH_VALUE = frozenset({"topic", "asks_for_human", "safety"})


@dataclass(frozen=True)
class Occurrence:
    """One feature at one place of the model form; a mark of the whole message spans nothing."""

    name: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Analysed:
    """A message made ready for the heads.

    Attributes:
        text: the original.
        folded: what patterns saw.
        model: what the models see.
        found: entities, spans of `folded.text`.
        context: earlier (role, model form) pairs, oldest first.
    """

    text: str
    folded: Derived
    model: Derived
    found: tuple[Found, ...]
    context: tuple[tuple[str, str], ...] = ()


def analyse(text: str, finder: EntityFinder, context: Sequence[tuple[str, str]] = ()) -> Analysed:
    """Normalise a message and find its entities."""
    folded = fold(text)
    earlier = tuple((role, model_form(fold(said[:_CONTEXT_CHARACTERS])).text) for role, said in context[-CONTEXT_MESSAGES:])
    return Analysed(text, folded, model_form(folded), finder.find(folded.text), earlier)


def analyse_words(text: str) -> Analysed:
    """Normalise a text by itself, without looking for entities: what it says and not what it names."""
    folded = fold(text)
    return Analysed(text, folded, model_form(folded), ())


def gram_occurrences(model: str) -> Iterable[Occurrence]:
    """Character n-grams with the two ends marked by a space."""
    padded = f" {model[:ANALYSED_GRAMS]} "
    last = len(padded) - 2
    for start in range(len(padded)):
        for length in range(1, LONGEST_GRAM + 1):
            end = start + length
            if end > len(padded):
                break
            gram = padded[start:end]
            if gram != " ":
                yield Occurrence(gram, max(0, start - 1), min(last, end - 1))


def word_occurrences(model: str) -> Iterable[Occurrence]:
    """English words and pairs of neighbouring words."""
    words = [token for token in tokenise(model[:ANALYSED_GRAMS]) if chars.is_latin(token.text[0])]
    for place, word in enumerate(words):
        yield Occurrence("w:" + word.text, word.start, word.end)
        if place + 1 < len(words):
            after = words[place + 1]
            if after.start - word.end <= 1:
                yield Occurrence(f"w:{word.text} {after.text}", word.start, after.end)


def mark_occurrences(analysed: Analysed) -> Iterable[Occurrence]:
    """Marks of entities and of the surface, each once, an entity's at the place where it is first found."""
    seen: set[str] = set()
    for item in analysed.found:
        name = _mark(item)
        if name not in seen:
            seen.add(name)
            yield Occurrence("k:" + name, *_place(item, analysed))
    for name in _surface_marks(analysed):
        yield Occurrence("s:" + name)


def context_occurrences(analysed: Analysed) -> Iterable[Occurrence]:
    """Pairs of characters of what was said before, by who said it; the latest message also by itself."""
    for distance, (role, said) in enumerate(reversed(analysed.context)):
        prefix = ("c:" if role == "customer" else "a:") if distance else ("c0" if role == "customer" else "a0")
        for place in range(len(said) - 1):
            pair = said[place : place + 2]
            yield Occurrence("x:" + pair)
            yield Occurrence(prefix + pair)
    yield Occurrence("x:none" if not analysed.context else "x:some")


def surface(analysed: Analysed) -> tuple[float, ...]:
    """Numbers for the strength of a temperament: marks, capitals, pictures, length, rough words."""
    text = analysed.folded.text
    kinds = [item.kind for item in analysed.found]
    return (
        math.log1p(text.count("!")),
        math.log1p(text.count("?")),
        _capital_share(analysed.text),
        math.log1p(sum(1 for character in text if chars.is_emoji(character))),
        math.log1p(len(text)) / 4,
        float(kinds.count("abuse") > 0),
        float(kinds.count("profanity") > 0),
        float(kinds.count("insult") > 0),
        float(kinds.count("threat") + kinds.count("regulator") + kinds.count("court") + kinds.count("media") > 0),
        float(kinds.count("fraud") > 0),
        float(kinds.count("repeated") > 0),
        math.log1p(text.count("\n")),
    )


def _place(item: Found, analysed: Analysed) -> tuple[int, int]:
    """Where an entity stands in the model form; (0, 0) beyond what the models see."""
    start, end = analysed.folded.original(item.start, item.end)
    first, last = bisect_left(analysed.model.starts, start), bisect_left(analysed.model.starts, end)
    return (first, last) if last > first else (0, 0)


def _mark(item: Found) -> str:
    return f"{item.kind}:{item.value}" if item.kind in _TRAINED_KINDS_WITH_VALUE else item.kind


def _surface_marks(analysed: Analysed) -> Iterable[str]:
    text = analysed.folded.text
    exclaims, questions = text.count("!"), text.count("?")
    checks = (
        ("exclaims", exclaims >= 1),
        ("exclaims3", exclaims >= 3),
        ("questions", questions >= 1),
        ("questions2", questions >= 2),
        ("capitals", _capital_share(analysed.text) > 0.3),
        ("emoji", any(chars.is_emoji(character) for character in text)),
        ("brief", len(text) <= 5),
        ("long", len(text) >= 60),
        ("burst", "\n" in text),
        ("dots", "..." in text or "…" in text),
        ("tilde", "~" in text),
        ("han", any(chars.is_han(character) for character in text)),
    )
    return (name for name, holds in checks if holds)


def _capital_share(text: str) -> float:
    letters = [character for character in text[:1000] if character.isascii() and character.isalpha()]
    return sum(1 for character in letters if character.isupper()) / len(letters) if len(letters) >= 8 else 0.0
