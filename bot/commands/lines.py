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

Told = tuple[str, str]
"""What is written for one line: its answer as JSON, and its fault, "" when there is none."""


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
    with opened(name) as lines:
        return tell(done(lines, name, work), name)


def done(lines: Iterable[str], name: str, work: Work, *, first: int = 1) -> Iterator[Told]:
    """What is written for each of some lines, of which the first has this number in its file."""
    return ((_json(result.value), result.fault) for result in process_lines(lines, name, work, first=first))


def tell(results: Iterable[Told], name: str) -> int:
    """Print answers on standard output and faults on standard error; 1 when there was a fault, else 0."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    status = 0
    for answer, fault in _with_progress(results, name):
        print(answer)
        if fault:
            status = 1
            print(fault, file=sys.stderr)
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


def _with_progress(results: Iterable[Told], name: str) -> Iterable[Told]:
    """The results themselves, with a count on a terminal while standard output goes elsewhere."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        return results
    return _counted(results, name)


def _counted(results: Iterable[Told], name: str) -> Iterator[Told]:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed} lines"), TimeElapsedColumn())
    console = Console(stderr=True)
    # Left to itself rich sends standard output to the terminal, too.
    with Progress(*columns, console=console, redirect_stdout=False, transient=True) as progress:
        yield from progress.track(results, total=None, description=name)
