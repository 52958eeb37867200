"""The gate: real small trainings, on n-grams alone; heads that read worse are kept out, better ones let in."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.assist.model_card import ALL
from bot.commands.retrain import Gate, roll_back
from bot.desk.errors import InputError
from bot.desk.reading import Temperament
from bot.files.model_card import load_card, make_card, save_card
from bot.files.nlu_file import append_examples, write_examples
from bot.processes import prepare
from bot.reader import artefact, versions
from bot.reader.examples import Example, load_examples
from bot.reader.gate_parts import PARTS, gate_part
from bot.reader.reader import load_reader
from bot.reader.training import train
from bot.wiring import ROOT, Settings, utc_now

ANGRY = Temperament.ANGRY
WHOLE = load_examples(ROOT / "data" / "nlu")


def number(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16)


SOME = [example for example in WHOLE if number(example.text) % 12 == 0]
"""A twelfth of the examples: enough for figures, quick to train on."""


def blunted(examples: Iterable[Example]) -> list[Example]:
    """The same with anger and calm exchanged in every other one."""
    return [_exchanged(example) if number(example.text + "x") % 2 else example for example in examples]


def _exchanged(example: Example) -> Example:
    others = {name: level for name, level in example.temperaments.items() if name is not ANGRY}
    return replace(example, temperaments=others if ANGRY in example.temperaments else {**others, ANGRY: 2})


def write(folder: Path, examples: Iterable[Example]) -> None:
    for path in folder.glob("*.yml"):
        path.unlink()
    write_examples(folder / "some.yml", sorted(examples, key=lambda example: example.intent))


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Heads trained once on good and once on blunted examples."""
    made = {}
    for name, examples in (("good", SOME), ("blunted", blunted(SOME))):
        folder = tmp_path_factory.mktemp(name)
        write(folder / "nlu", examples)
        train(folder / "nlu", folder / "models", entities_dir=ROOT / "data" / "entities", encoder_dir=folder / "none")
        versions.keep_learned(folder / "models", folder / "nlu")
        made[name] = folder
    return made


class Place:
    """An installation with examples and heads of its own."""

    def __init__(self, folder: Path, heads: Path) -> None:
        data = folder / "data"
        data.mkdir()
        (data / "entities").symlink_to(ROOT / "data" / "entities")
        self.settings = Settings(var=folder, models=folder / "models", data=data, encoder=folder / "none")
        self.nlu = data / "nlu"
        for source, target in ((heads / "models", self.settings.models), (heads / "nlu", self.nlu)):
            shutil.copytree(source, target)
        self.said: list[str] = []

    @property
    def where(self) -> tuple[Path, Path, Path, Path]:
        return self.settings.models, self.nlu, self.settings.data / "entities", self.settings.encoder

    def gate(self, *gold: Path, tolerance: float = 0.0, force: bool = False) -> bool:
        return Gate(self.settings, gold, tolerance, self.said.append).run(force=force)

    def version(self) -> str:
        return artefact.version_of(artefact.read_manifest(self.settings.models))


@pytest.fixture
def good(tmp_path: Path, trained: dict[str, Path]) -> Place:
    return Place(tmp_path, trained["good"])


@pytest.fixture
def poor(tmp_path: Path, trained: dict[str, Path]) -> Place:
    return Place(tmp_path, trained["blunted"])


def gold_file(path: Path, examples: Iterable[Example]) -> Path:
    lines = [
        {
            "id": f"{place}",
            "language": "zh-Hans",
            "text": example.text,
            "context": [{"role": role, "text": text} for role, text in example.context],
            "labels": {name.value: level for name, level in example.temperaments.items()},
            "escalate": example.escalate,
        }
        for place, example in enumerate(examples)
    ]
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.mark.timeout(400)
def test_heads_that_read_worse_are_kept_out_and_it_is_said_what_fell(good: Place) -> None:
    before = good.version()
    write(good.nlu, blunted(SOME))

    assert not good.gate()

    fallen = [line for line in good.said if " -> " in line and "gate: " in line]
    assert good.version() == before
    assert fallen and all("angry" in line for line in fallen)
    assert not artefact.is_stale(*good.where)
    assert artefact.stay_reason(*good.where) == "refused"
    assert not list(good.settings.models.glob(".fresh-*"))


