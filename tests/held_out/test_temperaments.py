"""The trained reader on temperaments of messages it never saw; bounds a little under what is measured (docs/reading.md)."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import pytest

from bot.commands.gold import read_gold
from bot.measure.evaluation import Evaluation, evaluate
from bot.measure.taking import take
from bot.wiring import Settings, build_reader

FOLDER = Path(__file__).parent


@lru_cache(maxsize=4)
def measured(name: str) -> Evaluation:
    path = FOLDER / f"{name}.jsonl"
    messages, faults = read_gold(path.read_text("utf-8").splitlines(keepends=True), str(path))
    assert not faults
    reader = build_reader(Settings())
    return evaluate([take(message, reader.read, convert=name == "temperament_scripts") for message in messages])


def test_the_sets_hold_what_they_promise() -> None:
    scripts = [json.loads(line) for line in (FOLDER / "temperament_scripts.jsonl").read_text("utf-8").splitlines()]
    knowing = [json.loads(line) for line in (FOLDER / "know_it_all.jsonl").read_text("utf-8").splitlines()]

    for script in ("zh-Hans", "zh-Hant"):
        own = [line for line in scripts if line["language"] == script]
        assert len(own) >= 400
        for label in ("hurried", "dramatic", "over_familiar", "angry", "know_it_all"):
            assert sum(label in line["labels"] for line in own) >= 40
    assert sum("know_it_all" in line["labels"] for line in knowing) >= 80
    assert sum(not {"know_it_all"} & {*line["labels"], *line["disputed"]} for line in knowing) >= 160


@pytest.mark.model
def test_knowing_better_is_told_from_its_near_misses() -> None:
    assert measured("know_it_all").groups["all"].scores.rows["know_it_all"].f1 >= 0.85


@pytest.mark.model
def test_both_scripts_are_read_alike() -> None:
    found = measured("temperament_scripts")
    difference = found.parity[0]

    assert abs(difference.value) <= 0.05 or difference.interval[0] <= 0 <= difference.interval[1]
    assert found.conversion is not None and found.conversion.same_both >= 0.98


@pytest.mark.model
def test_the_words_shown_are_few_and_carry_the_label() -> None:
    evidence = measured("evidence_spans").evidence

    assert evidence.overlap is not None and evidence.overlap >= 0.5
    assert evidence.median_share is not None and evidence.median_share <= 0.45
    assert evidence.halved is not None and evidence.halved >= 0.75
