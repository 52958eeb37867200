"""A long run of mutated texts through everything that reads: exact spans, no fault; seeds are committed, the budget is fixed."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from bot.reader.artefact import MANIFEST
from bot.reader.personal import PersonalDataFinder
from bot.reader.reader import load_reader

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "tests" / "browser" / "payloads.jsonl"
ROUNDS = 3_000
ODD = "\u200b\u200d\u2060\ufeff\u202e\u2066\ufe0f\u0301\U000e0041\ud800\udfff\x00\n\u2028\u3000😡👨ﷺ㎏①Ａ妳著退款诉1a@.:/[<{*·~"


def mutated(text: str, others: list[str], rng: random.Random) -> str:
    """A text with a few pieces added, doubled, swapped, cut or exchanged."""
    for _ in range(rng.randint(1, 6)):
        start = rng.randint(0, len(text))
        end = min(len(text), start + rng.randint(0, 8))
        piece = rng.choice(
            (
                rng.choice(ODD),
                text[start:end] * rng.randint(2, 30),
                rng.choice(others),
                "",
                text[start:end][::-1],
                chr(rng.randrange(0x110000)),
            )
        )
        text = text[:start] + piece + text[end:]
    return text[:3_000]


@pytest.mark.long
@pytest.mark.model
@pytest.mark.timeout(1_800)
@pytest.mark.skipif(not (ROOT / "models" / "trained" / MANIFEST).exists(), reason="needs `tactful train`")
@pytest.mark.parametrize("seed", range(3))
def test_mutated_texts_are_read_with_exact_spans(seed: int) -> None:
    rng = random.Random(seed)
    reader, personal = load_reader(ROOT / "models" / "trained", ROOT / "data" / "entities"), PersonalDataFinder()
    texts = [json.loads(line)["text"] for line in SEEDS.read_text(encoding="utf-8").splitlines()]
    held = [
        "".join(rng.choices(ODD, k=20)),
        "我的订单TF20261103001退.款，打12315投诉",
        "我叫张三，住上海市黄浦区人民路1号，13812345678",
        *texts,
    ]

    for _ in range(ROUNDS):
        place = rng.randrange(len(held))
        text = mutated(held[place], held, rng)
        held[place] = text if len(text) < 2_000 else held[rng.randrange(len(held))]
        reading = reader.read(text)
        for span in (*reading.evidence, *reading.entities):
            assert text[span.start : span.end] == span.text and span.start < span.end, ascii(text)
        last = 0
        for found in personal.find(text):
            assert last <= found.start < found.end <= len(text), ascii(text)
            last = found.end


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.skipif(sys.version_info < (3, 12), reason="the fuzzer is installed beside the product, not beside Rasa")
def test_a_minute_of_coverage_guided_fuzzing_finds_nothing(tmp_path: Path) -> None:
    for number, line in enumerate(SEEDS.read_text(encoding="utf-8").splitlines()):
        (tmp_path / str(number)).write_text(json.loads(line)["text"], encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "tests.reader.fuzz", "-max_total_time=60", "-timeout=20", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        errors="replace",
    )

    assert done.returncode == 0, done.stderr[-3000:]
    assert "Done " in done.stderr
