"""One protocol's file: playbooks/SITUATION/TEMPERAMENT.yml."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.desk.message import Channel
from bot.desk.playbook import FORBIDDEN_MOVES, GENERAL_STYLES, MOVES, MUST_NOT, PRIVATE_MOVES, STYLES, Orders, Playbook
from bot.desk.reading import INTENTS, Temperament
from bot.files import fields
from bot.files.fields import Faults
from bot.files.playbook_conditions import README, TEMPERAMENTS, read_condition
from bot.files.playbook_steps import read_steps
from bot.files.playbook_wording import read_wordings
from bot.files.yaml_tree import Entries, Node

CHANNEL_DRAFTS = {
    "drafts_email": Channel.EMAIL,
    "drafts_phone": Channel.PHONE_SCRIPT,
    "drafts_public": Channel.SOCIAL_PUBLIC,
    "drafts_private": Channel.SOCIAL_PRIVATE,
}
"""Keys under which a channel's own order of moves stands."""

KEYS = (
    *("title", "situation", "temperament", "when", "drafts", *CHANNEL_DRAFTS, "must_not"),
    *("wording", "steps", "rows", "waiting", "examples"),
)
EXPECTATIONS = ("temperament", "steps", "to", "must_not", "says")
WARN_SECONDS = 100
BREACH_SECONDS = 180


@dataclass(frozen=True)
class Example:
    """A customer's line and the advice expected, from a playbook's `examples:`."""

    playbook: str
    path: str
    line: int
    customer: str
    facts: Mapping[str, str | bool]
    expect: Mapping[str, tuple[str, ...]]


def read_playbook(tree: Entries, name: str, faults: Faults, topics: Collection[str]) -> Playbook:
    """A protocol.

    Args:
        tree: the file.
        name: "situation/file name", as it stands in the folder.
        faults: where faults are noted.
        topics: names of topics that a message can have.
    """
    fields.only(tree, KEYS, faults, "a playbook")
    get = tree.entries.get
    situation, stem = name.split("/")
    check_situation(tree, situation, faults)
    waiting = fields.entries(get("waiting"), faults, "waiting")
    fields.only(waiting, ("warn_seconds", "breach_seconds"), faults, "waiting")
    return Playbook(
        name=name,
        title=fields.text_by_language(get("title"), faults, "title"),
        situation=situation,
        temperament=_temperament(tree, stem, faults),
        when=read_condition(get("when"), faults, topics),
        drafts=_drafts(tree, faults),
        channel_drafts=read_channel_orders(tree, faults),
        must_not=fields.names(get("must_not"), faults, "must_not", known=MUST_NOT, kind="a thing to forbid", where=README),
        wording=read_wordings(get("wording"), name, faults, topics),
        steps=read_steps(get("steps"), faults, topics),
        rows=fields.rows(get("rows"), faults),
        wait_warn_seconds=fields.number(waiting.entries.get("warn_seconds"), faults, "warn_seconds", default=WARN_SECONDS),
        wait_breach_seconds=fields.number(
            waiting.entries.get("breach_seconds"), faults, "breach_seconds", default=BREACH_SECONDS
        ),
    )


def check_situation(tree: Entries, folder: str, faults: Faults) -> None:
    """Note when the situation named in a file is not its folder, or the folder not an intent."""
    named = fields.text(tree.entries.get("situation"), faults, "situation")
    if named != folder:
        line = tree.lines.get("situation", 1)
        faults.add(line, f"situation '{named}' in the folder {folder}", f"Write `situation: {folder}`, or move the file.")
    if folder not in INTENTS:
        faults.unknown(1, folder, "an intent", INTENTS, "data/nlu/README.md")


def _temperament(tree: Entries, stem: str, faults: Faults) -> Temperament | None:
    named = fields.text(tree.entries.get("temperament"), faults, "temperament")
    line = tree.lines.get("temperament", 1)
    if named not in TEMPERAMENTS:
        faults.unknown(line, named, "a temperament", TEMPERAMENTS, README)
        return None
    if not stem.startswith(named):
        faults.add(line, f"temperament '{named}' in {stem}.yml", f"Name the file {named}.yml (or {named}_SOMETHING.yml).")
    return None if named == "none" else Temperament(named)


def _drafts(tree: Entries, faults: Faults) -> Orders:
    orders = read_orders(tree.entries.get("drafts"), faults, GENERAL_STYLES)
    if len(orders) < 2:
        line = tree.lines.get("drafts", 1)
        faults.add(line, "fewer than two drafts", "Give the order of moves for brief and warm at least.")
    return orders


def read_channel_orders(tree: Entries, faults: Faults) -> dict[Channel, Orders]:
    """The orders of moves of those channels that have one of their own."""
    found = {channel: read_orders(tree.entries.get(key), faults) for key, channel in CHANNEL_DRAFTS.items()}
    said = {move for places in found[Channel.SOCIAL_PUBLIC].values() for place in places for move in place}
    for move in sorted(said & PRIVATE_MOVES):
        remedy = "Say it in private: invite with invite_private."
        faults.add(tree.lines["drafts_public"], f"'{move}' is no move for a public place", remedy)
    return {channel: orders for channel, orders in found.items() if orders}


def read_orders(node: Node | None, faults: Faults, styles: tuple[str, ...] = STYLES) -> Orders:
    """The order of moves for each style of draft."""
    table = fields.entries(node, faults, "drafts")
    fields.only(table, styles, faults, "drafts")
    return {style: _places(moves, f"the moves of {style}", faults) for style, moves in table.entries.items()}


def _places(node: Node, what: str, faults: Faults) -> tuple[tuple[str, ...], ...]:
    return tuple(_place(item.value, item.line, faults) for item in fields.texts(node, faults, what))


def _place(value: str, line: int, faults: Faults) -> tuple[str, ...]:
    """One place of a draft: a move, or alternatives `a | b`."""
    alternatives = tuple(part.strip() for part in value.split("|"))
    for move in alternatives:
        if move not in MOVES:
            faults.unknown(line, move, "a move", MOVES, README)
        elif move in FORBIDDEN_MOVES:
            remedy = "Choose another move; this one is named so that a check can find it."
            faults.add(line, f"'{move}' is a move that no reply may make", remedy)
    return alternatives


def read_examples(tree: Entries, name: str, path: str, faults: Faults) -> list[Example]:
    """The examples of a protocol, in the order of the file."""
    return [_example(item, name, path, faults) for item in fields.items(tree.entries.get("examples"), faults, "examples")]


def _example(node: Node, name: str, path: str, faults: Faults) -> Example:
    table = fields.entries(node, faults, "an example")
    fields.only(table, ("customer", "facts", "expect"), faults, "an example")
    facts = fields.entries(table.entries.get("facts"), faults, "facts")
    expect = fields.entries(table.entries.get("expect"), faults, "expect")
    fields.only(expect, EXPECTATIONS, faults, "expect")
    return Example(
        playbook=name,
        path=path,
        line=table.line,
        customer=fields.text(table.entries.get("customer"), faults, "customer"),
        facts={key: _fact(fields.text(value, faults, key)) for key, value in facts.entries.items()},
        expect={key: tuple(item.value for item in fields.texts(value, faults, key)) for key, value in expect.entries.items()},
    )


def _fact(value: str) -> str | bool:
    return {"true": True, "false": False}.get(value, value)
