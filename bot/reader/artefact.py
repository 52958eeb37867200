"""What training leaves behind: one file of arrays and a manifest, tied together by SHA-256. Nothing is ever unpickled."""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.desk.errors import InputError
from bot.reader.transformer import FOLDER, Transformer

ARRAYS = "reader.npz"
MANIFEST = "reader.json"
STAY = "stay.json"
FORMAT = 1
MOVES = "moves"
"""Folder of the move reader's artefact beside the reader's, with files of the same names."""

VERSION_DIGITS = 12
"""Digits of the hash of the arrays that name a version of the heads."""

_REMEDY = "Run `tactful train`."


@dataclass(frozen=True)
class Artefact:
    """A trained reader as it lies on disk, verified."""

    arrays: Mapping[str, NDArray[Any]]
    manifest: Mapping[str, Any]


def sha256_of(content: bytes) -> str:
    """The hash that ties arrays to their manifest."""
    return hashlib.sha256(content).hexdigest()


def version_of(manifest: Mapping[str, Any]) -> str:
    """The name of a version of the heads, as readings carry it."""
    return str(manifest["sha256"])[:VERSION_DIGITS]


def data_hash(nlu_dir: Path) -> str:
    """SHA-256 over the training examples: names and bytes of the YAML files of a folder, in order of name."""
    return _hash_of_files(nlu_dir, "*.yml")


def entities_hash(entities_dir: Path) -> str:
    """SHA-256 over the patterns; the heads learn from what they find."""
    return _hash_of_files(entities_dir, "*.json")


def encoder_hash(encoder_dir: Path) -> str:
    """SHA-256 of the encoder's network as its manifest has it; "" where there is no encoder."""
    encoder = Transformer.open(encoder_dir)
    return encoder.fingerprint if encoder else ""


def encoder_beside(manifest: Mapping[str, Any], encoder_dir: Path, where: Path) -> Transformer | None:
    """The encoder that heads were trained beside; None where they were trained without one.

    Raises:
        InputError: another one lies there, or it is damaged.
    """
    encoder = Transformer.open(encoder_dir)
    if manifest["encoder_hash"] != (encoder.fingerprint if encoder else ""):
        raise InputError("The reader was trained beside another encoder.", where=str(where), remedy=_REMEDY)
    return encoder


def is_stale(
    models_dir: Path, nlu_dir: Path, entities_dir: Path | None = None, encoder_dir: Path = FOLDER, *, heed_stay: bool = True
) -> bool:
    """Whether the artefact is missing, unreadable, or made from other examples, patterns or with another encoder.

    With `heed_stay`, heads that were told to stay although just these examples are others are not stale (`stay`).
    """
    try:
        manifest = read_manifest(models_dir)
    except InputError:
        return True
    now = hashes(nlu_dir, entities_dir or nlu_dir.parent / "entities", encoder_dir)
    differs = any(manifest.get(name) != value for name, value in now.items())
    return differs and not (heed_stay and _stay(models_dir, manifest, now))


def stay(models_dir: Path, nlu_dir: Path, entities_dir: Path, encoder_dir: Path, *, why: str) -> None:
    """Let the heads stay as they are for just these examples, patterns and encoder, whatever they were made from."""
    manifest = read_manifest(models_dir)
    said = {**hashes(nlu_dir, entities_dir, encoder_dir), "sha256": manifest["sha256"], "why": why}
    replace_file(models_dir / STAY, (json.dumps(said, indent=1) + "\n").encode("utf-8"))


def stay_reason(models_dir: Path, nlu_dir: Path, entities_dir: Path, encoder_dir: Path) -> str:
    """Why heads made from other examples stay as they are; "" when nothing keeps them."""
    try:
        manifest = read_manifest(models_dir)
    except InputError:
        return ""
    now = hashes(nlu_dir, entities_dir, encoder_dir)
    same = all(manifest.get(name) == value for name, value in now.items())
    return "" if same else _stay(models_dir, manifest, now)


