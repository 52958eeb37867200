"""Strengths read against strengths labelled."""

import pytest

from bot.measure.intensity import agreement, constant_agreement


def test_shares_of_agreement_and_of_opposites():
    found = agreement([1, 2, 3, 1], [1, 3, 1, 2])

    assert (found.count, found.exact, found.two_apart) == (4, 0.25, 0.25)


def test_always_clear_is_right_where_it_is_clear_and_never_two_apart():
    found = constant_agreement([1, 2, 2, 3])

    assert (found.exact, found.two_apart) == (0.5, 0)


def test_without_labels_there_is_nothing_to_say():
    assert agreement([], []) is None and constant_agreement([]) is None


def test_pairs_come_in_pairs():
    with pytest.raises(ValueError):
        agreement([1], [])
