"""`tactful read FILE`: what is understood of messages."""

from __future__ import annotations

import argparse
from functools import partial
from typing import Any

from bot import wiring
from bot.commands.bulk import for_each_line_in_bulk
from bot.commands.lines import Work
from bot.commands.options import add_file, whole_number
from bot.commands.values import objects_of, text_of
from bot.desk.reading import reading_to_json


def add_parser(commands: Any) -> None:
    """Add `read` to the commands."""
    parser = commands.add_parser(
        "read",
        help="read messages: intent, temperaments with evidence, entities, escalation",
        description='Each line: {"id", "text", "context": [{"role", "text"}], "language"?}',
    )
    add_file(parser)
    parser.add_argument(
        "--jobs",
        type=whole_number,
        metavar="N",
        help="read in at most N processes (default: as many as there are cores; what is piped in, in 1); short files in one",
    )
    parser.add_argument(
        "--quick", action="store_true", help="evidence by its weight alone, not tried by reading without it: about twice as fast"
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    return for_each_line_in_bulk(options.file, partial(make_work, quick=options.quick), jobs=options.jobs)


def make_work(*, quick: bool = False) -> Work:
    """What reads one line; loads the reader."""
    reader = (wiring.build_quick_reader if quick else wiring.build_reader)(wiring.Settings())

    def work(value: dict[str, Any]) -> dict[str, Any]:
        identity, text = value["id"], text_of(value, "text")
        earlier = objects_of(value, "context") if value.get("context") else []
        context = [(str(item["role"]), str(item["text"])) for item in earlier]
        language = text_of(value, "language") if value.get("language") else None
        reading = reader.read(text, context=context, language=language)
        return {"id": identity, **reading_to_json(reading)}

    return work
