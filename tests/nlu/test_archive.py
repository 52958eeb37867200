"""What goes into Rasa's archive: the heads that are in place, by themselves, wherever their arrays lie."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("rasa", exc_type=ImportError)

from bot.desk.errors import InputError
from bot.nlu.reading_classifier import ReadingClassifier
from bot.reader import artefact, versions
from bot.reader.transformer import FOLDER


class Storage:
    """A model storage that is one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def write_to(self, resource: Any) -> Any:
        self.folder.mkdir()
        yield self.folder


@pytest.fixture
def folders(tmp_path: Path) -> dict[str, str]:
    for name in ("nlu", "entities"):
        (tmp_path / name).mkdir()
    (tmp_path / "nlu" / "a.yml").write_text("one", encoding="utf-8")
    (tmp_path / "entities" / "a.json").write_text("{}", encoding="utf-8")
    for number, folder in ((1.0, "models"), (2.0, "fresh")):
        hashes = {
            "data_hash": artefact.data_hash(tmp_path / "nlu"),
            "entities_hash": artefact.entities_hash(tmp_path / "entities"),
            "encoder_hash": artefact.encoder_hash(FOLDER),
        }
        artefact.save(tmp_path / folder, {"weights": np.full(2, number)}, hashes)
    versions.install(tmp_path / "models", tmp_path / "fresh")
    return {f"{name}_dir": str(tmp_path / name) for name in ("models", "nlu", "entities")}


def packed(folders: dict[str, str], folder: Path) -> Path:
    component = ReadingClassifier(folders, Storage(folder), SimpleNamespace(name="r"))  # type: ignore[arg-type]
    component.train(None)  # type: ignore[arg-type]
    return folder


def test_heads_that_the_gate_let_in_are_packed(folders: dict[str, str], tmp_path: Path) -> None:
    archive = packed(folders, tmp_path / "archive")

    assert artefact.load(archive).arrays["weights"].tolist() == [2.0, 2.0]
    assert (archive / "entities" / "a.json").is_file()


def test_heads_of_other_examples_are_packed_only_when_they_were_told_to_stay(folders: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "nlu" / "a.yml").write_text("two", encoding="utf-8")
    with pytest.raises(InputError, match="other examples"):
        packed(folders, tmp_path / "refused")

    artefact.stay(tmp_path / "models", tmp_path / "nlu", tmp_path / "entities", FOLDER, why="refused")

    assert artefact.load(packed(folders, tmp_path / "archive")).arrays["weights"].tolist() == [2.0, 2.0]


@pytest.mark.parametrize("changed", ["nlu/a.yml", "entities/a.json"])
def test_rasas_cache_is_not_used_when_any_example_or_pattern_changed(
    folders: dict[str, str], tmp_path: Path, changed: str
) -> None:
    before = ReadingClassifier.fingerprint_addon(folders)
    assert ReadingClassifier.fingerprint_addon(folders) == before

    (tmp_path / changed).write_text("{ }", encoding="utf-8")

    assert ReadingClassifier.fingerprint_addon(folders) not in (None, before)
