"""YAML that people write, read into a tree that remembers lines; aliases, tags and everything else of a bomb refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from bot.desk.errors import Fault, FileFaults

MAXIMUM_BYTES = 1_000_000
MAXIMUM_DEPTH = 20
MAXIMUM_NODES = 50_000


@dataclass(frozen=True)
class Text:
    """A scalar, always as text: `no`, `on` and `0123` stay what was typed."""

    value: str
    line: int


@dataclass(frozen=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True)
class Entries:
    """A map; `lines` holds the line of each key."""

    entries: dict[str, Node]
    line: int
    lines: dict[str, int] = field(default_factory=dict)


Node = Text | Items | Entries


def load_tree(path: Path, *, name: str) -> Node:
    """Read one YAML document.

    Args:
        path: the file.
        name: how faults call it.

    Raises:
        FileFaults: the file cannot be read as plain YAML; says where and how to mend it.
    """
    raw = path.read_bytes()
    if len(raw) > MAXIMUM_BYTES:
        raise _refused(name, 0, f"the file has {len(raw):,} bytes", f"Split it: {MAXIMUM_BYTES:,} bytes is the most.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _refused(name, raw[: error.start].count(b"\n") + 1, "the file is not UTF-8", "Save it as UTF-8.") from error
    return parse_tree(text, name=name)


def parse_tree(text: str, *, name: str) -> Node:
    """The same for text already read."""
    try:
        events = _Events(yaml.parse(text, Loader=yaml.CSafeLoader), name)
        return events.document()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise _refused(
            name, line, f"not YAML: {error.problem}", "Check indentation, quotes and colons near this line."
        ) from error
    except yaml.YAMLError as error:
        raise _refused(name, 0, "a character that YAML does not allow", "Remove control characters.") from error


class _Events:
    """Builds the tree from parser events, counting depth and nodes on the way."""

    def __init__(self, events: Iterator[yaml.Event], name: str) -> None:
        self._events = events
        self._name = name
        self._nodes = 0

    def document(self) -> Node:
        tree: Node = Entries({}, 1)
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent) and self._nodes:
                raise _refused(self._name, _line(event), "a second document", "Keep one document in a file.")
            if isinstance(event, yaml.NodeEvent):
                tree = self._node(event, 1)
        return tree

    def _node(self, event: yaml.Event, depth: int) -> Node:
        line = _line(event)
        self._nodes += 1
        self._check(event, line, depth)
        if isinstance(event, yaml.ScalarEvent):
            return Text(event.value, line)
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(tuple(self._children(yaml.SequenceEndEvent, depth)), line)
        return self._entries(line, depth)

    def _check(self, event: yaml.Event, line: int, depth: int) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _refused(self._name, line, "an anchor or alias (& or *)", "Write the value out.")
        tag = getattr(event, "tag", None)
        if tag not in (None, "!"):
            raise _refused(self._name, line, f"the tag {tag}", "Remove it: values are plain text, lists and maps.")
        if depth > MAXIMUM_DEPTH:
            raise _refused(self._name, line, f"nested deeper than {MAXIMUM_DEPTH} levels", "Flatten it.")
        if self._nodes > MAXIMUM_NODES:
            raise _refused(self._name, line, f"more than {MAXIMUM_NODES:,} values", "Split the file.")

    def _children(self, end: type[yaml.Event], depth: int) -> Iterator[Node]:
        for event in self._events:
            if isinstance(event, end):
                return
            yield self._node(event, depth + 1)

    def _entries(self, line: int, depth: int) -> Entries:
        entries: dict[str, Node] = {}
        lines: dict[str, int] = {}
        children = self._children(yaml.MappingEndEvent, depth)
        for key in children:
            if not isinstance(key, Text):
                raise _refused(self._name, key.line, "a key that is no text", "Write a plain word before the colon.")
            if key.value in entries:
                raise _refused(
                    self._name, key.line, f"'{key.value}' stands twice", f"It stands first on line {lines[key.value]}: keep one."
                )
            lines[key.value] = key.line
            entries[key.value] = next(children)
        return Entries(entries, line, lines)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _refused(name: str, line: int, what: str, remedy: str) -> FileFaults:
    return FileFaults((Fault(name, line, what, remedy),))
