"""`tactful export corrections`: what trainers accepted becomes examples to learn from."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import wiring
from bot.assist.corrections import CorrectionCase, CorrectionWish
from bot.assist.records import ShopRecords
from bot.assist.training_text import training_text
from bot.commands.options import add_shop, system_user
from bot.desk.correction import CorrectedExample, CorrectionState
from bot.desk.errors import InputError
from bot.files.nlu_file import append_examples, examples_text, read_examples
from bot.reader.examples import CORRECTION, LONGEST_CONTEXT, Example, load_examples

ABOUT = "Corrected readings of this shop, redacted and reviewed; written by `tactful export corrections`."
PAGE = 200


@dataclass(frozen=True)
class Sorted:
    """Accepted corrections by what becomes of them.

    Attributes:
        fresh: to be written, with the example.
        known: ids of those whose example stands there already, with the same labels.
        contrary: id, and the file where the same words stand with other labels.
    """

    fresh: tuple[tuple[str, Example], ...]
    known: tuple[str, ...]
    contrary: tuple[tuple[str, str], ...]


def add_parser(what: Any) -> None:
    """Add `corrections` to what can be exported."""
    parser = what.add_parser(
        "corrections",
        help="accepted corrections of readings, added to the training examples",
        description="Adds what trainers accepted to a file of training examples, each once. Train on them with "
        "`tactful train --gate`. The file holds redacted words of your customers: look at it before you share it.",
    )
    parser.add_argument("--to", type=Path, metavar="FILE.yml", help="default: corrections.yml among the training examples")
    parser.add_argument("--dry-run", action="store_true", help="print what would be written, and write nothing")
    add_shop(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    settings = wiring.Settings()
    nlu = settings.data / "nlu"
    target: Path = options.to or nlu / "corrections.yml"
    if target.is_dir() or target.suffix != ".yml":
        raise InputError("This is not the name of a file of examples.", where=str(target), remedy="Give a name ending in .yml.")
    records = wiring.build_shop_records(settings, options.shop)
    found = _sorted_out(tuple(_accepted(records)), _known_examples(nlu, target))
    if options.dry_run:
        print(examples_text(_grouped(found)), end="")
    else:
        _write(records, target, found)
    return _tell(found, target, dry=options.dry_run)


def _write(records: ShopRecords, target: Path, found: Sorted) -> None:
    """The file first, then the record: what is cut off between the two is found as known the next time."""
    if found.fresh:
        append_examples(target, _grouped(found), about=ABOUT)
    done = [*(correction_id for correction_id, _ in found.fresh), *found.known]
    if done:
        records.note_exported(done)
        who, reason = f"command line, {system_user()}", f"{len(found.fresh)} examples"
        records.note_audit(who, "export corrections", target.name, reason=reason)


def _accepted(records: ShopRecords) -> Iterator[CorrectionCase]:
    wish = CorrectionWish(state=CorrectionState.ACCEPTED.value)
    last = ""
    while page := records.corrections(wish, after=last, limit=PAGE):
        yield from page
        last = page[-1].id


def _known_examples(nlu: Path, target: Path) -> dict[str, Example]:
    """Examples there are, by their words; those of a file elsewhere count too."""
    examples = list(load_examples(nlu)) if any(nlu.glob("*.yml")) else []
    if target.is_file() and target.parent.resolve() != nlu.resolve():
        examples += read_examples(target)
    return {_words(example.text): example for example in examples}


def _sorted_out(accepted: Sequence[CorrectionCase], there: dict[str, Example]) -> Sorted:
    fresh: list[tuple[str, Example]] = []
    known: list[str] = []
    contrary: list[tuple[str, str]] = []
    for case in accepted:
        if case.example is None:
            continue
        example = _as_example(case.example, case.language)
        same = there.get(_words(example.text))
        if same is None:
            there[_words(example.text)] = example
            fresh.append((case.id, example))
        elif _labels(same) == _labels(example):
            known.append(case.id)
        else:
            contrary.append((case.id, f"{same.file}.yml" if same.file else "this export"))
    return Sorted(tuple(fresh), tuple(known), tuple(contrary))


def _as_example(found: CorrectedExample, language: str) -> Example:
    said = ((role, training_text(text, language)) for role, text in found.context)
    return Example(
        text=training_text(found.text, language),
        intent=found.intent,
        temperaments=found.proposal.labels,
        escalate=found.proposal.escalate,
        context=tuple((role, text) for role, text in said if text)[-LONGEST_CONTEXT:],
        voice=CORRECTION,
    )


def _grouped(found: Sorted) -> list[Example]:
    return sorted((example for _, example in found.fresh), key=lambda example: example.intent)


def _tell(found: Sorted, target: Path, *, dry: bool) -> int:
    stream = sys.stderr if dry else sys.stdout
    verb = "would be added" if dry else "added"
    print(f"{len(found.fresh)} example(s) {verb} to {target}; {len(found.known)} stood there already.", file=stream)
    for correction_id, file in found.contrary:
        print(
            f"correction {correction_id}: the same words stand in {file} with other labels; not exported.\n"
            "  Change the example there, or open the correction again and reject it.",
            file=sys.stderr,
        )
    if found.fresh and not dry:
        print("Next: tactful train --gate")
    return 1 if found.contrary else 0


def _labels(example: Example) -> tuple[Any, ...]:
    return example.intent, dict(example.temperaments), example.escalate


def _words(text: str) -> str:
    return " ".join(text.split())
