"""Heads of an encoder as data: what each is asked, how much its error counts, and what is wrong with its answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.nn import functional

LABELS, STRENGTHS, CHOICE = "labels", "strengths", "choice"

HEAVIEST = 3.0
"""Largest weight of a rare label's positives: the root of negatives over positives, capped."""

MIDDLE = 2.0
"""What a strength is taken from, so that its scores lie around zero while they are learned."""


@dataclass(frozen=True)
class Head:
    """One linear head.

    Attributes:
        kind: LABELS (any number of them hold), STRENGTHS (0 where there is none, else a number) or CHOICE (one holds).
        names: of its outputs.
        shares: how much the error of each counts; of a CHOICE and of STRENGTHS one number for all.
    """

    kind: str
    names: tuple[str, ...]
    shares: tuple[float, ...]

    @classmethod
    def of(cls, held: Mapping[str, Any]) -> Head:
        """From JSON."""
        return cls(str(held["kind"]), tuple(held["names"]), tuple(map(float, held["shares"])))


@dataclass(frozen=True)
class Prepared:
    """One example, ready.

    Attributes:
        numbers: its pieces.
        targets: what each head should answer: 0 or 1 for each label, a number for each strength, the place of a choice.
        emphasis: how much its error counts for each label; empty when all count alike.
        natural: whether it was written in the shares of real messages.
    """

    numbers: tuple[int, ...]
    targets: tuple[tuple[float, ...], ...]
    emphasis: tuple[float, ...]
    natural: bool


class Errors:
    """The error of all heads over a batch, after what the examples hold."""

    def __init__(self, heads: Sequence[Head], examples: Sequence[Prepared]) -> None:
        self._heads = tuple(heads)
        self._heavier = [_heavier(place, examples) if head.kind == LABELS else None for place, head in enumerate(heads)]

    @property
    def width(self) -> int:
        """Outputs of all heads together."""
        return sum(len(head.names) for head in self._heads)

    def of(self, scores: torch.Tensor, batch: Sequence[Prepared]) -> torch.Tensor:
        """Sum of the heads' errors; `scores` (texts, width) in the order of the heads."""
        total = torch.zeros(())
        start = 0
        for place, head in enumerate(self._heads):
            own = scores[:, start : start + len(head.names)]
            truth = torch.tensor([example.targets[place] for example in batch])
            if head.kind == LABELS:
                total = total + self._of_labels(head, place, own, truth, batch)
            elif head.kind == STRENGTHS:
                held = (truth > 0).float()
                off = (own + MIDDLE - truth) ** 2 * held
                total = total + head.shares[0] * off.sum() / held.sum().clamp(min=1.0)
            else:
                total = total + head.shares[0] * functional.cross_entropy(own, truth[:, 0].long())
            start += len(head.names)
        return total

    def _of_labels(
        self, head: Head, place: int, scores: torch.Tensor, truth: torch.Tensor, batch: Sequence[Prepared]
    ) -> torch.Tensor:
        surprise = functional.binary_cross_entropy_with_logits(scores, truth, pos_weight=self._heavier[place], reduction="none")
        surprise = surprise * torch.tensor(head.shares)
        if batch[0].emphasis:
            surprise = surprise * torch.tensor([example.emphasis for example in batch])
        result: torch.Tensor = surprise.sum(dim=1).mean()
        return result


def _heavier(place: int, examples: Sequence[Prepared]) -> torch.Tensor:
    shares = np.array([example.targets[place] for example in examples]).mean(axis=0).clip(1e-4, 1 - 1e-4)
    return torch.tensor(np.sqrt((1 - shares) / shares).clip(1.0, HEAVIEST), dtype=torch.float32)
