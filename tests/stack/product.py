"""The whole product on free ports with a database of its own, as `tactful serve` starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.wiring import Settings
from tests.stack.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 240


@dataclass(frozen=True)
class Product:
    """A running product.

    Attributes:
        var: its folder (database, logs).
        console_port, rasa_port, actions_port: where it listens.
        environment: for commands on the same database.
        log: what it printed.
        started_seconds: start to ready.
        process: the manager.
    """

    var: Path
    console_port: int
    rasa_port: int
    actions_port: int
    environment: Mapping[str, str]
    log: Path
    started_seconds: float
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Address of the console."""
        return f"http://127.0.0.1:{self.console_port}"

    @property
    def settings(self) -> Settings:
        """As the product itself has them."""
        return Settings(var=self.var, console_port=self.console_port, rasa_port=self.rasa_port, actions_port=self.actions_port)

    def command(self, *arguments: str) -> str:
        """Run `tactful …` on the same database and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=ROOT,
            env=dict(self.environment),
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def api_key(self) -> str:
        """A fresh API key of the demo shop."""
        return self.command("key", "tests")


@contextmanager
def running_product(var: Path, **settings: str) -> Iterator[Product]:
    """Start the product, wait until it is ready, and end it as Ctrl-C does.

    Args:
        var: an empty folder.
        settings: further TACTFUL_… settings by their names without the prefix.
    """
    ports = {name: str(free_port()) for name in ("CONSOLE_PORT", "RASA_PORT", "ACTIONS_PORT")}
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {f"TACTFUL_{name}": value for name, value in {**ports, "VAR": str(var), **settings}.items()}
    log = var / "serve.log"
    var.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"], cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT
        )
        try:
            _wait_ready(process, log)
            ready = time.monotonic() - started
            console, rasa, actions = (int(port) for port in ports.values())
            yield Product(var, console, rasa, actions, environment, log, ready, process)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends:
        text = log.read_text(encoding="utf-8", errors="replace")
        if "Tactful is ready" in text:
            return
        if process.poll() is not None:
            raise RuntimeError(f"the product ended with status {process.returncode}:\n{text[-3000:]}")
        time.sleep(0.1)
    raise TimeoutError(
        f"the product was not ready within {START_SECONDS} s:\n{log.read_text(encoding='utf-8', errors='replace')[-3000:]}"
    )
