"""Versions of the heads: what belongs to each, putting a fresh one in place in one step, and going back.

The manifest `reader.json` says where its arrays lie; replacing that one file replaces the heads. Beside it, in
`versions/<version>/`, lie what the version learned from, its twins (see `bot.commands.retrain`) and its card. The heads
before the present ones stay as `previous.json`.
"""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bot.desk.errors import InputError
from bot.reader import artefact
from bot.reader.artefact import ARRAYS, MANIFEST, STAY, arrays_path, manifest_bytes, read_manifest, replace_file, version_of

VERSIONS = "versions"
PREVIOUS = "previous.json"
LEARNED = "learned.zip"
TWINS = "twins"
CORRECTIONS_FILE = "corrections.yml"
"""The file of examples that corrections are exported to."""

_EARLIEST = (1980, 1, 1, 0, 0, 0)


def version_folder(models_dir: Path, manifest: Mapping[str, Any]) -> Path:
    """Where what belongs to a version lies; it need not be there."""
    return models_dir / VERSIONS / version_of(manifest)


def keep_learned(models_dir: Path, nlu_dir: Path) -> None:
    """Keep the examples that the heads in a folder learned from; does nothing when these are others.

    Raises:
        InputError: there are no heads.
    """
    manifest = read_manifest(models_dir)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(nlu_dir.glob("*.yml")):
            archive.writestr(zipfile.ZipInfo(path.name, _EARLIEST), path.read_bytes(), zipfile.ZIP_DEFLATED)
    if artefact.data_hash(nlu_dir) != manifest["data_hash"]:
        return
    folder = version_folder(models_dir, manifest)
    folder.mkdir(parents=True, exist_ok=True)
    replace_file(folder / LEARNED, held.getvalue())


def learned(models_dir: Path, into: Path) -> bool:
    """Write the examples that the present heads learned from into an empty folder; False when they were not kept."""
    manifest = read_manifest(models_dir)
    path = version_folder(models_dir, manifest) / LEARNED
    if not path.is_file():
        return False
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            (into / Path(name).name).write_bytes(archive.read(name))
    return bool(artefact.data_hash(into) == manifest["data_hash"])


def only_corrections_differ(models_dir: Path, nlu_dir: Path) -> bool:
    """Whether nothing but the exported corrections is different from what the present heads learned from."""
    try:
        path = version_folder(models_dir, read_manifest(models_dir)) / LEARNED
    except InputError:
        return False
    if not path.is_file():
        return False
    with zipfile.ZipFile(path) as archive:
        before = {name: archive.read(name) for name in archive.namelist()}
    now = {item.name: item.read_bytes() for item in nlu_dir.glob("*.yml")}
    differing = {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}
    return differing == {CORRECTIONS_FILE}


def keep_previous(models_dir: Path) -> None:
    """Keep the present heads so that one step leads back to them; does nothing when there are none that can be loaded."""
    try:
        manifest = artefact.load(models_dir).manifest
    except InputError:
        return
    replace_file(models_dir / PREVIOUS, manifest_bytes(_kept_apart(models_dir, models_dir, manifest)))


def install(models_dir: Path, fresh_dir: Path) -> None:
    """Put fresh heads in the place of the present ones, which are kept for going back.

    Args:
        models_dir: where processes load from at their start.
        fresh_dir: the fresh artefact, with its own `versions/`.

    Raises:
        InputError: the fresh heads cannot be loaded; nothing was changed.
    """
    fresh = artefact.load(fresh_dir).manifest
    target = version_folder(models_dir, fresh)
    brought = version_folder(fresh_dir, fresh)
    if brought.is_dir():
        shutil.copytree(brought, target, dirs_exist_ok=True)
    placed = _kept_apart(models_dir, fresh_dir, fresh)
    keep_previous(models_dir)
    replace_file(models_dir / MANIFEST, manifest_bytes(placed))
    _forget_stay(models_dir)
    _prune(models_dir)


def roll_back(models_dir: Path, try_out: Callable[[], object] = lambda: None) -> str:
    """Go back to the heads before the present ones, once; the version that reads from the next start on.

    Args:
        models_dir: where processes load from at their start.
        try_out: called with the earlier heads in place; raises InputError, KeyError or ValueError when they cannot be used.

    Raises:
        InputError: none were kept, or they are damaged or cannot be used; nothing was changed.
    """
    path = models_dir / PREVIOUS
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        content = arrays_path(models_dir, manifest).read_bytes()
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise InputError("No earlier heads are kept.", where=str(path), remedy="Run `tactful train --force`.") from error
    if artefact.sha256_of(content) != manifest.get("sha256"):
        raise InputError("The earlier heads are damaged.", where=str(path), remedy="Run `tactful train --force`.")
    present = (models_dir / MANIFEST).read_bytes()
    replace_file(models_dir / MANIFEST, manifest_bytes(manifest))
    try:
        try_out()
    except (InputError, KeyError, ValueError) as error:
        replace_file(models_dir / MANIFEST, present)
        raise InputError(
            "The earlier heads do not fit this program or its encoder.", where=str(path), remedy="Run `tactful train --force`."
        ) from error
    path.unlink()
    _forget_stay(models_dir)
    _prune(models_dir)
    return version_of(manifest)


def _kept_apart(models_dir: Path, from_dir: Path, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest for arrays of its own in the folder of the version, which are copied there."""
    folder = version_folder(models_dir, manifest)
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / ARRAYS).is_file():
        replace_file(folder / ARRAYS, arrays_path(from_dir, manifest).read_bytes())
    return {**manifest, "arrays": f"{VERSIONS}/{folder.name}/{ARRAYS}"}


def _forget_stay(models_dir: Path) -> None:
    (models_dir / STAY).unlink(missing_ok=True)


def _prune(models_dir: Path) -> None:
    """Forget versions that neither read nor can be gone back to."""
    kept = set()
    for name in (MANIFEST, PREVIOUS):
        if (models_dir / name).is_file():
            kept.add(version_of(json.loads((models_dir / name).read_text(encoding="utf-8"))))
    for folder in (models_dir / VERSIONS).glob("*"):
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)
