"""Probabilities and thresholds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reader.calibration import (
    HIGHEST_THRESHOLD,
    LOWEST_THRESHOLD,
    Calibration,
    best_threshold,
    blended_intents,
    log_odds,
    sigmoid,
    softened,
)
from bot.reader.escalation import decide


def test_the_threshold_parts_what_can_be_parted() -> None:
    threshold, figure = best_threshold(np.array([0.02] * 50 + [0.97] * 50))

    assert 0.02 < threshold <= 0.97
    assert figure > 0.9


def test_recall_is_bought_only_where_it_costs_little() -> None:
    cheap, _ = best_threshold(np.array([0.01] * 80 + [0.45] * 2 + [0.95] * 18))
    dear, _ = best_threshold(np.array([0.01] * 40 + [0.2] * 40 + [0.95] * 20))

    assert cheap == pytest.approx(0.45)
    assert dear > 0.2


@given(st.lists(st.floats(0.001, 0.999), min_size=5, max_size=60))
def test_a_threshold_stays_in_its_range(probabilities: list[float]) -> None:
    threshold, figure = best_threshold(np.array(probabilities))

    assert LOWEST_THRESHOLD <= threshold <= HIGHEST_THRESHOLD
    assert 0 <= figure <= 1


def test_intents_sum_to_one() -> None:
    shares = blended_intents(np.array([1.0, 2.0, 300.0]), np.array([0.0, 5.0, -300.0]), share=0.5, temperature=0.7)

    assert float(shares.sum()) == pytest.approx(1.0)


@pytest.mark.parametrize("score", [-1000.0, 0.0, 1000.0])
def test_no_score_overflows(score: float) -> None:
    assert 0.0 <= sigmoid(score) <= 1.0


def test_a_higher_score_is_a_higher_probability() -> None:
    calibration = Calibration(0.8, 0.4, -1.0, 0.4)

    assert calibration.probability(2.0, 0.0) > calibration.probability(1.0, 0.0)


def test_a_certain_reason_escalates_what_the_head_finds_possible() -> None:
    assert decide(0.2, 0.4, ("safety",)) == (True, 0.4)


def test_a_mere_mention_does_not_escalate() -> None:
    assert decide(0.01, 0.4, ("threat_of_regulator",))[0] is False


@given(st.lists(st.floats(-6, 6), min_size=5, max_size=40), st.floats(0.1, 0.7))
def test_softening_changes_no_decision_and_no_mean(scores: list[float], threshold: float) -> None:
    bare = Calibration(1.0, 0.0, 0.0, threshold)
    soft = softened(bare, np.array(scores))
    before = [bare.probability(score, 0.0) for score in scores]
    after = [soft.probability(score, 0.0) for score in scores]
    clear = [place for place, share in enumerate(before) if abs(share - threshold) > 1e-3]

    assert [before[place] >= threshold for place in clear] == [after[place] >= soft.threshold for place in clear]
    assert np.mean(after) == pytest.approx(np.mean(before), abs=1e-3)
    assert max(after) - min(after) <= max(before) - min(before) + 1e-6


@given(st.floats(0.001, 0.999))
def test_log_odds_and_probability_undo_each_other(probability: float) -> None:
    assert sigmoid(log_odds(probability)) == pytest.approx(probability)
