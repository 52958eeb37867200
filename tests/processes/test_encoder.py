"""What `tactful train --encoder` leaves in the encoder's manifest."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from bot.processes.encoder import record_figures
from bot.reader import artefact
from bot.reader.transformer import FOLDER, MANIFEST


def test_the_heads_figures_stand_in_the_encoders_manifest(tmp_path: Path) -> None:
    encoder, models = tmp_path / "encoder", tmp_path / "trained"
    encoder.mkdir()
    (encoder / MANIFEST).write_text(json.dumps({"format": 1, "labels": ["angry"]}), encoding="utf-8")
    artefact.save(models, {"weights": np.zeros(1)}, {"data_hash": "a", "figures_held_back": {"label_f1": {"angry": 0.7}}})

    record_figures(encoder, models)

    written = json.loads((encoder / MANIFEST).read_text(encoding="utf-8"))
    assert written == {"format": 1, "labels": ["angry"], "figures_held_back": {"label_f1": {"angry": 0.7}}}


def test_the_projects_own_manifest_holds_figures_hashes_and_provenance() -> None:
    manifest = json.loads((FOLDER / MANIFEST).read_text(encoding="utf-8"))

    assert set(manifest["figures_held_back"]["label_f1"]) == set(manifest["labels"])
    assert len(manifest["sha256"]) == 3
    assert manifest["provenance"]["base_sha256"]
