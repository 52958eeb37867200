"""The parts of the reading bench: what contenders are given, how they are judged, and one whole run of the cheapest."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.measure.gold import GoldMessage
from tests.bench import reading
from tests.bench.contenders import keywords, stock_rasa
from tests.bench.contenders.common import LABELS, best_cut
from tests.bench.reading import Contender, Result, contenders, frozen_set, judged, measure, ratios
from tests.measure.builders import gold


def line(text, language="zh-Hans", labels=()):
    return {"text": text, "language": language, "context": [], "labels": list(labels)}


def result(name, macro, rate):
    return Result(name, 1.0, 1.0, rate, 1.0, {"all": {"macro_f1": macro}}, (0.0, 1.0))


def test_the_cut_has_the_best_f1_of_what_lies_at_and_below_it():
    # Below .3: two of two, F1 2 * 2 / (2 + 3) = .8; below .5 two of three, .67; below .9 three of four, 6 / 7 = .86.
    assert best_cut([0.1, 0.3, 0.5, 0.9, 0.95], [True, True, False, True, False]) == 0.9
    assert best_cut([0.1, 0.3, 0.5], [True, True, False]) == 0.3
    assert best_cut([0.2, 0.4], [False, False]) == 0.2
    assert best_cut([], []) == 0.0


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.3, 0.4]), st.booleans()), min_size=1, max_size=12))
def test_no_other_cut_is_better(rows):
    def f1(cut):
        hits = sum(held for score, held in rows if score <= cut)
        return 2 * hits / (sum(score <= cut for score, _ in rows) + sum(held for _, held in rows)) if hits else 0

    found = best_cut([score for score, _ in rows], [held for _, held in rows])

    assert f1(found) == pytest.approx(max(f1(cut) for cut in (0.1, 0.2, 0.3, 0.4)))


def test_rasa_is_given_sets_of_labels_as_intents_and_texts_that_it_does_not_mark_up():
    examples = [line("a: b\n- c [x](y) 'q\"", "en", ["hurried", "angry"]), line("好的"), line("快[1]{2}", labels=["hurried"])]

    written = yaml.safe_load(stock_rasa.nlu_yaml(examples))

    assert [(group["intent"], [item["text"] for item in group["examples"]]) for group in written["nlu"]] == [
        ("hurried+angry", ["a: b - c [x] (y) 'q\""]),
        ("none", ["好的"]),
        ("hurried", ["快[1] {2}"]),
    ]


@pytest.mark.parametrize(
    ("text", "language", "labels"),
    [
        ("快点发货", "zh-Hans", ["hurried"]),
        ("趕緊退款 騙子", "zh-Hant", ["hurried", "angry"]),
        ("I need it ASAP, honey", "en", ["hurried", "over_familiar"]),
        ("what size is the lawn mower", "en", []),
        ("scampi", "en", []),
    ],
)
def test_the_list_of_words_finds_whole_words_in_every_script(tmp_path, text, language, labels):
    assert keywords.load(tmp_path)(line(text, language)) == labels


def test_the_list_has_words_for_every_label():
    assert set(keywords.WORDS) == set(LABELS)


def test_contenders_are_judged_like_the_reading_without_escalation():
    messages = [gold("a", {"angry": 1}), gold("b", {"hurried": 1}, disputed=["angry"]), gold("c", language="en")]

    figures, interval = judged(messages, [frozenset({"angry"}), frozenset({"angry"}), frozenset()])

    assert set(figures) == {"all", "zh", "en"} and "escalate" not in figures["all"]
    assert (figures["all"]["angry"]["f1"], figures["all"]["hurried"]["f1"]) == (1.0, 0.0)
    assert figures["all"]["macro_f1"] == 0.2 and 0 <= interval[0] <= interval[1] <= 1


def test_ratios_are_to_the_reference():
    results = [result(reading.REFERENCE, 0.2, 50.0), result("other", 0.5, 100.0)]

    assert ratios(results[1], results) == {"macro_f1_ratio": 2.5, "rate_ratio": 2.0}
    assert ratios(results[1], results[1:]) == {"macro_f1_ratio": None, "rate_ratio": None}
    assert ratios(results[1], [result(reading.REFERENCE, 0.0, 50.0)])["macro_f1_ratio"] is None


def test_the_frozen_set_is_the_one_with_temperaments(tmp_path):
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "1", "language": "en", "text": "x", "intent": "thank"}) + "\n")
    (tmp_path / "b.jsonl").write_text("")
    with pytest.raises(SystemExit, match="GOLD=path"):
        frozen_set(tmp_path)

    (tmp_path / "c.jsonl").write_text(json.dumps({"id": "1", "language": "en", "text": "x", "labels": {}}) + "\n")

    assert frozen_set(tmp_path).name == "c.jsonl"


def contender(name):
    return next(item for item in contenders(30) if item.name == name)


SET = [GoldMessage("1", gold().language, (), "快点发货", {}), GoldMessage("2", gold().language, (), "/greet 你好", {})]


def test_a_contender_runs_in_a_process_of_its_own_and_leaves_its_figures():
    found = measure(contender("keywords"), [line("x")], SET)

    assert found.name == "keywords" and found.messages_per_second > 0
    assert 1 < found.reading_mib < 500 and found.training_seconds >= 0
    assert found.figures["all"]["hurried"]["given"] == 1


def test_a_contender_that_fails_is_told_with_its_last_words():
    base = contender("keywords")

    with pytest.raises(SystemExit, match=r"nobody failed at train(.|\n)*No module named"):
        measure(Contender("nobody", base.python, "nobody"), [], SET)


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", ["stock-logistic", "stock-diet"])
def test_stock_rasa_learns_the_sets_of_labels_and_reads_them(name):
    examples = [line(f"快点发货 {n}", labels=["hurried"]) for n in range(30)] + [line(f"请问尺寸 {n}") for n in range(30)]

    found = measure(contender(name), examples, [gold("1", {"hurried": 2}, text="快点发货"), gold("2", text="/请问尺寸")])

    assert found.figures["all"]["hurried"]["f1"] == 1
    assert found.training_seconds > 1 and found.training_mib > 100
