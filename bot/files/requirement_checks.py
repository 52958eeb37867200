"""Whether what is said of the rows is true: tests, files, names and commands exist, and no row is left without an answer."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from bot.desk.errors import Fault
from bot.desk.playbook import STEPS
from bot.files.requirement_mentions import CONFLICT, RULE, STEP, Mention
from bot.files.requirements import BUILT, ROW_NAMES, Means, NamedTest, Requirements, Row

RULE_TEST = "tests/desk/test_compliance.py::test_rule"
"""The test that holds every rule of a reply, once for each."""


@dataclass(frozen=True)
class Ground:
    """What the claims are held against.

    Attributes:
        root: the project's folder.
        mentions: every place that names a row.
        commands: names of the commands there are.
    """

    root: Path
    mentions: tuple[Mention, ...]
    commands: Collection[str]
    _names: dict[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def by_row(self) -> dict[str, tuple[Mention, ...]]:
        """Row -> the places that name it, in the order of their files."""
        found: dict[str, list[Mention]] = {}
        for mention in self.mentions:
            found.setdefault(mention.row, []).append(mention)
        return {row: tuple(places) for row, places in found.items()}

    def names(self, path: str) -> frozenset[str]:
        """Functions, classes and constants of a Python file, however deep."""
        if path not in self._names:
            self._names[path] = frozenset(_defined(ast.parse((self.root / path).read_text(encoding="utf-8"))))
        return self._names[path]

    def lacks(self, what: str) -> str:
        """What of `path` or `path::Name` does not exist; "" when all does."""
        path, _, name = what.partition("::")
        if not (self.root / path).exists():
            return f"'{path}' does not exist"
        return f"'{path}' has no '{name}'" if name and name not in self.names(path) else ""


def _defined(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def faults_of(requirements: Requirements, ground: Ground) -> tuple[Fault, ...]:
    """Every claim that does not hold, by file and line."""
    ticked = {row for item in requirements.checklist for row in item.rows}
    found = [fault for row in requirements.rows for fault in _row_faults(row, row.name in ticked, ground)]
    found += _unknown_rows(ground.mentions)
    found += _rule_test(ground)
    return tuple(sorted(found, key=lambda fault: (fault.path, fault.line)))


def is_met(row: Row, named: Sequence[Mention]) -> bool:
    """Whether something that is there today meets the row, or a part of it; a decision between rows alone does not."""
    return any(place.kind != CONFLICT for place in named) or any(means.by in BUILT for means in row.met)


def _unknown_rows(mentions: Sequence[Mention]) -> list[Fault]:
    known = set(ROW_NAMES)
    remedy = "docs/requirements.md lists the rows there are."
    return [
        Fault(place.path, place.line, f"'{place.row}' is not a requirement row", remedy)
        for place in mentions
        if place.row not in known
    ]


def _rule_test(ground: Ground) -> list[Fault]:
    lacking = ground.lacks(RULE_TEST) if any(place.kind == RULE for place in ground.mentions) else ""
    return [Fault("bot/desk/rules.py", 0, f"the test of the rules is missing: {lacking}", "Write it.")] if lacking else []


def _row_faults(row: Row, ticked: bool, ground: Ground) -> Iterator[Fault]:
    named = ground.by_row.get(row.name, ())
    yield from _without_answer(row, named, ticked)
    for means in row.met:
        for what, remedy in _means_faults(means, named, ground):
            yield Fault(row.path, means.line, f"{row.name}: {what}", remedy)
    for test in row.tests:
        what = _test_fault(test, ground)
        if what:
            yield Fault(row.path, test.line, f"{row.name}: {what}", "Name a test that exists: tests/path.py::name.")


def _without_answer(row: Row, named: Sequence[Mention], ticked: bool) -> Iterator[Fault]:
    if not (row.met or named or ticked or row.kinds == ("context",)):
        remedy = "Say under `met:` what meets it, or {by: not_built, why: …}."
        yield Fault(row.path, row.line, f"nothing is said of {row.name}", remedy)
    if is_met(row, named) and not row.tests and not any(place.kind == RULE for place in named):
        yield Fault(row.path, row.line, f"{row.name} is said to be met, and no test holds it", "Name one under `tests:`.")


def _means_faults(means: Means, named: Sequence[Mention], ground: Ground) -> Iterator[tuple[str, str]]:
    if means.by == "command" and means.what not in ground.commands:
        yield f"there is no command '{means.what}'", f"Known: {', '.join(sorted(ground.commands))}."
    elif means.by == "step" and means.what not in STEPS:
        yield f"'{means.what}' is not a step", "playbooks/README.md lists the steps."
    elif means.by == "step" and any(place.kind == STEP and place.name == means.what for place in named):
        yield f"playbooks name the row at the step '{means.what}' already", "Leave it out here: it is found there."
    elif means.by in ("standard", "data", "page") and ground.lacks(means.what):
        yield ground.lacks(means.what), "Correct the path or the name."


def _test_fault(test: NamedTest, ground: Ground) -> str:
    path, _, name = test.name.partition("::")
    if not path.startswith("tests/") or not path.endswith(".py") or (name and not name.startswith("test_")):
        return f"'{test.name}' is not the name of a test"
    return ground.lacks(test.name)
