"""The trained reader: what every reading keeps, and that both Pythons read alike."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.desk.reading import INTENTS, Reading, reading_from_json, reading_to_json
from bot.reader.artefact import MANIFEST
from bot.reader.reader import TextReader, load_reader

ROOT = Path(__file__).resolve().parents[2]
OTHER = ROOT / (".venv-rasa" if sys.version_info >= (3, 12) else ".venv") / "bin" / "python"
SCRIPT = Path(__file__).with_name("readings.py")

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(not (ROOT / "models" / "trained" / MANIFEST).exists(), reason="needs `tactful train`"),
]


@pytest.fixture(scope="module")
def reader() -> TextReader:
    return load_reader(ROOT / "models" / "trained", ROOT / "data" / "entities")


def run(python: str | Path) -> list[dict[str, Any]]:
    done = subprocess.run(
        [str(python), str(SCRIPT)], cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, check=True, timeout=120
    )
    read: list[dict[str, Any]] = json.loads(done.stdout)
    return read


@pytest.mark.skipif(not OTHER.exists(), reason="needs both environments")
def test_both_pythons_read_alike() -> None:
    pairs = list(zip(run(sys.executable), run(OTHER), strict=True))

    for own, other in pairs:
        for part in ("labels", "language", "entities", "evidence", "escalate", "undetermined", "escalate_reasons"):
            assert own[part] == other[part]
        assert own["intent"]["name"] == other["intent"]["name"]
        assert own["temperaments"] == pytest.approx(other["temperaments"], abs=1e-4)


@pytest.mark.parametrize(
    "text",
    [
        "再不退款我就去12315投诉你们 一群骗子",
        "  人呢？？\n都三天了还不发货  ",
        "WHERE IS MY ORDER?! Absolute joke",
        "退\u200b款 快点！！！！！！！！",
        "😡😡😡" * 50,
        "",
        "\x00",
        "a" * 20_000,
    ],
)
def test_every_span_holds_the_original_words(reader: TextReader, text: str) -> None:
    reading = reader.read(text)

    for span in (*reading.evidence, *reading.entities):
        assert text[span.start : span.end] == span.text
        assert span.text.strip()


def test_every_label_has_evidence_and_an_intensity(reader: TextReader) -> None:
    reading = reader.read("再不退款我就去12315投诉你们 一群骗子")

    assert reading.labels
    assert {span.temperament for span in reading.evidence} == set(reading.labels)
    assert all(level in (1, 2, 3) for level in reading.labels.values())


def test_a_reading_survives_json(reader: TextReader) -> None:
    reading: Reading = reader.read("人呢？？都三天了还不发货")

    assert reading_from_json(json.loads(json.dumps(reading_to_json(reading)))) == reading


def test_numbers_are_plain(reader: TextReader) -> None:
    reading = reader.read("好的谢谢")

    assert all(type(share) is float for share in reading.probabilities.values())
    assert type(reading.intent_confidence) is float
    assert reading.intent in INTENTS


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("转人工", "ask_for_human"),
        ("发票怎么开", "ask_invoice"),
        ("谢谢", "thank"),
        ("我的快递到哪了", "track_parcel"),
        ("收货地址写错了 帮我改一下", "change_order"),
        ("where is my refund", "ask_refund_progress"),
    ],
)
def test_plain_requests_are_understood(reader: TextReader, text: str, intent: str) -> None:
    assert reader.read(text).intent == intent


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("再不处理我就打12315", "threat_of_regulator"),
        ("叫你们主管来", "asks_for_supervisor"),
        ("充电的时候着火了 手都烫伤了", "safety"),
        ("转人工客服", "asks_for_human"),
    ],
)
def test_grave_matters_escalate_with_their_reason(reader: TextReader, text: str, reason: str) -> None:
    reading = reader.read(text)

    assert reading.escalate
    assert reason in reading.escalate_reasons


def test_the_nearest_entry_ranks_first(reader: TextReader) -> None:
    entries = {
        "invoice": ("怎么开发票", "how do I get an invoice"),
        "return": ("怎么退货", "can I return it"),
        "ship": ("什么时候发货",),
    }

    ranked = reader.rank("发票要在哪里开", entries)

    assert ranked[0][0] == "invoice"
    assert all(0.0 <= share <= 1.0 for _, share in ranked)


@pytest.mark.model
def test_a_quick_reading_differs_in_evidence_alone(reader: TextReader) -> None:
    text = "都第三次问了 到底什么时候发货 再不发我投诉了"
    whole, quick = reader.read(text), reader.quick().read(text)

    assert dict(whole.labels) == dict(quick.labels) and dict(whole.probabilities) == dict(quick.probabilities)
    assert quick.evidence and {span.temperament for span in quick.evidence} == set(quick.labels)
    assert all(text[span.start : span.end] == span.text for span in quick.evidence)
