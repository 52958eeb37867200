"""Talks to a running supervisord over its private socket."""

from __future__ import annotations

import hashlib
import http.client
import os
import stat
import tempfile
import xmlrpc.client
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import SupervisorTransport

from bot.desk.errors import InputError
from bot.processes.configuration import GROUP

# The address of a unix socket may have 104 to 108 bytes, with room for the suffix under which supervisord makes it.
_LONGEST_ADDRESS = 80
_UNREACHABLE = (OSError, xmlrpc.client.Error, http.client.HTTPException)


@dataclass(frozen=True)
class ProgramState:
    """How one program is. `state`: supervisord's word (STARTING, RUNNING, BACKOFF, FATAL …); `pid` is 0 when there is none."""

    name: str
    state: str
    pid: int


class Control:
    """The controls of the supervisord that listens on a socket."""

    def __init__(self, socket: Path) -> None:
        self._address = f"unix://{socket}"

    def states(self) -> tuple[ProgramState, ...]:
        """The state of every program; none when supervisord does not answer."""
        found = self._ask("getAllProcessInfo") or ()
        return tuple(ProgramState(str(one["name"]), str(one["statename"]), int(one["pid"])) for one in found)

    def manager_pid(self) -> int:
        """The process id of supervisord; 0 when it does not answer."""
        return int(self._ask("getPID") or 0)

    def start(self, name: str) -> None:
        """Start a program that was given up; nothing happens when it runs or supervisord is ending."""
        self._ask("startProcess", f"{GROUP}:{name}", False)

    def shut_down(self) -> None:
        """Ask supervisord to end all programs and itself."""
        self._ask("shutdown")

    def _ask(self, method: str, *arguments: object) -> Any:
        """What supervisord answers; None when it cannot or will not. Each call has its own connection: none goes stale."""
        transport = SupervisorTransport(None, None, self._address)
        server: Any = xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport)
        try:
            return getattr(server.supervisor, method)(*arguments)
        except _UNREACHABLE:
            return None
        finally:
            transport.close()


def socket_path(run: Path) -> Path:
    """Where supervisord listens: in `run`, or, where that address would be too long, in a private temporary folder.

    Raises:
        InputError: the temporary folder belongs to somebody else.
    """
    beside = run / "manager.sock"
    if len(os.fsencode(beside)) <= _LONGEST_ADDRESS:
        return beside
    digest = hashlib.sha256(os.fsencode(run)).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"tactful-{os.getuid()}-{digest}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise InputError("is not a private folder of this user.", where=str(folder), remedy="Remove it, or set TMPDIR.")
    return folder / "manager.sock"
