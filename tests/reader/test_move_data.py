"""The files of data/moves: read whole, or every fault told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.desk.errors import FileFaults
from bot.desk.message import Language
from bot.reader.move_data import load_move_examples

GOOD = """\
language: zh-Hans
sentences:
  - text: 知道您明天就要用，我刚给仓库打过电话
    moves: [acknowledge, take_on]
  - text: 抱歉让您等了三天
    moves: [apologise]
    near: [apologise_emptily]
  - text: 好的
    moves: []
"""


def faults(folder: Path, content: str, name: str = "one.yml") -> list[str]:
    (folder / name).write_text(content, encoding="utf-8")
    with pytest.raises(FileFaults) as told:
        load_move_examples(folder)
    return [str(fault) for fault in told.value.faults]


def test_sentences_are_read_with_moves_near_misses_and_language(tmp_path: Path) -> None:
    (tmp_path / "one.yml").write_text(GOOD, encoding="utf-8")

    first, second, third = load_move_examples(tmp_path)

    assert first.moves == {"acknowledge", "take_on"}
    assert (second.moves, second.near) == ({"apologise"}, {"apologise_emptily"})
    assert (third.text, third.moves, third.language) == ("好的", frozenset(), Language.ZH_HANS)


@pytest.mark.parametrize(
    ("before", "after", "line", "what"),
    [
        ("[apologise]", "[apologize]", 6, "'apologize' is not a move"),
        ("[apologise_emptily]", "[apologise]", 5, "stands under moves and under near"),
        ("[apologise_emptily]", "apologise_emptily", 7, "near is no list"),
        ("near:", "nearly:", 7, "'nearly' is not a key"),
        ("text: 好的", "text: '  '", 8, "without words"),
        ("    moves: []\n", "", 8, "without `moves`"),
        ("text: 好的", "text: 抱歉让您等了三天", 8, "The same sentence twice"),
        ("text: 好的", "text: 我們馬上處理", 8, "reads as zh-Hant in a file of zh-Hans"),
        ("text: 好的", "text: We are looking into it", 8, "reads as en in a file of zh-Hans"),
        ("language: zh-Hans", "language: zh", 1, "'zh' is not a language"),
        ("sentences:", "sentences: none\nothers:", 2, "no list of sentences"),
        ("    moves: []\n", "   moves: []\n", 9, "not YAML"),
        ("  - text: 好的\n    moves: []\n", "  - 好的\n", 8, "without words"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, before: str, after: str, line: int, what: str) -> None:
    told = faults(tmp_path, GOOD.replace(before, after, 1))

    assert len(told) == 1
    assert told[0].startswith(f"data/moves/one.yml:{line}: ")
    assert what in told[0]


def test_every_fault_of_every_file_is_told_together(tmp_path: Path) -> None:
    (tmp_path / "one.yml").write_text(GOOD, encoding="utf-8")
    broken = GOOD.replace("[acknowledge, take_on]", "[acknowlege, take_on]").replace("知道您", "知道您是")

    told = faults(tmp_path, broken, "two.yml")

    assert [line.split(": ")[0] for line in told] == ["data/moves/two.yml:4", "data/moves/two.yml:5", "data/moves/two.yml:8"]
    assert "Near it: acknowledge" in told[0]
    assert "stands first at data/moves/one.yml:5" in told[1]


def test_an_empty_folder_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(FileFaults, match="There are no sentences"):
        load_move_examples(tmp_path)


def test_the_same_words_in_the_other_script_are_another_sentence(tmp_path: Path) -> None:
    (tmp_path / "one.yml").write_text(GOOD, encoding="utf-8")
    other = "language: zh-Hant\nsentences:\n  - text: 抱歉讓您等了三天\n    moves: [apologise]\n"
    (tmp_path / "two.yml").write_text(other, encoding="utf-8")

    assert [example.language for example in load_move_examples(tmp_path)][-1] is Language.ZH_HANT
