"""Options that several commands have."""

from __future__ import annotations

import argparse
import getpass


def add_file(parser: argparse.ArgumentParser) -> None:
    """FILE of JSON lines."""
    parser.add_argument("file", metavar="FILE", help="JSON lines; - for standard input")


def add_shop(parser: argparse.ArgumentParser) -> None:
    """--shop NAME, the demo shop by default."""
    parser.add_argument("--shop", default="mingdeng", help="the shop's short name (default: mingdeng, the demo shop)")


def system_user() -> str:
    """Who runs the command, as the system knows them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def whole_number(text: str) -> int:
    """A whole number from 1, as an option gives it.

    Raises:
        ArgumentTypeError: it is none.
    """
    if not (text.isascii() and text.isdigit() and 1 <= len(text) <= 4 and int(text)):
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1 to 9999")
    return int(text)
