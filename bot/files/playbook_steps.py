"""`steps:` of protocols and of common.yml: what is to be done besides answering, by whom and by when; stage notes."""

from __future__ import annotations

from collections.abc import Collection

from bot.desk.message import Language
from bot.desk.playbook import MOVES, STEPS, TEAMS, StageNote, StepRule
from bot.files import fields
from bot.files.fields import Faults
from bot.files.playbook_conditions import README, read_condition
from bot.files.yaml_tree import Node

KEYS = ("step", "to", "when", "within_minutes", "why", "rows")
NOTE_KEYS = ("when", "before", "rows", *(language.value for language in Language))


def read_steps(node: Node | None, faults: Faults, topics: Collection[str]) -> tuple[StepRule, ...]:
    """All steps, in the order of the file."""
    return tuple(_step(item, faults, topics) for item in fields.items(node, faults, "steps"))


def read_stage_notes(node: Node | None, faults: Faults, topics: Collection[str]) -> tuple[StageNote, ...]:
    """Directions for the agent beside a script that is spoken, in the order of the file."""
    return tuple(_stage_note(item, faults, topics) for item in fields.items(node, faults, "stage_notes"))


def _stage_note(node: Node, faults: Faults, topics: Collection[str]) -> StageNote:
    table = fields.entries(node, faults, "a stage note")
    fields.only(table, NOTE_KEYS, faults, "a stage note")
    get = table.entries.get
    before = fields.names(get("before"), faults, "before", known=MOVES, kind="a move", where=README)
    return StageNote(
        when=read_condition(get("when"), faults, topics),
        before=before[0] if before else "",
        note=fields.text_by_language(node, faults, "a stage note"),
        rows=fields.rows(get("rows"), faults),
    )


def _step(node: Node, faults: Faults, topics: Collection[str]) -> StepRule:
    table = fields.entries(node, faults, "a step")
    fields.only(table, KEYS, faults, "a step")
    get = table.entries.get
    step = fields.names(get("step"), faults, "step", known=STEPS, kind="a step", where=README)
    to = fields.names(get("to"), faults, "to", known=(*TEAMS, "agent"), kind="a team", where=README)
    if not get("step"):
        faults.add(table.line, "a step without its name", "Write `step: apology` or another step.")
    return StepRule(
        step=step[0] if step else STEPS[0],
        to=to[0] if to else "agent",
        when=read_condition(get("when"), faults, topics),
        within_minutes=fields.number(get("within_minutes"), faults, "within_minutes"),
        why=fields.text_by_language(get("why"), faults, "why"),
        rows=fields.rows(get("rows"), faults),
    )
