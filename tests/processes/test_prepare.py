"""Training what is stale: the reader of replies learns when its sentences are others, and only then."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.processes import prepare
from bot.reader.moves import load_move_reader
from bot.wiring import Settings

THANKS = ("谢谢您", "感谢您的耐心", "多谢支持", "谢谢您告诉我们")
OTHERS = ("包裹在杭州", "明天是星期二", "这款有三种颜色", "订单里有两件")
ENDS = ("", "。", "！", "哈", "呢", "，亲", "～", "哦", "啦", "的")


def settings(folder: Path) -> Settings:
    moves = folder / "data" / "moves"
    moves.mkdir(parents=True)
    (folder / "data" / "entities").symlink_to(Settings().data / "entities")
    lines = [f"  - {{text: '{text}{end}', moves: [thank]}}" for text in THANKS for end in ENDS]
    lines += [f"  - {{text: '{text}{end}', moves: []}}" for text in OTHERS for end in ENDS]
    (moves / "one.yml").write_text("\n".join(["language: zh-Hans", "sentences:", *lines]) + "\n", encoding="utf-8")
    return replace(Settings(), data=folder / "data", models=folder / "trained", moves=folder / "none")


def test_the_reader_of_replies_is_trained_once_for_the_same_sentences(tmp_path: Path) -> None:
    own, said = settings(tmp_path), []

    prepare.train_moves_where_stale(own, say=said.append)
    first = len(said)
    prepare.train_moves_where_stale(own, say=said.append)
    again = len(said)
    prepare.train_moves_where_stale(own, say=said.append, force=True)

    assert "80 sentences" in said[first - 1]
    assert (first > 0, again - first, len(said) > again) == (True, 0, True)
    assert load_move_reader(own.models, own.moves).read("感谢您呀").sentences[0].made == {"thank"}


def test_without_sentences_nothing_is_trained(tmp_path: Path) -> None:
    own, said = settings(tmp_path), []
    (own.data / "moves" / "one.yml").unlink()

    prepare.train_moves_where_stale(own, say=said.append)

    assert said == []
    assert not own.models.exists()
