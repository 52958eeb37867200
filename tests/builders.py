"""Small real values for tests: a reading, a case, a set of protocols."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from bot.desk.conversation import ConversationState, OwnerKind
from bot.desk.facts import Facts
from bot.desk.message import Channel, Language
from bot.desk.playbook import Condition, Playbook, Playbooks, StepRule, Wording
from bot.desk.reading import Entity, Reading, Temperament
from bot.desk.selection import Case

NOW = datetime(2026, 11, 21, 4, 30, tzinfo=timezone.utc)


def a_reading(
    intent: str = "complain_delay",
    labels: Mapping[Temperament, int] | None = None,
    *,
    language: Language = Language.ZH_HANS,
    topics: tuple[str, ...] = (),
    entities: tuple[Entity, ...] = (),
    **more: Any,
) -> Reading:
    """A reading with sensible probabilities."""
    held = labels or {}
    return Reading(
        language=language,
        intent=intent,
        intent_confidence=0.9,
        probabilities={name: 0.9 if name in held else 0.05 for name in Temperament},
        labels=held,
        entities=(*entities, *(Entity("topic", 0, 1, "", topic) for topic in topics)),
        **more,
    )


def a_case(
    reading: Reading | None = None,
    facts: Mapping[str, Any] | None = None,
    *,
    channel: Channel = Channel.CHAT,
    state: ConversationState | None = None,
) -> Case:
    """A case whose state follows from the reading alone."""
    understood = reading or a_reading()
    return Case(
        understood,
        state or ConversationState(situation=understood.intent, turns=1, owner=OwnerKind.TEAM),
        Facts.from_values(facts or {}, source="test"),
        channel,
    )


def words(text: str) -> dict[Language, tuple[str, ...]]:
    """One wording for all languages."""
    return {language: (text,) for language in Language}


def a_wording(move: str, text: str, when: Condition | None = None) -> Wording:
    """A wording with one variant."""
    return Wording(f"test.{move}.{text[:12]}", move, when or Condition(), words(text), ("S0.16",))


def a_playbook(
    situation: str = "complain_delay",
    temperament: Temperament | None = None,
    *,
    drafts: Mapping[str, tuple[tuple[str, ...], ...]] | None = None,
    wording: tuple[Wording, ...] = (),
    steps: tuple[StepRule, ...] = (),
    when: Condition | None = None,
    name: str = "",
) -> Playbook:
    """A protocol with two drafts."""
    orders = drafts or {"brief": (("acknowledge",),), "warm": (("acknowledge",), ("close",))}
    return Playbook(
        name=name or f"{situation}/{temperament.value if temperament else 'none'}",
        title={language: situation for language in Language},
        situation=situation,
        temperament=temperament,
        when=when or Condition(),
        drafts=orders,
        channel_drafts={Channel.SOCIAL_PUBLIC: orders},
        must_not=("argue",),
        wording=wording,
        steps=steps,
        rows=("S0.14",),
    )


def some_playbooks(*playbooks: Playbook, common: tuple[Wording, ...] = (), steps: tuple[StepRule, ...] = ()) -> Playbooks:
    """Protocols with a small vocabulary."""
    vocabulary = {
        "order_status": {"in_transit": {Language.ZH_HANS: "运输中", Language.ZH_HANT: "運送中", Language.EN: "in transit"}}
    }
    return Playbooks(playbooks, {}, common, steps, vocabulary, "test")


def a_step(step: str, to: str = "agent", when: Condition | None = None, minutes: int = 5) -> StepRule:
    """A step rule with a reason."""
    return StepRule(step, to, when or Condition(), minutes, {language: "because" for language in Language}, ("S0.20",))
