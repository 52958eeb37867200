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
FORMAT = 1
VERSION_DIGITS = 12
"""Digits of the hash of the arrays that name a version of the heads."""

_REMEDY = "Run `tactful train`."


@dataclass(frozen=True)
class Artefact:
    """A trained reader as it lies on disk, verified."""

    arrays: Mapping[str, NDArray[Any]]
    manifest: Mapping[str, Any]


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


def is_stale(models_dir: Path, nlu_dir: Path, entities_dir: Path | None = None, encoder_dir: Path = FOLDER) -> bool:
    """Whether the artefact is missing, unreadable, or made from other examples, patterns or with another encoder."""
    try:
        manifest = read_manifest(models_dir)
    except InputError:
        return True
    patterns = entities_dir or nlu_dir.parent / "entities"
    now = {"data_hash": data_hash(nlu_dir), "entities_hash": entities_hash(patterns), "encoder_hash": encoder_hash(encoder_dir)}
    return any(manifest.get(name) != value for name, value in now.items())


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
    path = models_dir / ARRAYS
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise InputError("The arrays of the reader are missing.", where=str(path), remedy=_REMEDY) from error
    if hashlib.sha256(content).hexdigest() != manifest["sha256"]:
        raise InputError("The arrays are not those that were trained.", where=str(path), remedy=_REMEDY)
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        return Artefact({name: stored[name] for name in stored.files}, manifest)


def save(models_dir: Path, arrays: Mapping[str, NDArray[Any]], manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Write arrays, then the manifest with their hash; a reader in between refuses rather than mixes."""
    models_dir.mkdir(parents=True, exist_ok=True)
    held = io.BytesIO()
    np.savez_compressed(held, **dict(arrays))  # type: ignore[arg-type]
    content = held.getvalue()
    whole = {"format": FORMAT, **manifest, "sha256": hashlib.sha256(content).hexdigest()}
    _replace(models_dir / ARRAYS, content)
    _replace(models_dir / MANIFEST, (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode("utf-8"))
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


def _replace(path: Path, content: bytes) -> None:
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
