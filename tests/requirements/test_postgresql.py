"""The script that looks for PostgreSQL finds the right one, and says what to do when there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.requirements.test_install import executable, script


@pytest.fixture
def looking(monkeypatch, tmp_path):
    """The script on a machine that has nothing but what a test puts there."""
    module = script("postgresql")
    monkeypatch.setattr(module, "FOLDERS", (str(tmp_path / "*" / "bin"),))
    monkeypatch.setattr(module.shutil, "which", lambda name: None)
    return module


def server(folder: Path, version: str) -> Path:
    for name in ("initdb", "postgres"):
        executable(folder / "bin" / name, f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
    return folder / "bin"


def test_without_a_server_the_script_fails_and_says_what_to_install(looking, capsys):
    assert looking.main() == 1
    assert "sudo apt-get install postgresql" in capsys.readouterr().err


def test_a_server_that_is_too_old_or_broken_is_none(looking, tmp_path):
    server(tmp_path / "14", "14.9")
    executable(tmp_path / "x" / "bin" / "postgres", "#!/bin/sh\nexit 1\n")

    assert looking.find_programs() is None


def test_version_15_goes_before_a_newer_one_and_a_newer_one_before_none(looking, tmp_path):
    newer = server(tmp_path / "17", "17.2 (Debian 17.2-1)")
    server(tmp_path / "16", "16.1")
    assert looking.find_programs() == newer

    wanted = server(tmp_path / "15", "15.18")
    assert looking.find_programs() == wanted
    assert looking.main() == 0
