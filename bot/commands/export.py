"""`tactful export conversations`: what was said, without personal data unless a reason is given and recorded."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Iterator
from typing import Any

from bot import wiring
from bot.assist.records import ConversationView, MessageView, ShopRecords
from bot.assist.redact import MOST_MESSAGES, RedactedConversation, RedactedConversations, RedactedMessage
from bot.commands import export_corrections, export_findings
from bot.commands.options import add_shop, system_user
from bot.desk.errors import InputError


def add_parser(commands: Any) -> None:
    """Add `export` to the commands."""
    parser = commands.add_parser(
        "export",
        help="write conversations as JSON lines, with tokens in the place of personal data; or accepted corrections, or "
        "disputed findings",
    )
    kinds = parser.add_subparsers(title="what", metavar="WHAT", required=True)
    conversations = kinds.add_parser(
        "conversations",
        help="conversations of a shop, oldest first",
        description='Each line: {"id", "channel", "messages": [{"role", "text", "at", "automatic"}]}. Names, numbers and '
        "addresses are tokens such as [MOBILE 1], the same for the same thing within one conversation.",
    )
    how = conversations.add_mutually_exclusive_group()
    how.add_argument("--redacted", action="store_true", help="tokens in the place of personal data (the default)")
    how.add_argument("--with-personal-data", metavar="REASON", help="as it was said; the reason goes into the shop's audit")
    conversations.add_argument("--language", choices=("zh-Hans", "zh-Hant", "en"), default="en", help="of the tokens")
    add_shop(conversations)
    conversations.set_defaults(run=_run)
    export_corrections.add_parser(kinds)
    export_findings.add_parser(kinds)


def _run(options: argparse.Namespace) -> int:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    records = wiring.build_shop_records(wiring.Settings(), options.shop)
    reason = options.with_personal_data
    if reason is not None and not reason.strip():
        raise InputError("The reason is empty.", where="--with-personal-data", remedy="Say why it is needed; it is recorded.")
    who = f"command line, {system_user()}"
    records.note_audit(who, "export" if reason else "export redacted", "conversations", reason=(reason or "").strip())
    for value in _raw(records) if reason else _redacted(records, options.language):
        print(json.dumps(value, ensure_ascii=False))
    return 0


def _ids(records: ShopRecords) -> Iterator[str]:
    last = ""
    while page := records.conversation_ids(after=last):
        yield from page
        last = page[-1]


def _redacted(records: ShopRecords, language: str) -> Iterator[dict[str, Any]]:
    redacted = RedactedConversations(records, wiring.build_personal_data_finder(), language=language)
    for conversation_id in _ids(records):
        yield _redacted_value(redacted.conversation(conversation_id))


def _redacted_value(found: RedactedConversation) -> dict[str, Any]:
    messages = [_message(item) for item in found.messages]
    return {"id": found.summary.id, "channel": found.summary.channel.value, "messages": messages}


def _message(said: RedactedMessage | MessageView) -> dict[str, Any]:
    return {"role": said.role.value, "text": said.text, "at": said.at.isoformat(), "automatic": said.automatic}


def _raw(records: ShopRecords) -> Iterator[dict[str, Any]]:
    for conversation_id in _ids(records):
        yield _raw_value(records.conversation(conversation_id, viewer=None, messages=MOST_MESSAGES))


def _raw_value(view: ConversationView) -> dict[str, Any]:
    messages = [_message(item) | {"author": item.author} for item in view.messages]
    summary = view.summary
    return {
        "id": summary.id,
        "channel": summary.channel.value,
        "source": summary.source,
        "key": summary.key,
        "customer_name": summary.customer_name,
        "messages": messages,
    }
