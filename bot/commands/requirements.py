"""`tactful requirements`: the page that says of every row what meets it, and whether all of it is true."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from bot import wiring
from bot.commands.requirements_page import checklist_page, requirements_page
from bot.desk.errors import Fault, FileFaults
from bot.files.requirement_checks import Ground, faults_of
from bot.files.requirement_mentions import mentions_in_files, mentions_in_rules
from bot.files.requirements import Requirements, load_requirements

PAGES = ("docs/requirements.md", "docs/shop-checklist.md")


def add_parser(commands: Any) -> None:
    """Add `requirements` to the commands."""
    parser = commands.add_parser(
        "requirements",
        help="write docs/requirements.md: what meets each row, and which test holds it",
        description="Writes docs/requirements.md and docs/shop-checklist.md from data/requirements, the rules, the playbooks and "
        "the common questions. Nothing is written while anything that they say is not true.",
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a claim is not true or a page is stale")
    parser.add_argument("--folder", type=Path, default=None, help="folder of the rows (default: data/requirements)")
    parser.set_defaults(run=partial(_run, commands=commands))


def _run(options: argparse.Namespace, *, commands: Any) -> int:
    settings = wiring.Settings()
    requirements, ground = load_claims(settings, options.folder, commands.choices)
    found = faults_of(requirements, ground)
    if found:
        raise FileFaults(found)
    pages = made_pages(requirements, ground)
    if options.check:
        stale = _stale(pages)
        if stale:
            raise FileFaults(stale)
        print(f"{len(requirements.rows)} rows, {len(ground.mentions)} places that name one: no faults")
        return 0
    for name, text in pages.items():
        (wiring.ROOT / name).write_text(text, encoding="utf-8")
        print(f"{name}: written")
    return 0


def load_claims(
    settings: wiring.Settings, folder: Path | None, commands: Mapping[str, Any]
) -> tuple[Requirements, Ground]:
    """The rows as they are written, and what they are held against.

    Raises:
        FileFaults: a file that cannot be understood.
    """
    requirements = load_requirements(folder or settings.data / "requirements")
    mentions = (
        *mentions_in_rules(),
        *mentions_in_files(settings.playbooks, "playbooks"),
        *mentions_in_files(settings.data / "faq", "data/faq"),
    )
    return requirements, Ground(wiring.ROOT, mentions, tuple(commands))


def made_pages(requirements: Requirements, ground: Ground) -> dict[str, str]:
    """File -> what stands in it."""
    return dict(zip(PAGES, (requirements_page(requirements, ground), checklist_page(requirements)), strict=True))


def _stale(pages: Mapping[str, str]) -> tuple[Fault, ...]:
    """Pages that are not what the data make."""
    remedy = "Run `tactful requirements`."
    return tuple(
        Fault(name, 0, "the page is not what data, rules and playbooks say today", remedy)
        for name, text in pages.items()
        if not (wiring.ROOT / name).is_file() or (wiring.ROOT / name).read_text(encoding="utf-8") != text
    )
