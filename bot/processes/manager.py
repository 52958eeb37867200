"""Keeps programs running by means of supervisord, as a child of this process."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from bot.desk.errors import ConflictError, TactfulError
from bot.processes.configuration import configuration_text, configuration_values
from bot.processes.control import Control, ProgramState, socket_path
from bot.processes.log_lines import last_lines
from bot.processes.programs import Program
from bot.wiring import ROOT

_POLL_SECONDS = 0.05
_START_SECONDS = 15.0


class Manager:
    """The supervisord of one folder. At most one runs there at a time.

    Attributes:
        programs: what is kept running.
        logs: folder of the log files, one for each program and one for the manager.
    """

    def __init__(self, programs: Sequence[Program], *, var: Path, environment: Mapping[str, str]) -> None:
        self.programs = tuple(programs)
        self.logs = var / "log"
        self._var = var
        self._run = var / "run"
        self._environment = dict(environment)
        self._lock: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._last_pids: tuple[int, ...] = ()
        for folder in (var, self.logs, self._run, var / "tmp"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._socket = socket_path(self._run)
        self._control = Control(self._socket)

    def take_folder(self) -> None:
        """Make sure that nobody else manages programs in this folder, and end what a killed run left behind.

        Raises:
            ConflictError: another run is alive.
        """
        lock = (self._run / "serve.lock").open("a+", encoding="utf-8")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.close()
            text = f"Tactful already runs from {self._var}. End that run first, or set TACTFUL_VAR to another folder."
            raise ConflictError(text) from error
        self._lock = lock
        self._end_orphan()

    def start(self) -> None:
        """Start supervisord and with it the programs.

        Raises:
            TactfulError: supervisord does not come up.
        """
        configuration = self._run / "manager.conf"
        configuration.write_text(configuration_text(self.programs), "utf-8")
        values = configuration_values(self.programs, root=ROOT, socket=self._socket)
        with (self.logs / "manager.err").open("wb") as errors:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and file
                [sys.executable, "-m", "supervisor.supervisord", "-n", "-c", str(configuration)],
                cwd=self._var,
                env=self._environment | values,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                umask=0o077,
                start_new_session=True,
            )
        self._wait_for_socket()

    def states(self) -> dict[str, ProgramState]:
        """The state of each program by name; empty when supervisord does not answer."""
        found = {state.name: state for state in self._control.states()}
        self._last_pids = tuple(state.pid for state in found.values()) or self._last_pids
        return found

    def is_alive(self) -> bool:
        """Whether supervisord runs."""
        return self._process is not None and self._process.poll() is None

    def revive(self) -> None:
        """Let programs that were given up begin again, and supervisord too: nothing that ends stays down for ever."""
        if not self.is_alive():
            _kill_groups(self._last_pids)
            self.start()
        for state in self.states().values():
            if state.state == "FATAL":
                self._control.start(state.name)

    def stop(self) -> None:
        """End all programs and supervisord, whatever it takes; nothing is left running."""
        process = self._process
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=self._longest_stop())
            except subprocess.TimeoutExpired:
                self.states()
                process.kill()
                process.wait()
                _kill_groups(self._last_pids)
        elif process is not None:
            _kill_groups(self._last_pids)
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _longest_stop(self) -> float:
        return max((program.stop_seconds for program in self.programs), default=0) + 5.0

    def _wait_for_socket(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and self.is_alive():
            if self._control.manager_pid():
                return
            time.sleep(_POLL_SECONDS)
        self.stop()
        lines = last_lines(self.logs / "manager.err", 10) or last_lines(self.logs / "manager.log", 10)
        raise TactfulError("The process manager did not start:\n" + "\n".join(lines))

    def _end_orphan(self) -> None:
        pid = self._control.manager_pid()
        if not pid:
            return
        pids = [state.pid for state in self._control.states()]
        self._control.shut_down()
        deadline = time.monotonic() + self._longest_stop()
        while time.monotonic() < deadline and _is_process(pid):
            time.sleep(_POLL_SECONDS)
        if _is_process(pid):
            _kill_groups([*pids, pid])


def _is_process(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _kill_groups(pids: Sequence[int]) -> None:
    for pid in pids:
        if pid > 0:
            try:
                os.killpg(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
