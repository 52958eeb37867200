"""Sees to it that the browser tests find Chromium and a Chinese font: `make test` calls it. Standard library only."""

import glob
import os
import shutil
import subprocess
import sys
from typing import List

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FONTS = ("/usr/share/fonts/**/NotoSansCJK*", "/usr/local/share/fonts/**/NotoSansCJK*")


def has_chinese_font() -> bool:
    """Whether a font can draw Chinese."""
    if shutil.which("fc-list"):
        listed = subprocess.run(["fc-list", ":lang=zh", "family"], stdout=subprocess.PIPE, check=False)  # noqa: S607
        return bool(listed.stdout.strip())
    return any(glob.glob(pattern, recursive=True) for pattern in FONTS)


def missing_packages() -> List[str]:
    """Debian's names of what is not there."""
    missing = [] if any(shutil.which(name) for name in BROWSERS) else ["chromium"]
    return missing if has_chinese_font() else [*missing, "fonts-noto-cjk"]


def install(packages: List[str]) -> bool:
    """Install packages as root of a Debian system."""
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for command in (["apt-get", "update", "-q"], ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]):
        print("setup    | " + " ".join(command), flush=True)
        if subprocess.run(command, env=environment, check=False).returncode:  # noqa: S603
            return False
    return True


def main() -> int:
    """Install what is missing, or say how to."""
    missing = missing_packages()
    if not missing:
        return 0
    if shutil.which("apt-get") and os.geteuid() == 0 and install(missing):
        return 0
    print(
        "setup    | The browser tests need {}. On Debian or Ubuntu: sudo apt-get install {}\n"
        "setup    | Elsewhere install Chromium and a Noto CJK font, so that `chromium` is on PATH.".format(
            " and ".join(missing), " ".join(missing)
        ),
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
