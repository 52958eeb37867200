"""`tactful evaluate GOLD`: how well messages are read, measured on labelled ones."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bot.console.texts import LANGUAGES

GOLD_FORMAT = (
    'Each line: {"id", "language": "zh-Hans"|"zh-Hant"|"en", "context"?: [{"role", "text"}], "text", '
    '"labels": {name: intensity 1-3}, "disputed"?: [name], "escalate"?: true|false|null, '
    '"spans"?: [{"temperament", "start", "end"}]}; names are hurried, dramatic, over_familiar, angry, know_it_all'
)


def add_parser(commands: Any) -> None:
    """Add `evaluate` to the commands."""
    parser = commands.add_parser(
        "evaluate",
        help="measure the reading on labelled messages: F1, calibration, intensity, scripts, evidence, mistakes",
        description=f"{GOLD_FORMAT}. Labels under disputed are not scored. No message is printed; only the report, when you ask "
        "for one, holds their words. docs/reading.md says what each figure means.",
    )
    parser.add_argument("file", metavar="GOLD", help="labelled messages, JSON lines; - for standard input")
    parser.add_argument("--report", type=Path, metavar="OUT.html", help="also write a page with pictures and every mistake")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="language of tables and report (default: en)")
    parser.add_argument(
        "--halves", action="store_true", help="also the halves A (last hexadecimal digit of the id, or of its SHA-256, 0-7) and B"
    )
    parser.add_argument("--convert", action="store_true", help="also read Chinese messages in either script (OpenCC)")
    parser.add_argument("--card", action="store_true", help="also put the figures on the model card, the page /desk/model")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from bot.commands.evaluate_set import evaluate_set

    return evaluate_set(options)
