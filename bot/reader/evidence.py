"""Which words of the original speak for a temperament."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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

MOST_RUNS = 3
LEAST_SHARE = 0.15
"""A further run must weigh at least this share of the first."""

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
_DRAG, _STRONG_DRAG = 0.12, 0.3
"""Share of the strongest token that each token must earn, so that spans do not creep; the second for the very core."""


@dataclass(frozen=True)
class Step:
    """Words that may be shown for a label, and what they add to its log-odds as far as the sum tells."""

    spans: tuple[Evidence, ...]
    added: float

    @property
    def length(self) -> int:
        """Code points under the spans."""
        return sum(span.end - span.start for span in self.spans)


def evidence_ladder(
    analysed: Analysed, scores: Scores, weights: FloatArray, calibration: Calibration, temperament: Temperament
) -> tuple[Step, ...]:
    """Spans of the original that may be shown for a label, from the fewest words to the most.

    Both views are linear, so a label's log-odds are a sum over places of the text: what each character adds is known
    from the same pass that gave the label. Steps are the core of the run of tokens inside a clause that adds most, the
    whole run, two such runs, and up to three grown to the ends of their clauses. Spans stand in the order of the
    text.

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
    cores, runs = (_best_runs(tokens, breaks, sums, drag) for drag in (_STRONG_DRAG, _DRAG))
    grown = [_rounded(tokens, breaks, run) for run in runs]
    steps = (cores[:1], runs[:1], runs[:2], grown[:1], grown[:2], grown)
    made = {}
    for chosen in steps:
        joined = _joined(chosen)
        spans = tuple(item for item in (_evidence(analysed, tokens, run, temperament) for run in joined) if item is not None)
        if spans:
            made[spans] = sum(sum(sums[first:last]) for first, last in joined)
    return tuple(sorted((Step(*item) for item in made.items()), key=lambda step: (step.length, step.spans[0].start)))


def _joined(runs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Runs of tokens in order, those that touch or overlap made one."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(runs):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


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


def _best_runs(tokens: Sequence[Token], breaks: Sequence[bool], scores: Sequence[float], drag: float) -> list[tuple[int, int]]:
    """Up to `MOST_RUNS` runs of tokens that add most, the strongest first; the first clause when no word stands out."""
    runs: list[tuple[int, int]] = []
    left, strongest = list(scores), 0.0
    for _ in range(MOST_RUNS):
        run, weight = _best_span(tokens, breaks, left, drag)
        if run is None or (runs and weight < LEAST_SHARE * strongest):
            break
        strongest = weight if not runs else strongest
        runs.append(run)
        left[run[0] : run[1]] = [-weight] * (run[1] - run[0])
    return runs or [_first_clause(tokens, breaks)]


def _best_span(
    tokens: Sequence[Token], breaks: Sequence[bool], scores: Sequence[float], share: float
) -> tuple[tuple[int, int] | None, float]:
    """The run of tokens inside one clause that weighs most after the drag."""
    strongest = max(scores)
    if strongest <= 0:
        return None, 0.0
    drag = share * strongest
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
