"""The reader: one text in, one reading out."""

from __future__ import annotations

import copy
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.desk.message import Language
from bot.desk.reading import Entity, Evidence, Reading, Temperament
from bot.reader import artefact
from bot.reader.calibration import BAND, log_odds
from bot.reader.encoder import Encoder
from bot.reader.entities import EntityFinder, to_entity
from bot.reader.escalation import decide, reasons_of
from bot.reader.evidence import Step, evidence_ladder
from bot.reader.features import Analysed, analyse
from bot.reader.heads import Heads, Scores
from bot.reader.language import read_language
from bot.reader.ranking import Ranking
from bot.reader.transformer import FOLDER, Transformer, encoder_form

TRIED = 2
"""Steps of evidence that are tried by reading the text without them."""

SAFE = 0.6
"""Share of the needed fall that a step must promise by its sum before it is tried."""

SHOWN = 2
"""The step shown when no step that was tried is enough: what adds most is still worth seeing."""

DIGITS = 6
"""Digits kept of a probability at the edge: enough for anyone, and equal on every machine."""


class TextReader:
    """Reads messages; implements `bot.assist.ports.Reader`. One reading at a time, from any thread."""

    def __init__(self, heads: Heads, finder: EntityFinder, transformer: Transformer | None, *, version: str = "") -> None:
        self._heads = heads
        self._finder = finder
        self._transformer = transformer
        self._version = version
        self._tried = TRIED
        self._ranking = Ranking(Encoder())
        self._lock = threading.Lock()

    def quick(self) -> TextReader:
        """The same reader with evidence by the sum alone, not tried by reading the text without it: about twice as fast."""
        made = copy.copy(self)
        made._tried = 0
        return made

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
            scores = self._scored(analysed)
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
        strengths = {name: self._heads.strength(name, analysed, scores) for name in Temperament}
        labels = {
            name: strengths[name]
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
            strengths=strengths,
            model=self._version,
        )

    def _is_close(self, probabilities: Mapping[Temperament, float]) -> bool:
        return any(share >= BAND * self._heads.calibrations[name.value].threshold for name, share in probabilities.items())

    def _evidence(self, analysed: Analysed, scores: Scores, labels: Mapping[Temperament, int]) -> tuple[Evidence, ...]:
        """For each label the fewest words without which its probability falls to half."""
        spans: list[Evidence] = []
        for name in labels:
            calibration = self._heads.calibrations[name.value]
            ladder = evidence_ladder(analysed, scores, self._heads.gram_weights, calibration, name)
            spans += self._enough(analysed, scores.probabilities[name.value], name, ladder)
        return tuple(spans)

    def _enough(self, analysed: Analysed, probability: float, name: Temperament, ladder: Sequence[Step]) -> tuple[Evidence, ...]:
        """The first step that is enough by its sum and, the text read without it, in truth; else a middle one."""
        if not ladder:
            return ()
        needed = log_odds(probability) - log_odds(probability / 2)
        if not self._tried:
            return next((step.spans for step in ladder if step.added >= needed), ladder[min(SHOWN, len(ladder) - 1)].spans)
        tried = 0
        for step in ladder:
            if tried < self._tried and step.added >= SAFE * needed:
                tried += 1
                if self._halves(analysed, probability, name, step):
                    return step.spans
        return ladder[min(SHOWN, len(ladder) - 1)].spans

    def _halves(self, analysed: Analysed, probability: float, name: Temperament, step: Step) -> bool:
        """Whether a label's probability falls to half or less when these words are cut out."""
        rest = analysed.text
        for span in reversed(step.spans):
            rest = rest[: span.start] + rest[span.end :]
        return self._scored(analyse(rest, self._finder, ())).probabilities[name.value] <= probability / 2

    def _scored(self, analysed: Analysed) -> Scores:
        return self._heads.score(analysed, self._transformer.read(encoder_form(analysed)) if self._transformer else None)

    def _entities(self, analysed: Analysed) -> tuple[Entity, ...]:
        return tuple(to_entity(item, analysed.folded, analysed.text) for item in analysed.found)


def load_reader(models_dir: Path, entities_dir: Path, encoder_dir: Path = FOLDER) -> TextReader:
    """The trained reader of a folder, with the encoder that it was trained beside.

    Raises:
        InputError: the artefact is missing or not the one that was trained, or the encoder is another one or damaged.
        FileFaults: the patterns have faults.
    """
    trained = artefact.load(models_dir)
    transformer = artefact.encoder_beside(trained.manifest, encoder_dir, models_dir)
    return TextReader(Heads(trained), EntityFinder(entities_dir), transformer, version=artefact.version_of(trained.manifest))
