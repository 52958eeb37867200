"""Intervals by drawing anew."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.measure.figures import ROWS, answers_of, score
from bot.measure.intervals import drawn_rates, interval, spread
from tests.measure.builders import gold


def answers(hits, misses, false, silent):
    messages = [gold(f"w{n}", {"angry": 1}) for n in range(hits + misses)] + [gold(f"n{n}") for n in range(false + silent)]
    read = [{"angry"}] * hits + [()] * misses + [{"angry"}] * false + [()] * silent
    return answers_of(messages, read, [False] * len(messages))


def test_a_faultless_reading_has_no_spread():
    found = spread(answers(10, 0, 0, 10))

    assert found.rows["angry"] == {"precision": (1.0, 1.0), "recall": (1.0, 1.0), "f1": (1.0, 1.0)}


def test_the_interval_of_a_share_is_that_of_the_binomial():
    # 60 of 100 wanted ones found among 200: the recall of a draw is a binomial share, deviation sqrt(.6 * .4 / 100) = .049.
    low, high = spread(answers(60, 40, 0, 100)).rows["angry"]["recall"]

    assert abs(low - (0.6 - 1.96 * 0.049)) < 0.015 and abs(high - (0.6 + 1.96 * 0.049)) < 0.015


def test_the_same_seed_gives_the_same_interval_and_another_seed_another():
    found = answers(30, 20, 10, 40)

    assert spread(found) == spread(found)
    assert spread(found, seed=1) != spread(found, seed=2)


def test_every_draw_takes_as_many_messages_as_there_are(monkeypatch):
    found = answers(5, 5, 5, 5)
    whole = drawn_rates(found, draws=50)
    monkeypatch.setattr("bot.measure.intervals._HELD", 60)

    assert whole.shape == drawn_rates(found, draws=50).shape == (50, len(ROWS), 3)
    assert np.array_equal(whole, drawn_rates(found, draws=50))


@settings(max_examples=30, deadline=None)
@given(*[st.integers(0, 12)] * 3, st.integers(1, 12))
def test_an_interval_lies_in_the_range_of_shares_and_is_in_order(hits, misses, false, silent):
    found = answers(hits, misses, false, silent)
    rows = spread(found, draws=60).rows["angry"]

    assert all(0 <= low <= high <= 1 for low, high in rows.values())
    assert 0 <= score(found).rows["angry"].f1 <= 1


def test_the_middle_of_a_hundred_and_one_numbers():
    assert interval(np.arange(101, dtype=float)) == (2.5, 97.5)
