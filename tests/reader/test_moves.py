"""The move reader: trained from sentences, it reads replies; what it was made from is remembered."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest

from bot.desk.errors import InputError
from bot.desk.message import Language
from bot.desk.moves import READ_MOVES
from bot.reader import artefact, move_training, moves
from bot.reader.features import Analysed
from bot.reader.move_training import HELD_AGAINST, MoveReport, moves_are_stale, train_moves
from bot.reader.moves import MoveReader, load_move_reader
from bot.reader.transformer import FOLDER, MANIFEST, MOVES_FOLDER

TRAINED = Path(__file__).resolve().parents[2] / "models" / "trained"
SHOWN = {
    "apologise": (
        ["抱歉让您多等了三天", "实在不好意思，杯子摔坏了", "对不起，我们把尺码发错了", "抱歉昨天没有及时回您"],
        ["I'm sorry your parcel is late", "Sorry that the cup broke", "I am sorry nobody answered you", "Sorry for the size"],
    ),
    "apologise_emptily": (
        ["给您带来不便，敬请谅解", "如有不便请多包涵", "带来的不便深表歉意", "不便之处请谅解"],
        ["We apologise for any inconvenience", "Sorry for the inconvenience", "Apologies for trouble", "It is regretted"],
    ),
    "thank": (
        ["谢谢您的耐心", "感谢您的理解", "谢谢您告诉我们", "感谢您的支持"],
        ["Thank you for your patience", "Thanks for letting us know", "Many thanks for your order", "Thanks a lot"],
    ),
    "threaten": (
        ["再骂就拉黑您了", "您再这样我们就报警", "再闹就取消您的订单", "再骂就封您的号"],
        ["One more insult and you are blocked", "We will call the police", "Or I cancel your order", "We block your account"],
    ),
    "": (
        ["包裹现在在杭州", "这款有三种颜色", "明天是星期二", "订单里有两件"],
        ["The parcel is in Leeds", "It comes in three colours", "Tomorrow is Tuesday", "There are two in the order"],
    ),
}
ENDS = (["", "。", "！", "哈", "呢", "，亲"], ["", ".", "!", " now.", " for now.", ", dear."])


def write(folder: Path) -> Path:
    """A small folder of sentences in two languages."""
    folder.mkdir(parents=True)
    for place, language in enumerate(("zh-Hans", "en")):
        lines = [f"language: {language}", "sentences:"]
        for name, shown in SHOWN.items():
            near = "    near: [apologise_emptily]\n" if name == "apologise" else ""
            lines += [
                f'  - text: "{text}{end}"\n    moves: [{name}]\n{near}'.rstrip("\n")
                for text, end in product(shown[place], ENDS[place])
            ]
        (folder / f"{language}.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """Sentences, heads, and where no encoder lies."""
    folder = tmp_path_factory.mktemp("moves")
    return write(folder / "data" / "moves"), folder / "trained", folder / "none"


@pytest.fixture(scope="module")
def report(place: tuple[Path, Path, Path]) -> MoveReport:
    data, models, none = place
    return train_moves(data, models, encoder_dir=none)


@pytest.fixture
def reader(place: tuple[Path, Path, Path], report: MoveReport) -> MoveReader:
    return load_move_reader(place[1], place[2])


def test_moves_are_read_sentence_by_sentence(reader: MoveReader) -> None:
    text = "抱歉让您多等了三天。\n感谢您的耐心！ 再骂就拉黑您了"

    reading = reader.read(text)

    assert [sorted(sentence.made) for sentence in reading.sentences] == [["apologise"], ["thank"], ["threaten"]]
    assert all(text[sentence.start : sentence.end] == sentence.text for sentence in reading.sentences)
    assert reading.language is Language.ZH_HANS
    assert [figure.text for figure in reading.figures] == ["三天"]


def test_an_empty_apology_is_told_from_one_that_names_its_matter(reader: MoveReader) -> None:
    empty, named = reader.read("We apologise for any inconvenience! I'm sorry your parcel is late.").sentences

    assert (empty.made, named.made) == ({"apologise_emptily"}, {"apologise"})


def test_every_move_has_a_probability_and_one_that_nothing_shows_is_never_made(reader: MoveReader) -> None:
    sentence = reader.read("您好，包裹在杭州").sentences[0]

    assert tuple(sentence.moves) == READ_MOVES
    assert all(0 <= share <= 1 for share in sentence.moves.values())
    assert sentence.moves["exploit"] == 0.0
    assert not sentence.made


def test_a_reply_without_words_has_no_sentence(reader: MoveReader) -> None:
    assert reader.read(" \n ").sentences == ()
    assert reader.read("").text == ""


def test_a_sentence_is_read_once_and_few_are_held(reader: MoveReader, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    own = moves.MoveHeads.read

    def read(heads: moves.MoveHeads, analysed: Analysed, encoder: object) -> object:
        seen.append(analysed.text)
        return own(heads, analysed, encoder)  # type: ignore[arg-type]

    monkeypatch.setattr(moves.MoveHeads, "read", read)
    monkeypatch.setattr(moves, "HELD", 2)
    first = reader.read("一号。二号。一号。")
    again = reader.read("三号。一号。二号。")

    assert seen == ["一号。", "二号。", "三号。", "二号。"]
    assert first.sentences[0].moves == again.sentences[1].moves


def test_the_report_speaks_of_sentences_that_were_held_back(report: MoveReport) -> None:
    assert report.examples == 240
    assert 0 < len(report.held_back) < 80
    assert report.mean_f1 > 0.6
    assert set(report.move_f1) <= set(SHOWN)
    assert all(item.made <= set(SHOWN) for item in report.held_back)


def test_what_changes_makes_it_stale(
    tmp_path: Path, report: MoveReport, place: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    data, models, none = place
    fresh = moves_are_stale(models, data, none)
    other = write(tmp_path / "other")
    same_data = moves_are_stale(models, other, none)
    (other / "more.yml").write_text("language: en\nsentences: []\n", encoding="utf-8")
    other_data = moves_are_stale(models, other, none)
    other_encoder = moves_are_stale(models, data, FOLDER)
    monkeypatch.setattr(move_training, "RECIPE", move_training.RECIPE + 1)
    other_recipe = moves_are_stale(models, data, none)

    assert (fresh, same_data) == (False, False)
    assert (other_data, other_encoder, other_recipe) == (True, True, True)
    assert moves_are_stale(tmp_path, data, none)


def test_another_encoder_is_refused(place: tuple[Path, Path, Path], report: MoveReport) -> None:
    with pytest.raises(InputError, match="another encoder"):
        load_move_reader(place[1], FOLDER)


def test_an_encoder_that_was_taught_something_else_is_refused(place: tuple[Path, Path, Path], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="taught other moves"):
        train_moves(place[0], tmp_path, encoder_dir=FOLDER)


def test_heads_of_other_moves_are_refused(place: tuple[Path, Path, Path], report: MoveReport, tmp_path: Path) -> None:
    trained = artefact.load(place[1] / artefact.MOVES)
    artefact.save(tmp_path / artefact.MOVES, trained.arrays, {**trained.manifest, "moves": ["greet"]})

    with pytest.raises(InputError, match="other moves"):
        load_move_reader(tmp_path, place[2])


def test_moves_that_no_reply_should_make_are_read_with_precision() -> None:
    assert {"threaten", "apologise_emptily", "deny_guarantee"} <= HELD_AGAINST
    assert not {"refuse", "put_off", "promise_outcome"} & HELD_AGAINST


needs_training = pytest.mark.skipif(
    not (TRAINED / artefact.MOVES / artefact.MANIFEST).exists() or not (MOVES_FOLDER / MANIFEST).exists(),
    reason="needs models/moves and `tactful train`",
)


@pytest.fixture(scope="module")
def own() -> MoveReader:
    return load_move_reader(TRAINED)


@pytest.mark.model
@needs_training
@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("谢谢您的耐心等待", "thank"),
        ("不便之處，敬請見諒", "apologise_emptily"),
        ("We apologise for any inconvenience caused.", "apologise_emptily"),
        ("请问您的订单号是多少？", "ask_information"),
        ("我已經請倉庫的同事去核對了", "take_on"),
        ("I have asked the warehouse to check it.", "take_on"),
        ("明天下午三点前给您答复", "commit_time"),
        ("您可以换一件，也可以退款", "offer_option"),
        ("再骂就把您拉黑", "threaten"),
        ("One more word and I will block you.", "threaten"),
        ("地址是您自己填错的", "blame"),
        ("我把您的單子排到最前面了", "promise_queue_jump"),
        ("We have moved you to the front of the queue.", "promise_queue_jump"),
    ],
)
def test_the_projects_own_reader_reads_what_is_plain(own: MoveReader, text: str, move: str) -> None:
    assert move in own.read(text).sentences[0].made


@pytest.mark.model
@needs_training
@pytest.mark.parametrize(
    "text",
    [
        "抱歉让您多等了三天",
        "收货地址写的是三号楼，我帮您改成五号楼好吗？",
        "我們按付款先後出貨，您的排在明天",
        "Please never give the code to anybody, not even to us.",
        "The guarantee ended in May; we can still repair it for 30 dollars.",
    ],
)
def test_the_projects_own_reader_holds_nothing_against_a_near_miss(own: MoveReader, text: str) -> None:
    assert not own.read(text).sentences[0].made & HELD_AGAINST


@needs_training
def test_the_encoder_of_replies_is_small_and_says_where_it_comes_from() -> None:
    manifest = json.loads((MOVES_FOLDER / MANIFEST).read_text(encoding="utf-8"))

    assert sum(path.stat().st_size for path in MOVES_FOLDER.iterdir()) <= 35_000_000
    assert manifest["labels"] == list(READ_MOVES)
    assert {"provenance", "training", "data_hash", "held_back"} <= set(manifest)
