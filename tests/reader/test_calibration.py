"""Probabilities and thresholds."""

from __future__ import annotations

import numpy as np
import pytest

from bot.reader.calibration import Calibration, best_threshold, blended_intents, sigmoid
from bot.reader.escalation import decide


def test_the_best_threshold_parts_what_can_be_parted() -> None:
    threshold, figure = best_threshold(np.array([False] * 50 + [True] * 50), np.array([0.2] * 50 + [0.6] * 50))

    assert 0.2 < threshold <= 0.6
    assert figure == 1.0


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
