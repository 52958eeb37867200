"""`tactful import FILE`: conversations of the past into the record, without advice; `tactful import posts FILE.csv`."""

from __future__ import annotations

import argparse
from typing import Any

from bot import wiring
from bot.assist.records import HistoryMessage, IncomingMessage
from bot.commands.import_posts import import_posts
from bot.commands.lines import for_each_line
from bot.commands.options import add_shop
from bot.commands.values import choice_of, key_of, moment_of, objects_of, text_of
from bot.desk.errors import InputError
from bot.desk.message import Channel, Role


def add_parser(commands: Any) -> None:
    """Add `import` to the commands."""
    parser = commands.add_parser(
        "import",
        help="import conversations of the past, without advice; or, with `posts`, public posts from a table (CSV)",
        description='Each line: {"id", "channel"?, "customer"?, "order"?, "messages": [{"role", "text", "at"}]}; '
        "the same id and place again changes nothing. "
        "With posts: a table with the columns id, text, author, url, network, views, comments, shares, time (there must be text, "
        "and id or url); the same network and id again only brings new counts",
    )
    parser.add_argument("file", nargs="+", metavar="[posts] FILE", help="JSON lines (- for standard input); or posts and a CSV")
    add_shop(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    records = wiring.build_shop_records(wiring.Settings(), options.shop)
    what, name = options.file if len(options.file) == 2 else ("history", options.file[0])
    if what == "posts":
        return import_posts(name, records)
    if what != "history" or len(options.file) > 2:
        raise InputError("one file at a time.", where=" ".join(options.file), remedy="Write: tactful import posts FILE.csv")

    def work(value: dict[str, Any]) -> dict[str, Any]:
        key = key_of(value)
        history = _history(value, key)
        return {"id": key, "conversation_id": records.import_history(_incoming(value, key), history), "messages": len(history)}

    return for_each_line(name, work)


def _incoming(value: dict[str, Any], key: str) -> IncomingMessage:
    """Names the conversation; a text of its own it has not."""
    return IncomingMessage(
        "import",
        key,
        f"import/{key}",
        "",
        choice_of(Channel, value.get("channel", "chat"), "channel"),
        customer_key=str(value.get("customer", "")),
        order_number=str(value.get("order", "")),
    )


def _history(value: dict[str, Any], key: str) -> list[HistoryMessage]:
    return [
        HistoryMessage(choice_of(Role, item["role"], "role"), text_of(item, "text"), moment_of(item.get("at")), f"{key}/{place}")
        for place, item in enumerate(objects_of(value, "messages"))
    ]
