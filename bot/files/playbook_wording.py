"""`wording:` of protocols and situations, the vocabulary of words.yml, and how often a sentence may stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from bot.desk.errors import Fault
from bot.desk.facts import SLOT_KEYS
from bot.desk.message import Language
from bot.desk.playbook import FORBIDDEN_MOVES, FORM_PARTS, MOVES, SHARED_MOVES, Playbooks, Wording
from bot.desk.rules import RULES
from bot.desk.worded import slots_of
from bot.files import fields
from bot.files.fields import Faults
from bot.files.playbook_conditions import README, read_condition
from bot.files.yaml_tree import Entries, Node

MOST_SITUATIONS_A_SENTENCE = 3
WORDED_MOVES = (*(move for move in MOVES if move not in FORBIDDEN_MOVES), *FORM_PARTS)
WORDING_KEYS = ("when", "rows", *(language.value for language in Language))


def read_wordings(node: Node | None, room: str, faults: Faults, topics: Collection[str]) -> tuple[Wording, ...]:
    """All words of a room (a protocol, a situation or `common`), in the order of the file."""
    found: list[Wording] = []
    for move, group in fields.entries(node, faults, "wording").entries.items():
        if move not in WORDED_MOVES:
            faults.unknown(group.line, move, "a move with words", WORDED_MOVES, README)
        for place, item in enumerate(fields.items(group, faults, f"the words of {move}")):
            found.append(_wording(item, move, f"{room}.{move}.{place}", faults, topics))
    return tuple(found)


def _wording(node: Node, move: str, identity: str, faults: Faults, topics: Collection[str]) -> Wording:
    table = fields.entries(node, faults, "a wording")
    fields.only(table, WORDING_KEYS, faults, "a wording")
    return Wording(
        id=identity,
        move=move,
        when=read_condition(table.entries.get("when"), faults, topics),
        variants=fields.by_language(node, faults, "a wording", lambda item: _sentences(item, faults)),
        rows=fields.rows(table.entries.get("rows"), faults),
    )


def _sentences(node: Node, faults: Faults) -> tuple[str, ...]:
    return tuple(_sentence(item.value, item.line, faults) for item in fields.texts(node, faults, "a wording"))


def _sentence(value: str, line: int, faults: Faults) -> str:
    rest = value
    for slot in slots_of(value):
        rest = rest.replace("{" + slot + "}", "")
        if slot not in SLOT_KEYS:
            faults.unknown(line, slot, "a fact that may be said", SLOT_KEYS, README)
    if any(mark in rest for mark in "{}<>$") or "%}" in rest:
        remedy = "Only {fact_name} is a slot; there is no other syntax."
        faults.add(line, "a brace, angle bracket or dollar sign outside a slot", remedy)
    if not value.strip():
        faults.add(line, "an empty sentence", "Write it, or remove the line.")
    return value.strip()


def read_words(node: Node, faults: Faults) -> dict[str, dict[Language, str]]:
    """The words for the codes of one fact, from words.yml."""
    table = fields.entries(node, faults, "a vocabulary")
    return {code: fields.text_by_language(words, faults, f"'{code}'") for code, words in table.entries.items()}


def shared_sentences(books: Playbooks, folder: str) -> list[Fault]:
    """Faults of sentences that too many situations share, counted before their slots are filled."""
    homes: dict[str, set[str]] = defaultdict(set)
    for situation, wordings in books.situation_wording.items():
        for sentence in _own_sentences(wordings):
            homes[sentence].add(situation)
    for playbook in books.playbooks:
        for sentence in _own_sentences(playbook.wording):
            homes[sentence].add(playbook.situation)
    return [
        Fault(
            f"{folder}/{sorted(where)[0]}",
            0,
            f"'{sentence}' stands in {len(where)} situations",
            "Word it for each situation; three may share a sentence at most.",
        )
        for sentence, where in homes.items()
        if len(where) > MOST_SITUATIONS_A_SENTENCE
    ]


def _own_sentences(wordings: Iterable[Wording]) -> Iterator[str]:
    for wording in wordings:
        if wording.move not in SHARED_MOVES:
            for sentences in wording.variants.values():
                yield from sentences


def common_moves(wordings: Iterable[Wording], folder: str) -> list[Fault]:
    """Faults of common words for a move that each situation must word by itself."""
    remedy = f"Only {', '.join(sorted(SHARED_MOVES))} may be common to all situations."
    return [
        Fault(f"{folder}/common.yml", 0, f"common words for the move {wording.move}", remedy)
        for wording in wordings
        if wording.move not in SHARED_MOVES
    ]


def read_rewrites(tree: Entries, faults: Faults) -> dict[str, dict[Language, str]]:
    """Approved words for each rule of a reply that has some: rewrites.yml."""
    for rule, node in tree.entries.items():
        if rule not in RULES:
            faults.unknown(node.line, rule, "a rule of a reply", RULES, "docs/check.md")
    return {rule: fields.text_by_language(node, faults, f"the words of {rule}") for rule, node in tree.entries.items()}
