"""The reader: one text in, one reading out."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.desk.errors import InputError
from bot.desk.message import Language
from bot.desk.reading import Entity, Evidence, Reading, Temperament
from bot.reader import artefact
from bot.reader.calibration import BAND
from bot.reader.encoder import Encoder
from bot.reader.entities import EntityFinder, to_entity
from bot.reader.escalation import decide, reasons_of
from bot.reader.evidence import find_evidence
from bot.reader.features import Analysed, analyse
from bot.reader.heads import Heads, Scores
from bot.reader.language import read_language
from bot.reader.ranking import Ranking
from bot.reader.transformer import FOLDER, Transformer, encoder_form

DIGITS = 6
"""Digits kept of a probability at the edge: enough for anyone, and equal on every machine."""


class TextReader:
    """Reads messages; implements `bot.assist.ports.Reader`. One reading at a time, from any thread."""

    def __init__(self, heads: Heads, finder: EntityFinder, transformer: Transformer | None, *, version: str = "") -> None:
        self._heads = heads
        self._finder = finder
        self._transformer = transformer
        self._version = version
        self._ranking = Ranking(Encoder())
        self._lock = threading.Lock()

    def read(self, text: str, *, context: Sequence[tuple[str, str]] = (), language: str | None = None) -> Reading:
        """Read one turn.

        Args:
            text: the turn's messages joined by line breaks, as the customer typed them.
            context: earlier (role, text) pairs, oldest first.
            language: "zh-Hans", "zh-Hant" or "en" when the caller knows; else it is read off the text.

        Returns:
            The reading; every span counts code points of `text`.
        """
        return self.read_ranked(text, context=context, language=language)[0]

    def read_ranked(
        self, text: str, *, context: Sequence[tuple[str, str]] = (), language: str | None = None
    ) -> tuple[Reading, tuple[tuple[str, float], ...]]:
        """The reading and every intent with its probability, best first."""
        with self._lock:
            tongue = read_language(text, context=context, language=language)
            analysed = analyse(text, self._finder, context)
            scores = self._heads.score(analysed, self._transformer.read(encoder_form(analysed)) if self._transformer else None)
            return self._reading(analysed, scores, tongue), scores.intents

    def rank(self, question: str, entries: Mapping[str, Sequence[str]]) -> tuple[tuple[str, float], ...]:
        """Entries whose phrasings are nearest to the question, best first, with a similarity 0..1."""
        with self._lock:
            return self._ranking.rank(question, entries)

    def warm(self) -> None:
        """Load what is loaded at first use."""
        self.read("你好，请问我的订单什么时候发货？ hello")

    def _reading(self, analysed: Analysed, scores: Scores, language: Language) -> Reading:
        probabilities = {name: round(scores.probabilities[name.value], DIGITS) for name in Temperament}
        labels = {
            name: self._heads.strength(name, analysed, scores)
            for name in Temperament
            if probabilities[name] >= self._heads.calibrations[name.value].threshold
        }
        reasons = reasons_of(analysed.found)
        escalate, likely = decide(scores.probabilities["escalate"], self._heads.calibrations["escalate"].threshold, reasons)
        intent, confidence = scores.intents[0]
        return Reading(
            language=language,
            intent=intent,
            intent_confidence=confidence,
            probabilities=probabilities,
            labels=labels,
            undetermined=not labels and self._is_close(probabilities),
            evidence=self._evidence(analysed, scores, labels),
            entities=self._entities(analysed),
            escalate=escalate,
            escalate_probability=round(likely, DIGITS),
            escalate_reasons=reasons if escalate else (),
            model=self._version,
        )

    def _is_close(self, probabilities: Mapping[Temperament, float]) -> bool:
        return any(share >= BAND * self._heads.calibrations[name.value].threshold for name, share in probabilities.items())

    def _evidence(self, analysed: Analysed, scores: Scores, labels: Mapping[Temperament, int]) -> tuple[Evidence, ...]:
        spans: list[Evidence] = []
        for name in labels:
            spans += find_evidence(analysed, scores, self._heads.gram_weights, self._heads.calibrations[name.value], name)
        return tuple(spans)

    def _entities(self, analysed: Analysed) -> tuple[Entity, ...]:
        return tuple(to_entity(item, analysed.folded, analysed.text) for item in analysed.found)


def load_reader(models_dir: Path, entities_dir: Path, encoder_dir: Path = FOLDER) -> TextReader:
    """The trained reader of a folder, with the encoder that it was trained beside.

    Raises:
        InputError: the artefact is missing or not the one that was trained, or the encoder is another one or damaged.
        FileFaults: the patterns have faults.
    """
    trained = artefact.load(models_dir)
    transformer = Transformer.open(encoder_dir)
    if trained.manifest["encoder_hash"] != (transformer.fingerprint if transformer else ""):
        raise InputError("The reader was trained beside another encoder.", where=str(models_dir), remedy="Run `tactful train`.")
    return TextReader(Heads(trained), EntityFinder(entities_dir), transformer, version=artefact.version_of(trained.manifest))
