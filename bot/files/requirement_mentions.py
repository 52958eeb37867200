"""Where rows of requirements are named: in the rules of a reply, in playbooks and in common questions, each with its line."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.desk import rules
from bot.files.yaml_tree import Entries, Items, Node, Text, load_tree

RULE, STEP, WORDING, NOTE, PROTOCOL, SITUATION, QUESTION, CONFLICT = (
    "rule",
    "step",
    "wording",
    "note",
    "protocol",
    "situation",
    "question",
    "conflict",
)
"""What names a row: a rule of a reply, an escalation step, approved words, a direction on the telephone, a whole protocol,
the words of a situation as a whole, a common question, a decision where rows pull in two directions."""

RULES_FILE = "bot/desk/rules.py"


@dataclass(frozen=True)
class Mention:
    """One place that names a row.

    Attributes:
        row: the name as it is written there.
        kind: RULE, STEP …
        name: the rule, step, move or file it belongs to.
        path: the file, seen from the project's folder.
        line: counted from 1.
    """

    row: str
    kind: str
    name: str
    path: str
    line: int


def mentions_in_rules() -> tuple[Mention, ...]:
    """The rows of every rule of a reply."""
    lines = _rule_lines()
    return tuple(
        Mention(row, RULE, rule.name, RULES_FILE, lines.get(rule.name, 0))
        for rule in rules.RULES.values()
        for row in (*rule.rows, *rule.public_rows)
    )


def _rule_lines() -> dict[str, int]:
    """Rule -> the line on which it is made."""
    calls = (node for node in ast.walk(ast.parse(inspect.getsource(rules))) if isinstance(node, ast.Call))
    named = (call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Rule" and call.args)
    return {str(name.value): name.lineno for name in named if isinstance(name, ast.Constant)}


def mentions_in_files(folder: Path, shown: str) -> tuple[Mention, ...]:
    """The rows named in all YAML files under a folder.

    Args:
        folder: playbooks, or common questions.
        shown: how the folder is called from the project's folder.

    Raises:
        FileFaults: a file is not plain YAML.
    """
    found: list[Mention] = []
    for path in sorted(folder.rglob("*.yml")):
        name = f"{shown}/{path.relative_to(folder).as_posix()}"
        tree = load_tree(path, name=name)
        found += (Mention(text.value, kind, word, name, text.line) for kind, word, text in _walked(tree, (), path))
    return tuple(found)


def _walked(node: Node, trail: tuple[str, ...], path: Path) -> Iterator[tuple[str, str, Text]]:
    if isinstance(node, Items):
        for item in node.items:
            yield from _walked(item, trail, path)
    if not isinstance(node, Entries):
        return
    for key, child in node.entries.items():
        if key == "rows":
            kind, word = _place(node, trail, path)
            yield from ((kind, word, text) for text in _texts(child))
        else:
            yield from _walked(child, (*trail, key), path)


def _place(node: Entries, trail: tuple[str, ...], path: Path) -> tuple[str, str]:
    """What a `rows:` belongs to, by where it stands in its file."""
    if not trail:
        kinds = {"wording": SITUATION, "common": SITUATION, "conflicts": CONFLICT}
        return (QUESTION if path.parent.name == "faq" else kinds.get(path.stem, PROTOCOL)), _word(node, "id") or path.stem
    if trail[0] == "steps":
        return STEP, _word(node, "step")
    return (NOTE, "") if trail[0] == "stage_notes" else (WORDING, trail[-1])


def _word(node: Entries, key: str) -> str:
    value = node.entries.get(key)
    return value.value if isinstance(value, Text) else ""


def _texts(node: Node) -> tuple[Text, ...]:
    if isinstance(node, Items):
        return tuple(item for item in node.items if isinstance(item, Text))
    return (node,) if isinstance(node, Text) else ()
