"""`tactful check FILE`: what a reply breaks before it is sent."""

from __future__ import annotations

import argparse
from functools import partial
from typing import Any

from bot import wiring
from bot.assist.check_reply import CheckQuestion
from bot.commands.bulk import for_each_line_in_bulk
from bot.commands.lines import Work
from bot.commands.options import add_file, whole_number
from bot.commands.values import choice_of, object_of, text_of
from bot.console.finding_words import finding_words
from bot.console.texts import load_texts
from bot.desk.errors import InputError
from bot.desk.facts import Facts
from bot.desk.finding import finding_to_json
from bot.desk.message import Channel, Language
from bot.desk.reading import Temperament

ZONE = "Asia/Shanghai"
"""Zone of the words; no time is worded here."""

NO_TEMPERAMENT = "none"

WANTED = ("rule", "rows", "severity", "start", "end", "text")


def add_parser(commands: Any) -> None:
    """Add `check` to the commands."""
    parser = commands.add_parser(
        "check",
        help="check replies before they are sent: which rules they break, where, why, and what to write instead",
        description='Each line: {"id", "channel", "facts": {…}, "customer", "reply", "temperament"?: name or names}; facts are '
        "listed in playbooks/README.md, rules in docs/check.md. Without a temperament the customer's words are read.",
    )
    add_file(parser)
    languages = [language.value for language in Language]
    parser.add_argument("--language", choices=languages, default="en", help="language of why and remedy (default: en)")
    parser.add_argument("--jobs", type=whole_number, metavar="N", help="check in at most N processes (default: as `read`)")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    return for_each_line_in_bulk(options.file, partial(make_work, options.language), jobs=options.jobs)


def make_work(language: str) -> Work:
    """What checks one line; loads the readers."""
    checker, words = wiring.build_checker(wiring.Settings()), load_texts(ZONE)[language]

    def work(value: dict[str, Any]) -> dict[str, Any]:
        identity, reply = value["id"], text_of(value, "reply")
        checked = checker.check(question_of(value, reply))
        findings = []
        for finding in checked.findings:
            said = finding_words(finding, words)
            findings.append(
                {
                    **{key: item for key, item in finding_to_json(finding, reply).items() if key in WANTED},
                    "why": said.why,
                    "remedy": said.remedy,
                    **({"rewrite": finding_to_json(finding, reply)["rewrite"]} if finding.rewrite else {}),
                }
            )
        return {"id": identity, "findings": findings}

    return work


def question_of(value: dict[str, Any], reply: str) -> CheckQuestion:
    """A line's case.

    Raises:
        InputError: a field is not what it should be.
    """
    return CheckQuestion(
        channel=choice_of(Channel, value.get("channel", "chat"), "channel"),
        facts=Facts.from_values(object_of(value, "facts"), source="given"),
        reply=reply,
        customer=text_of(value, "customer") if value.get("customer") is not None else "",
        temperaments=_temperaments(value.get("temperament")),
    )


def _temperaments(given: object) -> frozenset[Temperament] | None:
    """The temperaments named; None when nothing is said of them.

    Raises:
        InputError: one of them is none.
    """
    if given is None or given == "":
        return None
    if not isinstance(given, str | list):
        raise InputError("'temperament' is neither a name nor a list of names.", remedy='Write "angry" or ["angry", "hurried"].')
    names = [given] if isinstance(given, str) else given
    return frozenset(choice_of(Temperament, name, "temperament") for name in names if name != NO_TEMPERAMENT)
