"""The figures of a small set together, worked out by hand."""

import json

import pytest

from bot.measure.evaluation import SIDES, evaluate, evaluation_to_json
from bot.measure.figures import LABELS
from tests.measure.builders import gold, reading, taken

SET = (
    taken(
        gold("a1", {"angry": 3}, text="骗子快退钱", spans=[("angry", 0, 2)], escalate=True),
        reading({"angry": 1}, spans=[("angry", 0, 3)], escalate=True),
        erased={"angry": 0.45},
    ),
    taken(
        gold("a2", {"angry": 2, "hurried": 1}, text="快", spans=[("hurried", 0, 1)]),
        reading({"angry": 2}, spans=[("angry", 0, 1)]),
    ),
    taken(
        gold("a9", {}, text="你好啊朋友"),
        reading({"over_familiar": 2}, spans=[("over_familiar", 3, 5)]),
        erased={"over_familiar": 0.6},
    ),
    taken(gold("b1", {}, disputed=["hurried"], text="多久", escalate=None), reading({"hurried": 1}, spans=[("hurried", 0, 2)])),
    taken(gold("b9", {"dramatic": 1}, text="求求了"), reading(undetermined=True)),
)


@pytest.fixture(scope="module")
def found():
    return evaluate(SET, halves=True)


def test_figures_of_all_and_of_the_halves(found):
    assert list(found.groups) == ["all", "zh", "A", "B"]
    assert {name: group.scores.messages for name, group in found.groups.items()} == {"all": 5, "zh": 5, "A": 3, "B": 2}
    assert found.groups["all"].scores.rows["angry"].f1 == 1
    assert found.groups["all"].scores.rows["hurried"].f1 == 0


def test_intensities_are_compared_where_a_label_was_read_and_holds(found):
    intensities = found.intensities

    assert (intensities.read.count, intensities.read.exact, intensities.read.two_apart) == (2, 0.5, 0.5)
    assert (intensities.constant.count, intensities.constant.exact) == (2, 0.5)
    assert (intensities.constant_of_all.count, intensities.constant_of_all.exact) == (4, 0.25)


def test_undetermined_messages_are_counted_and_left_out(found):
    assert (found.undetermined.messages, found.undetermined.share) == (1, 0.2)
    assert found.undetermined.without.scores.messages == 4
    assert found.undetermined.without.scores.rows["dramatic"].support == 0


def test_where_nothing_is_undetermined_there_is_nothing_to_leave_out():
    assert evaluate(SET[:2]).undetermined.without is None
    assert evaluate(SET[4:]).undetermined.without is None


def test_evidence_is_held_against_what_was_marked_and_cut_out(found):
    evidence = found.evidence

    assert (evidence.marked, evidence.marked_read) == (2, 1)
    assert evidence.overlap_read == pytest.approx(2 * 2 / 5)
    assert evidence.overlap == pytest.approx(0.4)
    assert (evidence.labels_read, evidence.median_share) == (4, pytest.approx(0.8))
    assert (evidence.halved, evidence.whole) == (0.75, 0.5)


def test_what_was_read_for_what(found):
    together = dict(zip(SIDES, found.confusion.together, strict=True))

    assert dict(zip(SIDES, together["angry"], strict=True)) == dict.fromkeys(SIDES, 0) | {"angry": 2}
    assert dict(zip(SIDES, together["none"], strict=True))["over_familiar"] == 1
    assert dict(zip(SIDES, together["dramatic"], strict=True))["none"] == 1
    assert found.confusion.rows == (1, 1, 0, 2, 0, 1)
    assert found.confusion.tables["angry"] == (3, 0, 0, 2)
    assert found.confusion.tables["hurried"] == (3, 0, 1, 0)


def test_mistakes_are_listed_one_by_one_and_disputed_ones_are_none(found):
    assert [(item.place, item.label, item.missed, item.probability) for item in found.mistakes] == [
        (1, "hurried", True, 0.1),
        (2, "over_familiar", False, 0.9),
        (4, "dramatic", True, 0.1),
    ]


def test_escalate_has_a_calibration_where_it_is_known(found):
    by_label = {item.label: item for item in found.calibrations}

    assert list(by_label) == [*LABELS, "escalate"]
    assert by_label["escalate"].messages == 4 and by_label["hurried"].messages == 4
    assert by_label["know_it_all"].shift is None and by_label["know_it_all"].as_read.brier_skill is None


def test_scripts_are_compared_from_twenty_messages_of_each_on():
    rows = [taken(gold(str(n), language="zh-Hant" if n % 2 else "zh-Hans"), reading()) for n in range(40)]

    assert evaluate(rows[:39]).parity == ()
    assert [item.value for item in evaluate(rows).parity] == [0]


def test_the_json_holds_figures_and_no_words(found):
    text = json.dumps(evaluation_to_json(found), allow_nan=False, ensure_ascii=False)

    assert [item.message.text for item in SET if len(item.message.text) > 1 and item.message.text in text] == []
    read = json.loads(text)
    assert read["figures"]["all"]["angry"]["interval"]["precision"] == [0.0, 1.0]
    assert read["calibration"]["know_it_all"]["assumed_share"] is None
