"""A PostgreSQL server of the tests' own: a folder, a free port, a role without any privilege, and a database for each test.

The server runs as a child of the tests, since it refuses to run as root: then as the user `postgres` or `nobody`.
"""

from __future__ import annotations

import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from tests.stack.ports import free_port

ROOT = Path(__file__).resolve().parent.parent
ROLE = "tactful"
PASSWORD = "tests:100%&more/@"  # no character of it may be lost in an address
TEMPLATE = "tactful_template"
START_SECONDS = 60
STOP_SIGNALS = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}
"""What `pg_ctl stop -m` sends for each of its modes."""


@dataclass
class Server:
    """A running server.

    Attributes:
        programs: folder of initdb and postgres.
        folder: data, socket and log.
        port: on loopback.
        options: settings of the server.
    """

    programs: Path
    folder: Path
    port: int
    options: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _emptied: list[str] = field(default_factory=list)

    @property
    def log(self) -> Path:
        """What the server wrote."""
        return self.folder / "log"

    def url(self, database: str, *, role: str = ROLE) -> str:
        """Address of a database for TACTFUL_DATABASE_URL."""
        made = URL.create("postgresql+psycopg", role, PASSWORD, "127.0.0.1", self.port, database)
        return made.render_as_string(hide_password=False)

    def connect(self, database: str = "postgres", **options: Any) -> psycopg.Connection[Any]:
        """A connection of the superuser, outside of any transaction."""
        arguments = {"user": "postgres", "password": PASSWORD, "host": "127.0.0.1", "port": self.port, "autocommit": True}
        return psycopg.connect(dbname=database, **{**arguments, **options})

    def create(self, *, template: str = "template0") -> str:
        """A new database that belongs to the role; its name."""
        name = f"tactful_{next(self._numbers)}"
        self._create(name, template)
        return name

    def _create(self, name: str, template: str) -> None:
        names = map(sql.Identifier, (name, ROLE, template))
        statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY").format(*names)
        with self.connect() as connection:
            connection.execute(statement)

    def drop(self, name: str) -> None:
        """Forget a database, whoever is still connected."""
        with self.connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def make_template(self) -> None:
        """The database with our tables from which those of the tests are copied."""
        from bot.store.migrate import migrate

        self._create(TEMPLATE, "template0")
        migrate(self.url(TEMPLATE))

    @contextmanager
    def database(self, *, migrated: bool = True) -> Iterator[str]:
        """A database of one test; its address. One with our tables is emptied afterwards and used again, which is quick."""
        template = TEMPLATE if migrated else "template0"
        name = self._emptied.pop() if migrated and self._emptied else self.create(template=template)
        try:
            yield self.url(name)
        finally:
            if migrated:
                self._empty(name)
            else:
                self.drop(name)

    def _empty(self, name: str) -> None:
        """Take every row away, whoever is still connected."""
        others = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
        tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        with self.connect(name) as connection:
            connection.execute(others, (name,))
            names = sql.SQL(", ").join(sql.Identifier(*row) for row in connection.execute(tables))
            connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY").format(names))
        self._emptied.append(name)

    @contextmanager
    def away(self, url: str) -> Iterator[None]:
        """Cut every connection to a database, and let nobody in until the block ends."""
        name = make_url(url).database or ""
        allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        with self.connect() as connection:
            connection.execute(allow.format(sql.Identifier(name), sql.Literal(False)))
            connection.execute("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s", (name,))
            try:
                yield
            finally:
                connection.execute(allow.format(sql.Identifier(name), sql.Literal(True)))

    def start(self) -> None:
        """Start, and wait until it answers."""
        settings = {
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(self.folder),
            "shared_buffers": "32MB",
            **self.options,
        }
        command = [str(self.programs / "postgres"), "-D", str(self.folder / "data")]
        command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        if shutil.which("setpriv"):  # so that it ends with the tests, however they end
            command = ["setpriv", "--pdeathsig", "INT", *command]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, cwd=self.folder, start_new_session=True, **other_user()
            )
        self._wait()

    def stop(self, mode: str = "fast") -> None:
        """Stop it as `pg_ctl stop -m MODE` does."""
        if self.process is None:
            return
        self.process.send_signal(STOP_SIGNALS[mode])
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
        self.process = None

    def restart(self, mode: str, *, away_seconds: float = 0.0) -> None:
        """Stop and start again."""
        self.stop(mode)
        time.sleep(away_seconds)
        self.start()

    def _wait(self) -> None:
        ends = time.monotonic() + START_SECONDS
        while time.monotonic() < ends:
            try:
                self.connect(connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                if self.process is None or self.process.poll() is not None:
                    break
                time.sleep(0.05)
        raise RuntimeError(f"PostgreSQL did not start:\n{self.log.read_text('utf-8', 'replace')[-3000:]}")


def other_user() -> dict[str, Any]:
    """Arguments that run a program as somebody who is not root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def requirement() -> ModuleType:
    """The script that looks for the server's programs."""
    spec = importlib.util.spec_from_file_location("postgresql_requirement", ROOT / "requirements" / "postgresql.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def running_server(*, durable: bool = False) -> Iterator[Server]:
    """A fresh server, stopped and forgotten at the end.

    Args:
        durable: commits reach the disk, for tests of what survives; without it the server is quicker.

    Raises:
        RuntimeError: PostgreSQL is not installed; the text says how to mend it.
    """
    found = requirement()
    programs = found.find_programs()
    if programs is None:
        raise RuntimeError(found.MISSING)
    folder = Path(tempfile.mkdtemp(prefix="tactful-postgresql-"))
    as_user = other_user()
    if as_user:
        os.chown(folder, as_user["user"], as_user["group"])
    options = {} if durable else {"fsync": "off", "full_page_writes": "off"}
    server = Server(programs, folder, free_port(), options)
    try:
        _make_cluster(server, as_user)
        server.start()
        with server.connect() as connection:
            made = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(ROLE), sql.Literal(PASSWORD))
            connection.execute(made)
        yield server
    finally:
        server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


def _make_cluster(server: Server, as_user: dict[str, Any]) -> None:
    secret = server.folder / "secret"
    secret.write_text(PASSWORD, encoding="utf-8")
    if as_user:
        os.chown(secret, as_user["user"], as_user["group"])
    command = [str(server.programs / "initdb"), "-D", str(server.folder / "data"), "-U", "postgres", "--pwfile", str(secret)]
    command += ["-A", "scram-sha-256", "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--no-instructions"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=server.folder, check=False, **as_user)
    secret.unlink()
    if done.returncode:
        raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")
