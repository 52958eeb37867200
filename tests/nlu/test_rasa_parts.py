"""The blank store, the compiled check and the quiet log; runs in Rasa's environment."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import Any

import pytest

pytest.importorskip("rasa", exc_type=ImportError)
import structlog
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu import response_check
from bot.nlu.blank_tracker_store import BlankTrackerStore
from bot.nlu.quiet_log import NoWords, hide_words

CANARY = "我的电话13900001111"
STOCK = RemoteAction._validate_action_result


def test_the_store_remembers_nothing() -> None:
    store = BlankTrackerStore(Domain.empty())

    asyncio.run(store.save(DialogueStateTracker.from_events("turn-1", [])))

    assert asyncio.run(store.retrieve("turn-1")) is None
    assert list(asyncio.run(store.keys())) == []


@pytest.fixture
def stock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RemoteAction, "_validate_action_result", STOCK)


ANSWERS: list[Any] = [
    {},
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "a", "value": 1}], "responses": [{"custom": {"zero": 0}}]},
    {"events": "none"},
    {"responses": ["text"]},
    {"events": [{"event": "slot"}]},
    [],
    "garbage",
]


@pytest.mark.parametrize("answer", ANSWERS)
def test_the_compiled_check_decides_as_rasa_does(answer: Any) -> None:
    def verdict(check: Any) -> tuple[bool, str]:
        try:
            return bool(check(RemoteAction("a", None), answer)), ""
        except ValidationError as error:
            return False, error.message.split(". Failed")[-1]

    assert verdict(response_check.compiled_check()) == verdict(STOCK)


def test_the_compiled_check_is_put_in_place_for_the_known_rasa(stock: None) -> None:
    assert response_check.install_compiled_check()
    assert RemoteAction._validate_action_result is not STOCK


def test_an_unknown_rasa_is_left_alone(stock: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(response_check, "KNOWN_SOURCE", "another")

    assert not response_check.install_compiled_check()
    assert RemoteAction._validate_action_result is STOCK


def test_a_structured_entry_hides_the_words() -> None:
    shown = hide_words(None, "error", {"event": "rest.message.received.timeout", "text": CANARY, "anything": [CANARY]})

    assert CANARY not in str(shown)


def test_debug_entries_are_dropped() -> None:
    with pytest.raises(structlog.DropEvent):
        hide_words(None, "debug", {"event": "processor", "text": CANARY})


def test_a_trace_keeps_only_its_type() -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        record = logging.LogRecord("rasa.core.processor", logging.ERROR, __file__, 1, "fault\n" + CANARY, (), sys.exc_info())

    assert NoWords().filter(record)
    assert CANARY not in logging.Formatter().format(record)
    assert "ValueError" in record.getMessage()
