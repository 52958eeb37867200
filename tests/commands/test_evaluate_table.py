"""The tables of `tactful evaluate` in three languages: in line, whole, without a word of the messages."""

import pytest
from rich.cells import cell_len

from bot.commands.evaluate_table import tables
from bot.commands.evaluate_words import Source, number, percent
from bot.console.texts import LANGUAGES, load_texts
from bot.measure.evaluation import evaluate
from tests.measure.builders import gold, mixed_readings, reading, taken

SOURCE = Source("set.jsonl", "0" * 12, "f" * 12)
TEXTS = load_texts("UTC")


@pytest.fixture(scope="module")
def evaluation():
    return evaluate(mixed_readings(40), halves=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_is_there_and_no_message(evaluation, language):
    words = TEXTS[language]

    text = tables(evaluation, words, SOURCE)

    groups = ("all", "zh", "zh-Hans", "zh-Hant", "A", "B", "determined")
    assert [words(f"measure.group_{name}") in text for name in groups] == [True] * len(groups)
    titles = ("calibration", "intensity", "undetermined", "parity", "evidence")
    assert [words(f"measure.{name}_title") in text for name in titles] == [True] * len(titles)
    assert "快一点" not in text and "{" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_columns_stand_in_line_whatever_the_width_of_their_characters(evaluation, language):
    whole = tables(evaluation, TEXTS[language], SOURCE).split("\n\n")[1].split("\n")

    assert len(whole) == 1 + 1 + 7 + 2
    assert len({cell_len(line) for line in whole[1:9]}) == 1


def test_both_scripts_are_compared_with_sign_and_interval(evaluation):
    text = tables(evaluation, TEXTS["en"], SOURCE)

    (said,) = (line for line in text.split("\n") if line.startswith("Mean F1 of 5 labels, Simplified less Traditional: "))
    assert said.split(": ")[1][0] in "+-" and "(95 %: " in said
    assert "Of 40 Chinese messages, 0.0 % keep their labels" in text


def test_a_small_set_says_what_it_cannot_say():
    text = tables(evaluate([taken(gold("a", language="en"), reading())]), TEXTS["en"], SOURCE)

    assert "Fewer than 20 messages of one of the scripts" in text
    assert "Nobody marked words in this set." in text and "No label was read." in text
    assert "–" in text


def test_numbers_that_are_not_there_are_dashes():
    assert (number(None), percent(None)) == ("–", "–")
    assert (number(0.12345), percent(0.12345)) == ("0.123", "12.3 %")
