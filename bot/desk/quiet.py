"""What a log may say of an error: its type and the places it came through, never its words, which may be a customer's."""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
import traceback
import warnings
from types import TracebackType
from typing import TextIO

PLACES = 8
"""Innermost places that are told."""

LONGEST = 2_000

_SHOWN_CALL = re.compile(r"[<('\"\n]")
"""Where asyncio begins to show a call, a task or a future."""


def keep_words_out_of_logs() -> None:
    """From now on no log record of this process holds the words of an exception, and no crash or warning prints them."""
    usual = logging.getLogRecordFactory()
    if getattr(usual, "is_quiet", False):
        return

    def quiet_record(*arguments: object, **named: object) -> logging.LogRecord:
        record = usual(*arguments, **named)
        without_words(record)
        return record

    quiet_record.is_quiet = True  # type: ignore[attr-defined]
    logging.setLogRecordFactory(quiet_record)
    warnings.showwarning = _tell_warning
    sys.excepthook = _tell_crash
    threading.excepthook = _tell_thread


def without_words(record: logging.LogRecord) -> None:
    """Replace exceptions in a record by their types and places; asyncio shows arguments of calls, so they go, too."""
    if isinstance(record.msg, BaseException):
        record.msg, record.args = named(record.msg), ()
    if isinstance(record.args, tuple):
        record.args = tuple(named(item) if isinstance(item, BaseException) else item for item in record.args)
    if record.name == "asyncio":
        record.msg, record.args = _SHOWN_CALL.split(record.getMessage(), maxsplit=1)[0], ()
    said = record.exc_info
    if said and said[0] is not None:
        first_line = "".join(record.getMessage().splitlines()[:1])
        record.msg, record.args = f"{first_line} [{told(said[0], said[2])}]", ()
    record.exc_info = None
    record.exc_text = None


def named(error: BaseException) -> str:
    """The type of an exception; of a fault of the system also what the system calls it ("Address already in use")."""
    number = error.errno if isinstance(error, OSError) else None
    return f"{type(error).__name__}: {os.strerror(number)}" if isinstance(number, int) else type(error).__name__


def told(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Type and places of an exception in one line."""
    places = traceback.extract_tb(trace)[-PLACES:]
    path = " > ".join(f"{os.path.basename(place.filename)}:{place.lineno} {place.name}" for place in places)
    return f"{kind.__name__} at {path}"[:LONGEST] if path else kind.__name__


def _tell_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """A warning's kind and place; libraries put into its words what they were given."""
    (file or sys.stderr).write(f"{category.__name__} at {os.path.basename(filename)}:{lineno}\n")


def _tell_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    sys.stderr.write(f"CRITICAL {told(kind, trace)}\n")


def _tell_thread(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_type is not SystemExit:
        sys.stderr.write(f"CRITICAL {told(arguments.exc_type, arguments.exc_traceback)}\n")
