"""The encoder as a trainable network: up to twelve layers of self-attention, mean pooling, linear heads on the mean.

Source: Devlin et al. (2019); Wang et al. (2024), "Multilingual E5 Text Embeddings". Because the heads are linear and the
pooling is a mean, a label's score is a sum of what each piece adds: evidence comes out of the same pass.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from bot.finetune.weights import BaseWeights, Shape


class Layer(nn.Module):
    """One layer: attention over the pieces, then two dense ones, each added to what came in and normalised."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.q, self.k, self.v, self.ao = (nn.Linear(shape.width, shape.width) for _ in range(4))
        self.fi = nn.Linear(shape.width, shape.inner)
        self.fo = nn.Linear(shape.inner, shape.width)
        self.aln = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.oln = nn.LayerNorm(shape.width, eps=shape.epsilon)

    def forward(self, states: torch.Tensor, bias: torch.Tensor, drop: float) -> torch.Tensor:
        """States (texts, pieces, width) and bias (texts, 1, 1, pieces), a large negative number where there is no piece."""
        texts, pieces, width = states.shape
        split = (texts, pieces, self.heads, width // self.heads)
        query, key, value = (part(states).view(split).transpose(1, 2) for part in (self.q, self.k, self.v))
        scores = query @ key.transpose(-1, -2) / (width // self.heads) ** 0.5 + bias
        mixed = (torch.softmax(scores, dim=-1) @ value).transpose(1, 2).reshape(texts, pieces, width)
        states = self.aln(states + functional.dropout(self.ao(mixed), drop, self.training))
        inner = self.fo(functional.gelu(self.fi(states)))
        result: torch.Tensor = self.oln(states + functional.dropout(inner, drop, self.training))
        return result


class Encoder(nn.Module):
    """Numbers of pieces in, states of pieces out."""

    def __init__(self, weights: BaseWeights, kept: Sequence[int], layers: int) -> None:
        super().__init__()
        shape = weights.shape
        self.word = nn.Embedding.from_pretrained(torch.from_numpy(weights.tensors["emb.word"][np.array(kept)]), freeze=True)
        places = weights.tensors["emb.pos"] + weights.tensors["emb.type"][0]
        self.position = nn.Embedding.from_pretrained(torch.from_numpy(places), freeze=True)
        self.ln = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(min(layers, shape.layers)))
        with torch.no_grad():
            self.ln.weight.copy_(torch.from_numpy(weights.tensors["emb.ln.w"]))
            self.ln.bias.copy_(torch.from_numpy(weights.tensors["emb.ln.b"]))
            for place, layer in enumerate(self.layers):
                for name in ("q", "k", "v", "ao", "fi", "fo", "aln", "oln"):
                    part = getattr(layer, name)
                    part.weight.copy_(torch.from_numpy(weights.tensors[f"l{place}.{name}.w"]))
                    part.bias.copy_(torch.from_numpy(weights.tensors[f"l{place}.{name}.b"]))

    def forward(self, numbers: torch.Tensor, mask: torch.Tensor, drop: float = 0.0) -> torch.Tensor:
        """States (texts, pieces, width) for numbers and mask (texts, pieces), the mask 1.0 where there is a piece."""
        places = torch.arange(numbers.shape[1], device=numbers.device)
        states = functional.dropout(self.ln(self.word(numbers) + self.position(places)), drop, self.training)
        bias = ((mask - 1.0) * 1e4)[:, None, None, :]
        for layer in self.layers:
            states = layer(states, bias, drop)
        return states


def pooled(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Mean over the pieces, shape (texts, width)."""
    weights = mask[:, :, None]
    return (states * weights).sum(1) / weights.sum(1)
