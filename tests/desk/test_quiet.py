"""No log record holds the words of an exception, whichever library writes it."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from bot.desk.quiet import without_words

ROOT = Path(__file__).resolve().parents[2]
SECRET = "zyzzyvaquux"

PROGRAM = f"""
import asyncio, logging, sys, threading, warnings
from bot.desk.quiet import keep_words_out_of_logs
logging.basicConfig(level=logging.DEBUG, stream=sys.stdout)
keep_words_out_of_logs()
keep_words_out_of_logs()
def fail():
    raise ValueError("{SECRET}")
try:
    fail()
except ValueError as error:
    logging.getLogger("sanic.error").exception("handled")
    logging.getLogger("uvicorn.error").error("failed: %s", error, exc_info=error)
    logging.getLogger("x").error(error)
try:
    open("/nowhere/{SECRET}")
except OSError as error:
    logging.getLogger("y").error(error)
warnings.warn("{SECRET}", stacklevel=1)
async def loop():
    asyncio.get_running_loop().call_soon(lambda text: fail(), "{SECRET}")
    task = asyncio.create_task(asyncio.to_thread(fail))
    await asyncio.sleep(0.2)
    del task
asyncio.run(loop())
thread = threading.Thread(target=fail)
thread.start()
thread.join()
fail()
"""


def test_whatever_fails_only_types_and_places_come_out() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert SECRET not in done.stdout + done.stderr
    assert "handled [ValueError at" in done.stdout
    assert "failed: ValueError [ValueError at" in done.stdout
    assert done.stdout.count("ERROR:x:ValueError") == 1
    assert "ERROR:y:FileNotFoundError: No such file or directory" in done.stdout
    assert "UserWarning at <string>:" in done.stderr
    assert "ERROR:asyncio:Exception in callback" in done.stdout
    assert done.stderr.count("CRITICAL ValueError at") == 2
    assert "fail" in done.stderr


@pytest.mark.parametrize("message", ["", "one\ntwo", "%s done"])
def test_records_without_errors_stay_as_they_are(message: str) -> None:
    record = logging.LogRecord("bot.x", logging.INFO, "f.py", 1, message, ("it",) if "%" in message else (), None)
    before = record.getMessage()
    without_words(record)

    assert record.getMessage() == before


def test_a_record_can_be_written_by_any_handler() -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    try:
        raise KeyError(SECRET)
    except KeyError:
        record = logging.LogRecord("bot.x", logging.ERROR, "f.py", 1, "", (), sys.exc_info())
    without_words(record)
    handler.handle(record)

    assert SECRET not in out.getvalue()
    assert "KeyError" in out.getvalue()
