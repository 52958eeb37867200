"""How much personal data is found: `python -m tests.personal_data FILE …`.

A file holds JSON lines `{"id", "language", "text", "spans": [{"start", "end", "kind", "text"}]}`, or (`.txt`) the notation of
`tests/reader/personal`: one message a line with ⟦kind|words⟧.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.desk.personal import STRUCTURED, PersonalKind, PersonalSpan
from bot.reader.personal import PersonalDataFinder

_MARK = re.compile("⟦(\\w+)\\|(.*?)⟧", re.DOTALL)


@dataclass(frozen=True)
class Case:
    """A message with the personal data in it, as a person marked it."""

    id: str
    language: str
    text: str
    spans: tuple[PersonalSpan, ...]


@dataclass
class Score:
    """Counts of one measurement; `missed` and `false` quote what to look at."""

    gold: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    exact: Counter[str] = field(default_factory=Counter)
    given: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    def recall(self, kinds: Sequence[str]) -> float:
        """Share of the marked values whose characters all lie inside tokens, 0..1."""
        return _share(self.found, self.gold, kinds)

    def precision(self, kinds: Sequence[str]) -> float:
        """Share of the tokens that overlap a marked value, 0..1."""
        return _share(self.right, self.given, kinds)


STRUCTURED_KINDS = sorted(kind.value for kind in STRUCTURED)


def _share(part: Counter[str], whole: Counter[str], kinds: Sequence[str]) -> float:
    total = sum(whole[kind] for kind in kinds)
    return sum(part[kind] for kind in kinds) / total if total else 1.0


def load_cases(path: Path) -> Iterator[Case]:
    """Cases of a file, in order."""
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not line.strip():
            continue
        if path.suffix == ".txt":
            if not line.startswith("#"):
                yield marked_case(f"{path.stem}:{number}", path.stem, line)
            continue
        value = json.loads(line)
        spans = [PersonalSpan(PersonalKind(item["kind"]), item["start"], item["end"], "") for item in value["spans"]]
        yield Case(str(value["id"]), value["language"], value["text"], tuple(spans))


def marked_case(name: str, language: str, line: str) -> Case:
    """A case in the notation with brackets."""
    text, spans, position = "", [], 0
    line = line.replace("⏎", "\n")
    for mark in _MARK.finditer(line):
        text += line[position : mark.start()]
        spans.append(PersonalSpan(PersonalKind(mark[1]), len(text), len(text) + len(mark[2]), ""))
        text += mark[2]
        position = mark.end()
    return Case(name, language, text + line[position:], tuple(spans))


def measure(cases: Iterator[Case] | Sequence[Case]) -> Score:
    """Find personal data in every case and compare.

    A marked value of a structured kind counts as found when tokens of structured kinds hold all of its letters and digits;
    an address or a name when tokens of any kind do. `exact` also asks for the same kind.
    """
    finder, score = PersonalDataFinder(), Score()
    for case in cases:
        given = finder.find(case.text)
        for gold in case.spans:
            _count_gold(score, case, gold, given)
        for span in given:
            score.given[span.kind.value] += 1
            if any(span.start < gold.end and gold.start < span.end for gold in case.spans):
                score.right[span.kind.value] += 1
            else:
                score.false.append(f"{case.id}: {span.kind.value} {case.text[span.start : span.end]!r} in {case.text!r}")
    return score


def _count_gold(score: Score, case: Case, gold: PersonalSpan, given: Sequence[PersonalSpan]) -> None:
    kind = gold.kind.value
    able = [span for span in given if gold.kind not in STRUCTURED or span.kind in STRUCTURED]
    places = [place for place in range(gold.start, gold.end) if case.text[place].isalnum()]
    score.gold[kind] += 1
    if all(any(span.start <= place < span.end for span in able) for place in places):
        score.found[kind] += 1
        score.exact[kind] += any(span.kind is gold.kind and span.start < gold.end and gold.start < span.end for span in given)
    else:
        score.missed.append(f"{case.id}: {kind} {case.text[gold.start : gold.end]!r} in {case.text!r}")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.personal_data", description=__doc__)
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path)
    parser.add_argument("--show", action="store_true", help="quote what was missed and what was found wrongly")
    options = parser.parse_args()
    score = measure([case for path in options.files for case in load_cases(path)])
    print(f"{'kind':<12}{'marked':>8}{'recall':>9}{'exact':>8}{'tokens':>8}{'precision':>11}")
    for name, kinds in [(kind.value, [kind.value]) for kind in PersonalKind] + [("structured", STRUCTURED_KINDS)]:
        exact = _share(score.exact, score.gold, kinds)
        marked, given = sum(score.gold[kind] for kind in kinds), sum(score.given[kind] for kind in kinds)
        print(f"{name:<12}{marked:>8}{score.recall(kinds):>9.3f}{exact:>8.3f}{given:>8}{score.precision(kinds):>11.3f}")
    if options.show:
        for line in (*(f"missed {item}" for item in score.missed), *(f"wrong  {item}" for item in score.false)):
            print(line)


if __name__ == "__main__":
    main()
