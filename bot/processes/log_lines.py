"""Follows the log files of the parts, so that the terminal shows their lines with their names."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

_CHUNK_BYTES = 256_000
_LONGEST_LINE = 2_000
# What libraries warn their own authors of; the line of code that follows is indented.
_LIBRARY_WARNING = re.compile(r"\S.*site-packages.*\.py:\d+: \w*Warning: ")


class LogFollower:
    """Reads what is added to one log file, across its rotation. Starts at the end of what is there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None
        self._rest = b""
        self._open(at_end=True)

    def lines(self) -> Iterator[str]:
        """Whole lines added since the last call."""
        if self._file is None:
            self._open(at_end=False)
        if self._file is None:
            return
        yield from self._whole_lines(self._file.read(_CHUNK_BYTES))
        if self._was_rotated():
            yield from self._whole_lines(self._file.read())
            self._file.close()
            self._open(at_end=False)

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open(self, *, at_end: bool) -> None:
        try:
            self._file = self._path.open("rb")
        except FileNotFoundError:
            self._file = None
            return
        if at_end:
            self._file.seek(0, os.SEEK_END)

    def _whole_lines(self, added: bytes) -> Iterator[str]:
        *lines, self._rest = (self._rest + added).split(b"\n")
        for line in lines:
            yield line.decode("utf-8", "replace").rstrip("\r")[:_LONGEST_LINE]

    def _was_rotated(self) -> bool:
        assert self._file is not None  # noqa: S101
        try:
            now, ours = self._path.stat(), os.fstat(self._file.fileno())
        except FileNotFoundError:
            return False
        return (now.st_dev, now.st_ino) != (ours.st_dev, ours.st_ino) or now.st_size < self._file.tell()


class Terminal:
    """Gathers the log lines of several parts, each with the name of its part in front."""

    def __init__(self, folder: Path, names: Sequence[str]) -> None:
        self._width = max(len(name) for name in names)
        self._followers = {name: LogFollower(folder / f"{name}.log") for name in names}
        self._in_warning: set[str] = set()

    def lines(self) -> Iterator[str]:
        """New lines of all parts, without the warnings that libraries give about themselves (the files keep those)."""
        for name, follower in self._followers.items():
            for line in follower.lines():
                if not self._belongs_to_warning(name, line):
                    yield f"{name:<{self._width}} | {line}"

    def _belongs_to_warning(self, name: str, line: str) -> bool:
        if _LIBRARY_WARNING.match(line):
            self._in_warning.add(name)
            return True
        if name in self._in_warning and line.startswith("  "):
            return True
        self._in_warning.discard(name)
        return False

    def close(self) -> None:
        """Let go of the files."""
        for follower in self._followers.values():
            follower.close()


def last_lines(path: Path, count: int) -> tuple[str, ...]:
    """The last lines of a log file; none when there is no file."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - count * _LONGEST_LINE))
            text = file.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return ()
    return tuple(line[:_LONGEST_LINE] for line in text.splitlines()[-count:])
