"""FAQ files <-> entries; one entry a file, see data/faq/README.md."""

from __future__ import annotations

from pathlib import Path

from bot.desk.errors import Fault, FileFaults
from bot.desk.facts import SLOT_KEYS
from bot.desk.faq import FaqEntry
from bot.desk.worded import slots_of
from bot.files import fields
from bot.files.fields import Faults
from bot.files.yaml_tree import load_tree


def load_faq(folder: Path) -> tuple[FaqEntry, ...]:
    """Every entry of a folder, in order of file names.

    Raises:
        FileFaults: faults of all files together.
    """
    found: list[Fault] = []
    entries: list[FaqEntry] = []
    for path in sorted(folder.glob("*.yml")):
        faults = Faults(f"data/faq/{path.name}")
        try:
            entries.append(_entry(path, faults))
        except FileFaults as error:
            found.extend(error.faults)
        found.extend(faults.found)
    if found:
        raise FileFaults(tuple(found))
    return tuple(entries)


def _entry(path: Path, faults: Faults) -> FaqEntry:
    tree = fields.entries(load_tree(path, name=faults.name), faults, "the file")
    fields.only(tree, ("questions", "answers", "rows"), faults, "an FAQ entry")
    questions = tuple(text.value for text in fields.texts(tree.entries.get("questions"), faults, "questions"))
    if not questions:
        faults.add(1, "no questions", "Write the ways in which customers ask, one `- question` a line.")
    answers = fields.text_by_language(tree.entries.get("answers"), faults, "answers")
    for answer in answers.values():
        for slot in slots_of(answer):
            if slot not in SLOT_KEYS:
                faults.unknown(tree.lines.get("answers", 1), slot, "a fact that may be said", SLOT_KEYS, "playbooks/README.md")
    rows = tuple(text.value for text in fields.texts(tree.entries.get("rows"), faults, "rows"))
    return FaqEntry(path.stem, questions, answers, rows)
