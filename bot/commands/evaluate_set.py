"""The work of `tactful evaluate`: read a labelled set, measure, print, write the report."""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import track

from bot import wiring
from bot.commands.evaluate_page import page, write_page
from bot.commands.evaluate_table import tables
from bot.commands.evaluate_words import Source
from bot.commands.gold import read_gold
from bot.commands.lines import opened
from bot.console.texts import load_texts
from bot.desk.errors import InputError
from bot.files.card_figures import figure_set
from bot.files.model_card import add_figures
from bot.measure.evaluation import evaluate, evaluation_to_json
from bot.measure.gold import GoldMessage
from bot.measure.taking import Taken, take
from bot.reader.artefact import read_manifest

_HASH_DIGITS = 12


def evaluate_set(options: argparse.Namespace) -> int:
    """Measure and tell.

    Returns:
        0, or 1 when a line cannot be used; then nothing is measured, since figures of a part would pass for the whole.

    Raises:
        InputError: there is no such file, no message in it, or no place for the report.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    _check_report(options.report)
    with opened(options.file) as file:
        content = file.readlines()
    messages, faults = read_gold(content, options.file)
    if faults:
        print("\n".join(faults), file=sys.stderr)
        print(f"{len(faults)} line(s) cannot be used; nothing was measured.", file=sys.stderr)
        return 1
    taken = _take_all(messages, convert=options.convert)
    _tell(options, taken, _source(options.file, content))
    if options.card:
        _put_on_card(options.file, taken)
    return 0


def _check_report(path: Path | None) -> None:
    """Refuse a report that could not be written, before the long work."""
    if path is not None and (path.is_dir() or not path.absolute().parent.is_dir()):
        raise InputError("the report cannot be written there.", where=str(path), remedy="Give a file in a folder that exists.")


def _put_on_card(name: str, taken: Sequence[Taken]) -> None:
    """Keep the figures with the heads that were measured."""
    models = wiring.Settings().models
    messages, readings = [item.message for item in taken], [item.reading for item in taken]
    figures = figure_set(Path(name).name, messages, readings, at=wiring.utc_now())
    if not add_figures(models, figures):
        raise InputError("The heads have no model card.", where=str(models), remedy="Write one with `tactful train --force`.")


def _source(name: str, content: Sequence[str]) -> Source:
    gold = hashlib.sha256("".join(content).encode("utf-8", "surrogateescape")).hexdigest()
    version = str(read_manifest(wiring.Settings().models)["sha256"])
    return Source("-" if name == "-" else Path(name).name, gold[:_HASH_DIGITS], version[:_HASH_DIGITS])


def _take_all(messages: Sequence[GoldMessage], *, convert: bool) -> list[Taken]:
    """Every message with its readings; a bar on a terminal."""
    read = wiring.build_reader(wiring.Settings()).read
    shown = track(messages, description="read", console=Console(stderr=True), disable=not sys.stderr.isatty())
    return [take(message, read, convert=convert) for message in shown]


def _tell(options: argparse.Namespace, taken: Sequence[Taken], source: Source) -> None:
    evaluation = evaluate(taken, halves=options.halves)
    words = load_texts("UTC")[options.language]
    if options.report:
        write_page(options.report, page(evaluation, taken, words, source, at=wiring.utc_now()))
    if options.json:
        print(json.dumps({**vars(source), **evaluation_to_json(evaluation)}, ensure_ascii=False))
        return
    print(tables(evaluation, words, source))
    if options.report:
        print(words("measure.report_written", path=options.report))
