"""Customers' words stay out of Rasa's log: at time-outs and faults Rasa would write the message it was working on."""

from __future__ import annotations

import logging
from collections.abc import MutableMapping
from typing import Any

import structlog

from bot.desk.quiet import keep_words_out_of_logs

SAFE_FIELDS = frozenset(
    {"event", "event_info", "level", "logger", "timestamp", "exc_info", "sender_id", "status", "port", "action_name"}
)
"""Fields of a structured entry that never hold words of a customer; every other one is hidden."""

_HIDDEN = "(hidden)"


class NoWords(logging.Filter):
    """Lets only warnings of Rasa through that hold no words: no debug lines, no traces with values in them."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record may be written; the text of an exception is replaced by its type."""
        if not record.name.startswith(("rasa", "sanic", "aiohttp", "asyncio", "structlog")):
            return True
        if record.levelno < logging.INFO:
            return False
        if record.exc_info and record.exc_info[0] is not None:
            record.msg = f"{_first_line(record)} [{record.exc_info[0].__name__}]"
            record.args = ()
            record.exc_info = None
            record.exc_text = None
        return True


def hide_words(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Structlog processor: hides every field that is not known to be safe, and exceptions but for their type."""
    if method == "debug":
        raise structlog.DropEvent
    if event.get("exc_info") or method == "exception":
        event["exc_info"] = False
    return {name: (value if name in SAFE_FIELDS else _HIDDEN) for name, value in event.items()}


def keep_words_out_of_the_log() -> None:
    """Install both, once; handlers that come later inherit nothing, so call this when the server has set up its log."""
    keep_words_out_of_logs()
    processors = structlog.get_config()["processors"]
    if hide_words not in processors:
        processors.insert(0, hide_words)
    for handler in (
        *logging.getLogger().handlers,
        *logging.getLogger("sanic.root").handlers,
        *logging.getLogger("sanic.error").handlers,
    ):
        if not any(isinstance(item, NoWords) for item in handler.filters):
            handler.addFilter(NoWords())


def _first_line(record: logging.LogRecord) -> str:
    lines = record.getMessage().splitlines()
    return lines[0] if lines else record.name
