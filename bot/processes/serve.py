"""Runs the whole product on one machine until it is told to stop."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NoReturn

from bot.desk.errors import InputError
from bot.processes.control import Control, socket_path
from bot.processes.free_ports import product_ports, require_free_ports
from bot.processes.log_lines import LogFollower, Terminal
from bot.processes.manager import Manager
from bot.processes.programs import product_environment, product_programs
from bot.processes.readiness import wait_until_ready
from bot.wiring import Settings

START_SECONDS = 120.0
_TICK_SECONDS = 0.2
_REVIVE_SECONDS = 5.0
_MANAGER_NEWS = re.compile(r" (?:INFO|WARN|CRIT) ((?:spawned|exited|gave up|killing)\b.*)")


class StopAsked(Exception):
    """A signal asked for the end."""


def serve(
    settings: Settings,
    *,
    archive: Path,
    on_ready: Callable[[], None],
    say: Callable[[str], None],
    start_seconds: float = START_SECONDS,
) -> int:
    """Start every part, call `on_ready` when all are ready, and keep them running until SIGINT, SIGTERM or SIGHUP.

    Args:
        settings: where things lie and listen.
        archive: the trained model that Rasa loads.
        on_ready: prints the address; called once.
        say: shows one line (progress, and the lines of the parts).
        start_seconds: how long the start may take.

    Returns:
        The exit status: 0 after a signal.

    Raises:
        InputError: a port is in use.
        ConflictError: another run from this folder is alive.
        NotReadyError: a part does not come up.
    """
    manager = Manager(product_programs(settings, archive), var=settings.var, environment=product_environment(settings))
    manager.take_folder()
    try:
        require_free_ports(product_ports(settings))
    except InputError:
        manager.stop()
        raise
    return keep_running(manager, on_ready=on_ready, say=say, start_seconds=start_seconds)


def keep_running(manager: Manager, *, on_ready: Callable[[], None], say: Callable[[str], None], start_seconds: float) -> int:
    """Run the programs of a manager as `serve` does."""
    with _stop_signals() as is_asked, closing(_Screen(manager, say)) as screen:

        def tick() -> None:
            screen.show_lines()
            if is_asked():
                raise StopAsked

        try:
            manager.start()
            wait_until_ready(manager, seconds=start_seconds, on_tick=tick, say=say)
            on_ready()
            _watch(manager, tick)
        except StopAsked:
            say("manager | stopping")
        finally:
            manager.stop()
            screen.show_lines()
    return 0


def status(settings: Settings) -> dict[str, int]:
    """The process id of each running part by name, and of the process manager as "manager"; empty when nothing runs."""
    control = Control(socket_path(settings.var / "run"))
    manager = control.manager_pid()
    pids = {state.name: state.pid for state in control.states() if state.pid}
    return pids | ({"manager": manager} if manager else {})


class _Screen:
    """Shows the lines of the parts, and what the process manager did to them."""

    def __init__(self, manager: Manager, say: Callable[[str], None]) -> None:
        self._parts = Terminal(manager.logs, [program.name for program in manager.programs])
        self._news = LogFollower(manager.logs / "manager.log")
        self._say = say

    def show_lines(self) -> None:
        for line in self._parts.lines():
            self._say(line)
        for line in self._news.lines():
            if found := _MANAGER_NEWS.search(line):
                self._say(f"manager | {found[1]}")

    def close(self) -> None:
        self._parts.close()
        self._news.close()


def _watch(manager: Manager, tick: Callable[[], None]) -> NoReturn:
    next_look = time.monotonic()
    while True:
        tick()
        if time.monotonic() >= next_look:
            manager.revive()
            next_look = time.monotonic() + _REVIVE_SECONDS
        time.sleep(_TICK_SECONDS)


@contextmanager
def _stop_signals() -> Iterator[Callable[[], bool]]:
    """Let signals only be noted, so that none comes in the middle of starting or stopping something."""
    asked: list[int] = []
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, lambda received, frame: asked.append(received)) for number in numbers}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
