"""Reads a labelled message in all the ways that the figures need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.desk.message import Language
from bot.desk.reading import Reading, Temperament
from bot.measure.gold import GoldMessage
from bot.measure.parity import converted
from bot.measure.spans import Span, without


class Reads(Protocol):
    """What reads a text: `bot.reader.reader.TextReader.read`."""

    def __call__(self, text: str, *, context: Sequence[tuple[str, str]] = (), language: str | None = None) -> Reading:
        """One text in, one reading out."""


@dataclass(frozen=True)
class Taken:
    """A labelled message with its readings.

    Attributes:
        message: the labelled message.
        reading: of the message as it stands.
        erased: probability of each label read, 0..1, after the words that speak for it were cut out.
        scripts: labels as written, in Simplified and in Traditional characters; None unless asked for, and for English.
    """

    message: GoldMessage
    reading: Reading
    erased: Mapping[Temperament, float]
    scripts: tuple[frozenset[str], frozenset[str], frozenset[str]] | None = None

    def spans(self, name: Temperament) -> tuple[Span, ...]:
        """The evidence read for a label."""
        return tuple((span.start, span.end) for span in self.reading.evidence if span.temperament is name)


def take(message: GoldMessage, read: Reads, *, convert: bool = False) -> Taken:
    """Read a message, read it without the evidence of each label, and on demand in both scripts."""
    reading = read(message.text, context=message.context, language=message.language.value)
    taken = Taken(message, reading, {})
    erased = {name: _without_evidence(taken, name, read) for name in reading.labels}
    return Taken(message, reading, erased, _in_scripts(taken, read) if convert else None)


def labels_of(reading: Reading) -> frozenset[str]:
    """Names of the labels that hold."""
    return frozenset(name.value for name in reading.labels)


def _without_evidence(taken: Taken, name: Temperament, read: Reads) -> float:
    rest = without(taken.message.text, taken.spans(name))
    reading = read(rest, context=taken.message.context, language=taken.message.language.value)
    return reading.probabilities[name]


def _in_scripts(taken: Taken, read: Reads) -> tuple[frozenset[str], frozenset[str], frozenset[str]] | None:
    message = taken.message
    if message.language is Language.EN:
        return None
    simplified, traditional = (_in_script(message, script, read) for script in (Language.ZH_HANS, Language.ZH_HANT))
    return labels_of(taken.reading), simplified, traditional


def _in_script(message: GoldMessage, script: Language, read: Reads) -> frozenset[str]:
    context = [(role, converted(text, script)) for role, text in message.context]
    return labels_of(read(converted(message.text, script), context=context, language=script.value))
