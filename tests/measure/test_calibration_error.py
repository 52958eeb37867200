"""Calibration error, Brier skill and the shift of the base rate, by hand."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.measure.calibration_error import Shift, brier_skill, calibration, fitted_shift

SHARES = st.floats(0.001, 0.999)


def test_ten_messages_make_ten_bins_and_the_error_is_the_mean_distance():
    truth = np.array([False] * 5 + [True] * 5)
    probabilities = np.array([0.1] * 5 + [0.6] * 5)

    found = calibration(truth, probabilities)

    assert [item.count for item in found.bins] == [1] * 10
    assert found.error == pytest.approx(0.5 * 0.1 + 0.5 * 0.4)


def test_bins_are_of_equal_count_along_the_probability():
    probabilities = np.linspace(0.95, 0.05, 25)
    truth = probabilities > 0.5

    found = calibration(truth, probabilities)

    assert sorted(item.count for item in found.bins) == [2] * 5 + [3] * 5
    assert [item.said for item in found.bins] == sorted(item.said for item in found.bins)
    assert (found.bins[0].held, found.bins[-1].held) == (0, 1)


def test_probabilities_that_come_true_as_often_as_they_say_have_no_error():
    # Ten bins of four messages: one of four holds, and .25 is said.
    truth = np.array([True, False, False, False] * 10)

    assert calibration(truth, np.full(40, 0.25)).error == pytest.approx(0)


def test_brier_skill_compares_with_always_saying_the_base_rate():
    truth = np.array([True, False, False, False])
    # Brier score (.2² + .1² + .1² + .4²) / 4 = .055; the base rate's is .25 * .75 = .1875.
    assert brier_skill(truth, np.array([0.8, 0.1, 0.1, 0.4])) == pytest.approx(1 - 0.055 / 0.1875)
    assert brier_skill(truth, np.full(4, 0.25)) == pytest.approx(0)
    assert brier_skill(truth, np.full(4, 0.9)) < 0


@pytest.mark.parametrize("truth", [[True, True], [False, False]])
def test_where_the_truth_never_changes_there_is_no_skill_and_no_shift(truth):
    probabilities = np.array([0.2, 0.4])

    assert brier_skill(np.array(truth), probabilities) is None
    assert fitted_shift(np.array(truth), probabilities) is None


def test_the_shift_follows_the_formula_of_the_odds():
    # Odds 1 from an assumed share of .5 (odds 1) to a share of .2 (odds 1/4) become 1/4.
    shifted = Shift(assumed=0.5, held=0.2).apply(np.array([0.5, 0.8]))

    assert shifted == pytest.approx([0.2, 0.5])


def test_probabilities_that_assume_another_share_are_found_out():
    # Two kinds of messages, odds 3 and 1/3 at a share of .5, shown at a share of 1/5: odds 3/4 and 1/12.
    truth = np.array([True] * 3 + [False] * 4 + [True] + [False] * 12)
    probabilities = np.array([0.75] * 7 + [0.25] * 13)

    shift = fitted_shift(truth, probabilities)

    assert (shift.assumed, shift.held) == (pytest.approx(0.5), pytest.approx(0.2))
    assert shift.apply(probabilities) == pytest.approx([3 / 7] * 7 + [1 / 13] * 13)


@given(st.lists(st.tuples(st.booleans(), SHARES), min_size=2, max_size=60))
def test_the_shifted_probabilities_have_the_mean_of_the_truth_and_keep_their_order(rows):
    truth, probabilities = np.array([held for held, _ in rows]), np.array([share for _, share in rows])
    assume(0 < truth.mean() < 1)

    shift = fitted_shift(truth, probabilities)
    shifted = shift.apply(probabilities)

    assert shifted.mean() == pytest.approx(truth.mean(), abs=1e-6)
    assert 0 < shift.assumed < 1
    order = np.argsort(probabilities, kind="stable")
    assert np.all(np.diff(shifted[order]) >= 0)
    apart = np.diff(probabilities[order]) > 1e-6
    assert np.all(np.diff(shifted[order])[apart & (shifted[order][1:] < 1 - 1e-9)] > 0)


@given(st.lists(st.tuples(st.booleans(), SHARES), min_size=1, max_size=60))
def test_the_error_is_a_share(rows):
    found = calibration(np.array([held for held, _ in rows]), np.array([share for _, share in rows]))

    assert 0 <= found.error <= 1
    assert sum(item.count for item in found.bins) == len(rows)