@pytest.mark.timeout(400)
def test_heads_that_read_better_are_let_in_with_their_figures_and_one_step_leads_back(poor: Place) -> None:
    before = poor.version()
    write(poor.nlu, SOME)

    assert poor.gate()

    card = load_card(poor.settings.models)
    assert card is not None and card.version == poor.version() != before
    (figures,) = card.sets
    assert figures.name == "gate"
    assert figures.messages == len([item for item in SOME if gate_part(item.text) is not None]) - contested()
    assert figures.labels["angry"][ALL].f1 > 0.3
    assert not artefact.is_stale(*poor.where)
    roll_back(poor.settings, poor.said.append)
    assert poor.version() == before
    assert artefact.stay_reason(*poor.where) == "rolled_back"
    assert not artefact.is_stale(*poor.where)


def contested() -> int:
    changed = zip(SOME, blunted(SOME), strict=True)
    return sum(gate_part(one.text) is not None and one != other for one, other in changed)


@pytest.mark.long
@pytest.mark.timeout(400)
def test_the_twins_of_heads_that_were_let_in_are_used_the_next_time(poor: Place) -> None:
    write(poor.nlu, SOME)
    assert poor.gate()
    first = "\n".join(poor.said)
    poor.said.clear()
    write(poor.nlu, blunted(SOME))

    assert not poor.gate()

    assert "twin of the present heads" in first
    assert "twin of the present heads" not in "\n".join(poor.said)


@pytest.mark.long
@pytest.mark.timeout(400)
def test_a_fall_within_the_tolerance_is_allowed(good: Place) -> None:
    write(good.nlu, blunted(SOME))

    assert good.gate(tolerance=0.9)


@pytest.mark.timeout(400)
def test_labelled_messages_judge_the_heads_themselves(good: Place, tmp_path: Path) -> None:
    others = [example for example in WHOLE if number(example.text) % 12 == 1][:400]
    write(good.nlu, blunted(SOME))
    versions_before = good.version()
    (good.settings.models / versions.VERSIONS).rename(tmp_path / "gone")

    assert not good.gate(gold_file(tmp_path / "gold.jsonl", others))

    assert any(line.strip().startswith("gate         gold.jsonl: angry") for line in good.said)
    assert good.version() == versions_before


def test_evaluate_puts_its_figures_on_the_card(
    good: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("models", "encoder", "data"):
        monkeypatch.setenv(f"TACTFUL_{name.upper()}", str(getattr(good.settings, name)))
    gold = gold_file(tmp_path / "mine.jsonl", SOME[:60])
    without = main(["evaluate", str(gold), "--card"])
    save_card(good.settings.models, make_card(good.settings.models, good.nlu, at=utc_now()))

    done = main(["evaluate", str(gold), "--card"])

    card = load_card(good.settings.models)
    assert (without, done) == (1, 0)
    assert "no model card" in capsys.readouterr().err
    assert card is not None and [(item.name, item.messages) for item in card.sets] == [("mine.jsonl", 60)]
    assert card.sets[0].intents == {}


def test_messages_that_stand_among_the_examples_judge_nothing(good: Place, tmp_path: Path) -> None:
    write(good.nlu, blunted(SOME))

    with pytest.raises(InputError, match="stands among the examples"):
        good.gate(gold_file(tmp_path / "gold.jsonl", SOME[:30]))


def test_without_what_was_learned_before_nothing_is_compared_unfairly(good: Place, tmp_path: Path) -> None:
    write(good.nlu, blunted(SOME))
    (good.settings.models / versions.VERSIONS).rename(tmp_path / "gone")

    with pytest.raises(InputError, match="was not kept") as refused:
        good.gate()

    assert "--gold" in refused.value.remedy


def test_a_reading_names_the_version_of_the_heads_that_made_it(good: Place) -> None:
    reader = load_reader(good.settings.models, good.where[2], good.settings.encoder)

    assert reader.read("人呢").model == good.version()


def test_nothing_new_is_nothing_to_train(good: Place) -> None:
    assert good.gate()
    assert good.said == ["gate       nothing has changed since the heads were trained"]


def test_heads_of_an_earlier_program_are_told_with_a_remedy(good: Place) -> None:
    path = good.settings.models / artefact.MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({name: value for name, value in manifest.items() if name != "encoder_hash"}), encoding="utf-8")

    with pytest.raises(InputError, match="do not fit this program"):
        good.gate()


