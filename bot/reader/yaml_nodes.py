"""Nodes of YAML files of examples: what stands where, with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bot.desk.errors import Fault

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def root_of(path: Path, shown: str, faults: list[Fault], *, remedy: str) -> yaml.Node | None:
    """The root of a file; None with a fault where it is not YAML.

    Args:
        path: the file.
        shown: how faults call it.
        faults: receives the fault.
        remedy: how to mend it.
    """
    try:
        root: yaml.Node | None = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        faults.append(Fault(shown, mark.line + 1 if mark else 0, f"not YAML: {getattr(error, 'problem', error)}", remedy))
        return None
    return root


def child(node: yaml.Node | None, key: str) -> yaml.Node | None:
    """The value of a key; None where there is none."""
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if isinstance(name, yaml.ScalarNode) and name.value == key), None)


def items(node: yaml.Node | None) -> list[yaml.Node]:
    """The items of a list; none where it is no list."""
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def line(node: yaml.Node) -> int:
    """Where a node begins, counted from 1."""
    return int(node.start_mark.line) + 1


def plain(node: yaml.Node) -> Any:
    """Plain values of a node."""
    if isinstance(node, yaml.MappingNode):
        return {plain(name): plain(value) for name, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain(item) for item in node.value]
    if node.tag == "tag:yaml.org,2002:bool":
        return node.value.lower() in ("true", "yes", "on")
    if node.tag == "tag:yaml.org,2002:int":
        return int(node.value) if node.value.isdigit() else node.value
    return node.value
