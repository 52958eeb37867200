"""JSON lines in, JSON lines out: a bad line is reported with its place and the others are still done."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.desk.errors import TactfulError


@dataclass(frozen=True)
class LineResult:
    """What became of one line: `value` is written out; `fault` goes to standard error when not empty."""

    value: dict[str, Any]
    fault: str = ""


def process_lines(
    lines: Iterable[str], name: str, work: Callable[[dict[str, Any]], dict[str, Any]], *, first: int = 1
) -> Iterator[LineResult]:
    """Apply `work` to each JSON object; blank lines are passed over.

    Args:
        lines: text lines.
        name: how faults call the file.
        work: raises TactfulError, KeyError, TypeError or ValueError for an object that it cannot use.
        first: number of the first of these lines in its file.
    """
    for number, line in enumerate(lines, first):
        if line.strip():
            yield _one(line, number, name, work)


def _one(line: str, number: int, name: str, work: Callable[[dict[str, Any]], dict[str, Any]]) -> LineResult:
    identity: Any = None
    try:
        value = json.loads(line.rstrip())
        if not isinstance(value, dict):
            raise ValueError("the line is not a JSON object; write one {…} a line")
        identity = value.get("id")
        return LineResult(work(value))
    except json.JSONDecodeError as error:
        what = f"not JSON at column {error.colno} ({error.msg}); write one JSON object a line"
    except KeyError as error:
        what = f"the field {error} is missing; add it (see --help)"
    except (TactfulError, TypeError, ValueError, RecursionError) as error:
        what = str(error) or type(error).__name__
    return LineResult({"id": identity, "error": what}, f"{name}:{number}: {what}")
