"""From the trained network to the file that is served: ONNX, fused, eight bits."""

from __future__ import annotations

import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.optimizer import optimize_model
from torch import nn
from torch.nn import functional

from bot.finetune.network import Encoder, Layer
from bot.finetune.weights import Shape

OPSET = 17


class _ServedLayer(nn.Module):
    """A layer for one text: query, key and value in one product, the scale folded into the query."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        self.layer = layer
        width = layer.q.out_features
        self.heads, self.part = layer.heads, width // layer.heads
        scale = self.part**-0.5
        self.qkv = nn.Linear(width, 3 * width)
        with torch.no_grad():
            self.qkv.weight.copy_(torch.cat([layer.q.weight * scale, layer.k.weight, layer.v.weight]))
            self.qkv.bias.copy_(torch.cat([layer.q.bias * scale, layer.k.bias, layer.v.bias]))

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        parts = self.qkv(states).view(1, -1, 3 * self.heads, self.part).transpose(1, 2)
        query, key, value = parts.split(self.heads, dim=1)
        mixed = torch.softmax(query @ key.transpose(-1, -2), dim=-1) @ value
        states = self.layer.aln(states + self.layer.ao(mixed.transpose(1, 2).reshape(1, -1, self.heads * self.part)))
        result: torch.Tensor = self.layer.oln(states + self.layer.fo(functional.gelu(self.layer.fi(states))))
        return result


class _Served(nn.Module):
    """The encoder for one text, without padding: numbers (1, pieces) in, states (1, pieces, width) out."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.word, self.position, self.ln = encoder.word, encoder.position, encoder.ln
        self.layers = nn.ModuleList(_ServedLayer(layer) for layer in encoder.layers)

    def forward(self, numbers: torch.Tensor) -> torch.Tensor:
        places = torch.arange(numbers.shape[1], device=numbers.device)
        states = self.ln(self.word(numbers) + self.position(places))
        for layer in self.layers:
            states = layer(states)
        return states


def export(encoder: Encoder, shape: Shape, path: Path) -> None:
    """Write the eight-bit file: input "numbers" (1, pieces) int64, output "states" (1, pieces, width) float32."""
    encoder.eval()
    with tempfile.TemporaryDirectory() as folder:
        whole, fused = Path(folder) / "whole.onnx", Path(folder) / "fused.onnx"
        torch.onnx.export(
            _Served(encoder),
            (torch.tensor([[0, 5, 6, 7, 2]]),),
            str(whole),
            input_names=["numbers"],
            output_names=["states"],
            dynamic_axes={"numbers": {1: "pieces"}, "states": {1: "pieces"}},
            opset_version=OPSET,
            dynamo=False,
        )
        model = optimize_model(str(whole), model_type="bert", num_heads=shape.heads, hidden_size=shape.width, opt_level=1)
        model.save_model_to_file(str(fused))
        quantize_dynamic(
            str(fused),
            str(path),
            op_types_to_quantize=["MatMul", "Gather"],
            per_channel=True,
            weight_type=QuantType.QInt8,
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT, "MatMulConstBOnly": True},
        )
