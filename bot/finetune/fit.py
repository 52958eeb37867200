"""Fine-tuning: the base encoder learns all its heads from our examples at once.

One thread (two are slower on the processors tried), mixed precision, lengths sorted within a stretch so that little is
padded. One example in `HOLD` (by hash of its text) is never learned from: calibration and thresholds are set on those.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from bot.finetune.heads import Errors, Head, Prepared
from bot.finetune.network import Encoder, pooled

Progress = Callable[[str], None]

BATCH = 16
DROPOUT = 0.1
SCALE = 4.0
"""The mean is multiplied by it before the heads, as its numbers are small; folded into the heads' weights afterwards."""

HEADS_FASTER = 10.0
WARM_UP = 0.06
OTHERS_SHARE = 0.5
"""Share of the examples not written in the shares of real messages that a pass sees, drawn anew for each pass."""

@dataclass(frozen=True)
class Settings:
    """How much is trained, how long and how fast.

    Attributes:
        epochs: passes over the examples.
        rate: peak rate.
        seed: of chance.
        layers: of the base, from the lowest, that the encoder has.
        frozen: lowest layers that stay as they are: what they know of the languages is more than our examples can teach.
        averaged: decay of the running average of the weights that is kept in the end; it generalises better than the last
            step. The fewer steps, the shorter it must be.
    """

    epochs: int = 2
    rate: float = 1.5e-4
    seed: int = 7
    layers: int = 12
    frozen: int = 4
    averaged: float = 0.998


def fit(
    encoder: Encoder, width: int, examples: Sequence[Prepared], heads: Sequence[Head], settings: Settings, tell: Progress
) -> nn.Linear:
    """Train the encoder in place; returns its heads, side by side in their order, on the mean as it is."""
    torch.manual_seed(settings.seed)
    chance = random.Random(settings.seed)  # noqa: S311
    errors = Errors(heads, examples)
    linear = nn.Linear(width, errors.width)
    nn.init.normal_(linear.weight, std=0.02)
    nn.init.zeros_(linear.bias)
    frozen = (encoder.ln, *encoder.layers[: settings.frozen])
    for value in (value for part in frozen for value in part.parameters()):
        value.requires_grad = False
    learned = [value for value in encoder.parameters() if value.requires_grad]
    rates = (settings.rate, settings.rate * HEADS_FASTER)
    optimiser = torch.optim.AdamW([{"params": learned}, {"params": linear.parameters()}], lr=settings.rate, weight_decay=0.01)
    average = _Average([*learned, *linear.parameters()], settings.averaged)
    passes = [_one_pass(examples, chance) for _ in range(settings.epochs)]
    total = sum(map(len, passes))
    began, step = time.monotonic(), 0
    encoder.train()
    for epoch, made in enumerate(passes):
        losses = []
        for batch in made:
            pace = min(1.0, (step + 1) / (WARM_UP * total)) * (1 - step / total)
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * pace
            loss = _loss(encoder, linear, batch, errors)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(learned, 1.0)
            optimiser.step()
            step += 1
            average.take(step)
            losses.append(float(loss.detach()))
            if step % 100 == 0:
                left = (time.monotonic() - began) / step * (total - step) / 60
                shown = float(np.mean(losses[-100:]))
                tell(f"pass {epoch + 1} of {settings.epochs}, step {step} of {total}, loss {shown:.3f}, {left:.1f} min left")
    average.put()
    with torch.no_grad():
        linear.weight.mul_(SCALE)
    encoder.eval()
    return linear


class _Average:
    """A running average of weights, young at first so that the beginning is forgotten."""

    def __init__(self, weights: Sequence[torch.Tensor], decay: float) -> None:
        self._decay = decay
        self._weights = list(weights)
        self._means = [value.detach().clone() for value in self._weights]

    def take(self, step: int) -> None:
        """Take in the weights after a step, the first being 1."""
        kept = min(self._decay, (1 + step) / (10 + step))
        for mean, value in zip(self._means, self._weights, strict=True):
            mean.lerp_(value.detach(), 1 - kept)

    def put(self) -> None:
        """Put the average in the place of the weights."""
        with torch.no_grad():
            for mean, value in zip(self._means, self._weights, strict=True):
                value.copy_(mean)


def _one_pass(examples: Sequence[Prepared], chance: random.Random) -> list[list[Prepared]]:
    """Batches of every natural example and a share of the others."""
    natural = [example for example in examples if example.natural]
    others = [example for example in examples if not example.natural]
    seen = natural + chance.sample(others, round(len(others) * OTHERS_SHARE))
    return [[seen[place] for place in batch] for batch in batches(seen, chance)]


def batches(examples: Sequence[Prepared], chance: random.Random) -> list[list[int]]:
    """Places of the examples in batches of like length, in an order of chance."""
    order = list(range(len(examples)))
    chance.shuffle(order)
    made = []
    stretch = BATCH * 40
    for start in range(0, len(order), stretch):
        part = sorted(order[start : start + stretch], key=lambda place: len(examples[place].numbers))
        made += [part[first : first + BATCH] for first in range(0, len(part), BATCH)]
    chance.shuffle(made)
    return made


def padded(examples: Sequence[Prepared], filler: int = 1) -> tuple[torch.Tensor, torch.Tensor]:
    """Numbers (texts, pieces) and mask of the same shape."""
    longest = max(len(example.numbers) for example in examples)
    numbers = torch.full((len(examples), longest), filler, dtype=torch.long)
    mask = torch.zeros(len(examples), longest)
    for place, example in enumerate(examples):
        numbers[place, : len(example.numbers)] = torch.tensor(example.numbers)
        mask[place, : len(example.numbers)] = 1.0
    return numbers, mask


def _loss(encoder: Encoder, linear: nn.Linear, batch: Sequence[Prepared], errors: Errors) -> torch.Tensor:
    numbers, mask = padded(batch)
    with torch.autocast("cpu", torch.bfloat16):
        states = encoder(numbers, mask, DROPOUT)
    return errors.of(linear(functional.dropout(pooled(states.float(), mask) * SCALE, DROPOUT)), batch)
