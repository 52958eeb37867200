"""The error of the heads, worked out by PyTorch in its own environment and by hand."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-train" / "bin" / "python"
SCRIPT = """
import json, sys, torch
from bot.finetune.heads import Errors, Head, Prepared
held = json.load(sys.stdin)
heads = [Head.of(head) for head in held["heads"]]
examples = [
    Prepared((), tuple(tuple(map(float, target)) for target in item["targets"]), tuple(map(float, item["emphasis"])), True)
    for item in held["examples"]
]
errors = Errors(heads, examples)
scores = torch.tensor(held["scores"])
print(json.dumps({"width": errors.width, "error": float(errors.of(scores, examples))}))
"""
LABELS = {"kind": "labels", "names": ["a", "b"], "shares": [1.0, 0.5]}
STRENGTHS = {"kind": "strengths", "names": ["a"], "shares": [0.3]}
CHOICE = {"kind": "choice", "names": ["x", "y", "z"], "shares": [0.5]}

pytestmark = pytest.mark.skipif(not PYTHON.exists(), reason="needs .venv-train, which `tactful train --encoder` makes")


def error(heads: list[object], examples: list[object], scores: list[list[float]]) -> tuple[int, float]:
    given = json.dumps({"heads": heads, "examples": examples, "scores": scores})
    done = subprocess.run(
        [str(PYTHON), "-P", "-c", SCRIPT], input=given, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    return told["width"], told["error"]


def surprise(score: float, truth: float, heavier: float) -> float:
    share = 1 / (1 + np.exp(-score))
    return float(-heavier * truth * np.log(share) - (1 - truth) * np.log(1 - share))


def test_labels_strengths_and_a_choice_are_weighed_as_they_say() -> None:
    examples = [
        {"targets": [[1, 0], [3], [2]], "emphasis": []},
        {"targets": [[0, 0], [0], [0]], "emphasis": []},
        {"targets": [[0, 1], [1], [1]], "emphasis": []},
        {"targets": [[0, 0], [0], [1]], "emphasis": []},
        {"targets": [[0, 1], [0], [1]], "emphasis": []},
    ]
    scores = [[0.5, -1.0, 0.2, 1.0, 0.0, 2.0]] * 5

    width, found = error([LABELS, STRENGTHS, CHOICE], examples, scores)

    heavier = [2.0, np.sqrt(1.5)]
    labels = sum(
        surprise(scores[0][place], item["targets"][0][place], heavier[place]) * LABELS["shares"][place]
        for item in examples
        for place in (0, 1)
    )
    strengths = ((0.2 + 2 - 3) ** 2 + (0.2 + 2 - 1) ** 2) / 2
    logs = np.array([1.0, 0.0, 2.0]) - np.log(np.exp([1.0, 0.0, 2.0]).sum())
    choice = -np.mean([logs[item["targets"][2][0]] for item in examples])
    assert width == 6
    assert found == pytest.approx(labels / 5 + 0.3 * strengths + 0.5 * choice, rel=1e-5)


def test_a_near_miss_counts_as_often_as_it_says() -> None:
    targets = [[[1, 0]], [[0, 1]]]
    plain = [{"targets": item, "emphasis": [1, 1]} for item in targets]
    near = [{"targets": targets[0], "emphasis": [1, 2]}, plain[1]]
    scores = [[0.0, 1.5], [0.0, 0.0]]

    _, before = error([LABELS], plain, scores)
    _, after = error([LABELS], near, scores)

    assert after - before == pytest.approx(surprise(1.5, 0, 1.0) * 0.5 / 2, rel=1e-5)
