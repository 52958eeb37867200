"""The artefact: what was not trained here is not loaded."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from bot.desk.errors import InputError
from bot.reader import artefact


def saved(folder: Path) -> Path:
    artefact.save(folder, {"weights": np.arange(4.0)}, {"data_hash": "a", "entities_hash": "b"})
    return folder


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    loaded = artefact.load(saved(tmp_path))

    assert loaded.arrays["weights"].tolist() == [0.0, 1.0, 2.0, 3.0]


def test_one_flipped_byte_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path) / artefact.ARRAYS
    content = bytearray(path.read_bytes())
    content[40] ^= 1
    path.write_bytes(bytes(content))

    with pytest.raises(InputError, match="not those"):
        artefact.load(tmp_path)


def test_a_pickle_inside_is_refused_even_with_the_right_hash(tmp_path: Path) -> None:
    artefact.save(tmp_path, {"weights": np.array([{"a": 1}], dtype=object)}, {"data_hash": "a", "entities_hash": "b"})

    with pytest.raises(ValueError):
        artefact.load(tmp_path)


def test_a_changed_example_makes_it_stale(tmp_path: Path) -> None:
    nlu, entities, models = tmp_path / "nlu", tmp_path / "entities", tmp_path / "models"
    nlu.mkdir()
    entities.mkdir()
    (nlu / "a.yml").write_text("one", encoding="utf-8")
    hashes = {"data_hash": artefact.data_hash(nlu), "entities_hash": artefact.entities_hash(entities), "encoder_hash": ""}
    artefact.save(models, {"weights": np.zeros(1)}, hashes)
    fresh = artefact.is_stale(models, nlu, entities, tmp_path / "no encoder")

    (nlu / "a.yml").write_text("two", encoding="utf-8")

    assert not fresh
    assert artefact.is_stale(models, nlu, entities, tmp_path / "no encoder")


def test_another_encoder_makes_it_stale(tmp_path: Path) -> None:
    nlu, entities, models, encoder = (tmp_path / name for name in ("nlu", "entities", "models", "encoder"))
    for folder in (nlu, entities, encoder):
        folder.mkdir()
    hashes = {"data_hash": artefact.data_hash(nlu), "entities_hash": artefact.entities_hash(entities), "encoder_hash": ""}
    artefact.save(models, {"weights": np.zeros(1)}, hashes)
    fresh = artefact.is_stale(models, nlu, entities, encoder)

    manifest = {"format": 1, "sha256": {"encoder.onnx": "another"}, "intents": []}
    (encoder / "encoder.json").write_text(json.dumps(manifest), encoding="utf-8")

    assert not fresh
    assert artefact.is_stale(models, nlu, entities, encoder)
