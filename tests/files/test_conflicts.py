"""conflicts.yml: where rules meet; every fault is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.desk.errors import FileFaults
from bot.desk.message import Language
from bot.desk.rules import RULES
from bot.files.conflicts import load_conflicts

GOOD = """- id: hold_or_mend
  rows: [S0.43, S0.44]
  fact: fault_established
  title: {zh-Hans: 甲, zh-Hant: 乙, en: a}
  decides: {zh-Hans: 甲, zh-Hant: 乙, en: b}
  holds: {zh-Hans: 甲, zh-Hant: 乙, en: c}
"""


def load(folder: Path, text: str) -> object:
    (folder / "conflicts.yml").write_text(text, encoding="utf-8")
    return load_conflicts(folder)


def test_a_conflict_is_read_with_its_rows_its_words_and_the_fact_that_decides(tmp_path: Path) -> None:
    (found,) = load(tmp_path, GOOD)  # type: ignore[misc]

    assert (found.id, found.rows, found.fact) == ("hold_or_mend", ("S0.43", "S0.44"), "fault_established")
    assert (found.title[Language.EN], found.decides[Language.ZH_HANT], found.holds[Language.ZH_HANS]) == ("a", "乙", "甲")


@pytest.mark.parametrize("fact", ["null", '""'])
def test_without_a_fact_none_decides(tmp_path: Path, fact: str) -> None:
    (found,) = load(tmp_path, GOOD.replace("fault_established", fact))  # type: ignore[misc]

    assert found.fact == ""


def test_a_folder_without_the_file_has_no_conflicts(tmp_path: Path) -> None:
    assert load_conflicts(tmp_path) == ()


@pytest.mark.parametrize(
    ("before", "after", "line", "what"),
    [
        ("fault_established", "fault_establised", 3, "is not a fact"),
        ("[S0.43, S0.44]", "[S0.43, X1]", 2, "is not a requirement row"),
        ("  rows: [S0.43, S0.44]\n", "", 1, "names no row"),
        (", en: b", "", 5, "lacks en"),
        ("  holds: {zh-Hans: 甲, zh-Hant: 乙, en: c}\n", "", 1, "lacks 'holds'"),
        ("id: hold_or_mend", "name: x", 1, "is not a key"),
        (GOOD, GOOD + GOOD, 7, "two conflicts"),
        (GOOD, "id: x\n", 1, "must be a list"),
        (GOOD, "- x\n", 1, "must be a map"),
    ],
)
def test_every_fault_is_told_with_its_line(tmp_path: Path, before: str, after: str, line: int, what: str) -> None:
    with pytest.raises(FileFaults) as refused:
        load(tmp_path, GOOD.replace(before, after))

    assert any(fault.line == line and what in fault.what for fault in refused.value.faults), refused.value


def test_the_shipped_conflicts_have_ids_of_their_own_and_meet_rules_of_the_check() -> None:
    found = load_conflicts(Path("playbooks"))

    assert len({item.id for item in found}) == len(found) >= 5
    checked = {row for rule in RULES.values() for row in rule.rows}
    assert any(set(item.rows) & checked for item in found)
