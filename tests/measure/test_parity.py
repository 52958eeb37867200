"""Both scripts of Chinese side by side."""

import pytest

from bot.desk.message import Language
from bot.measure.figures import answers_of
from bot.measure.parity import conversion, converted, difference
from tests.measure.builders import gold


def answers(*rows):
    return answers_of(
        [gold(str(n), {name: 1 for name in wanted}) for n, (wanted, _) in enumerate(rows)],
        [g for _, g in rows],
        [False] * len(rows),
    )


def test_the_difference_is_of_the_mean_f1_and_a_label_of_one_script_alone_is_left_out_of_the_second():
    simplified = answers(({"angry"}, {"angry"}), ({"hurried"}, {"hurried"}), ({"dramatic"}, {"dramatic"}))
    traditional = answers(({"angry"}, set()), ({"hurried"}, {"hurried"}))

    over_five, over_both = difference(simplified, traditional, draws=200)

    assert over_five.value == pytest.approx(3 / 5 - 1 / 5)
    assert (over_both.labels, over_both.value) == (("hurried", "angry"), 0.5)
    assert over_both.interval[0] <= 0.5 <= over_both.interval[1]


def test_the_same_messages_in_both_scripts_differ_by_nothing_certain():
    rows = [({"angry"}, {"angry"})] * 10 + [({"angry"}, set())] * 10 + [(set(), set())] * 20

    (over_five, _) = difference(answers(*rows), answers(*rows))

    assert over_five.value == 0
    assert over_five.interval[0] < 0 < over_five.interval[1]


def test_conversion_counts_the_sets_that_stay():
    none, angry, both = frozenset(), frozenset({"angry"}), frozenset({"angry", "hurried"})

    found = conversion([(angry, angry, angry), (angry, angry, none), (both, angry, both), (none, angry, angry)])

    assert (found.messages, found.same_both, found.same_simplified, found.same_traditional) == (4, 0.25, 0.5, 0.5)
    assert conversion([]) is None


def test_characters_go_to_the_other_script_and_back():
    assert converted("发货太慢了", Language.ZH_HANT) == "發貨太慢了"
    assert converted("發貨太慢了 ok", Language.ZH_HANS) == "发货太慢了 ok"
    with pytest.raises(KeyError):
        converted("x", Language.EN)
