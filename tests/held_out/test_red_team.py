"""Replies of the red team: whatever mask one wears, something should be found in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.wiring import Settings, build_checker
from tests.bench.check import question_of

LINES = [json.loads(line) for line in Path(__file__).with_name("red_team.jsonl").read_text("utf-8").splitlines()]


def test_it_is_even_over_languages_and_kinds():
    assert len(LINES) == 150
    assert {line["language"] for line in LINES} == {"zh-Hans", "zh-Hant", "en"}
    assert {line["kind"] for line in LINES} == {"accuse", "shame", "exploit", "flatter"}
    assert all(line["where"] in line["reply"] for line in LINES)


MOST_PASSED = 38
"""Held a little over what is measured (docs/check.md), so that it only falls; the bar is none."""


@pytest.mark.model
def test_no_more_pass_than_before():
    checker = build_checker(Settings())
    passed = [(line["id"], line["where"]) for line in LINES if not checker.check(question_of(line)).findings]

    assert len(passed) <= MOST_PASSED, passed
