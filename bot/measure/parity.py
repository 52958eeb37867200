"""Whether both scripts of Chinese are read alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import opencc

from bot.desk.message import Language
from bot.measure.figures import LABELS, Answers, mean_f1, score
from bot.measure.intervals import DRAWS, SEED, Interval, drawn_rates, interval, macro

_CONFIGURATIONS = {Language.ZH_HANS: "t2s", Language.ZH_HANT: "s2t"}


@dataclass(frozen=True)
class Difference:
    """Macro-F1 of Simplified messages less that of Traditional ones.

    Attributes:
        labels: the labels whose F1 the means are of.
        value: the difference, -1..1.
        interval: its 95 % interval, each script drawn anew by itself.
    """

    labels: tuple[str, ...]
    value: float
    interval: Interval


@dataclass(frozen=True)
class Conversion:
    """What became of the labels of Chinese messages when their characters were converted.

    Attributes:
        messages: how many messages.
        same_both: share of them with one set of labels as written, in Simplified and in Traditional characters.
        same_simplified: share of them whose set is the same as written and in Simplified characters.
        same_traditional: the same for Traditional ones.
    """

    messages: int
    same_both: float
    same_simplified: float
    same_traditional: float


def difference(simplified: Answers, traditional: Answers, *, seed: int = SEED, draws: int = DRAWS) -> tuple[Difference, ...]:
    """The difference over all five labels, and, where they are fewer, over those that hold somewhere in both scripts.

    A label without any example in one script has an F1 of 0 there and says nothing about reading.
    """
    first, second = score(simplified), score(traditional)
    both = tuple(name for name in LABELS if first.rows[name].support and second.rows[name].support)
    drawn = [drawn_rates(answers, seed=seed + place, draws=draws) for place, answers in enumerate((simplified, traditional))]
    return tuple(
        Difference(
            names,
            round(mean_f1(first.rows, names) - mean_f1(second.rows, names), 4),
            interval(macro(drawn[0], names) - macro(drawn[1], names)),
        )
        for names in dict.fromkeys((LABELS, both))
        if names
    )


def conversion(label_sets: Sequence[tuple[frozenset[str], frozenset[str], frozenset[str]]]) -> Conversion | None:
    """Shares of messages that keep their labels; None without messages.

    Args:
        label_sets: of each message the labels as written, in Simplified and in Traditional characters.
    """
    if not label_sets:
        return None
    count = len(label_sets)
    return Conversion(
        count,
        sum(written == simplified == traditional for written, simplified, traditional in label_sets) / count,
        sum(written == simplified for written, simplified, _ in label_sets) / count,
        sum(written == traditional for written, _, traditional in label_sets) / count,
    )


def converted(text: str, script: Language) -> str:
    """A text with its characters in the other script, by OpenCC; words stay as they are.

    Raises:
        KeyError: `script` is no script of Chinese.
    """
    done: str = _converter(_CONFIGURATIONS[script]).convert(text)
    return done


@lru_cache(maxsize=2)
def _converter(configuration: str) -> opencc.OpenCC:
    return opencc.OpenCC(configuration)
