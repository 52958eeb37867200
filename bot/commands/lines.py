"""What commands over FILE share: JSON lines in, one JSON line out for each, faults on standard error."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from bot.desk.errors import InputError
from bot.files.json_lines import process_lines

Work = Callable[[dict[str, Any]], dict[str, Any]]


def for_each_line(name: str, work: Work) -> int:
    """Print the result of `work` for every JSON line of a file, in order.

    Args:
        name: path of the file; "-" is standard input.
        work: makes the answer of one line; its faults are told with the line's number.

    Returns:
        0, or 1 when a line was bad; the other lines are done all the same.

    Raises:
        InputError: there is no such file.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    status = 0
    with opened(name) as lines:
        for result in process_lines(_with_progress(lines, name), name, work):
            print(_json(result.value))
            if result.fault:
                status = 1
                print(result.fault, file=sys.stderr)
    return status


@contextmanager
def opened(name: str) -> Iterator[TextIO]:
    """The file as UTF-8; bytes that are none come through as half surrogates, so that only their line is refused.

    Raises:
        InputError: there is no such file.
    """
    if name == "-":
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
        yield sys.stdin
        return
    path = Path(name)
    if not path.is_file():
        raise InputError(
            "there is no such file.", where=name, remedy="Give the path of a file of JSON lines, or - for standard input."
        )
    with path.open(encoding="utf-8", errors="surrogateescape") as file:
        yield file


def _json(value: dict[str, Any]) -> str:
    """One line of JSON in plain UTF-8; escaped as a whole when it quotes half a surrogate pair."""
    line = json.dumps(value, ensure_ascii=False)
    return line if line.isascii() or not any(0xD800 <= ord(character) <= 0xDFFF for character in line) else json.dumps(value)


def _with_progress(lines: Iterable[str], name: str) -> Iterable[str]:
    """The lines themselves, with a count on a terminal while standard output goes elsewhere."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        return lines
    from rich.console import Console
    from rich.progress import track

    return track(lines, description=name, console=Console(stderr=True), total=None)
