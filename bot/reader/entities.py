"""Entities: a blank spaCy pipeline with our tokenizer, and patterns that are data."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language as Pipeline
from spacy.matcher import Matcher
from spacy.tokens import Doc

from bot.desk.errors import Fault, FileFaults
from bot.desk.reading import Entity
from bot.reader.normalise import Derived
from bot.reader.phrases import Phrase, compile_phrase
from bot.reader.tokens import MixedTokenizer
from bot.reader.values import plain_value

NUMBER_ONLY = "order_number_only"
_NUMBER_KINDS = ("order_number", "tracking_number", "phone")
_ONE_VALUE = frozenset({"date", "duration", "amount", "order_number", "tracking_number", "phone", "email"})
_NUMBER_LABEL = re.compile(r"订单|编号|快递|物流|运单|单号|号码|order|number|tracking|no|is|是|的|号|[\s:：#.,，。]")
_COURTESIES = frozenset({"thanks", "greeting", "praise"})
"""Topics that may stand in one clause with words that count only when alone."""

_CLAUSE_MARKS = frozenset("\n,.!?;:~，。！？；：…、")
_PARTICLES = frozenset(" 的啊呢哈哦呀吧嗯亲那就了您你啦")
_ANALYSED = 2_000
"""Characters of a message in which entities are looked for."""


@dataclass(frozen=True)
class Found:
    """An entity in folded text: `start` and `end` count folded characters."""

    kind: str
    value: str
    start: int
    end: int


class EntityFinder:
    """Finds entities; made once, used from one thread at a time."""

    def __init__(self, entities_dir: Path) -> None:
        self._pipeline: Pipeline = spacy.blank("xx")
        self._pipeline.tokenizer = MixedTokenizer(self._pipeline.vocab)
        self._matcher = Matcher(self._pipeline.vocab)
        self._labels: dict[int, tuple[str, str]] = {}
        self._phrases: dict[str, list[tuple[str, str, bool, Phrase]]] = defaultdict(list)
        self._alone: set[tuple[str, str]] = set()
        faults: list[Fault] = []
        for path in sorted(entities_dir.glob("*.json")):
            faults += self._add_file(path)
        if faults:
            raise FileFaults(tuple(faults))

    def document(self, text: str) -> Doc:
        """Tokens of a folded text."""
        return self._pipeline(text)

    def find(self, text: str) -> tuple[Found, ...]:
        """Entities of a folded text, in text order; a span inside a longer one of its kind is left out."""
        text = text[:_ANALYSED]
        document = self.document(text)
        found = [*self._by_tokens(document), *self._by_phrases(text)]
        kept = self._alone_where_asked(_without_contained(found), text)
        kept += _number_only(text, kept)
        return tuple(sorted(kept, key=lambda item: (item.start, -item.end, item.kind, item.value)))

    def entities(self, folded: Derived, text: str) -> tuple[Entity, ...]:
        """Entities of a message with spans of its original text."""
        return tuple(to_entity(item, folded, text) for item in self.find(folded.text))

    def _add_file(self, path: Path) -> list[Fault]:
        shown = f"data/entities/{path.name}"
        try:
            listed = json.loads(path.read_text(encoding="utf-8"))["kinds"]
        except (ValueError, KeyError, TypeError) as error:
            return [Fault(shown, getattr(error, "lineno", 0), f"not a list of kinds: {error}", "See data/entities/README.md.")]
        faults: list[Fault] = []
        for kind in listed:
            for value, body in kind["values"].items():
                faults += self._add_value(shown, str(kind["kind"]), value, body)
        return faults

    def _add_value(self, shown: str, kind: str, value: str, body: dict[str, Any]) -> list[Fault]:
        faults: list[Fault] = []
        if body.get("alone"):
            self._alone.add((kind, value))
        if body.get("tokens"):
            key = f"{kind}/{value}"
            self._matcher.add(key, body["tokens"])
            self._labels[self._pipeline.vocab.strings[key]] = (kind, value)
        for phrase, never in [(item, False) for item in body.get("phrases", ())] + [
            (item, True) for item in body.get("never", ())
        ]:
            try:
                compiled = compile_phrase(phrase)
            except (ValueError, IndexError) as error:
                faults.append(Fault(shown, 0, str(error), "The notation stands in data/entities/README.md."))
                continue
            for first in compiled.firsts:
                self._phrases[first].append((kind, value, never, compiled))
        return faults

    def _alone_where_asked(self, found: list[Found], text: str) -> list[Found]:
        """Drop words such as "ok" that only mean something when they are a clause of their own."""
        polite = [item for item in found if (item.kind, item.value) in self._alone or item.value in _COURTESIES]
        covered = [False] * len(text)
        for item in polite:
            covered[item.start : item.end] = [True] * (item.end - item.start)
        before, after = _clear_to_marks(text, covered)
        inner = _inside_longer(polite)
        return [
            item
            for item in found
            if (item.kind, item.value) not in self._alone or (before[item.start] and after[item.end] and item not in inner)
        ]

    def _by_tokens(self, document: Doc) -> Iterable[tuple[Found, bool]]:
        offsets = document.user_data["offsets"]
        for label, start, end in self._matcher(document):
            kind, value = self._labels[label]
            first = end - 1 if kind in ("order_number", "tracking_number") else start
            yield Found(kind, value, offsets[first][0], offsets[end - 1][1]), False

    def _by_phrases(self, text: str) -> Iterable[tuple[Found, bool]]:
        for position, character in enumerate(text):
            for kind, value, never, phrase in self._phrases.get(character, ()):
                hit = phrase.pattern.match(text, position)
                if hit is not None:
                    yield Found(kind, value, position, hit.end()), never


def _without_contained(found: Sequence[tuple[Found, bool]]) -> list[Found]:
    """Drop what stands inside a longer match of its kind, or inside a `never` phrase of its value."""
    vetoes = _grouped({item for item, never in found if never}, lambda item: (item.kind, item.value))
    hits = {item for item, never in found if not never}
    kept: list[Found] = []
    for meaning, group in _grouped(hits, lambda item: (item.kind, "" if item.kind in _ONE_VALUE else item.value)).items():
        inner = _inside_longer(group)
        vetoed = {key: _Overlaps(vetoes[key]) for key in vetoes if key[0] == meaning[0]}
        kept += (
            item
            for item in group
            if item not in inner and not ((item.kind, item.value) in vetoed and vetoed[item.kind, item.value].touch(item))
        )
    return _merged(_without_clashes(kept))


def _grouped(items: Iterable[Found], key: Callable[[Found], tuple[str, str]]) -> dict[tuple[str, str], list[Found]]:
    groups: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups


def _inside_longer(items: Iterable[Found]) -> set[Found]:
    """What stands inside a longer one of the same items; one pass over them in order of their starts."""
    inner: set[Found] = set()
    farthest, began = -1, -1
    for item in sorted(items, key=lambda each: (each.start, -each.end)):
        if farthest > item.end or (farthest == item.end and began < item.start):
            inner.add(item)
        elif item.end > farthest:
            farthest, began = item.end, item.start
    return inner


class _Overlaps:
    """Whether anything of a list shares a character with a span; each question costs the logarithm of the list."""

    def __init__(self, items: Iterable[Found]) -> None:
        ordered = sorted(items, key=lambda item: item.start)
        self._starts = [item.start for item in ordered]
        self._farthest = list(accumulate((item.end for item in ordered), max))

    def touch(self, item: Found) -> bool:
        before = bisect_left(self._starts, item.end)
        return before > 0 and self._farthest[before - 1] > item.start


def _without_clashes(found: list[Found]) -> list[Found]:
    """A number is one thing: order before parcel before phone before amount."""
    orders = [item for item in found if item.kind == "order_number"]
    taken = _Overlaps(orders)
    parcels = [item for item in found if item.kind == "tracking_number" and not taken.touch(item)]
    taken = _Overlaps(orders + parcels)
    phones = [item for item in found if item.kind == "phone" and not taken.touch(item)]
    others = [item for item in found if item.kind not in _NUMBER_KINDS]
    return orders + parcels + phones + others


def _merged(found: list[Found]) -> list[Found]:
    """Overlapping spans of the same meaning as one."""
    merged: list[Found] = []
    for item in sorted(found, key=lambda each: (each.kind, each.value, each.start)):
        last = merged[-1] if merged else None
        if last and (last.kind, last.value) == (item.kind, item.value) and item.start < last.end and item.kind not in _ONE_VALUE:
            merged[-1] = Found(last.kind, last.value, last.start, max(last.end, item.end))
        else:
            merged.append(item)
    return merged


def _clear_to_marks(text: str, covered: Sequence[bool]) -> tuple[list[bool], list[bool]]:
    """For each place, whether nothing but courtesies and particles stands before it in its clause, and whether after it."""
    fine = [covered[place] or character in _PARTICLES for place, character in enumerate(text)]
    before, after = [True], [True]
    for character, passes in zip(text, fine, strict=True):
        before.append(character in _CLAUSE_MARKS or (passes and before[-1]))
    for character, passes in zip(reversed(text), reversed(fine), strict=True):
        after.append(character in _CLAUSE_MARKS or (passes and after[-1]))
    return before, after[::-1]


def _number_only(text: str, found: Sequence[Found]) -> list[Found]:
    """The topic of a message that is nothing but an order or parcel number."""
    numbers = [item for item in found if item.kind in ("order_number", "tracking_number")]
    if not numbers:
        return []
    rest = text
    for item in sorted(numbers, key=lambda number: -number.start):
        rest = rest[: item.start] + rest[item.end :]
    first = numbers[0]
    return [Found("topic", NUMBER_ONLY, first.start, first.end)] if not _NUMBER_LABEL.sub("", rest) else []


def to_entity(item: Found, folded: Derived, text: str) -> Entity:
    """An entity with its span in the original text."""
    start, end = folded.original(item.start, item.end)
    words = folded.text[item.start : item.end]
    return Entity(item.kind, start, end, text[start:end], item.value or plain_value(item.kind, words))
