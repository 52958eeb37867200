"""`tactful playbooks check`: faults of the protocols, and whether their examples come true."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import wiring
from bot.assist.try_examples import try_example

if TYPE_CHECKING:
    from bot.files.playbooks import PlaybookFolder


def add_parser(commands: Any) -> None:
    """Add `playbooks` to the commands."""
    parser = commands.add_parser("playbooks", help="check the playbooks: all faults of all files at once, with line and remedy")
    parser.add_argument("action", choices=["check"])
    parser.add_argument("--examples", action="store_true", help="also try every example with the trained reader")
    parser.add_argument("--folder", type=Path, default=None, help="folder of playbooks (default: playbooks)")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    folder = wiring.load_playbook_folder(wiring.Settings(), options.folder)
    print(f"{len(folder.playbooks.playbooks)} protocols, {len(folder.examples)} examples: no faults")
    return _try_examples(folder) if options.examples else 0


def _try_examples(folder: PlaybookFolder) -> int:
    reader = wiring.build_reader(wiring.Settings())
    by_name = {playbook.name: playbook for playbook in folder.playbooks.playbooks}
    unmet = led = 0
    for example in folder.examples:
        playbook = by_name[example.playbook]
        trial = try_example(
            example.customer, example.facts, example.expect, playbook, folder.playbooks, reader=reader, now=wiring.utc_now()
        )
        led += trial.read_as == trial.expected
        if trial.missing:
            unmet += 1
            print(f"{example.path}:{example.line}: not met: {', '.join(trial.missing)}", file=sys.stderr)
    met = len(folder.examples) - unmet
    print(f"{met} of {len(folder.examples)} examples met; the reader alone leads to the right protocol in {led}")
    return 1 if unmet else 0
