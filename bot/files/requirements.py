"""The rows of requirements as people write them: what each asks, what meets it, which tests hold it; and the shop's checklist.

The format stands in data/requirements/README.md.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from bot.desk.errors import Fault, FileFaults
from bot.desk.message import Language
from bot.files import fields
from bot.files.fields import Faults
from bot.files.yaml_tree import Entries, Node, load_tree

CHAPTERS = {"S0": 47, "S1": 75, "S2": 31, "S3": 46, "S4": 11}
"""How many rows each source has; they are numbered from 1."""

ROW_NAMES = tuple(f"{chapter}.{number}" for chapter, count in CHAPTERS.items() for number in range(1, count + 1))
"""Every row, in order."""

KINDS = ("type", "rule", "process", "measure", "feature", "context")
"""What a row is; context is nothing to build."""

BUILT = ("step", "standard", "data", "page", "command")
"""What can meet a row today; rules, wordings and most steps are found where they are written, not repeated."""

OPEN = ("later", "not_built")
"""What says that a row, or a part of it, is not met today."""

AREAS = {
    "escalation": "the work on escalation: waiting times, call-backs, promises",
    "shopper": "the work on the shopper's page: common questions, problems handed in, surveys",
    "rehearsal": "the work on rehearsals for agents",
    "analysis": "the work on profiles and analysis of customers",
    "integrations": "the work on connections with other systems",
}
"""With which work something comes that is not there today."""

README = "data/requirements/README.md"


@dataclass(frozen=True)
class Means:
    """One thing that meets a row, or says why nothing does.

    Attributes:
        by: one of BUILT or OPEN.
        what: a step, path, `path::Name` or command; of `later` one of AREAS; "" of `not_built`.
        why: what it gives, or what is missing; may be empty but for `not_built`.
        line: where it is written.
    """

    by: str
    what: str
    why: str
    line: int


@dataclass(frozen=True)
class NamedTest:
    """A test that holds a row: `tests/path.py` or `tests/path.py::name`."""

    name: str
    line: int


@dataclass(frozen=True)
class Row:
    """One row: what it asks in our words, what meets it, and its tests."""

    name: str
    kinds: tuple[str, ...]
    asks: str
    met: tuple[Means, ...]
    tests: tuple[NamedTest, ...]
    path: str
    line: int


@dataclass(frozen=True)
class Chapter:
    """The rows of one source."""

    name: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class ChecklistItem:
    """What no program can do: an item that a shop ticks, in three languages."""

    name: str
    rows: tuple[str, ...]
    text: dict[Language, str]


@dataclass(frozen=True)
class Requirements:
    """All chapters and the shop's checklist."""

    chapters: tuple[Chapter, ...]
    checklist: tuple[ChecklistItem, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of all chapters, in order."""
        return tuple(row for chapter in self.chapters for row in chapter.rows)


def load_requirements(folder: Path) -> Requirements:
    """Read every chapter and the checklist.

    Raises:
        FileFaults: faults of all files together: unknown and missing rows, unknown keys and words, a missing language.
    """
    found: list[Fault] = []
    chapters = tuple(_chapter(folder, name, found) for name in CHAPTERS)
    checklist = _checklist(folder, found)
    if found:
        raise FileFaults(tuple(found))
    return Requirements(chapters, checklist)


def _tree(folder: Path, stem: str, found: list[Fault]) -> tuple[Entries, Faults]:
    path = folder / f"{stem}.yml"
    faults = Faults(f"data/{folder.name}/{path.name}")
    if not path.is_file():
        found.append(Fault(faults.name, 0, "the file is missing", f"Write it; {README} has the form."))
        return fields.NOTHING, faults
    try:
        return fields.entries(load_tree(path, name=faults.name), faults, "the file"), faults
    except FileFaults as error:
        found += error.faults
        return fields.NOTHING, faults


def _only(node: Entries, known: Collection[str], faults: Faults, what: str) -> None:
    for key, line in node.lines.items():
        if key not in known:
            faults.unknown(line, key, what, known, README)


def _chapter(folder: Path, name: str, found: list[Fault]) -> Chapter:
    tree, faults = _tree(folder, name, found)
    _only(tree, ("title", "rows"), faults, "a key of a chapter")
    table = fields.entries(tree.entries.get("rows"), faults, "rows")
    wanted = [row for row in ROW_NAMES if row.startswith(f"{name}.")]
    _only(table, wanted, faults, f"a row of {name}")
    for row in wanted:
        if tree.entries and row not in table.entries:
            faults.add(table.line, f"the row {row} is missing", f"Say what it asks and what meets it; {README} has the form.")
    rows = tuple(_row(row, table, faults) for row in wanted if row in table.entries)
    found += faults.found
    return Chapter(name, fields.text(tree.entries.get("title"), faults, "title"), rows)


def _row(name: str, table: Entries, faults: Faults) -> Row:
    node = fields.entries(table.entries[name], faults, name)
    _only(node, ("kind", "asks", "met", "tests"), faults, "a key of a row")
    kinds = fields.names(node.entries.get("kind"), faults, "kind", known=KINDS, kind="a kind of row", where=README)
    asks = fields.text(node.entries.get("asks"), faults, "asks")
    line = table.lines[name]
    if not kinds or not asks:
        faults.add(line, f"{name} lacks its kind or what it asks", "Write `kind: [rule]` and `asks:` with one short sentence.")
    met = tuple(_means(item, faults) for item in fields.items(node.entries.get("met"), faults, "met"))
    tests = tuple(NamedTest(item.value, item.line) for item in fields.texts(node.entries.get("tests"), faults, "tests"))
    return Row(name, kinds, asks, met, tests, faults.name, line)


def _means(item: Node, faults: Faults) -> Means:
    node = fields.entries(item, faults, "an entry of met")
    _only(node, ("by", "what", "why"), faults, "a key of what meets a row")
    by, what, why = (fields.text(node.entries.get(key), faults, key) for key in ("by", "what", "why"))
    if by not in (*BUILT, *OPEN):
        faults.unknown(item.line, by, "what can meet a row", (*BUILT, *OPEN), README)
    elif by == "not_built" and (what or not why):
        faults.add(item.line, "not_built says why, and names nothing", "Write {by: not_built, why: …}.")
    elif by == "later" and what not in AREAS:
        faults.unknown(item.line, what, "a work to come", AREAS, README)
    elif by != "not_built" and not what:
        faults.add(item.line, f"'{by}' names nothing", f"Add `what:`; {README} says what it may be.")
    return Means(by, what, why, item.line)


def _checklist(folder: Path, found: list[Fault]) -> tuple[ChecklistItem, ...]:
    tree, faults = _tree(folder, "checklist", found)
    _only(tree, ("items",), faults, "a key of the checklist")
    table = fields.entries(tree.entries.get("items"), faults, "items")
    items = tuple(_item(name, fields.entries(node, faults, name), faults) for name, node in table.entries.items())
    found += faults.found
    return items


def _item(name: str, node: Entries, faults: Faults) -> ChecklistItem:
    _only(node, ("rows", *Language), faults, "a key of an item")
    named = node.entries.get("rows")
    rows = fields.names(named, faults, "rows", known=ROW_NAMES, kind="a requirement row", where="data/requirements")
    if not rows:
        faults.add(node.line, f"the item '{name}' names no row", "Add `rows:` with the rows that it serves.")
    return ChecklistItem(name, rows, fields.text_by_language(node, faults, f"the item '{name}'"))
