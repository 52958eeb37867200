"""Installs what the reading is measured against into var/bench-packages: `make bench-reading` calls it. Standard library only.

The packages are pure Python and are put on the path of the Python that measures, be it the product's or Rasa's.
"""

import shutil
import sys

from install import ROOT, STAMP, Environment, SetupError, find_python, find_uv, is_python, only_one, run, step, wanted_stamp

LOCK = ROOT / "requirements" / "bench.txt"
BUILD = ROOT / "requirements" / "bench-build.txt"
PLACE = Environment(ROOT / "var" / "bench-packages", "3.10", LOCK)


def is_fresh() -> bool:
    """Whether the packages are those of the lock file."""
    stamp = PLACE.folder / STAMP
    return stamp.is_file() and stamp.read_text("utf-8") == wanted_stamp(PLACE)


def make(uv: str) -> None:
    """Install anew; what is published as source is built with what the second lock file names."""
    rasa = str(ROOT / ".venv-rasa" / "bin" / "python")
    python = rasa if is_python(rasa, PLACE.python) else find_python(PLACE.python, uv)
    with step("install {} into {}".format(LOCK.name, PLACE.folder.name)):
        shutil.rmtree(str(PLACE.folder), ignore_errors=True)
        options = ["--quiet", "--require-hashes", "--build-constraints", str(BUILD), "--python", python]
        run([uv, "pip", "install", *options, "--target", str(PLACE.folder), "-r", str(LOCK)])
    (PLACE.folder / STAMP).write_text(wanted_stamp(PLACE), "utf-8")


def main() -> int:
    """Install when the stamp is not that of the lock file, or say what is in the way."""
    if is_fresh():
        return 0
    try:
        with only_one():
            make(find_uv())
    except SetupError as error:
        print("setup    | {}".format(error), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
