"""Which pieces the encoder keeps: those of Chinese and English, and all that our own examples are cut into."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.finetune.weights import BaseWeights
from bot.reader.pieces import LONGEST, SPACE, Pieces

LIKELY = -12.0
"""Log-probability from which a piece of Latin letters is kept though no example has it."""

_LATIN = re.compile(r"[A-Za-z'’]+")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_OTHER = re.compile(
    r"[0-9\u0021-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007e"
    r"\u2010-\u2bff\u3000-\u303f\uff00-\uffef\U0001f000-\U0001faff]+"
)


def kept_pieces(weights: BaseWeights, texts: Iterable[str], *, simplified: Iterable[str]) -> list[int]:
    """Numbers of the pieces to keep, ascending, the special ones first.

    Args:
        weights: the base weights.
        texts: our examples in the form that the encoder sees.
        simplified: each piece of the base in Simplified characters, in order: what changes is never seen.
    """
    listed = list(zip(weights.pieces, weights.scores.tolist(), strict=True))
    whole = Pieces.of(listed, begin=weights.begin, end=weights.end, unknown=weights.unknown)
    seen = {number for text in texts for number in whole.cut(text, 512).numbers}
    likely = {
        number
        for number, (piece, score, same) in enumerate(zip(weights.pieces, weights.scores, simplified, strict=True))
        if piece == same and len(piece) <= LONGEST and _belongs(piece.replace(SPACE, ""), float(score))
    }
    return sorted(seen | likely | {0, 1, 2, 3})


def _belongs(word: str, score: float) -> bool:
    if not word:
        return True
    if _LATIN.fullmatch(word):
        return score > LIKELY or len(word) <= 2
    return bool(_HAN.fullmatch(word) or _OTHER.fullmatch(word))
