"""A folder of playbooks <-> protocols; the format stands in playbooks/README.md."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from bot.desk.errors import Fault, FileFaults
from bot.desk.message import Channel, Language
from bot.desk.playbook import Condition, Orders, Playbook, Playbooks, StageNote, StepRule, Wording
from bot.desk.selection import NO_SITUATION
from bot.files import fields
from bot.files.fields import Faults
from bot.files.playbook_file import (
    CHANNEL_DRAFTS,
    Example,
    check_situation,
    read_channel_orders,
    read_examples,
    read_playbook,
)
from bot.files.playbook_steps import read_stage_notes, read_steps
from bot.files.playbook_wording import common_moves, read_rewrites, read_wordings, read_words, shared_sentences
from bot.files.yaml_tree import Entries, load_tree

FALLBACK = f"{NO_SITUATION}/none"
"""The protocol of every message that opens no situation: without it some message would have no advice."""


CONFLICTS = "conflicts.yml"
"""Where requirements contradict each other; shown to people, and read apart from the protocols."""


@dataclass(frozen=True)
class PlaybookFolder:
    """All protocols of a folder with their examples."""

    playbooks: Playbooks
    examples: tuple[Example, ...]


def load_playbooks(folder: Path, *, topics: Collection[str]) -> PlaybookFolder:
    """Read every protocol of a folder.

    Args:
        folder: the folder.
        topics: names of topics that a message can have; `when: {topics: […]}` may name these.

    Raises:
        FileFaults: faults of all files together, each with its line and remedy.
    """
    gathered = _Gathered(topics)
    paths = sorted(folder.rglob("*.yml"))
    for path in paths:
        if path != folder / CONFLICTS:
            gathered.read(path, folder)
    faults = gathered.faults + _without_fallback(folder, gathered.playbooks)
    if faults:
        raise FileFaults(tuple(faults))
    books = gathered.books(_version(paths, folder))
    unwise = shared_sentences(books, folder.name) + common_moves(books.common_wording, folder.name)
    if unwise:
        raise FileFaults(tuple(unwise))
    return PlaybookFolder(books, tuple(gathered.examples))


class _Gathered:
    """What the files read so far hold, and their faults."""

    def __init__(self, topics: Collection[str]) -> None:
        self.faults: list[Fault] = []
        self.playbooks: list[Playbook] = []
        self.examples: list[Example] = []
        self._topics = topics
        self._situations: dict[str, tuple[Wording, ...]] = {}
        self._wording: tuple[Wording, ...] = ()
        self._steps: tuple[StepRule, ...] = ()
        self._stage_notes: tuple[StageNote, ...] = ()
        self._channel_drafts: dict[Channel, Orders] = {}
        self._vocabulary: dict[str, dict[str, dict[Language, str]]] = {}
        self._rewrites: dict[str, dict[Language, str]] = {}

    def read(self, path: Path, folder: Path) -> None:
        """Read one file into its place."""
        faults = Faults(_shown(path, folder))
        try:
            tree = fields.entries(load_tree(path, name=faults.name), faults, "the file")
            if path.parent == folder:
                self._read_common(path.stem, tree, faults)
            elif path.stem == "wording":
                self._read_situation(path.parent.name, tree, faults)
            else:
                name = f"{path.parent.name}/{path.stem}"
                self.playbooks.append(read_playbook(tree, name, faults, self._topics))
                self.examples += read_examples(tree, name, faults.name, faults)
        except FileFaults as error:
            self.faults += error.faults
        self.faults += faults.found

    def books(self, version: str) -> Playbooks:
        """All protocols together; what one does not order for a channel, it takes from the common order."""
        complete = [replace(playbook, channel_drafts=self._completed(playbook)) for playbook in self.playbooks]
        return Playbooks(
            tuple(complete),
            self._situations,
            self._wording,
            self._steps,
            self._vocabulary,
            version,
            self._stage_notes,
            self._rewrites,
        )

    def _completed(self, playbook: Playbook) -> dict[Channel, Orders]:
        """The protocol's own orders before the common ones: in public as a whole, elsewhere style by style."""
        own, common = playbook.channel_drafts, self._channel_drafts
        merged = {channel: {**common.get(channel, {}), **own.get(channel, {})} for channel in {**common, **own}}
        return {**merged, **{channel: own[channel] for channel in own if channel is Channel.SOCIAL_PUBLIC}}

    def _read_common(self, stem: str, tree: Entries, faults: Faults) -> None:
        if stem == "common":
            fields.only(tree, ("wording", "steps", "stage_notes", *CHANNEL_DRAFTS, "rows"), faults, "playbooks/common.yml")
            self._wording = read_wordings(tree.entries.get("wording"), "common", faults, self._topics)
            self._steps = read_steps(tree.entries.get("steps"), faults, self._topics)
            self._stage_notes = read_stage_notes(tree.entries.get("stage_notes"), faults, self._topics)
            self._channel_drafts = read_channel_orders(tree, faults)
        elif stem == "words":
            self._vocabulary = {key: read_words(node, faults) for key, node in tree.entries.items()}
        elif stem == "rewrites":
            self._rewrites = read_rewrites(tree, faults)
        else:
            faults.add(1, f"'{stem}.yml' is not a file of this folder", "A protocol lies in playbooks/SITUATION/TEMPERAMENT.yml.")

    def _read_situation(self, situation: str, tree: Entries, faults: Faults) -> None:
        fields.only(tree, ("situation", "rows", "wording"), faults, "a situation's wording.yml")
        check_situation(tree, situation, faults)
        self._situations[situation] = read_wordings(tree.entries.get("wording"), situation, faults, self._topics)


def _shown(path: Path, folder: Path) -> str:
    return f"{folder.name}/{path.relative_to(folder).as_posix()}"


def _version(paths: Collection[Path], folder: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(_shown(path, folder).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _without_fallback(folder: Path, playbooks: Collection[Playbook]) -> list[Fault]:
    """The fault of a folder in which some message would find no protocol; none when the file is there with other faults."""
    name = f"{folder.name}/{FALLBACK}.yml"
    found = [playbook for playbook in playbooks if playbook.name == FALLBACK]
    if not (folder / f"{FALLBACK}.yml").is_file():
        remedy = "Write it: every shop needs a protocol for messages without a situation."
        return [Fault(name, 0, f"the protocol {FALLBACK} is missing", remedy)]
    if any(playbook.when != Condition() for playbook in found):
        remedy = "Remove `when:`, or move it to a file none_SOMETHING.yml beside it."
        return [Fault(name, 0, f"the protocol {FALLBACK} has a condition", remedy)]
    return []
