"""From the trained network to the file that is served: ONNX, fused, eight bits."""

from __future__ import annotations

import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.optimizer import optimize_model

from bot.finetune.network import Encoder
from bot.finetune.weights import Shape

OPSET = 17


class _Served(torch.nn.Module):
    """The encoder for one or more texts; where there is no piece, the number is that of padding and the mask 0."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, numbers: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        states: torch.Tensor = self.encoder(numbers, mask)
        return states


def export(encoder: Encoder, shape: Shape, path: Path) -> None:
    """Write the eight-bit file: input "numbers" (texts, pieces) int64 and "mask" float32, output "states" float32."""
    encoder.eval()
    with tempfile.TemporaryDirectory() as folder:
        whole, fused = Path(folder) / "whole.onnx", Path(folder) / "fused.onnx"
        numbers = torch.tensor([[0, 5, 6, 7, 2], [0, 8, 9, 2, 1]])
        mask = torch.tensor([[1.0, 1, 1, 1, 1], [1.0, 1, 1, 1, 0]])
        torch.onnx.export(
            _Served(encoder),
            (numbers, mask),
            str(whole),
            input_names=["numbers", "mask"],
            output_names=["states"],
            dynamic_axes={name: {0: "texts", 1: "pieces"} for name in ("numbers", "mask", "states")},
            opset_version=OPSET,
            dynamo=False,
        )
        model = optimize_model(str(whole), model_type="bert", num_heads=shape.heads, hidden_size=shape.width, opt_level=1)
        model.save_model_to_file(str(fused))
        quantize_dynamic(
            str(fused),
            str(path),
            op_types_to_quantize=["MatMul", "Gather", "Attention"],
            per_channel=True,
            weight_type=QuantType.QInt8,
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )
