"""The demo shop's files -> one map, as data/demo/README.md describes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bot.desk.errors import Fault, FileFaults


def load_demo_files(folder: Path) -> dict[str, Any]:
    """Merge the YAML files of a folder: lists of the same name are joined, maps are united.

    Raises:
        FileFaults: a file is not YAML or not a map.
    """
    merged: dict[str, Any] = {}
    for path in sorted(folder.glob("*.yml")):
        try:
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            fault = Fault(
                f"data/demo/{path.name}", mark.line + 1 if mark else 0, "not YAML", "Check indentation and quotes near this line."
            )
            raise FileFaults((fault,)) from error
        if not isinstance(content, dict):
            raise FileFaults((Fault(f"data/demo/{path.name}", 1, "the file is not a map", "See data/demo/README.md."),))
        for key, value in content.items():
            merged[key] = _joined(merged.get(key), value)
    return merged


def _joined(before: Any, value: Any) -> Any:
    if isinstance(before, list) and isinstance(value, list):
        return before + value
    if isinstance(before, dict) and isinstance(value, dict):
        return before | value
    return value
