"""Small programs that the process manager keeps running in these tests."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bot.processes.programs import Program

SERVER = """
import http.server, os, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.headers["Host"] != "wrong" else 400); self.end_headers()
    def log_message(self, *parts): pass
print("serving as", os.getpid(), flush=True)
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""
SLEEPER = "import time; print('asleep', flush=True); time.sleep(3600)"
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(3600)"])
print("stubborn", flush=True)
time.sleep(3600)
"""
FAILING = "import sys; print('no such model'); sys.exit(3)"


def free_port() -> int:
    """A port nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def python_program(name: str, code: str, *arguments: str, **options: object) -> Program:
    """A program of these lines of Python."""
    return Program(name, (sys.executable, "-c", code, *arguments), **{"settle_seconds": 1, "stop_seconds": 2, **options})


def wait_for(condition: Callable[[], object], *, seconds: float = 15.0) -> None:
    """Wait until something holds; fails when it does not in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError(f"did not come to hold within {seconds} s")


def is_running(pid: int) -> bool:
    """Whether a process lives (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def plain_environment() -> dict[str, str]:
    """Environment variables for programs that need none of the product's."""
    return dict(os.environ)
