"""Work for processes under test; each is found by its name in a worker."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

from bot.commands.bulk import ONE_THREAD
from bot.commands.lines import Work
from bot.desk.errors import InputError


def upper() -> Work:
    """Answers with the text in capitals; an odd one takes longer."""

    def work(value: dict[str, Any]) -> dict[str, Any]:
        time.sleep(0.002 * (len(value["text"]) % 2))
        return {"id": value["id"], "text": value["text"].upper()}

    return work


def where() -> Work:
    """Answers with the process and its threads."""
    return lambda value: {"pid": os.getpid(), "threads": [os.environ.get(name) for name in ONE_THREAD]}


def nothing() -> Work:
    """Cannot be loaded."""
    raise InputError("There is no trained reader.", where="models/trained", remedy="Run `tactful train`.")


def dies() -> Work:
    """Is killed at its first line."""

    def work(value: dict[str, Any]) -> dict[str, Any]:
        os.kill(os.getpid(), signal.SIGKILL)
        return value

    return work


def slow() -> Work:
    """Takes a tenth of a second a line, and says who works."""

    def work(value: dict[str, Any]) -> dict[str, Any]:
        time.sleep(0.1)
        return {"id": value["id"], "pid": os.getpid()}

    return work
