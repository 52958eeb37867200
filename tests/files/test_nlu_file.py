"""Examples that were written are read back sign for sign."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.desk.errors import FileFaults
from bot.desk.reading import INTENTS, Temperament
from bot.files.nlu_file import append_examples, write_examples
from bot.reader.examples import Example, load_examples

STORABLE = some.characters(blacklist_categories=("Cs",), blacklist_characters="\x00")
TEXTS = some.text(STORABLE, min_size=1, max_size=60).filter(lambda text: text.strip() and text == text.rstrip("\n"))


ITEMS = some.lists(some.tuples(TEXTS, some.sampled_from(INTENTS), some.lists(TEXTS, max_size=2)), min_size=1, max_size=4)
Item = tuple[str, str, list[str]]


def an_example(text: str, intent: str = "greet", **more: object) -> Example:
    values = {"temperaments": {Temperament.ANGRY: 2}, "escalate": True, "context": (), "voice": "correction", "file": "a", **more}
    return Example(text, intent, **values)  # type: ignore[arg-type]


@settings(deadline=None, max_examples=150)
@given(ITEMS)
def test_whatever_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, items: list[Item]) -> None:
    folder = tmp_path_factory.mktemp("nlu")
    examples = tuple(
        an_example(text, intent, context=tuple(("agent", said) for said in context)) for text, intent, context in items
    )

    write_examples(folder / "a.yml", examples)

    assert load_examples(folder) == examples


SIGNS = ("- a", "a: b", "# no comment", "'", '"', "|", ">", "%x", "null", "12", "yes", " a", "a ", "a\n\nb", "a\tb", "…\x85x")


@pytest.mark.parametrize("text", [*SIGNS, "a\u2028b", "😀"])
def test_signs_of_yaml_stay_signs(tmp_path: Path, text: str) -> None:
    write_examples(tmp_path / "a.yml", [an_example(text)])

    assert [example.text for example in load_examples(tmp_path)] == [text]


def test_a_plain_message_is_written_as_people_write_it(tmp_path: Path) -> None:
    write_examples(tmp_path / "a.yml", [an_example("人呢\n快点", voice="")])

    assert (tmp_path / "a.yml").read_text(encoding="utf-8") == (
        'version: "3.1"\nnlu:\n- intent: greet\n  examples:\n  - text: |\n      人呢\n      快点\n'
        "    metadata: {temperaments: {angry: 2}, escalate: true}\n"
    )


def test_what_stands_in_a_file_stays_when_more_is_added(tmp_path: Path) -> None:
    path = tmp_path / "corrections.yml"
    append_examples(path, [an_example("one")], about="Ours.")
    path.write_text(path.read_text(encoding="utf-8") + "# a note by hand\n", encoding="utf-8")

    append_examples(path, [an_example("two"), an_example("three", "thank")], about="Ours.")

    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Ours.\n") and "# a note by hand\n" in text
    assert [example.text for example in load_examples(tmp_path)] == ["one", "two", "three"]


def test_a_file_with_faults_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "corrections.yml"
    path.write_text("version: '3.1'\nnlu:\n- intent: nonsense\n  examples:\n  - text: a\n", encoding="utf-8")

    with pytest.raises(FileFaults):
        append_examples(path, [an_example("two")], about="Ours.")

    assert "two" not in path.read_text(encoding="utf-8")
