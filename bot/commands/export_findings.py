"""`tactful export findings`: disputed findings as JSON lines, redacted; those agreed with become near misses."""

from __future__ import annotations

import argparse
import io
import json
import sys
from typing import Any

from bot import wiring
from bot.assist.findings import DisputeState, DisputeWish
from bot.assist.review_disputes import DisputeLine, ReviewDisputes
from bot.commands.options import add_shop, system_user
from bot.desk.rules import RULES

ANY = "any"


def add_parser(what: Any) -> None:
    """Add `findings` to what can be exported."""
    parser = what.add_parser(
        "findings",
        help="findings that agents disputed, oldest first, with tokens in the place of personal data",
        description='Each line: {"id", "rule", "rows", "state", "sentence", "words", "language", "channel", "at"}. Findings '
        "that trainers agreed were wrong are near misses: sentences that look like a violation and are none.",
    )
    states = [ANY, *(state.value for state in DisputeState)]
    parser.add_argument("--state", choices=states, default=DisputeState.AGREED.value, help="default: agreed")
    parser.add_argument("--rule", choices=list(RULES), default="", metavar="RULE", help="only of this rule")
    parser.add_argument("--language", choices=("zh-Hans", "zh-Hant", "en"), default="en", help="of the tokens")
    add_shop(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    records = wiring.build_shop_records(wiring.Settings(), options.shop)
    records.note_audit(f"command line, {system_user()}", "export redacted", "findings", reason=options.state)
    review = ReviewDisputes(records, wiring.build_personal_data_finder(), language=options.language)
    for line in review.all(DisputeWish("" if options.state == ANY else options.state, options.rule)):
        print(json.dumps(_value(line), ensure_ascii=False))
    return 0


def _value(line: DisputeLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "rule": line.rule,
        "rows": list(RULES[line.rule].rows),
        "state": line.state.value,
        "sentence": line.sentence,
        "words": line.words,
        "language": line.language,
        "channel": line.channel,
        "at": line.created_at.isoformat(),
    }
