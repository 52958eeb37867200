"""A process of ours that can be killed at a named point."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def start(code: str, *arguments: str) -> subprocess.Popen[str]:
    """Run Python code in a process of its own; what it prints comes through a pipe, line by line."""
    return subprocess.Popen([sys.executable, "-u", "-c", code, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def kill_after_line(process: subprocess.Popen[str], line: str) -> None:
    """Kill a process without warning as soon as it has printed a line."""
    assert process.stdout is not None
    while (printed := process.stdout.readline().strip()) != line:
        assert printed, "the process ended before it came to the point"
    process.kill()
    process.wait(timeout=10)
    process.stdout.close()