def _stay(models_dir: Path, manifest: Mapping[str, Any], now: Mapping[str, str]) -> str:
    try:
        said = json.loads((models_dir / STAY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    wanted = {**now, "sha256": manifest["sha256"]}
    fits = isinstance(said, dict) and all(said.get(name) == value for name, value in wanted.items())
    return str(said.get("why", "")) if fits else ""


def hashes(nlu_dir: Path, entities_dir: Path, encoder_dir: Path) -> dict[str, str]:
    """What heads are made from, as their manifest names it."""
    return {
        "data_hash": data_hash(nlu_dir),
        "entities_hash": entities_hash(entities_dir),
        "encoder_hash": encoder_hash(encoder_dir),
    }


def read_manifest(models_dir: Path) -> dict[str, Any]:
    """The manifest alone.

    Raises:
        InputError: it is missing or not ours.
    """
    path = models_dir / MANIFEST
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError("There is no trained reader.", where=str(path), remedy=_REMEDY) from error
    except ValueError as error:
        raise InputError("The manifest cannot be read.", where=str(path), remedy=_REMEDY) from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise InputError("The manifest has another format.", where=str(path), remedy=_REMEDY)
    return manifest


def load(models_dir: Path) -> Artefact:
    """Read and verify an artefact.

    Raises:
        InputError: something is missing, or the arrays are not those of the manifest.
    """
    manifest = read_manifest(models_dir)
    path = arrays_path(models_dir, manifest)
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise InputError("The arrays of the reader are missing.", where=str(path), remedy=_REMEDY) from error
    if sha256_of(content) != manifest["sha256"]:
        raise InputError("The arrays are not those that were trained.", where=str(path), remedy=_REMEDY)
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        return Artefact({name: stored[name] for name in stored.files}, manifest)


def arrays_path(models_dir: Path, manifest: Mapping[str, Any]) -> Path:
    """Where the arrays of a manifest lie: beside it, or in the folder of their version (`bot.reader.versions`)."""
    return models_dir / str(manifest.get("arrays", ARRAYS))


def copy(models_dir: Path, folder: Path) -> None:
    """A verified artefact by itself in another folder.

    Raises:
        InputError: something is missing, or the arrays are not those of the manifest.
    """
    manifest = load(models_dir).manifest
    folder.mkdir(parents=True, exist_ok=True)
    replace_file(folder / ARRAYS, arrays_path(models_dir, manifest).read_bytes())
    alone = {name: value for name, value in manifest.items() if name != "arrays"}
    replace_file(folder / MANIFEST, manifest_bytes(alone))


def manifest_bytes(manifest: Mapping[str, Any]) -> bytes:
    """A manifest as its file holds it."""
    return (json.dumps(dict(manifest), indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def save(models_dir: Path, arrays: Mapping[str, NDArray[Any]], manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Write arrays, then the manifest with their hash; a reader in between refuses rather than mixes."""
    models_dir.mkdir(parents=True, exist_ok=True)
    held = io.BytesIO()
    np.savez_compressed(held, **dict(arrays))  # type: ignore[arg-type]
    content = held.getvalue()
    whole = {"format": FORMAT, **manifest, "sha256": sha256_of(content)}
    replace_file(models_dir / ARRAYS, content)
    replace_file(models_dir / MANIFEST, manifest_bytes(whole))
    return whole


def names_to_array(names: tuple[tuple[str, ...], ...]) -> NDArray[np.uint8]:
    """Names of features as bytes: groups parted by an empty line; no name holds a line break."""
    return np.frombuffer("\n\n".join("\n".join(group) for group in names).encode("utf-8"), dtype=np.uint8)


def names_from_array(array: NDArray[np.uint8]) -> list[list[str]]:
    """The inverse of `names_to_array`."""
    return [group.split("\n") for group in array.tobytes().decode("utf-8").split("\n\n")]


def _hash_of_files(folder: Path, pattern: str) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.glob(pattern)):
        digest.update(path.name.encode("utf-8") + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def replace_file(path: Path, content: bytes) -> None:
    """Put a file in the place of another in one step, on disk before anybody sees it."""
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
