"""docs/requirements.md and docs/shop-checklist.md, made from data/requirements and from the places that name rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import Enum

from bot.desk.message import Language
from bot.files.requirement_checks import RULE_TEST, Ground, is_met
from bot.files.requirement_mentions import CONFLICT, NOTE, PROTOCOL, QUESTION, RULE, SITUATION, STEP, WORDING, Mention
from bot.files.requirements import AREAS, BUILT, Chapter, Means, Requirements, Row

CHECKLIST = "shop-checklist.md"
MADE = "Made by `tactful requirements` from `data/requirements`, the rules, the playbooks and the common questions."

COUNTED = {
    WORDING: "approved words",
    PROTOCOL: "protocols",
    SITUATION: "situations",
    NOTE: "directions on the telephone",
    QUESTION: "common questions",
}
"""Kinds of places that are counted, with one shown, in the order in which they stand."""

LEGEND = """- **rule**: the check finds a reply that breaks it ([check.md](check.md)).
- **approved words, protocols, situations, steps, directions**: how often `playbooks/` names the row, and the first place.
- **decision**: what holds where rows pull in two directions (`playbooks/conflicts.yml`); it meets no row by itself.
- **standard**: how long somebody may wait. **data**: a type, table, module or folder. **page**, **command**: as they say.
- **checklist**: what no program can do, for the shop to tick in [shop-checklist.md](shop-checklist.md).
- **later**: not there today, and with which work it comes. **not built**: not there, and why.
- What a test is named after is its promise; `tactful requirements --check` holds that tests, files, steps and commands exist."""

HEADINGS = {
    Language.ZH_HANS: ("简体中文", "下面这些事软件做不了，请店铺自己逐条确认。"),
    Language.ZH_HANT: ("繁體中文", "下面這些事軟體做不了，請賣場自己逐項確認。"),
    Language.EN: ("English", "What no program can do for a shop. Tick what holds."),
}


class Standing(Enum):
    """How a row stands today."""

    MET = "met"
    PARTLY = "partly met"
    CHECKLIST = "for the shop alone"
    LATER = "later"
    NOT_BUILT = "not built"
    CONTEXT = "context, nothing to build"


def standing(row: Row, named: Sequence[Mention], ticked: bool) -> Standing:
    """How a row stands: what is built, what is still open, what only the shop can do."""
    waits = [means.by for means in row.met if means.by not in BUILT]
    if is_met(row, named):
        return Standing.PARTLY if waits else Standing.MET
    if "later" in waits:
        return Standing.LATER
    if ticked:
        return Standing.CHECKLIST
    return Standing.NOT_BUILT if waits else Standing.CONTEXT


def requirements_page(requirements: Requirements, ground: Ground) -> str:
    """The whole page of rows."""
    ticked = _ticked(requirements)
    parts = [
        "# Requirements",
        f"What a service desk has to cover, row by row, and what meets it today. {MADE}",
        _summary(requirements, ground, ticked),
        LEGEND,
        *(_chapter(chapter, ground, ticked) for chapter in requirements.chapters),
    ]
    return "\n\n".join(parts) + "\n"


def checklist_page(requirements: Requirements) -> str:
    """The shop's checklist, once in each language."""
    parts = ["# 店铺自查 · 賣場自查 · The shop's checklist", f"Rows: [requirements.md](requirements.md). {MADE}"]
    for language, (heading, said) in HEADINGS.items():
        items = [f"- [ ] {item.text[language]} ({', '.join(item.rows)})" for item in requirements.checklist]
        parts += [f"## {heading}", said, "\n".join(items)]
    return "\n\n".join(parts) + "\n"


def _ticked(requirements: Requirements) -> dict[str, int]:
    return Counter(row for item in requirements.checklist for row in item.rows)


def _summary(requirements: Requirements, ground: Ground, ticked: dict[str, int]) -> str:
    rows = requirements.rows
    stands = Counter(standing(row, ground.by_row.get(row.name, ()), row.name in ticked) for row in rows)
    by: Counter[str] = Counter()
    for row in rows:
        named = {place.kind for place in ground.by_row.get(row.name, ())}
        by.update(named | {means.by for means in row.met} | ({"checklist"} if row.name in ticked else set()))
    states = " · ".join(f"{state.value} {stands[state]}" for state in Standing)
    words = {**COUNTED, RULE: "rules", STEP: "steps", CONFLICT: "decisions", "not_built": "not built"}
    kinds = (RULE, *COUNTED, STEP, CONFLICT, *(kind for kind in BUILT if kind != STEP), "checklist", "later", "not_built")
    means = " · ".join(f"{words.get(kind, kind)} {by[kind]}" for kind in kinds if by[kind])
    return f"**{len(rows)} rows**: {states}.\n\nHow many rows have each of these, often several at once: {means}."


def _chapter(chapter: Chapter, ground: Ground, ticked: dict[str, int]) -> str:
    lines = [
        f"## {chapter.name}: {chapter.title}",
        "",
        "| row | kind | asks | stands | met by | tests |",
        "|---|---|---|---|---|---|",
        *(_line(row, ground.by_row.get(row.name, ()), ticked.get(row.name, 0)) for row in chapter.rows),
    ]
    return "\n".join(lines)


def _line(row: Row, named: Sequence[Mention], ticked: int) -> str:
    stands = standing(row, named, bool(ticked)).value
    met = [*_places(named), *(_means(means) for means in row.met)]
    if ticked:
        met.append(f"[checklist]({CHECKLIST})")
    names = [test.name for test in row.tests]
    if any(place.kind == RULE for place in named):
        names.insert(0, RULE_TEST)
    cells = (row.name, ", ".join(row.kinds), row.asks, stands, "<br>".join(met), "<br>".join(map(_test, names)))
    return "| " + " | ".join(cells) + " |"


def _places(named: Sequence[Mention]) -> list[str]:
    """Rules by name, steps by name with how often, everything else by how often with its first place."""
    rules = [f"rule {_link(f'`{place.name}`', 'docs/check.md')}" for place in named if place.kind == RULE]
    decisions = [f"decision {_link(f'`{place.name}`', place.path)}" for place in named if place.kind == CONFLICT]
    counted = [
        f"{word}: {len(places)}, such as {_shown(places[0])}"
        for kind, word in COUNTED.items()
        if (places := [place for place in named if place.kind == kind])
    ]
    steps = Counter(place.name for place in named if place.kind == STEP)
    shown = ", ".join(f"`{step}` {count}" for step, count in sorted(steps.items()))
    return [*dict.fromkeys(rules), *counted, *([f"steps: {shown}"] if steps else []), *decisions]


def _shown(place: Mention) -> str:
    words = place.path.removeprefix("playbooks/").removeprefix("data/faq/").removesuffix(".yml")
    move = f"`{place.name}` in " if place.kind == WORDING else ""
    return move + _link(words, place.path)


def _means(means: Means) -> str:
    why = f": {means.why}" if means.why else ""
    if means.by == "later":
        return f"**later**, with {AREAS[means.what]}{why}"
    if means.by == "not_built":
        return f"**not built**{why}"
    if means.by in ("step", "command"):
        return f"{means.by} `{'tactful ' if means.by == 'command' else ''}{means.what}`{why}"
    path, _, name = means.what.partition("::")
    return f"{means.by} {_link(f'`{name or path}`', path)}{why}"


def _test(name: str) -> str:
    path, _, function = name.partition("::")
    return _link(function.removeprefix("test_").replace("_", " ") or path, path)


def _link(words: str, path: str) -> str:
    return f"[{words}](../{path})"
