"""Playbook files <-> protocols; the format stands in playbooks/README.md."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bot.desk.errors import Fault, FileFaults
from bot.desk.facts import SLOT_KEYS, TRUTHS
from bot.desk.message import Channel, Language
from bot.desk.playbook import (
    FORBIDDEN_MOVES,
    MOVES,
    MUST_NOT,
    SHARED_MOVES,
    STEPS,
    STYLES,
    TEAMS,
    Condition,
    Playbook,
    Playbooks,
    StepRule,
    Wording,
)
from bot.desk.reading import INTENTS, Temperament
from bot.desk.worded import slots_of
from bot.files import fields
from bot.files.fields import Faults
from bot.files.yaml_tree import Entries, Node, load_tree

README = "playbooks/README.md"
CONDITION_KEYS = ["equals", "known", "unknown", "holds", "fails", "topics", "channels", "reasons", "intensity", "chases", "waited_seconds", "turns"]
PLAYBOOK_KEYS = ["title", "situation", "temperament", "when", "drafts", "drafts_public", "must_not", "wording", "steps", "rows", "waiting", "examples"]
MOST_SITUATIONS_A_SENTENCE = 3
Orders = dict[str, tuple[tuple[str, ...], ...]]


@dataclass(frozen=True)
class Example:
    """A customer's line and the advice expected, from a playbook's `examples:`."""

    playbook: str
    path: str
    line: int
    customer: str
    facts: Mapping[str, str | bool]
    expect: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class PlaybookFolder:
    """All protocols of a folder with their examples."""

    playbooks: Playbooks
    examples: tuple[Example, ...]


def load_playbooks(folder: Path) -> PlaybookFolder:
    """Read every protocol of a folder.

    Raises:
        FileFaults: faults of all files together, each with its line and remedy.
    """
    found: list[Fault] = []
    common = _Common()
    situations: dict[str, tuple[Wording, ...]] = {}
    playbooks: list[Playbook] = []
    examples: list[Example] = []
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.yml")):
        name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
        digest.update(name.encode() + path.read_bytes())
        faults = Faults(name)
        try:
            tree = fields.entries(load_tree(path, name=name), faults, "the file")
            if path.parent == folder:
                common.read(path.stem, tree, faults)
            elif path.stem == "wording":
                situations[path.parent.name] = _situation(tree, path.parent.name, faults)
            else:
                playbook, more = _playbook(tree, f"{path.parent.name}/{path.stem}", name, faults)
                playbooks.append(playbook)
                examples.extend(more)
        except FileFaults as error:
            found.extend(error.faults)
        found.extend(faults.found)
    if found:
        raise FileFaults(tuple(found))
    complete = [_with_public_order(playbook, common.drafts_public) for playbook in playbooks]
    books = Playbooks(tuple(complete), situations, common.wording, common.steps, common.vocabulary, digest.hexdigest()[:12])
    raise_shared_sentences(books, folder.name)
    return PlaybookFolder(books, tuple(examples))


class _Common:
    """What the files directly in the folder hold: common.yml and words.yml."""

    def __init__(self) -> None:
        self.wording: tuple[Wording, ...] = ()
        self.steps: tuple[StepRule, ...] = ()
        self.drafts_public: Orders = {}
        self.vocabulary: dict[str, dict[str, dict[Language, str]]] = {}

    def read(self, stem: str, tree: Entries, faults: Faults) -> None:
        if stem == "common":
            fields.only(tree, ("wording", "steps", "drafts_public", "rows"), faults, "playbooks/common.yml")
            self.wording = _wordings(tree.entries.get("wording"), "common", faults)
            self.steps = _steps(tree.entries.get("steps"), faults)
            self.drafts_public = _orders(tree.entries.get("drafts_public"), faults)
        elif stem == "words":
            self.vocabulary = {key: _words(node, faults) for key, node in tree.entries.items()}
        else:
            faults.add(1, f"'{stem}.yml' is not a file of this folder", "A protocol lies in playbooks/SITUATION/TEMPERAMENT.yml.")


def _words(node: Node, faults: Faults) -> dict[str, dict[Language, str]]:
    table = fields.entries(node, faults, "a vocabulary")
    return {
        code: {
            language: str(word)
            for language, word in fields.by_language(
                words, faults, f"'{code}'", lambda item: fields.text(item, faults, "a word")
            ).items()
        }
        for code, words in table.entries.items()
    }


def _situation(tree: Entries, situation: str, faults: Faults) -> tuple[Wording, ...]:
    fields.only(tree, ("situation", "rows", "wording"), faults, "a situation's wording.yml")
    _check_situation(tree, situation, faults)
    return _wordings(tree.entries.get("wording"), situation, faults)


def _check_situation(tree: Entries, folder: str, faults: Faults) -> None:
    named = fields.text(tree.entries.get("situation"), faults, "situation")
    if named != folder:
        faults.add(
            tree.lines.get("situation", 1),
            f"situation '{named}' in the folder {folder}",
            f"Write `situation: {folder}`, or move the file.",
        )
    if folder not in INTENTS:
        faults.unknown(1, folder, "an intent", INTENTS, "data/nlu/README.md")


def _playbook(tree: Entries, name: str, path: str, faults: Faults) -> tuple[Playbook, list[Example]]:
    fields.only(tree, PLAYBOOK_KEYS, faults, "a playbook")
    situation, stem = name.split("/")
    _check_situation(tree, situation, faults)
    waiting = fields.entries(tree.entries.get("waiting"), faults, "waiting")
    fields.only(waiting, ("warn_seconds", "breach_seconds"), faults, "waiting")
    orders = _orders(tree.entries.get("drafts"), faults)
    if len(orders) < 2:
        faults.add(tree.lines.get("drafts", 1), "fewer than two drafts", "Give the order of moves for brief and warm at least.")
    playbook = Playbook(
        name=name,
        title={
            language: str(title)
            for language, title in fields.by_language(
                tree.entries.get("title"), faults, "title", lambda item: fields.text(item, faults, "title")
            ).items()
        },
        situation=situation,
        temperament=_temperament(tree, stem, faults),
        when=_condition(tree.entries.get("when"), faults),
        drafts=orders,
        drafts_public=_orders(tree.entries.get("drafts_public"), faults),
        must_not=fields.names(
            tree.entries.get("must_not"), faults, "must_not", known=MUST_NOT, kind="a thing to forbid", where=README
        ),
        wording=_wordings(tree.entries.get("wording"), name, faults),
        steps=_steps(tree.entries.get("steps"), faults),
        rows=_rows(tree.entries.get("rows"), faults),
        wait_warn_seconds=fields.number(waiting.entries.get("warn_seconds"), faults, "warn_seconds", default=100),
        wait_breach_seconds=fields.number(waiting.entries.get("breach_seconds"), faults, "breach_seconds", default=180),
    )
    return playbook, _examples(tree, name, path, faults)


def _temperament(tree: Entries, stem: str, faults: Faults) -> Temperament | None:
    named = fields.text(tree.entries.get("temperament"), faults, "temperament")
    known = {temperament.value for temperament in Temperament} | {"none"}
    if named not in known:
        faults.unknown(tree.lines.get("temperament", 1), named, "a temperament", known, README)
        return None
    if not stem.startswith(named):
        faults.add(
            tree.lines["temperament"],
            f"temperament '{named}' in {stem}.yml",
            f"Name the file {named}.yml (or {named}_SOMETHING.yml).",
        )
    return None if named == "none" else Temperament(named)


def _orders(node: Node | None, faults: Faults) -> Orders:
    table = fields.entries(node, faults, "drafts")
    fields.only(table, STYLES, faults, "drafts")
    return {
        style: tuple(_place(item.value, item.line, faults) for item in fields.texts(moves, faults, f"the moves of {style}"))
        for style, moves in table.entries.items()
    }


def _place(value: str, line: int, faults: Faults) -> tuple[str, ...]:
    """One place of a draft: a move, or alternatives `a | b`."""
    alternatives = tuple(part.strip() for part in value.split("|"))
    for move in alternatives:
        if move not in MOVES:
            faults.unknown(line, move, "a move", MOVES, README)
        elif move in FORBIDDEN_MOVES:
            faults.add(
                line,
                f"'{move}' is a move that no reply may make",
                "Choose another move; this one is named so that a check can find it.",
            )
    return alternatives


def _wordings(node: Node | None, room: str, faults: Faults) -> tuple[Wording, ...]:
    found: list[Wording] = []
    for move, group in fields.entries(node, faults, "wording").entries.items():
        if move not in MOVES or move in FORBIDDEN_MOVES:
            faults.unknown(group.line, move, "a move with words", set(MOVES) - FORBIDDEN_MOVES, README)
        for place, item in enumerate(fields.items(group, faults, f"the words of {move}")):
            found.append(_wording(item, move, f"{room}.{move}.{place}", faults))
    return tuple(found)


def _wording(node: Node, move: str, identity: str, faults: Faults) -> Wording:
    table = fields.entries(node, faults, "a wording")
    fields.only(table, ("when", "rows", *(language.value for language in Language)), faults, "a wording")
    variants = fields.by_language(
        node,
        faults,
        "a wording",
        lambda item: tuple(_sentence(part.value, part.line, faults) for part in fields.texts(item, faults, "a wording")),
    )
    return Wording(
        id=identity,
        move=move,
        when=_condition(table.entries.get("when"), faults),
        variants={language: tuple(texts) for language, texts in variants.items() if isinstance(texts, tuple)},
        rows=_rows(table.entries.get("rows"), faults),
    )


def _sentence(value: str, line: int, faults: Faults) -> str:
    for slot in slots_of(value):
        if slot not in SLOT_KEYS:
            faults.unknown(line, slot, "a fact that may be said", SLOT_KEYS, README)
    rest = value
    for slot in slots_of(value):
        rest = rest.replace("{" + slot + "}", "")
    if any(mark in rest for mark in "{}<>$") or "%}" in rest:
        faults.add(
            line, "a brace, angle bracket or dollar sign outside a slot", "Only {fact_name} is a slot; there is no other syntax."
        )
    if not value.strip():
        faults.add(line, "an empty sentence", "Write it, or remove the line.")
    return value.strip()


def _condition(node: Node | None, faults: Faults) -> Condition:
    table = fields.entries(node, faults, "when")
    fields.only(table, CONDITION_KEYS, faults, "when")
    get = table.entries.get
    equals = fields.entries(get("equals"), faults, "equals")
    return Condition(
        equals={key: tuple(item.value for item in fields.texts(value, faults, key)) for key, value in equals.entries.items()},
        known=_facts(get("known"), faults),
        unknown=_facts(get("unknown"), faults),
        holds=_facts(get("holds"), faults),
        fails=_facts(get("fails"), faults),
        topics=tuple(item.value for item in fields.texts(get("topics"), faults, "topics")),
        channels=tuple(
            Channel(name)
            for name in fields.names(
                get("channels"), faults, "channels", known={c.value for c in Channel}, kind="a channel", where=README
            )
        ),
        reasons=tuple(item.value for item in fields.texts(get("reasons"), faults, "reasons")),
        intensity=fields.number(get("intensity"), faults, "intensity"),
        chases=fields.number(get("chases"), faults, "chases"),
        waited_seconds=fields.number(get("waited_seconds"), faults, "waited_seconds"),
        turns=fields.number(get("turns"), faults, "turns"),
    )


def _facts(node: Node | None, faults: Faults) -> tuple[str, ...]:
    return fields.names(node, faults, "facts", known=SLOT_KEYS | TRUTHS | {"boundary_set"}, kind="a fact", where=README)


def _steps(node: Node | None, faults: Faults) -> tuple[StepRule, ...]:
    return tuple(_step(item, faults) for item in fields.items(node, faults, "steps"))


def _step(node: Node, faults: Faults) -> StepRule:
    table = fields.entries(node, faults, "a step")
    fields.only(table, ("step", "to", "when", "within_minutes", "why", "rows"), faults, "a step")
    get = table.entries.get
    step = fields.names(get("step"), faults, "step", known=STEPS, kind="a step", where=README)
    to = fields.names(get("to"), faults, "to", known=(*TEAMS, "agent"), kind="a team", where=README)
    if not get("step"):
        faults.add(table.line, "a step without its name", "Write `step: apology` or another step.")
    return StepRule(
        step=step[0] if step else STEPS[0],
        to=to[0] if to else "agent",
        when=_condition(get("when"), faults),
        within_minutes=fields.number(get("within_minutes"), faults, "within_minutes"),
        why={
            language: str(text)
            for language, text in fields.by_language(
                get("why"), faults, "why", lambda item: fields.text(item, faults, "why")
            ).items()
        },
        rows=_rows(get("rows"), faults),
    )


def _rows(node: Node | None, faults: Faults) -> tuple[str, ...]:
    found = []
    for item in fields.texts(node, faults, "rows"):
        head, _, tail = item.value.partition(".")
        if head in ("S0", "S1", "S2", "S3", "S4") and tail.isdigit():
            found.append(item.value)
        else:
            faults.add(
                item.line, f"'{item.value}' is not a requirement row", "Rows look like S0.14; docs/requirements.md lists them."
            )
    return tuple(found)


def _examples(tree: Entries, name: str, path: str, faults: Faults) -> list[Example]:
    found = []
    for item in fields.items(tree.entries.get("examples"), faults, "examples"):
        table = fields.entries(item, faults, "an example")
        fields.only(table, ("customer", "facts", "expect"), faults, "an example")
        facts = fields.entries(table.entries.get("facts"), faults, "facts")
        expect = fields.entries(table.entries.get("expect"), faults, "expect")
        fields.only(expect, ("temperament", "steps", "to", "must_not", "says"), faults, "expect")
        found.append(
            Example(
                name,
                path,
                table.line,
                fields.text(table.entries.get("customer"), faults, "customer"),
                {key: _fact(fields.text(value, faults, key)) for key, value in facts.entries.items()},
                {key: tuple(text.value for text in fields.texts(value, faults, key)) for key, value in expect.entries.items()},
            )
        )
    return found


def _fact(value: str) -> str | bool:
    return {"true": True, "false": False}.get(value, value)


def _with_public_order(playbook: Playbook, common: Orders) -> Playbook:
    return playbook if playbook.drafts_public else replace(playbook, drafts_public=common or playbook.drafts)


def raise_shared_sentences(books: Playbooks, folder: str) -> None:
    """Refuse a sentence that more than three situations share, counted before its slots are filled."""
    homes: dict[str, set[str]] = defaultdict(set)
    for situation, wordings in books.situation_wording.items():
        _collect(homes, wordings, situation)
    for playbook in books.playbooks:
        _collect(homes, playbook.wording, playbook.situation)
    faults = [
        Fault(
            f"{folder}/{sorted(where)[0]}",
            0,
            f"'{sentence}' stands in {len(where)} situations",
            "Word it for each situation; three may share a sentence at most.",
        )
        for sentence, where in homes.items()
        if len(where) > MOST_SITUATIONS_A_SENTENCE
    ]
    faults += [
        Fault(
            f"{folder}/common.yml",
            0,
            f"common words for the move {wording.move}",
            f"Only {', '.join(sorted(SHARED_MOVES))} may be common to all situations.",
        )
        for wording in books.common_wording
        if wording.move not in SHARED_MOVES
    ]
    if faults:
        raise FileFaults(tuple(faults))


def _collect(homes: dict[str, set[str]], wordings: tuple[Wording, ...], situation: str) -> None:
    for wording in wordings:
        if wording.move not in SHARED_MOVES:
            for texts in wording.variants.values():
                for text in texts:
                    homes[text].add(situation)
