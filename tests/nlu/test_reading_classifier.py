"""Rasa's component; runs in Rasa's environment."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("rasa", exc_type=ImportError)
from rasa.shared.nlu.training_data.message import Message

from bot.desk.errors import InputError
from bot.nlu.reading_classifier import PREFIX, ReadingClassifier, context_of
from bot.reader.artefact import ARRAYS, MANIFEST

ROOT = Path(__file__).resolve().parents[2]
TRAINED = ROOT / "models" / "trained"
CONFIG = {"models_dir": str(TRAINED), "nlu_dir": str(ROOT / "data" / "nlu"), "entities_dir": str(ROOT / "data" / "entities")}

pytestmark = [pytest.mark.model, pytest.mark.skipif(not (TRAINED / MANIFEST).exists(), reason="needs `tactful train`")]


class Storage:
    """A model storage that is one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def write_to(self, resource: Any) -> Any:
        yield self.folder

    @contextmanager
    def read_from(self, resource: Any) -> Any:
        yield self.folder


@pytest.fixture(scope="module")
def component(tmp_path_factory: pytest.TempPathFactory) -> ReadingClassifier:
    folder = tmp_path_factory.mktemp("archive")
    shutil.copy(TRAINED / ARRAYS, folder)
    shutil.copy(TRAINED / MANIFEST, folder)
    shutil.copytree(ROOT / "data" / "entities", folder / "entities")
    return ReadingClassifier.load(CONFIG, Storage(folder), SimpleNamespace(name="r"), None)  # type: ignore[arg-type]


def read(component: ReadingClassifier, text: str, **metadata: Any) -> Message:
    message = Message(data={"text": text, "metadata": metadata})
    component.process([message])
    return message


def test_spans_count_in_the_customers_text_not_in_rasas(component: ReadingClassifier) -> None:
    text = "  人呢 我的订单TF20261103001还没发货"

    message = read(component, PREFIX + text, audience="agent")

    reading = message.get("reading")
    assert reading["entities"]
    assert all(text[item["start"] : item["end"]] == item["text"] for item in (*reading["entities"], *reading["evidence"]))


def test_rasas_own_entities_count_in_rasas_text(component: ReadingClassifier) -> None:
    message = read(component, PREFIX + "订单TF20261103001", audience="agent")

    number = next(item for item in message.get("entities") if item["entity"] == "order_number")
    assert message.get("text")[number["start"] : number["end"]] == "TF20261103001"


@pytest.mark.parametrize("audience", ["agent", "shopper"])
def test_the_audience_becomes_an_entity(component: ReadingClassifier, audience: str) -> None:
    message = read(component, PREFIX + "你好", audience=audience)

    assert audience in [item["value"] for item in message.get("entities") if item["entity"] == "audience"]


def test_an_audience_nobody_knows_is_no_entity(component: ReadingClassifier) -> None:
    message = read(component, PREFIX + "你好", audience="admin")

    assert "audience" not in [item["entity"] for item in message.get("entities")]


@pytest.mark.parametrize("metadata", [{}, {"context": "x"}, {"context": [1, {"role": "agent"}]}, {"audience": ["agent"]}])
def test_odd_metadata_is_read_over(component: ReadingClassifier, metadata: dict[str, Any]) -> None:
    assert read(component, PREFIX + "你好", **metadata).get("intent")["name"]


def test_intents_are_ranked_and_written_out(component: ReadingClassifier) -> None:
    message = read(component, PREFIX + "转人工", audience="shopper")

    ranking = message.get("intent_ranking")
    assert message.get("intent") == ranking[0]
    assert ranking[0]["name"] == "ask_for_human"
    assert {"intent", "intent_ranking", "entities", "reading"} <= message.output_properties


def test_context_keeps_only_what_was_said() -> None:
    assert context_of({"context": [{"role": "agent", "text": "您好"}, {"role": 1, "text": "x"}, "y"]}) == (("agent", "您好"),)


def test_an_artefact_of_other_examples_is_refused(tmp_path: Path) -> None:
    nlu = tmp_path / "nlu"
    nlu.mkdir()
    (nlu / "a.yml").write_text("version: '3.1'\n", encoding="utf-8")
    component = ReadingClassifier({**CONFIG, "nlu_dir": str(nlu)}, Storage(tmp_path), SimpleNamespace(name="r"))  # type: ignore[arg-type]

    with pytest.raises(InputError, match="other examples"):
        component.train(None)  # type: ignore[arg-type]


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    shutil.copy(TRAINED / MANIFEST, tmp_path)
    (tmp_path / ARRAYS).write_bytes(b"not these")

    with pytest.raises(InputError, match="not those"):
        ReadingClassifier.load(CONFIG, Storage(tmp_path), SimpleNamespace(name="r"), None)  # type: ignore[arg-type]


def test_the_fingerprint_changes_with_the_artefact(tmp_path: Path) -> None:
    shutil.copy(TRAINED / ARRAYS, tmp_path)
    manifest = (TRAINED / MANIFEST).read_text(encoding="utf-8")
    (tmp_path / MANIFEST).write_text(manifest.replace('"sha256": "', '"sha256": "0'), encoding="utf-8")

    assert ReadingClassifier.fingerprint_addon(CONFIG) != ReadingClassifier.fingerprint_addon(
        {**CONFIG, "models_dir": str(tmp_path)}
    )
