"""Sentences that show moves: the files of data/moves, read strictly, with the line of every fault."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.desk.errors import Fault, FileFaults
from bot.desk.message import Language
from bot.desk.moves import READ_MOVES
from bot.reader.language import shown_language
from bot.reader.yaml_nodes import child, items, line, root_of

NEAR_WEIGHT = 2.0
"""How much a sentence counts for a move that it nearly makes and does not."""

_README = "The format stands in data/moves/README.md."
_KEYS = frozenset({"text", "moves", "near"})


@dataclass(frozen=True)
class MoveExample:
    """One labelled sentence.

    Attributes:
        text: as an agent typed it.
        moves: what it does, of READ_MOVES.
        near: what a careless reader would take it for and it does not do.
        language: of its file.
    """

    text: str
    moves: frozenset[str]
    near: frozenset[str]
    language: Language


class _File:
    """One file: its sentences, and its faults with their lines."""

    def __init__(self, path: Path, seen: dict[str, str], faults: list[Fault]) -> None:
        self._shown = f"data/moves/{path.name}"
        self._seen = seen
        self._faults = faults
        self._root = root_of(path, self._shown, faults, remedy=_README)

    def sentences(self) -> Iterator[MoveExample]:
        if self._root is None:
            return
        language = self._language()
        listed = child(self._root, "sentences")
        if not isinstance(listed, yaml.SequenceNode):
            self._fault(listed or self._root, "There is no list of sentences.", _README)
            return
        for node in items(listed):
            text = self._text(node, language)
            moves, near = self._names(node, "moves"), self._names(node, "near")
            for name in sorted(moves & near):
                self._fault(node, f"'{name}' stands under moves and under near.", "A sentence makes it or does not: keep one.")
            if text and language:
                yield MoveExample(text, moves, near, language)

    def _language(self) -> Language | None:
        node = child(self._root, "language")
        known = {language.value: language for language in Language}
        value = node.value if isinstance(node, yaml.ScalarNode) else ""
        if value not in known and self._root is not None:
            self._fault(node or self._root, f"'{value}' is not a language.", f"language: one of {', '.join(known)}.")
        return known.get(value)

    def _text(self, node: yaml.Node, language: Language | None) -> str:
        """The words of a sentence; "" with a fault where they cannot be used."""
        found = child(node, "text")
        text = found.value.strip() if isinstance(found, yaml.ScalarNode) else ""
        if found is None or not text:
            self._fault(node, "A sentence without words.", "Write `- text: …` with the words of the sentence.")
            return ""
        self._check_keys(node)
        same = " ".join(text.split())
        if same in self._seen:
            self._fault(found, "The same sentence twice.", f"It stands first at {self._seen[same]}: keep one.")
        self._seen.setdefault(same, f"{self._shown}:{line(found)}")
        shown = shown_language(text)
        if language and shown and shown is not language:
            remedy = f"Write it in {language.value}, or move it to the file of its language."
            self._fault(found, f"The sentence reads as {shown.value} in a file of {language.value}.", remedy)
        return str(text)

    def _check_keys(self, node: yaml.Node) -> None:
        for name, _ in node.value:
            if str(name.value) not in _KEYS:
                self._fault(name, f"'{name.value}' is not a key of a sentence.", f"Known: {', '.join(sorted(_KEYS))}.")
        if child(node, "moves") is None:
            self._fault(node, "A sentence without `moves`.", "Write `moves: []` when it makes none.")

    def _names(self, node: yaml.Node, key: str) -> frozenset[str]:
        found = child(node, key)
        if found is not None and not isinstance(found, yaml.SequenceNode):
            self._fault(found, f"{key} is no list.", f"Write {key}: [one, another].")
        for item in items(found):
            if item.value not in READ_MOVES:
                near = difflib.get_close_matches(str(item.value), READ_MOVES, n=3, cutoff=0.5)
                hint = f"Near it: {', '.join(near)}. " if near else ""
                self._fault(item, f"'{item.value}' is not a move.", f"{hint}All stand in data/moves/README.md.")
        return frozenset(str(item.value) for item in items(found))

    def _fault(self, node: yaml.Node, what: str, remedy: str) -> None:
        self._faults.append(Fault(self._shown, line(node), what, remedy))


def load_move_examples(moves_dir: Path) -> tuple[MoveExample, ...]:
    """Every sentence of a folder, in order of file and line.

    Raises:
        FileFaults: every fault of every file, with its line.
    """
    faults: list[Fault] = []
    seen: dict[str, str] = {}
    examples = [example for path in sorted(moves_dir.glob("*.yml")) for example in _File(path, seen, faults).sentences()]
    if not examples and not faults:
        faults.append(Fault(str(moves_dir), 0, "There are no sentences.", "Write data/moves/<language>_<round>.yml."))
    if faults:
        raise FileFaults(tuple(faults))
    return tuple(examples)
