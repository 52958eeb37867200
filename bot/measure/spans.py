"""How well evidence points at what a person would point at, and whether the reading rests on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.reader.tokens import tokenise

Span = tuple[int, int]


def tokens_of(text: str) -> tuple[Span, ...]:
    """Places of the reader's tokens in an original text (one Han character is one token), without white space.

    Letters count as small ones, one by one, so that every place is one of the original.
    """
    small = "".join(_small(character) for character in text)
    return tuple((token.start, token.end) for token in tokenise(small) if not token.text.isspace())


def covered(tokens: Sequence[Span], spans: Iterable[Span]) -> frozenset[int]:
    """Numbers of the tokens that any span touches."""
    listed = tuple(spans)
    return frozenset(
        number for number, (start, end) in enumerate(tokens) if any(first < end and start < last for first, last in listed)
    )


def overlap_f1(text: str, wanted: Iterable[Span], given: Iterable[Span]) -> float:
    """F1 of the tokens under the given spans against those under the wanted ones, 0..1.

    Source: the token F1 of rationales, DeYoung and others (2020), section 4.1.
    """
    tokens = tokens_of(text)
    first, second = covered(tokens, wanted), covered(tokens, given)
    total = len(first) + len(second)
    return 2 * len(first & second) / total if total else 0.0


def span_share(text: str, spans: Iterable[Span]) -> float:
    """Share of a text's code points that lie under a span, 0..1; 0 for an empty text."""
    return len(_places(spans)) / len(text) if text else 0.0


def without(text: str, spans: Iterable[Span]) -> str:
    """The text with the spans cut out."""
    gone = _places(spans)
    return "".join(character for place, character in enumerate(text) if place not in gone)


def _places(spans: Iterable[Span]) -> frozenset[int]:
    return frozenset(place for start, end in spans for place in range(start, end))


def _small(character: str) -> str:
    lower = character.lower()
    return lower if len(lower) == 1 else character
