"""Labelled messages and readings made for tests."""

from __future__ import annotations

from bot.desk.message import Language
from bot.desk.reading import Evidence, Reading, Temperament
from bot.measure.gold import GoldMessage, GoldSpan
from bot.measure.taking import Taken


def gold(identity="m1", labels=None, *, disputed=(), escalate=False, language="zh-Hans", text="快点发货", spans=()):
    return GoldMessage(
        identity,
        Language(language),
        (),
        text,
        {Temperament(name): level for name, level in (labels or {}).items()},
        frozenset(Temperament(name) for name in disputed),
        escalate,
        tuple(GoldSpan(Temperament(name), start, end) for name, start, end in spans),
    )


def reading(labels=None, *, probabilities=None, spans=(), escalate=False, undetermined=False, language="zh-Hans"):
    """A reading; a label that holds has probability .9 and any other .1 unless it is given."""
    labels = labels or {}
    shares = {name: 0.9 if name.value in labels else 0.1 for name in Temperament}
    return Reading(
        language=Language(language),
        intent="chase_reply",
        intent_confidence=0.5,
        probabilities=shares | {Temperament(name): share for name, share in (probabilities or {}).items()},
        labels={Temperament(name): level for name, level in labels.items()},
        undetermined=undetermined,
        evidence=tuple(Evidence(Temperament(name), start, end, "") for name, start, end in spans),
        escalate=escalate,
        escalate_probability=0.8 if escalate else 0.2,
    )


def taken(message, read, *, erased=None, scripts=None):
    falls = {Temperament(name): share for name, share in (erased or {}).items()}
    return Taken(message, read, {name: 0.1 for name in read.labels} | falls, scripts)


def mixed_readings(count):
    """Messages of both scripts with every label, some read right and some wrong, some undetermined, also converted."""
    rows = []
    names = [name.value for name in Temperament]
    for place in range(count):
        name, read = names[place % 5], names[(place + place % 3) % 5]
        script = ("zh-Hans", "zh-Hant")[place % 2]
        message = gold(f"{place:x}", {name: place % 3 + 1}, text="快一点" * (place + 1), language=script, spans=[(name, 0, 2)])
        shares = {label: (place * 7 + number) % 50 / 50 for number, label in enumerate(names)}
        held = {} if place % 7 == 6 else {read: 2}
        found = reading(
            held, probabilities=shares, spans=[(label, 0, 3) for label in held], escalate=place % 4 == 0, undetermined=not held
        )
        rows.append(taken(message, found, scripts=(frozenset(), frozenset(), frozenset({"angry"}))))
    return rows
