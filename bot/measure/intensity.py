"""Whether the strength of a temperament was read right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CONSTANT = 2
"""What one would say of every label without looking: clear."""


@dataclass(frozen=True)
class Agreement:
    """Strengths read against strengths labelled, both 1..3.

    Attributes:
        count: how many pairs.
        exact: share that agree.
        two_apart: share where one says slight and the other extreme.
    """

    count: int
    exact: float
    two_apart: float


def agreement(wanted: Sequence[int], read: Sequence[int]) -> Agreement | None:
    """Shares of pairs that agree and that lie two apart; None without pairs.

    Raises:
        ValueError: the two differ in length.
    """
    apart = [abs(one - other) for one, other in zip(wanted, read, strict=True)]
    if not apart:
        return None
    return Agreement(len(apart), apart.count(0) / len(apart), apart.count(2) / len(apart))


def constant_agreement(wanted: Sequence[int]) -> Agreement | None:
    """What saying `CONSTANT` of every label would come to; None without labels."""
    return agreement(wanted, [CONSTANT] * len(wanted))
