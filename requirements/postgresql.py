"""Sees to it that the tests find PostgreSQL's server: `make test` calls it. Standard library only."""

import glob
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import List, Optional, Tuple

OLDEST = 15
PACKAGE = "postgresql"
FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)

MISSING = (
    "The tests need PostgreSQL {oldest} or newer (its initdb and postgres), which was not found.\n"
    "On Debian or Ubuntu: sudo apt-get install {package}\n"
    "Elsewhere install it so that `initdb` is on PATH. No server needs to run: the tests start their own."
).format(oldest=OLDEST, package=PACKAGE)


def find_programs() -> Optional[Path]:
    """The folder of initdb and postgres; the version that the product names first, then the newest."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += [Path(name) for pattern in FOLDERS for name in glob.glob(pattern)]
    found = [(version_of(folder), folder) for folder in folders if (folder / "postgres").exists()]
    return max(found, key=_preference)[1] if any(version >= OLDEST for version, _ in found) else None


def _preference(found: Tuple[int, Path]) -> Tuple[bool, int]:
    return found[0] == OLDEST, found[0]


def version_of(folder: Path) -> int:
    """The major version of the server in a folder, 0 when it cannot be run."""
    try:
        told = subprocess.run([str(folder / "postgres"), "--version"], stdout=subprocess.PIPE, check=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return 0
    number = re.search(rb"(\d+)", told.stdout)
    return int(number.group(1)) if number else 0


def install() -> bool:
    """Install the server as root of a Debian system; no cluster is made and none is started."""
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    commands: List[List[str]] = [
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-y", "-q", "--no-install-recommends", "postgresql-common"],
        ["sed", "-i", "s/^#*create_main_cluster.*/create_main_cluster = false/", "/etc/postgresql-common/createcluster.conf"],
        ["apt-get", "install", "-y", "-q", "--no-install-recommends", PACKAGE],
    ]
    for command in commands:
        print("setup    | " + " ".join(command), flush=True)
        if subprocess.run(command, env=environment, check=False).returncode:  # noqa: S603
            return False
    return True


def main() -> int:
    """Install what is missing, or say how to."""
    if find_programs():
        return 0
    if shutil.which("apt-get") and os.geteuid() == 0 and install() and find_programs():
        return 0
    print("\n".join("setup    | " + line for line in MISSING.splitlines()), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
