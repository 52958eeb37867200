"""The notation of data/entities."""

from __future__ import annotations

import time

import pytest

from bot.reader.phrases import compile_phrase


@pytest.mark.parametrize(
    ("phrase", "text", "matched"),
    [
        ("(我|)要退货", "要退货吗", "要退货"),
        ("speak~manager", "speak to your manager now", "speak to your manager"),
        ("speak~manager", "speak. the manager came", None),
        ("colou?r", "color", "color"),
        ("one[- ]star", "one-star", "one-star"),
        ("thanks?", "thanksgiving", None),
        ("human (agent|)", "human", "human"),
        ("买\\d个", "买3个", "买3个"),
    ],
)
def test_a_phrase_matches_what_it_says(phrase: str, text: str, matched: str | None) -> None:
    found = compile_phrase(phrase).pattern.match(text)

    assert (found.group() if found else None) == matched


@pytest.mark.parametrize("phrase", ["(a|b", "a)", "~a", "(|a)"])
def test_a_faulty_phrase_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError):
        compile_phrase(phrase)


def test_a_long_text_takes_no_long_time() -> None:
    pattern = compile_phrase("要~退~款").pattern
    began = time.perf_counter()

    pattern.match("要" + "退" * 50_000)

    assert time.perf_counter() - began < 0.05
