"""The encoder's artefact: whole or refused; one pass gives scores that are sums of what the pieces add."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from bot.desk.errors import InputError
from bot.reader.entities import EntityFinder
from bot.reader.features import analyse
from bot.reader.transformer import FOLDER, LABELS, LIMIT, MANIFEST, NETWORK, PIECES, Transformer, encoder_form

ROOT = Path(__file__).resolve().parents[2]
FINDER = EntityFinder(ROOT / "data" / "entities")


@pytest.fixture(scope="module")
def encoder() -> Transformer:
    found = Transformer.open(FOLDER)
    assert found is not None
    return found


def form(text: str) -> str:
    return encoder_form(analyse(text, FINDER))


def test_the_artefact_is_small_enough_and_says_where_it_comes_from(encoder: Transformer) -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= 45_000_000
    assert {"provenance", "training", "data_hash", "held_back"} <= set(encoder.manifest)
    assert encoder.manifest["training"]["minutes"] <= 40


def test_a_score_is_the_sum_of_what_the_pieces_add(encoder: Transformer) -> None:
    one, other = encoder.read(form("怎么还没发货")), encoder.read(form("Where is my ORDER?!"))

    for seen in (one, other):
        assert seen.labels.shape == (len(LABELS),)
        assert seen.shares.shape == (len(seen.spans), len(LABELS))
        assert seen.strengths.shape == (len(LABELS) - 1,)
        assert seen.intents.shape == (len(encoder.intents),)
    assert np.abs(one.labels - other.labels).max() > 0.5


def test_spans_stand_in_the_text(encoder: Transformer) -> None:
    text = form("You PROMISED it by Friday… 人呢???")
    seen = encoder.read(text)

    assert all(0 <= start <= end <= len(text) for start, end in seen.spans)
    assert "".join(text[start:end] for start, end in seen.spans).replace(" ", "") == text.replace(" ", "")


def test_shouting_is_seen() -> None:
    assert form("WHERE is it") == "WHERE is it"
    assert form("where is it") == "where is it"
    assert len(form("ＷＨＥＲＥ is 訂單")) == len("where is 订单")


def test_both_scripts_look_alike(encoder: Transformer) -> None:
    assert encoder.read(form("訂單怎麼還沒發貨")) is encoder.read(form("订单怎么还没发货"))


def test_a_long_text_costs_no_more_than_the_limit(encoder: Transformer) -> None:
    assert len(encoder.read(form("退款 " * 4000)).spans) <= LIMIT - 2


def test_an_empty_text_has_a_pass_too(encoder: Transformer) -> None:
    assert encoder.read("").labels.shape == (len(LABELS),)


def test_no_artefact_is_no_encoder(tmp_path: Path) -> None:
    assert Transformer.open(tmp_path) is None


@pytest.mark.parametrize("name", [NETWORK, PIECES])
def test_a_damaged_part_is_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "encoder"
    shutil.copytree(FOLDER, folder)
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(bytes(content))
    damaged = Transformer.open(folder)

    assert damaged is not None
    with pytest.raises(InputError, match="not the one"):
        damaged.read("你好")


def test_a_missing_part_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "encoder"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns(NETWORK))
    broken = Transformer.open(folder)

    assert broken is not None
    with pytest.raises(InputError, match="missing"):
        broken.read("你好")


@pytest.mark.parametrize("content", ["no json", json.dumps({"format": 99}), "[]"])
def test_a_manifest_of_another_kind_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / MANIFEST).write_text(content, encoding="utf-8")

    with pytest.raises(InputError):
        Transformer.open(tmp_path)