@pytest.mark.parametrize("tolerance", [-0.1, 1.0, float("nan")])
def test_a_tolerance_that_is_no_share_is_refused(good: Place, tolerance: float) -> None:
    with pytest.raises(InputError, match="tolerance"):
        good.gate(tolerance=tolerance)


def test_without_heads_there_is_nothing_to_compare_with(good: Place) -> None:
    (good.settings.models / artefact.MANIFEST).unlink()

    with pytest.raises(InputError, match="no trained reader"):
        good.gate()


def test_a_faulty_gold_file_is_told_before_any_training(good: Place, tmp_path: Path) -> None:
    write(good.nlu, blunted(SOME))
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "1", "text": "x"}\n', encoding="utf-8")

    with pytest.raises(InputError, match=r"gold.jsonl:1"):
        good.gate(path)

    assert not [line for line in good.said if "training" in line]


def test_nothing_to_go_back_to_is_said(good: Place) -> None:
    with pytest.raises(InputError, match="No earlier heads"):
        roll_back(good.settings, good.said.append)


def test_the_halves_are_for_good_and_lie_where_the_encoder_never_learns() -> None:
    parts = [gate_part(example.text) for example in WHOLE]
    counted = [parts.count(part) for part in range(PARTS)]

    assert gate_part("退款  呢") == gate_part("退款 呢 ")
    assert parts.count(None) > 0.8 * len(parts)
    assert min(counted) > 0.4 * sum(counted)


@pytest.mark.long
@pytest.mark.timeout(400)
def test_at_a_start_corrections_wait_for_the_gate(good: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "_archive_is_stale", lambda settings: False)
    before = good.version()
    correction = Example("真的服了你们家", "complain_service", {ANGRY: 3}, False, (), "correction")
    append_examples(good.nlu / versions.CORRECTIONS_FILE, [correction], about="x")

    prepare.train_stale(good.settings, say=good.said.append)
    waited, told = good.version(), "\n".join(good.said)
    assert good.gate(tolerance=0.5)

    assert waited == before
    assert "corrections wait" in told
    card = load_card(good.settings.models)
    assert card is not None and card.corrections == 1
    assert good.version() != before


@pytest.mark.timeout(400)
def test_a_plain_training_writes_a_card_with_figures_by_language(good: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "_archive_is_stale", lambda settings: False)
    write(good.nlu, SOME[: len(SOME) // 2])

    prepare.train_stale(good.settings, say=good.said.append)

    card = load_card(good.settings.models)
    assert card is not None and card.version == good.version()
    assert [item.name for item in card.sets] == ["gate"]
    assert {"all", "zh-Hans"} <= set(card.sets[0].intents)
    assert set(card.left_out) > {"intents", "angry"}
    assert sum(card.languages.values()) == card.examples == len(SOME) // 2
    roll_back(good.settings, good.said.append)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--gold", "x.jsonl"],
        ["--tolerance", "0.1"],
        ["--gate", "--roll-back"],
        ["--gate", "--encoder"],
        ["--encoder", "--move-encoder"],
    ],
)
def test_a_call_of_train_that_contradicts_itself_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", *arguments]) == 1
    assert "--gate" in capsys.readouterr().err
