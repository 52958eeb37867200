"""The advice panel: stored advice as worded lines for the agent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.assist.records import AdviceView
from bot.console.purchase_words import purchase_words
from bot.console.texts import LANGUAGES, Words

STANDING_SOURCES = frozenset({"clock", "policy", "shop policy", "shop"})
"""Where facts come from that hold for every case."""


@dataclass(frozen=True)
class ReadingLine:
    """One temperament as it reads now: "impatient, clear, 82 %"."""

    temperament: str
    name: str
    intensity: str
    percent: int
    level: int


@dataclass(frozen=True)
class MoodLine:
    """A temperament that is there after this turn, read in it or left from an earlier one; `percent` is its strength."""

    temperament: str
    text: str
    percent: int


@dataclass(frozen=True)
class PurchaseLine:
    """Why a purchase type shows, and where that is known from."""

    text: str
    source: str


@dataclass(frozen=True)
class FactLine:
    """A fact in words."""

    name: str
    value: str


@dataclass(frozen=True)
class FactGroup:
    """Facts of one source and time; `standing` ones (the clock, the shop's policy) hold for every case."""

    source: str
    at: str
    standing: bool
    facts: tuple[FactLine, ...]


@dataclass(frozen=True)
class StepLine:
    """An escalation step: what, by whom, why, by when."""

    step: str
    team: str
    why: str
    due: str
    due_at: str
    overdue: bool
    rows: str


@dataclass(frozen=True)
class SentenceLine:
    """A sentence of a draft with what it rests on."""

    text: str
    move: str
    rows: str
    facts: str


@dataclass(frozen=True)
class SpokenLine:
    """A line of a script: words to be spoken, or a stage note for the agent."""

    text: str
    is_note: bool


@dataclass(frozen=True)
class DraftLine:
    """A draft: `number` is its key; `subject` that of an e-mail, `script` the lines of a call."""

    number: int
    style: str
    style_name: str
    language: str
    text: str
    sentences: tuple[SentenceLine, ...]
    subject: str
    script: tuple[SpokenLine, ...]


@dataclass(frozen=True)
class Panel:
    """Everything the panel shows, worded."""

    turn_id: str
    revision: int
    degraded: bool
    at: str
    readings: tuple[ReadingLine, ...]
    undetermined: bool
    intent: str
    situation: str
    trend: str
    trend_name: str
    moods: tuple[MoodLine, ...]
    purchase: str
    purchase_evidence: tuple[PurchaseLine, ...]
    waiting: str
    chases: int
    evidence: tuple[tuple[str, str], ...]
    facts: tuple[FactGroup, ...]
    must_not: tuple[str, ...]
    escalate: bool
    to: str
    reasons: tuple[str, ...]
    steps: tuple[StepLine, ...]
    drafts: tuple[DraftLine, ...]
    playbook: str
    playbooks_version: str
    order_number: str


def make_panel(view: AdviceView, words: Words, *, now: datetime, agent_name: str = "") -> Panel:
    """Word the advice in the reader's language; drafts stay in the customer's.

    Args:
        view: stored advice.
        words: the reader's.
        now: aware, UTC.
        agent_name: who signs an e-mail that nobody has signed yet.
    """
    advice = view.advice
    reading: Mapping[str, Any] = advice.get("reading", {})
    state: Mapping[str, Any] = advice.get("state", {})
    waiting = int(state.get("waiting_seconds", 0))
    situation = str(state.get("situation", ""))
    purchase: Mapping[str, Any] = state.get("purchase", {})
    return Panel(
        turn_id=view.turn_id,
        revision=view.revision,
        degraded=view.degraded,
        at=words.moment(view.created_at, now=now),
        readings=_readings(reading, words),
        undetermined=bool(reading.get("undetermined", False)),
        intent=words.code("intent", str(reading.get("intent", {}).get("name", "out_of_scope"))),
        situation=words.code("intent", situation) if situation else "",
        trend=str(state.get("trend", "steady")),
        trend_name=words.code("trend", str(state.get("trend", "steady"))),
        moods=_moods(state, words),
        purchase=words.code("purchase", str(purchase["type"])) if purchase.get("type") else "",
        purchase_evidence=tuple(
            PurchaseLine(purchase_words(item, words), words.source(str(item["source"]))) for item in purchase.get("evidence", ())
        ),
        waiting=words.span(waiting) if waiting else "",
        chases=int(state.get("unanswered_chases", 0)),
        evidence=tuple(
            (words.code("temperament", str(item["temperament"])), str(item["text"])) for item in reading.get("evidence", ())
        ),
        facts=_fact_groups(advice.get("facts", ()), words, now),
        must_not=tuple(words.code("must_not", str(code)) for code in advice.get("must_not", ())),
        escalate=bool(advice.get("escalate", False)),
        to=words.code("team", str(advice.get("to", "none"))),
        reasons=tuple(words.code("reason", str(code)) for code in reading.get("escalate_reasons", ())),
        steps=tuple(_step(item, words, now) for item in advice.get("steps", ())),
        drafts=tuple(_draft(number, item, words, agent_name) for number, item in enumerate(advice.get("drafts", ()), start=1)),
        playbook=str(advice.get("playbook", "")),
        playbooks_version=str(advice.get("playbooks_version", "")),
        order_number=str(advice.get("order_number", "")),
    )


def _readings(reading: Mapping[str, Any], words: Words) -> tuple[ReadingLine, ...]:
    """The labels that hold, the strongest first; when undetermined, what it may be."""
    probabilities: Mapping[str, float] = reading.get("temperaments", {})
    labels: Mapping[str, int] = reading.get("labels", {})
    lines = [
        ReadingLine(
            temperament=name,
            name=words.code("temperament", name),
            intensity=words.code("intensity", str(level)),
            percent=round(100 * float(probabilities.get(name, 0.0))),
            level=int(level),
        )
        for name, level in labels.items()
    ]
    return tuple(sorted(lines, key=lambda line: (-line.level, -line.percent)))


def _moods(state: Mapping[str, Any], words: Words) -> tuple[MoodLine, ...]:
    """What is there after the turn, the strongest first; a faded one is not."""
    trends: Mapping[str, str] = state.get("trends", {})
    calm_turns: Mapping[str, int] = state.get("calm_turns", {})
    lines = []
    for name, strength in state.get("temperaments", {}).items():
        percent = round(100 * float(strength))
        if percent:
            key = "advice.mood_earlier" if calm_turns.get(name) else "advice.mood"
            trend = words.code("trend", str(trends.get(name, state.get("trend", "steady"))))
            named = words.code("temperament", name)
            lines.append(MoodLine(name, words(key, name=named, percent=percent, trend=trend), percent))
    return tuple(sorted(lines, key=lambda line: -line.percent))


def _fact_groups(items: Iterable[Mapping[str, Any]], words: Words, now: datetime) -> tuple[FactGroup, ...]:
    """Facts by source and time: what this case is about first, what always holds last."""
    lines: dict[tuple[str, str], list[FactLine]] = {}
    for item in items:
        key = str(item["key"])
        line = FactLine(words.code("fact", key), worded_value(key, item.get("value"), words, now=now))
        lines.setdefault((str(item.get("source", "")), str(item.get("at") or "")), []).append(line)
    groups = [
        FactGroup(words.source(source), _moment(at, words, now), source in STANDING_SOURCES, tuple(found))
        for (source, at), found in lines.items()
    ]
    return tuple(sorted(groups, key=lambda group: group.standing))


def worded_value(key: str, value: Any, words: Words, *, now: datetime) -> str:
    """A fact's value in words: yes or no, a worded code, a local time, a list."""
    if isinstance(value, bool):
        return words("ui.yes" if value else "ui.no")
    if isinstance(value, Mapping):
        if set(value) <= set(LANGUAGES):
            return str(value.get(words.language) or next(iter(value.values()), ""))
        if set(value) == {"name", "value"}:
            name, said = (worded_value(key, value[part], words, now=now) for part in ("name", "value"))
            return f"{name}: {said}"
        return _listed((_entry(key, name, item, words, now) for name, item in value.items()), words)
    if isinstance(value, list | tuple):
        return _listed((worded_value(key, item, words, now=now) for item in value), words)
    text = "" if value is None else str(value)
    if f"value.{key}.{text}" in words.entries:
        return words(f"value.{key}.{text}")
    return _moment(text, words, now)


def _entry(key: str, name: str, item: Any, words: Words, now: datetime) -> str:
    """One entry of a map; an entry that brings its own name is shown under that."""
    said = worded_value(key, item, words, now=now)
    if isinstance(item, Mapping) and "name" in item:
        return said
    return f"{words.code('specification', name)}: {said}"


def _listed(items: Iterable[str], words: Words) -> str:
    return words("ui.list_separator").join(items)


def _moment(text: str, words: Words, now: datetime) -> str:
    """A date-time as local time; any other text as it stands."""
    if len(text) < 16 or text[4:5] != "-" or text[10:11] not in {"T", " "}:
        return text
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return words.moment(at, now=now) if at.tzinfo else text.replace("T", " ")


def _step(item: Mapping[str, Any], words: Words, now: datetime) -> StepLine:
    due_at = datetime.fromisoformat(str(item["due_at"]))
    why: Mapping[str, str] = item.get("why", {})
    return StepLine(
        step=words.code("step", str(item["step"])),
        team=words.code("team", str(item["to"])),
        why=str(why.get(words.language) or next(iter(why.values()), "")),
        due=words.moment(due_at, now=now),
        due_at=due_at.isoformat(),
        overdue=due_at < now,
        rows=", ".join(str(row) for row in item.get("rows", ())),
    )


def _signed(item: Mapping[str, Any], agent_name: str) -> str:
    """The text of a draft; an e-mail that nobody has signed yet is signed by the agent."""
    text = str(item["text"])
    signature = item.get("form", {}).get("signature", ())
    if len(signature) != 1 or not agent_name:
        return text
    before, _, shop = text.rpartition("\n")
    return "\n".join((before, agent_name, shop))


def _spoken(line: Mapping[str, Any], words: Words) -> SpokenLine:
    if "say" in line:
        return SpokenLine(str(line["say"]), is_note=False)
    note: Mapping[str, str] = line["note"]
    return SpokenLine(str(note.get(words.language) or next(iter(note.values()), "")), is_note=True)


def _draft(number: int, item: Mapping[str, Any], words: Words, agent_name: str) -> DraftLine:
    return DraftLine(
        number=number,
        style=str(item["style"]),
        style_name=words.code("style", str(item["style"])),
        language=str(item.get("language", "")),
        text=_signed(item, agent_name),
        subject=str(item.get("form", {}).get("subject", "")),
        script=tuple(_spoken(line, words) for line in item.get("script", ())),
        sentences=tuple(
            SentenceLine(
                text=str(sentence["text"]),
                move=words.code("move", str(sentence["move"])),
                rows=", ".join(str(row) for row in sentence.get("rows", ())),
                facts=_listed((words.code("fact", str(fact)) for fact in sentence.get("facts", ())), words),
            )
            for sentence in item.get("sentences", ())
        ),
    )
