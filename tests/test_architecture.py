"""What import-linter cannot see: the desk's standard library, empty package files, names in Rasa's configuration."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
INNER_ROOMS = ("desk", "profiles", "assist", "rehearsal", "analytics")
BOTH_PYTHONS = ("desk", "reader", "nlu")

# Written in two parts, so that this file does not name what it looks for.
REGISTRY_HOSTS = (
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "yarn" + "pkg.com",
    "deb.deb" + "ian.org",
)
PRIVATE_PLACES = ("shared/" + "eval", "temperament_" + "dev", "real_" + "unlabelled", "/ro" + "ot/", "/wo" + "rk/")


def project_files() -> list[Path]:
    """Files that git keeps, or would keep when added."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def text_files() -> Iterator[tuple[str, str]]:
    for path in project_files():
        content = path.read_bytes()
        if b"\0" not in content:
            yield str(path.relative_to(ROOT)), content.decode("utf-8", "replace")


def imported_names(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield node.module or ""


def test_the_desk_imports_the_standard_library_and_itself_alone():
    foreign = {
        f"{path.name}: {name}"
        for path in (ROOT / "bot" / "desk").glob("**/*.py")
        for name in imported_names(path)
        if name.split(".")[0] not in sys.stdlib_module_names and name != "bot.desk" and not name.startswith("bot.desk.")
    }

    assert foreign == set()


def test_every_package_file_is_empty():
    packages = [path for top in ("bot", "actions", "tests") for path in (ROOT / top).glob("**/__init__.py")]

    assert packages
    assert [str(path.relative_to(ROOT)) for path in packages if path.stat().st_size] == []


def test_every_inner_room_stands_under_the_contract_of_frameworks():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    held = next(contract for contract in contracts if contract["name"] == "The inner rooms know no framework")["source_modules"]

    there = {f"bot.{room}" for room in INNER_ROOMS if (ROOT / "bot" / room).is_dir()}

    assert there == set(held)


def test_the_command_line_alone_prints():
    printing = {
        path.relative_to(ROOT).as_posix()
        for top in ("bot", "actions")
        for path in (ROOT / top).glob("**/*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    }

    assert printing
    assert {path for path in printing if path != "bot/__main__.py" and not path.startswith("bot/commands/")} == set()


@pytest.mark.parametrize("room", BOTH_PYTHONS)
def test_rooms_that_rasa_imports_are_python_3_10(room):
    for path in (ROOT / "bot" / room).glob("**/*.py"):
        ast.parse(path.read_text("utf-8"), str(path), feature_version=(3, 10))


def dotted_names(value: object) -> Iterator[str]:
    """Class paths anywhere in a configuration."""
    if isinstance(value, dict):
        for item in value.values():
            yield from dotted_names(item)
    elif isinstance(value, list):
        for item in value:
            yield from dotted_names(item)
    elif isinstance(value, str) and re.fullmatch(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+", value) and "." in value and "/" not in value:
        yield value


RESOLVE = """
import importlib, sys
for name in sys.argv[1:]:
    module, _, attribute = name.rpartition(".")
    if not hasattr(importlib.import_module(module), attribute):
        sys.exit(f"{name}: {module} has no {attribute}")
"""


def test_every_class_named_in_rasas_configuration_exists_in_rasas_environment():
    names: set[str] = set()
    for file in ("config.yml", "endpoints.yml", "credentials.yml"):
        names |= set(dotted_names(yaml.safe_load((ROOT / file).read_text("utf-8"))))
    ours = sorted(name for name in names if name.startswith(("bot.", "rasa.")))
    assert any(name.startswith("bot.nlu.") for name in ours)

    python = ROOT / ".venv-rasa" / "bin" / "python"
    result = subprocess.run([python, "-c", RESOLVE, *ours], cwd=ROOT, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stderr[-2000:]


def test_no_file_names_the_host_of_a_package_registry():
    assert [f"{name}: {host}" for name, text in text_files() for host in REGISTRY_HOSTS if host in text] == []


def test_no_file_names_folders_of_customers_data_or_of_one_machine():
    assert [f"{name}: {place}" for name, text in text_files() for place in PRIVATE_PLACES if place in text] == []


def test_the_lock_files_hold_a_hash_for_every_package():
    for lock in ("product.txt", "rasa.txt", "uv.txt", "bench.txt", "bench-build.txt"):
        text = (ROOT / "requirements" / lock).read_text("utf-8")
        packages = re.findall(r"^[A-Za-z0-9][^\n]*==[^\n]*(?:\n    [^\n]*)*", text, re.MULTILINE)
        assert packages
        assert [package.split("\n")[0] for package in packages if "--hash=sha256:" not in package] == [], lock
