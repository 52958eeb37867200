"""Reading declared fields from a tree; every fault is collected, none stops the reading of the rest."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from bot.desk.errors import Fault, FileFaults
from bot.desk.message import Language
from bot.files.yaml_tree import Entries, Items, Node, Text

NOTHING = Entries({}, 0)
REQUIREMENTS = ("S0", "S1", "S2", "S3", "S4")


@dataclass
class Faults:
    """Collects the faults of one file."""

    name: str
    found: list[Fault] = field(default_factory=list)

    def add(self, line: int, what: str, remedy: str) -> None:
        """Note one fault."""
        self.found.append(Fault(self.name, line, what, remedy))

    def unknown(self, line: int, word: str, kind: str, known: Collection[str], where: str) -> None:
        """Note a name that nobody declared, with what is near it."""
        near = difflib.get_close_matches(word, sorted(known), n=3, cutoff=0.5)
        hint = f"Near it: {', '.join(near)}" if near else f"Known: {', '.join(sorted(known))}"
        self.add(line, f"'{word}' is not {kind}.", f"{hint} (all in {where}). Correct the name, or add it there.")

    def raise_if_any(self) -> None:
        """Raise FileFaults with everything found, in order of lines."""
        if self.found:
            raise FileFaults(tuple(sorted(self.found, key=lambda fault: fault.line)))


def entries(node: Node | None, faults: Faults, what: str) -> Entries:
    """A map, or an empty one with a fault."""
    if node is None:
        return NOTHING
    if isinstance(node, Entries):
        return node
    faults.add(node.line, f"{what} must be a map", "Write `key: value` lines below it, indented by two spaces.")
    return NOTHING


def items(node: Node | None, faults: Faults, what: str) -> tuple[Node, ...]:
    """A list (a single text counts as a list of one), or an empty one with a fault."""
    if node is None:
        return ()
    if isinstance(node, Items):
        return node.items
    if isinstance(node, Text):
        return (node,)
    faults.add(node.line, f"{what} must be a list", "Write one `- value` a line, or [a, b].")
    return ()


def texts(node: Node | None, faults: Faults, what: str) -> tuple[Text, ...]:
    """A list of texts."""
    found = []
    for item in items(node, faults, what):
        if isinstance(item, Text):
            found.append(item)
        else:
            faults.add(item.line, f"{what} holds something that is no text", "Write plain words.")
    return tuple(found)


def names(node: Node | None, faults: Faults, what: str, *, known: Collection[str], kind: str, where: str) -> tuple[str, ...]:
    """A list of declared names; each unknown one is a fault."""
    found = []
    for item in texts(node, faults, what):
        if item.value in known:
            found.append(item.value)
        else:
            faults.unknown(item.line, item.value, kind, known, where)
    return tuple(found)


def text(node: Node | None, faults: Faults, what: str) -> str:
    """One text; "" when absent."""
    if node is None:
        return ""
    if isinstance(node, Text):
        return node.value
    faults.add(node.line, f"{what} must be one text", "Write it on one line.")
    return ""


def number(node: Node | None, faults: Faults, what: str, *, default: int = 0) -> int:
    """A whole number from 0."""
    if node is None:
        return default
    if isinstance(node, Text) and node.value.isascii() and node.value.isdigit():
        return int(node.value)
    faults.add(node.line, f"{what} must be a whole number", "Write digits only, such as 30.")
    return default


def only(node: Entries, known: Iterable[str], faults: Faults, what: str) -> None:
    """Refuse keys that nobody declared."""
    allowed = tuple(known)
    for key, line in node.lines.items():
        if key not in allowed:
            faults.unknown(line, key, f"a key of {what}", allowed, "playbooks/README.md")


def rows(node: Node | None, faults: Faults) -> tuple[str, ...]:
    """Rows of requirements, such as S0.14; anything else is a fault."""
    found = []
    for item in texts(node, faults, "rows"):
        head, _, tail = item.value.partition(".")
        if head in REQUIREMENTS and tail.isdigit():
            found.append(item.value)
        else:
            remedy = "Rows look like S0.14; docs/requirements.md lists them."
            faults.add(item.line, f"'{item.value}' is not a requirement row", remedy)
    return tuple(found)


def by_language[T](node: Node | None, faults: Faults, what: str, read: Callable[[Node], T]) -> dict[Language, T]:
    """One value for each of the three languages; a missing one is a fault."""
    table = entries(node, faults, what)
    line = table.line or getattr(node, "line", 0)
    found: dict[Language, T] = {}
    for language in Language:
        if language.value not in table.entries:
            faults.add(line, f"{what} lacks {language.value}", "Every text stands in zh-Hans, zh-Hant and en.")
        else:
            found[language] = read(table.entries[language.value])
    return found


def text_by_language(node: Node | None, faults: Faults, what: str) -> dict[Language, str]:
    """One text for each of the three languages; a missing one is a fault."""
    return by_language(node, faults, what, lambda item: text(item, faults, what))
