"""Makes the environments of the lock files: `make setup`. Standard library only, any Python from 3.8 on.

.venv (Python 3.12) holds the product, .venv-rasa (Python 3.10) holds Rasa. A second call sees from the stamps that
nothing changed and ends at once.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple, Optional

ROOT = Path(__file__).resolve().parent.parent
STAMP = ".tactful-stamp"
LAYOUT = "2"  # raise it when this script makes environments differently

WRAPPER = """#!/bin/sh
# The one door of Tactful, from any working directory (whose own folders -P keeps off the import path).
PYTHONPATH={root}${{PYTHONPATH:+:$PYTHONPATH}} exec {python} -P -m bot "$@"
"""


class Environment(NamedTuple):
    """An environment to make: its folder, its Python and its lock file."""

    folder: Path
    python: str
    lock: Path


ENVIRONMENTS = (
    Environment(ROOT / ".venv", "3.12", ROOT / "requirements" / "product.txt"),
    Environment(ROOT / ".venv-rasa", "3.10", ROOT / "requirements" / "rasa.txt"),
)


class SetupError(Exception):
    """Set-up cannot go on; the text says what to do."""


def child_environment() -> Dict[str, str]:
    """The environment of every program we start: bytecode is written, and uv knows the index that pip was given."""
    names = dict(os.environ)
    names.pop("PYTHONDONTWRITEBYTECODE", None)
    names.pop("VIRTUAL_ENV", None)
    if names.get("PIP_INDEX_URL") and not names.get("UV_INDEX_URL"):
        names.setdefault("UV_DEFAULT_INDEX", names["PIP_INDEX_URL"])
    return names


def say(text: str) -> None:
    """Show progress at once, also when it goes to a file."""
    print("setup    | " + text, flush=True)


@contextlib.contextmanager
def step(text: str) -> Iterator[None]:
    """Show what is being done, and how long it took."""
    say(text + " …")
    began = time.monotonic()
    yield
    say("{} done in {:.1f} s".format(text, time.monotonic() - began))


def run(command: List[str]) -> None:
    """Run a program whose output the user sees."""
    result = subprocess.run(command, env=child_environment(), cwd=str(ROOT), check=False)  # noqa: S603
    if result.returncode:
        raise SetupError("This command ended with status {}:\n  {}".format(result.returncode, shlex.join(command)))


def output_of(command: List[str]) -> str:
    """What a program prints; "" when it cannot be run."""
    try:
        result = subprocess.run(  # noqa: S603
            command, env=child_environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return result.stdout.decode("utf-8", "replace").strip() if result.returncode == 0 else ""


def is_python(path: str, version: str) -> bool:
    """Whether the path is a working interpreter of that version (a shim may be there and not work)."""
    return output_of([path, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]) == version


def pyenv_pythons(version: str) -> List[str]:
    """Interpreters that pyenv keeps, the newest patch first."""
    roots = [Path(os.environ["PYENV_ROOT"])] if os.environ.get("PYENV_ROOT") else []
    roots.append(Path.home() / ".pyenv")
    folders = [folder for root in roots for folder in (root / "versions").glob(version + ".*")]
    folders.sort(key=lambda folder: [int(number) for number in re.findall(r"\d+", folder.name)], reverse=True)
    return [str(folder / "bin" / "python") for folder in folders]


def find_python(version: str, uv: str) -> str:
    """The path of an interpreter; fetched by uv only when there is none."""
    on_path = shutil.which("python" + version)
    for candidate in ([on_path] if on_path else []) + pyenv_pythons(version):
        if is_python(candidate, version):
            return candidate
    for attempt in range(2):
        found = output_of([uv, "python", "find", "--no-project", version])
        if found and is_python(found, version):
            return found
        if attempt == 0:
            say("no Python {} on this machine: trying to fetch one".format(version))
            output_of([uv, "python", "install", version])
    raise SetupError(
        "Python {v} is needed and was not found. Either install it so that `python{v}` is on PATH (your system's packages,\n"
        "or `pyenv install {v}`), or let uv fetch one: `uv python install {v}`. Then run `make setup` again.".format(v=version)
    )


def find_uv() -> str:
    """The path of a working uv; installed into var/uv-venv when there is none."""
    own = ROOT / "var" / "uv-venv"
    for candidate in (shutil.which("uv"), str(own / "bin" / "uv")):
        if candidate and output_of([candidate, "--version"]):
            return candidate
    with step("install uv into var/uv-venv"):
        shutil.rmtree(str(own), ignore_errors=True)
        run([sys.executable, "-m", "venv", str(own)])
        lock = str(ROOT / "requirements" / "uv.txt")
        run([str(own / "bin" / "python"), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock])
    return str(own / "bin" / "uv")


def wanted_stamp(environment: Environment) -> str:
    """What the stamp of an up-to-date environment says; the folder is in it, since environments cannot be moved."""
    content = hashlib.sha256(environment.lock.read_bytes()).hexdigest()
    return "\n".join([LAYOUT, environment.python, str(environment.folder), content])


def is_fresh(environment: Environment) -> bool:
    """Whether the environment stands as the lock file wants it."""
    stamp = environment.folder / STAMP
    python = environment.folder / "bin" / "python"
    return stamp.is_file() and python.exists() and stamp.read_text("utf-8") == wanted_stamp(environment)


def make(environment: Environment, uv: str) -> None:
    """Create or bring up to date one environment."""
    name, python = environment.folder.name, environment.folder / "bin" / "python"
    stamp = environment.folder / STAMP
    moved = stamp.is_file() and str(environment.folder) not in stamp.read_text("utf-8").split("\n")
    if stamp.is_file():
        stamp.unlink()
    if moved or not is_python(str(python), environment.python):
        with step("create {} (Python {})".format(name, environment.python)):
            interpreter = find_python(environment.python, uv)
            run([uv, "venv", "--quiet", "--clear", "--no-project", "-p", interpreter, str(environment.folder)])
    with step("install {} into {}".format(environment.lock.name, name)):
        options = ["--quiet", "--compile-bytecode", "--require-hashes", "--python", str(python)]
        run([uv, "pip", "sync", *options, str(environment.lock)])
    stamp.write_text(wanted_stamp(environment), "utf-8")


def write_wrapper(environment: Environment) -> None:
    """Make .venv/bin/tactful, which runs `python -m bot` of this folder."""
    path = environment.folder / "bin" / "tactful"
    python = environment.folder / "bin" / "python"
    path.write_text(WRAPPER.format(root=shlex.quote(str(ROOT)), python=shlex.quote(str(python))), "utf-8")
    path.chmod(0o755)


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Let a second set-up of this folder wait for the first."""
    (ROOT / "var").mkdir(mode=0o700, exist_ok=True)  # the record will lie here
    with open(str(ROOT / "var" / "setup.lock"), "w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("another set-up of this folder is running: waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def set_up() -> None:
    """Make every environment that is not fresh."""
    uv: Optional[str] = None
    for environment in ENVIRONMENTS:
        if not is_fresh(environment):
            uv = uv or find_uv()
            make(environment, uv)
    write_wrapper(ENVIRONMENTS[0])


def main() -> int:
    """Set up, or say what is in the way."""
    if all(is_fresh(environment) for environment in ENVIRONMENTS):
        return 0
    try:
        with only_one():
            set_up()
    except SetupError as error:
        print("setup    | {}".format(error), file=sys.stderr)
        return 1
    say("both environments are ready")
    return 0


if __name__ == "__main__":
    sys.exit(main())
