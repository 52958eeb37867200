"""Which words of the original speak for a temperament."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.desk.reading import Evidence, Temperament
from bot.reader import chars
from bot.reader.calibration import Calibration
from bot.reader.features import Analysed
from bot.reader.heads import Scores
from bot.reader.ngrams import Placed
from bot.reader.tokens import Token, tokenise
from bot.reader.transformer import LABELS, Pass

FloatArray = NDArray[np.float64]

LONGEST_SPAN = 14
"""Tokens of one span."""

SECOND_SPAN = 0.5
"""A second span is given when it weighs at least this share of the first."""

_ROUNDING = 4
"""Tokens by which a span may grow to reach the end of its clause."""

_SMALL_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "and",
        "is",
        "it",
        "with",
        "on",
        "in",
        "at",
        "for",
        "or",
        "but",
        "that",
        "so",
        "as",
        "by",
        "be",
        "was",
    ]
)
_DRAG = 0.12
"""Share of the strongest token that each token must earn, so that spans do not creep."""


def find_evidence(
    analysed: Analysed, scores: Scores, weights: FloatArray, calibration: Calibration, temperament: Temperament
) -> tuple[Evidence, ...]:
    """One or two spans of the original text, in the order of the text.

    Both views are linear, so a label's log-odds are a sum over places of the text: what each character adds is known
    from the same pass that gave the label.

    Args:
        analysed: the message.
        scores: what the heads said of it.
        weights: weights of the n-gram heads, shape (features, labels).
        calibration: how the two views of this label are weighed.
        temperament: the label to be shown.
    """
    model = analysed.model.text
    tokens = tokenise(model)
    if not tokens:
        return ()
    label = LABELS.index(temperament.value)
    marks = calibration.grams * _character_scores(len(model), scores.placed, weights[:, label])
    if scores.seen is not None:
        marks += calibration.meaning * _piece_scores(len(model), scores.seen, label)
    breaks = _clause_breaks(model, tokens)
    sums = [float(np.sum(marks[token.start : token.end])) for token in tokens]
    spans = [_rounded(tokens, breaks, span) for span in _best_spans(tokens, breaks, sums)]
    made = (_evidence(analysed, tokens, span, temperament) for span in sorted(dict.fromkeys(spans)))
    return tuple(item for item in made if item is not None)


def _character_scores(length: int, placed: Placed, weights: FloatArray) -> FloatArray:
    """What each character adds to the score: a feature's share spread over the places where it stands."""
    marks = np.zeros(length + 1, dtype=np.float64)
    for column, value, places in zip(placed.columns, placed.values, placed.places, strict=True):
        if column >= len(weights):
            continue
        share = float(value) * float(weights[column]) / len(places)
        for start, end in places:
            if end > start:
                marks[start:end] += share / (end - start)
    return marks[:length]


def _piece_scores(length: int, seen: Pass, label: int) -> FloatArray:
    """What each character adds to the encoder's score: a piece's share spread over its characters."""
    marks = np.zeros(length, dtype=np.float64)
    for (start, end), share in zip(seen.spans, seen.shares[:, label], strict=True):
        if end > start:
            marks[start:end] += float(share) / (end - start)
    return marks


def _best_spans(tokens: Sequence[Token], breaks: Sequence[bool], scores: Sequence[float]) -> list[tuple[int, int]]:
    first, weight = _best_span(tokens, breaks, scores)
    if first is None:
        return [_first_clause(tokens, breaks)]
    taken = range(max(0, first[0] - _ROUNDING), first[1] + _ROUNDING)
    rest = [-weight if place in taken else score for place, score in enumerate(scores)]
    second, second_weight = _best_span(tokens, breaks, rest)
    return [first, second] if second is not None and second_weight >= SECOND_SPAN * weight else [first]


def _best_span(tokens: Sequence[Token], breaks: Sequence[bool], scores: Sequence[float]) -> tuple[tuple[int, int] | None, float]:
    """The run of tokens inside one clause that weighs most after the drag."""
    strongest = max(scores)
    if strongest <= 0:
        return None, 0.0
    drag = _DRAG * strongest
    best: tuple[int, int] | None = None
    best_weight = 0.0
    for start in range(len(tokens)):
        if chars.is_sentence_mark(tokens[start].text):
            continue
        weight = 0.0
        for end in range(start, min(len(tokens), start + LONGEST_SPAN)):
            if chars.is_sentence_mark(tokens[end].text) or (breaks[end] and end > start):
                break
            weight += scores[end] - drag
            if weight > best_weight:
                best, best_weight = (start, end + 1), weight
    return best, best_weight


def _evidence(analysed: Analysed, tokens: Sequence[Token], span: tuple[int, int], temperament: Temperament) -> Evidence | None:
    first, last = _whole_words(tokens, span)
    start, end = analysed.model.original(tokens[first].start, tokens[last - 1].end)
    while end > start and analysed.text[end - 1].isspace():
        end -= 1
    while end > start and analysed.text[start].isspace():
        start += 1
    return Evidence(temperament, start, end, analysed.text[start:end]) if end > start else None


def _clause_breaks(model: str, tokens: Sequence[Token]) -> list[bool]:
    """Whether a clause begins at each token: after a mark, and where Chinese writers put a space instead of one."""
    breaks = []
    for place, token in enumerate(tokens):
        before = tokens[place - 1] if place else None
        spaced = before is not None and token.start > before.end and (_is_han(before) or _is_han(token))
        breaks.append(before is None or chars.is_sentence_mark(before.text) or spaced)
    return breaks


def _first_clause(tokens: Sequence[Token], breaks: Sequence[bool]) -> tuple[int, int]:
    """What is shown when no word stands out."""
    end = next((place for place in range(1, len(tokens)) if breaks[place]), len(tokens))
    return 0, min(end, LONGEST_SPAN)


def _rounded(tokens: Sequence[Token], breaks: Sequence[bool], span: tuple[int, int]) -> tuple[int, int]:
    """The span to the ends of its clause where they are near (words are not cut), without small words at the edges."""
    first, last = span
    if _is_han(tokens[first]):
        first = next((place for place in range(first, max(-1, first - _ROUNDING - 1), -1) if breaks[place]), first)
    if _is_han(tokens[last - 1]):
        last = next(
            (place for place in range(last, min(len(tokens), last + _ROUNDING) + 1) if _ends_clause(tokens, breaks, place)), last
        )
    while last - first > 1 and _is_small(tokens[first]):
        first += 1
    while last - first > 1 and _is_small(tokens[last - 1]):
        last -= 1
    return first, last


def _ends_clause(tokens: Sequence[Token], breaks: Sequence[bool], place: int) -> bool:
    return place == len(tokens) or breaks[place] or chars.is_sentence_mark(tokens[place].text)


def _is_small(token: Token) -> bool:
    return token.text in _SMALL_WORDS or chars.is_mark(token.text[0])


def _is_han(token: Token) -> bool:
    return chars.is_han(token.text[0])


def _whole_words(tokens: Sequence[Token], span: tuple[int, int]) -> tuple[int, int]:
    """A single Han character takes its neighbour along: words are seldom one character."""
    first, last = span
    if last - first > 1 or not _is_han(tokens[first]):
        return first, last
    if last < len(tokens) and chars.is_han(tokens[last].text[0]):
        return first, last + 1
    if first > 0 and chars.is_han(tokens[first - 1].text[0]):
        return first - 1, last
    return first, last
