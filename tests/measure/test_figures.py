"""Precision, recall and F1 on cases worked out by hand."""

import pytest

from bot.measure.figures import ROWS, answers_of, score
from tests.measure.builders import gold


def scores(*rows):
    """Each row is (labels that hold, labels read, disputed)."""
    messages = [
        gold(str(place), {name: 2 for name in wanted}, disputed=disputed) for place, (wanted, _, disputed) in enumerate(rows)
    ]
    return score(answers_of(messages, [given for _, given, _ in rows], [False] * len(rows)))


def test_precision_recall_and_f1_follow_from_hits_wanted_and_given():
    found = scores(({"angry"}, {"angry"}, ()), ({"angry"}, set(), ()), (set(), {"angry"}, ()), ({"angry"}, {"angry"}, ())).rows[
        "angry"
    ]

    assert (found.precision, found.recall, found.f1, found.support, found.given) == (0.6667, 0.6667, 0.6667, 3, 3)


def test_a_label_that_nobody_wanted_or_gave_has_an_f1_of_nothing():
    found = scores((set(), set(), ())).rows["dramatic"]

    assert (found.precision, found.recall, found.f1, found.support) == (0, 0, 0, 0)


def test_a_disputed_label_is_not_scored_but_the_others_of_the_message_are():
    found = scores(({"angry"}, {"angry", "hurried"}, ("hurried",)), ({"hurried"}, {"hurried"}, ()))

    assert found.rows["hurried"].given == 1 and found.rows["hurried"].f1 == 1
    assert found.rows["angry"].f1 == 1


def test_any_leaves_out_messages_with_a_disputed_label():
    found = scores(({"angry"}, set(), ("hurried",)), ({"angry"}, {"hurried"}, ()), (set(), set(), ()))

    assert (found.rows["any"].f1, found.rows["any"].support) == (1.0, 1)


def test_escalate_is_scored_where_it_is_known():
    messages = [gold("a", escalate=True), gold("b", escalate=None), gold("c", escalate=False)]

    found = score(answers_of(messages, [()] * 3, [True, True, True])).rows["escalate"]

    assert (found.precision, found.recall, found.f1, found.support) == (0.5, 1.0, 0.6667, 1)


def test_the_means_are_of_the_rounded_f1():
    found = scores(
        ({"angry"}, {"angry"}, ()), ({"angry"}, set(), ()), ({"hurried", "know_it_all"}, {"hurried", "know_it_all"}, ())
    )

    assert [found.rows[name].f1 for name in ROWS[:5]] == [1.0, 0.0, 0.0, 0.6667, 1.0]
    assert found.macro_f1 == pytest.approx(round(2.6667 / 5, 4))
    assert found.mean_of_four == pytest.approx(round(1.6667 / 4, 4))


def test_readings_and_messages_must_be_as_many():
    with pytest.raises(ValueError):
        answers_of([gold("a")], [(), ()], [False])
