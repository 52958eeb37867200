"""playbooks/conflicts.yml -> conflicts between rules."""

from __future__ import annotations

from pathlib import Path

from bot.desk.conflict import Conflict
from bot.desk.facts import INTERNAL_KEYS, SLOT_KEYS, TRUTHS
from bot.files import fields
from bot.files.fields import Faults
from bot.files.playbooks import CONFLICTS
from bot.files.yaml_tree import Entries, Items, Node, load_tree

KEYS = ("id", "rows", "title", "decides", "holds", "fact")
FACTS = SLOT_KEYS | TRUTHS | INTERNAL_KEYS


def load_conflicts(folder: Path) -> tuple[Conflict, ...]:
    """Every conflict of a folder's conflicts.yml, in its order; none when there is no such file.

    Args:
        folder: that of the playbooks.

    Raises:
        FileFaults: all faults of the file together, each with its line and remedy.
    """
    path = folder / CONFLICTS
    if not path.is_file():
        return ()
    faults = Faults(f"{folder.name}/{CONFLICTS}")
    tree = load_tree(path, name=faults.name)
    if not isinstance(tree, Items):
        faults.add(1, "the file must be a list", "Write one `- id: …` for each conflict.")
    found = tuple(_conflict(node, faults) for node in (tree.items if isinstance(tree, Items) else ()))
    _refuse_doubles(found, tree, faults)
    faults.raise_if_any()
    return found


def _conflict(node: Node, faults: Faults) -> Conflict:
    tree = fields.entries(node, faults, "a conflict")
    fields.only(tree, KEYS, faults, "a conflict")
    code = fields.text(tree.entries.get("id"), faults, "id")
    if not code:
        faults.add(node.line, "a conflict has no id", "Give it a short name of its own, such as speed_and_care.")
    rows = fields.rows(tree.entries.get("rows"), faults)
    if not rows:
        faults.add(node.line, "a conflict names no row", "Name the rows that meet, such as [S0.14, S0.16].")
    worded = {name: fields.text_by_language(_needed(tree, name, faults, node), faults, name) for name in KEYS[2:5]}
    return Conflict(code, rows, worded["title"], worded["decides"], worded["holds"], _fact(tree.entries.get("fact"), faults))


def _needed(tree: Entries, name: str, faults: Faults, node: Node) -> Node | None:
    if name not in tree.entries:
        faults.add(node.line, f"a conflict lacks '{name}'", "Write it in zh-Hans, zh-Hant and en.")
        return None
    return tree.entries[name]


def _fact(node: Node | None, faults: Faults) -> str:
    fact = fields.text(node, faults, "fact")
    if fact in ("", "null"):
        return ""
    if fact not in FACTS:
        faults.unknown(getattr(node, "line", 1), fact, "a fact", FACTS, "playbooks/README.md")
    return fact


def _refuse_doubles(found: tuple[Conflict, ...], tree: Node, faults: Faults) -> None:
    seen: set[str] = set()
    for item, node in zip(found, tree.items if isinstance(tree, Items) else (), strict=True):
        if item.id and item.id in seen:
            faults.add(node.line, f"there are two conflicts '{item.id}'", "Give each its own id.")
        seen.add(item.id)
