"""`when:` of protocols, words and steps."""

from __future__ import annotations

from collections.abc import Collection

from bot.desk.facts import AMOUNTS, COUNTS, NUMBERS, SLOT_KEYS, TRUTHS
from bot.desk.message import Channel
from bot.desk.playbook import Condition
from bot.desk.reading import ESCALATE_REASONS, Temperament
from bot.files import fields
from bot.files.fields import Faults
from bot.files.yaml_tree import Node

README = "playbooks/README.md"
TOPICS = "data/entities/topics_*.json"
FACTS = SLOT_KEYS | TRUTHS | {"boundary_set"}
CHANNELS = tuple(channel.value for channel in Channel)
MEASURES = NUMBERS | AMOUNTS | COUNTS
NONE = "none"
TEMPERAMENTS = (*(temperament.value for temperament in Temperament), NONE)
KEYS = (
    *("equals", "known", "unknown", "holds", "fails", "topics", "channels", "temperaments", "at_least", "reasons"),
    *("intensity", "chases", "waited_seconds", "turns"),
)


def read_condition(node: Node | None, faults: Faults, topics: Collection[str]) -> Condition:
    """A condition; one that always holds when absent.

    Args:
        node: what stands after `when:`.
        faults: where faults are noted.
        topics: names of topics that a message can have.
    """
    table = fields.entries(node, faults, "when")
    fields.only(table, KEYS, faults, "when")
    get = table.entries.get
    channels = fields.names(get("channels"), faults, "channels", known=CHANNELS, kind="a channel", where=README)
    moods = fields.names(get("temperaments"), faults, "temperaments", known=TEMPERAMENTS, kind="a temperament", where=README)
    return Condition(
        equals=_equals(get("equals"), faults),
        known=_facts(get("known"), faults),
        unknown=_facts(get("unknown"), faults),
        holds=_facts(get("holds"), faults),
        fails=_facts(get("fails"), faults),
        topics=fields.names(get("topics"), faults, "topics", known=topics, kind="a topic", where=TOPICS),
        channels=tuple(Channel(name) for name in channels),
        temperaments=tuple(None if name == NONE else Temperament(name) for name in moods),
        at_least=_at_least(get("at_least"), faults),
        reasons=_reasons(get("reasons"), faults),
        intensity=fields.number(get("intensity"), faults, "intensity"),
        chases=fields.number(get("chases"), faults, "chases"),
        waited_seconds=fields.number(get("waited_seconds"), faults, "waited_seconds"),
        turns=fields.number(get("turns"), faults, "turns"),
    )


def _equals(node: Node | None, faults: Faults) -> dict[str, tuple[str, ...]]:
    table = fields.entries(node, faults, "equals")
    return {key: tuple(item.value for item in fields.texts(value, faults, key)) for key, value in table.entries.items()}


def _at_least(node: Node | None, faults: Faults) -> dict[str, str | int]:
    """Fact -> a whole number, or the fact that holds the number."""
    table = fields.entries(node, faults, "at_least")
    found: dict[str, str | int] = {}
    for key, value in table.entries.items():
        limit = fields.text(value, faults, key)
        if key not in MEASURES:
            faults.unknown(table.lines[key], key, "a fact that is a number", MEASURES, README)
        if limit.isascii() and limit.isdigit():
            found[key] = int(limit)
        elif limit in MEASURES:
            found[key] = limit
        else:
            faults.unknown(table.lines[key], limit, "a whole number or a fact that is a number", MEASURES, README)
    return found


def _facts(node: Node | None, faults: Faults) -> tuple[str, ...]:
    return fields.names(node, faults, "facts", known=FACTS, kind="a fact", where=README)


def _reasons(node: Node | None, faults: Faults) -> tuple[str, ...]:
    return fields.names(node, faults, "reasons", known=ESCALATE_REASONS, kind="a reason to escalate", where=README)
