"""Names of the topics that data/entities declares; the format stands in its README.md."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.desk.errors import Fault, FileFaults

README = "data/entities/README.md"


def load_topics(folder: Path) -> frozenset[str]:
    """Names of all topics, from the files topics_*.json of a folder.

    Raises:
        FileFaults: faults of all files together.
    """
    names: set[str] = set()
    faults: list[Fault] = []
    for path in sorted(folder.glob("topics_*.json")):
        shown = f"data/entities/{path.name}"
        try:
            names.update(_topics(json.loads(path.read_text(encoding="utf-8"))))
        except json.JSONDecodeError as error:
            faults.append(Fault(shown, error.lineno, f"not JSON: {error.msg}", "Check commas and quotes near this line."))
        except (AttributeError, KeyError, TypeError, UnicodeDecodeError):
            faults.append(Fault(shown, 0, "not a list of kinds with their values", f"See {README}."))
    if faults:
        raise FileFaults(tuple(faults))
    return frozenset(names)


def _topics(content: Any) -> Iterator[str]:
    for kind in content["kinds"]:
        if kind["kind"] == "topic":
            yield from kind["values"].keys()
