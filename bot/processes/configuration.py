"""Writes what supervisord is told.

Nothing that a user chose (a folder's name) stands in the file itself: supervisord would read `%`, `;` and `#` in it. Such
values travel in environment variables, which it inserts after reading; logs are named from the folder it works in.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from bot.processes.programs import Program

GROUP = "tactful"
LOG_BYTES = 10_000_000
LOG_BACKUPS = 5
# Each failed start waits a second longer than the one before; after so many the count begins again (see `Manager.revive`).
START_RETRIES = 15

_HEAD = f"""\
[unix_http_server]
file = %(ENV_TACTFUL_SOCKET)s
chmod = 0700

[supervisord]
nodaemon = true
silent = true
logfile = log/manager.log
logfile_maxbytes = {LOG_BYTES}
logfile_backups = {LOG_BACKUPS}
pidfile = run/manager.pid
childlogdir = log

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
"""

_PROGRAM = """
[program:{name}]
command = %(ENV_{variable})s
directory = %(ENV_TACTFUL_ROOT)s
stdout_logfile = log/{name}.log
stdout_logfile_maxbytes = {log_bytes}
stdout_logfile_backups = {log_backups}
redirect_stderr = true
autostart = true
autorestart = true
startsecs = {settle_seconds}
startretries = {start_retries}
stopsignal = TERM
stopwaitsecs = {stop_seconds}
stopasgroup = true
killasgroup = true
priority = {priority}
"""


def configuration_text(programs: Sequence[Program]) -> str:
    """The configuration file for these programs, which form one group: they are stopped at once, not one after another."""
    group = f"\n[group:{GROUP}]\nprograms = {','.join(program.name for program in programs)}\n"
    return (
        _HEAD
        + group
        + "".join(
            _PROGRAM.format(
                name=program.name,
                variable=_variable(program),
                log_bytes=LOG_BYTES,
                log_backups=LOG_BACKUPS,
                settle_seconds=program.settle_seconds,
                start_retries=START_RETRIES,
                stop_seconds=program.stop_seconds,
                priority=place,
            )
            for place, program in enumerate(programs, start=1)
        )
    )


def configuration_values(programs: Sequence[Program], *, root: Path, socket: Path) -> dict[str, str]:
    """The environment variables that the configuration file asks for."""
    commands = {_variable(program): shlex.join(program.command) for program in programs}
    return {"TACTFUL_ROOT": str(root), "TACTFUL_SOCKET": str(socket)} | commands


def _variable(program: Program) -> str:
    return f"TACTFUL_COMMAND_{program.name.upper()}"
