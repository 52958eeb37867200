"""Lines that nobody writes by mistake: every one is answered or told with its place, and the others are still done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.commands.advise import _messages
from bot.commands.values import objects_of, text_of
from bot.files.json_lines import process_lines
from tests.commands.test_command_line import answers, errors, lines_file, tactful

DEEP = 10_000
BROKEN = {
    "deep list": b"[" * DEEP + b"]" * DEEP,
    "deep field": b'{"id":"x","text":' + b"[" * DEEP + b"]" * DEEP + b"}",
    "five thousand digits": b'{"id":"x","text":"x","n":' + b"9" * 5_000 + b"}",
    "half a character": b'{"id":"x","text":"\\ud800"}',
    "NUL": b'{"id":"x","text":"a\\u0000b"}',
    "a bare NUL": b'{"id":"x","text":"a\x00b"}',
    "not UTF-8": b'{"id":"x","text":"\xff\xed\xa0\x80"}',
    "a number": b'{"id":"x","text":1e400}',
    "a list": b"[1, 2]",
    "half an object": b'{"id":"x",',
    "a context of numbers": b'{"id":"x","text":"x","context":[1]}',
}
GOOD = {
    "a million marks": "e" + "\u0301" * 1_000_000,
    "a hundred thousand emoji": "😡" * 100_000,
    "one sign for eighteen": "\ufdfa" * 100_000,
    "one long line of Han": "退款" * 500_000,
    "a command": "/restart",
    "slots": "{order_status}{{7*7}}",
    "tags": "\U000e0041" * 1_000,
    "line ends of other worlds": "a\u2028b\u0085c",
}


@pytest.mark.model
def test_reading_goes_on_after_every_broken_line(tmp_path: Path) -> None:
    good = [{"id": name, "text": text} for name, text in GOOD.items()]
    lines = [*BROKEN.values(), *good]

    done = tactful("read", lines_file(tmp_path, *lines))

    found = answers(done)
    assert done.returncode == 1
    assert len(found) == len(lines)
    assert ["error" in item for item in found] == [True] * len(BROKEN) + [False] * len(good)
    assert len(errors(done)) == len(BROKEN)
    for item, line in zip(found[len(BROKEN) :], good, strict=True):
        for span in (*item["evidence"], *item["entities"]):
            assert line["text"][span["start"] : span["end"]] == span["text"]


@pytest.mark.model
def test_advice_on_hostile_conversations_has_no_open_slot(tmp_path: Path) -> None:
    facts = {
        "item": "{order_status}",
        "order_status": None,
        "item_price": 1e308,
        "currency": ["x"],
        "shop_name": "\u202eX",
        "spec": {"a": [[]]},
    }
    lines = [
        {
            "id": name,
            "channel": channel,
            "facts": facts,
            "messages": [{"role": "customer", "text": text[:20_000], "at": "2026-11-21T10:00:00Z"}],
        }
        for channel in ("chat", "email", "phone_script", "social_public")
        for name, text in GOOD.items()
    ]

    done = tactful("advise", lines_file(tmp_path, *lines))

    assert done.returncode == 0, errors(done)
    for item in answers(done):
        assert item["drafts"]
        for draft in item["drafts"]:
            assert not {"{", "}", "\u202e"} & set(draft["text"])


@pytest.mark.parametrize("line", BROKEN.values(), ids=BROKEN)
def test_a_broken_line_is_told_with_its_place(line: bytes) -> None:
    def work(value: dict[str, Any]) -> dict[str, Any]:
        objects_of(value, "context") if value.get("context") else []
        return {"text": text_of(value, "text"), "messages": _messages({"messages": []})}

    (told,) = process_lines([line.decode("utf-8", "surrogateescape")], "in.jsonl", work)

    assert told.fault.startswith("in.jsonl:1: ")
    assert len(told.fault) < 300
