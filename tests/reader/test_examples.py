"""The training examples are read strictly."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.desk.errors import FileFaults
from bot.desk.reading import Temperament

pytest.importorskip("yaml")
from bot.reader.examples import load_examples

GOOD = """version: "3.1"
nlu:
- intent: complain_delay
  examples:
  - text: |
      说好的周三到 人呢
    metadata: {temperaments: {hurried: 2}, escalate: false, voice: "student"}
"""


def test_an_example_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(GOOD, encoding="utf-8")

    example = load_examples(tmp_path)[0]

    assert (example.text, example.intent, example.temperaments) == (
        "说好的周三到 人呢",
        "complain_delay",
        {Temperament.HURRIED: 2},
    )


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("complain_delay", "complain_dely", 5),
        ("hurried: 2", "hurried: 4", 5),
        ("hurried", "hurryed", 5),
        ("escalate: false", "escalate: maybe", 5),
        ("voice:", "voise:", 5),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, old: str, new: str, line: int) -> None:
    (tmp_path / "a.yml").write_text(GOOD.replace(old, new), encoding="utf-8")

    with pytest.raises(FileFaults) as caught:
        load_examples(tmp_path)

    assert caught.value.faults[0].line == line


def test_the_shipped_examples_are_sound() -> None:
    nlu = Path(__file__).resolve().parents[2] / "data" / "nlu"

    assert len(load_examples(nlu)) > 1000
