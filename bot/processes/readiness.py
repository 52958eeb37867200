"""Waits until each program can do its work."""

from __future__ import annotations

import http.client
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.desk.errors import TactfulError
from bot.processes.control import ProgramState
from bot.processes.log_lines import last_lines
from bot.processes.manager import Manager
from bot.processes.programs import Program

_PROBE_SECONDS = 2.0
_FAILED_STARTS = 3
_SHOWN_LINES = 20


class NotReadyError(TactfulError):
    """A part did not come up; the text holds the last lines of its log."""


def answers(url: str, *, host: str = "") -> bool:
    """Whether a server answers below 400."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=_PROBE_SECONDS)
    try:
        connection.request("GET", address.path or "/", headers={"Host": host} if host else {})
        return connection.getresponse().status < 400
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@dataclass
class Watch:
    """What has been seen of the programs while they start."""

    failures: Counter[str] = field(default_factory=Counter)
    states: dict[str, str] = field(default_factory=dict)
    ready: set[str] = field(default_factory=set)

    def note(self, states: Mapping[str, ProgramState]) -> None:
        """Remember what was seen; a program in BACKOFF has ended, or could not be started."""
        for name, state in states.items():
            if state.state == "BACKOFF" and self.states.get(name) != "BACKOFF":
                self.failures[name] += 1
            self.states[name] = state.state

    def failed(self) -> tuple[str, ...]:
        """Programs that have ended again and again before they were ready."""
        return tuple(name for name, times in self.failures.items() if times >= _FAILED_STARTS and name not in self.ready)


def wait_until_ready(manager: Manager, *, seconds: float, on_tick: Callable[[], None], say: Callable[[str], None]) -> None:
    """Wait for every program.

    Args:
        manager: what was started.
        seconds: how long all together may take.
        on_tick: called several times a second, for example to show log lines; may raise to break off.
        say: shows one line of progress.

    Raises:
        NotReadyError: a program ended again and again, or the time is over.
    """
    began = time.monotonic()
    watch = Watch()
    while missing := [program for program in manager.programs if program.name not in watch.ready]:
        on_tick()
        states = manager.states()
        watch.note(states)
        for program in missing:
            if _is_ready(program, states):
                watch.ready.add(program.name)
                say(f"{program.name} is ready after {time.monotonic() - began:.1f} s")
        overdue = [program.name for program in missing if program.name not in watch.ready]
        failed = watch.failed() or ((not manager.is_alive() or time.monotonic() - began > seconds) and tuple(overdue))
        if failed:
            raise NotReadyError(_report(manager, failed, time.monotonic() - began))
        time.sleep(0.15)


def _is_ready(program: Program, states: Mapping[str, ProgramState]) -> bool:
    state = states.get(program.name)
    if state is None or state.state not in ("STARTING", "RUNNING"):
        return False
    return answers(program.ready_url, host=program.ready_host) if program.ready_url else state.state == "RUNNING"


def _report(manager: Manager, names: tuple[str, ...], seconds: float) -> str:
    parts = []
    for name in names:
        lines = last_lines(manager.logs / f"{name}.log", _SHOWN_LINES) or ("(nothing)",)
        parts.append(f"{name} did not become ready in {seconds:.0f} s. Its last lines ({manager.logs / f'{name}.log'}):")
        parts += [f"  {line}" for line in lines]
    return "\n".join(parts)
