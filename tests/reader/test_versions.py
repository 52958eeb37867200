"""Heads are replaced in one step, kept for one way back, and told to stay."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.desk.errors import InputError
from bot.reader import artefact, versions


def heads(folder: Path, number: float, nlu: Path) -> str:
    """Heads of their own in a folder; their version."""
    hashes = {
        "data_hash": artefact.data_hash(nlu),
        "entities_hash": artefact.entities_hash(nlu),
        "encoder_hash": artefact.encoder_hash(nlu),
    }
    return artefact.version_of(artefact.save(folder, {"weights": np.full(3, number)}, hashes))


def now_reads(models: Path) -> float:
    return float(artefact.load(models).arrays["weights"][0])


@pytest.fixture
def nlu(tmp_path: Path) -> Path:
    folder = tmp_path / "nlu"
    folder.mkdir()
    (folder / "a.yml").write_text("one", encoding="utf-8")
    return folder


@pytest.fixture
def models(tmp_path: Path, nlu: Path) -> Path:
    folder = tmp_path / "models"
    heads(folder, 1, nlu)
    versions.keep_learned(folder, nlu)
    return folder


def fresh(tmp_path: Path, nlu: Path, number: float) -> Path:
    folder = tmp_path / f"fresh{number}"
    heads(folder, number, nlu)
    versions.keep_learned(folder, nlu)
    return folder


def test_installed_heads_read_and_one_step_leads_back(tmp_path: Path, models: Path, nlu: Path) -> None:
    versions.install(models, fresh(tmp_path, nlu, 2))
    first = now_reads(models)
    versions.install(models, fresh(tmp_path, nlu, 3))
    second = now_reads(models)

    version = versions.roll_back(models)

    assert (first, second, now_reads(models)) == (2, 3, 2)
    assert version == artefact.version_of(artefact.read_manifest(models))
    with pytest.raises(InputError, match="No earlier heads"):
        versions.roll_back(models)


def test_only_the_present_and_the_one_before_are_kept(tmp_path: Path, models: Path, nlu: Path) -> None:
    for number in (2, 3, 4, 5):
        versions.install(models, fresh(tmp_path, nlu, number))

    kept = {folder.name for folder in (models / versions.VERSIONS).iterdir()}
    assert len(kept) == 2
    assert artefact.version_of(artefact.read_manifest(models)) in kept


def test_heads_that_cannot_be_loaded_change_nothing(tmp_path: Path, models: Path, nlu: Path) -> None:
    broken = fresh(tmp_path, nlu, 2)
    (broken / artefact.ARRAYS).write_bytes(b"broken")

    with pytest.raises(InputError):
        versions.install(models, broken)

    assert now_reads(models) == 1
    assert not (models / versions.PREVIOUS).exists()


@pytest.mark.parametrize("moment", range(8))
def test_a_power_cut_at_any_write_leaves_heads_that_can_be_loaded(
    tmp_path: Path, models: Path, nlu: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    new = fresh(tmp_path, nlu, 2)
    writes = 0
    real = versions.replace_file

    def cut(path: Path, content: bytes) -> None:
        nonlocal writes
        writes += 1
        if writes > moment:
            raise OSError("cut")
        real(path, content)

    monkeypatch.setattr(versions, "replace_file", cut)
    finished = True
    try:
        versions.install(models, new)
    except OSError:
        finished = False

    assert now_reads(models) == (2 if finished else 1)
    assert finished == (moment >= 4)


def test_a_plain_training_over_installed_heads_reads_and_leads_back(tmp_path: Path, models: Path, nlu: Path) -> None:
    versions.install(models, fresh(tmp_path, nlu, 2))
    versions.keep_previous(models)
    heads(models, 7, nlu)
    trained = now_reads(models)

    versions.roll_back(models)

    assert (trained, now_reads(models)) == (7, 2)


def test_damaged_earlier_heads_are_not_gone_back_to(tmp_path: Path, models: Path, nlu: Path) -> None:
    old = artefact.version_of(artefact.read_manifest(models))
    versions.install(models, fresh(tmp_path, nlu, 2))
    (models / versions.VERSIONS / old / artefact.ARRAYS).write_bytes(b"x")

    with pytest.raises(InputError, match="damaged"):
        versions.roll_back(models)

    assert now_reads(models) == 2


def test_earlier_heads_that_cannot_be_used_any_more_are_not_gone_back_to(tmp_path: Path, models: Path, nlu: Path) -> None:
    versions.install(models, fresh(tmp_path, nlu, 2))

    def try_out() -> None:
        assert now_reads(models) == 1
        raise KeyError("of another format")

    with pytest.raises(InputError, match="do not fit"):
        versions.roll_back(models, try_out)

    assert now_reads(models) == 2
    assert versions.roll_back(models)


def test_a_copy_stands_by_itself(tmp_path: Path, models: Path, nlu: Path) -> None:
    versions.install(models, fresh(tmp_path, nlu, 2))

    artefact.copy(models, tmp_path / "alone")

    assert now_reads(tmp_path / "alone") == 2
    assert {path.name for path in (tmp_path / "alone").iterdir()} == {artefact.ARRAYS, artefact.MANIFEST}


def test_what_was_learned_is_kept_and_given_back_byte_for_byte(tmp_path: Path, models: Path, nlu: Path) -> None:
    (nlu / "a.yml").write_text("changed", encoding="utf-8")
    out = tmp_path / "out"
    out.mkdir()

    assert versions.learned(models, out)
    assert {path.name: path.read_text(encoding="utf-8") for path in out.iterdir()} == {"a.yml": "one"}


def test_examples_that_are_not_those_of_the_heads_are_not_kept(tmp_path: Path, nlu: Path) -> None:
    heads(tmp_path / "models", 1, nlu)
    (nlu / "a.yml").write_text("changed", encoding="utf-8")

    versions.keep_learned(tmp_path / "models", nlu)

    assert not versions.learned(tmp_path / "models", tmp_path)


def test_it_is_seen_that_nothing_but_corrections_came(models: Path, nlu: Path) -> None:
    before = versions.only_corrections_differ(models, nlu)
    (nlu / versions.CORRECTIONS_FILE).write_text("new", encoding="utf-8")
    corrections = versions.only_corrections_differ(models, nlu)
    (nlu / "b.yml").write_text("more", encoding="utf-8")

    assert (before, corrections, versions.only_corrections_differ(models, nlu)) == (False, True, False)


def test_heads_stay_for_just_these_examples(models: Path, nlu: Path) -> None:
    where = (models, nlu, nlu, nlu)
    (nlu / "a.yml").write_text("two", encoding="utf-8")
    stale = artefact.is_stale(*where)

    artefact.stay(*where, why="refused")
    stays = (artefact.is_stale(*where), artefact.is_stale(*where, heed_stay=False), artefact.stay_reason(*where))
    (nlu / "a.yml").write_text("three", encoding="utf-8")

    assert stale
    assert stays == (False, True, "refused")
    assert artefact.is_stale(*where)
    assert artefact.stay_reason(*where) == ""
