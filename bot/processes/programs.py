"""Which programs make up the running product."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.wiring import ROOT, Settings


@dataclass(frozen=True)
class Program:
    """One program that is kept running.

    Attributes:
        name: lower-case word, as the terminal and the log file call it.
        command: program and arguments; the program as an absolute path.
        ready_url: answers below 400 when the program is ready; "" when it cannot be asked, and is ready when it has settled.
        ready_host: the name to ask for, where it is not that of the address.
        settle_seconds: an end before this is a failed start, and the next try waits a second longer.
        stop_seconds: how long it may take to end before it is killed.
    """

    name: str
    command: tuple[str, ...]
    ready_url: str = ""
    ready_host: str = ""
    settle_seconds: int = 5
    stop_seconds: int = 8


def product_programs(settings: Settings, archive: Path) -> tuple[Program, ...]:
    """The parts of Tactful in the order in which they are started.

    Args:
        settings: where the parts listen.
        archive: the trained model that Rasa loads.
    """
    python = sys.executable
    actions = f"http://127.0.0.1:{settings.actions_port}/health"
    rasa = f"http://127.0.0.1:{settings.rasa_port}/"
    console = f"http://{_loopback(settings.console_host)}:{settings.console_port}/api/v1/ready"
    return (
        Program("actions", (python, "-m", "actions"), actions),
        # Rasa takes ten seconds to end by itself, and remembers nothing that could be lost.
        Program("rasa", _rasa_command(settings, archive), rasa, settle_seconds=20, stop_seconds=2),
        Program("worker", (python, "-m", "bot", "worker"), settle_seconds=3),
        Program("console", (python, "-m", "bot", "console"), console, ready_host=next(iter(settings.allowed_hosts), "")),
    )


def product_environment(settings: Settings, given: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Environment variables of every part.

    Nobody writes bytecode-free, nobody shares a temporary folder with other users (jieba reads its cache there with
    `marshal`), nothing is sent to Rasa's makers, and Rasa's server and the action server listen on loopback only.
    """
    names = {name: value for name, value in given.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return names | {
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
        "PYTHONPATH": os.pathsep.join(part for part in (str(ROOT), given.get("PYTHONPATH", "")) if part),
        "TMPDIR": str(settings.var / "tmp"),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "RASA_TELEMETRY_ENABLED": "false",
        "SANIC_HOST": "127.0.0.1",
        "MAX_NUMBER_OF_PREDICTIONS": "2",
        "TACTFUL_ACTIONS_PORT": str(settings.actions_port),
        "TACTFUL_RASA_PORT": str(settings.rasa_port),
        "TACTFUL_VAR": str(settings.var),
    }


def _rasa_command(settings: Settings, archive: Path) -> tuple[str, ...]:
    port = str(settings.rasa_port)
    python = (str(settings.rasa_python), "-W", "ignore")
    return (*python, "-m", "rasa", "run", "--model", str(archive), "--interface", "127.0.0.1", "--port", port)


def _loopback(host: str) -> str:
    """The address under which this machine reaches a server bound to `host`."""
    if host in ("", "0.0.0.0"):  # noqa: S104
        return "127.0.0.1"
    if host == "::":
        return "[::1]"
    return f"[{host}]" if ":" in host else host
