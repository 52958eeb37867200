"""Features: what is learned of many messages at once is what is placed one by one."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bot.reader.entities import EntityFinder
from bot.reader.features import analyse
from bot.reader.ngrams import CONTEXT_BLOCKS, Vocabulary

FINDER = EntityFinder(Path(__file__).resolve().parents[2] / "data" / "entities")
TEXTS = ("退款退款退款", "我要退款!!!", "退货 refund please", "refund my order please", "", "☂", "refund refund 退款")
MESSAGES = tuple(analyse(text, FINDER, [("agent", "您好 请问有什么可以帮您")]) for text in TEXTS * 2)


def test_the_features_of_the_lot_are_those_of_each() -> None:
    vocabulary, features = Vocabulary.learn(MESSAGES, CONTEXT_BLOCKS)

    for number, message in enumerate(MESSAGES):
        placed = vocabulary.place(message)
        inside = slice(features.ends[number], features.ends[number + 1])
        order, other = np.argsort(placed.columns), np.argsort(features.columns[inside])
        assert placed.columns[order].tolist() == features.columns[inside][other].tolist()
        assert np.allclose(placed.values[order], features.values[inside][other])


def test_a_rare_feature_is_not_learned() -> None:
    vocabulary, _ = Vocabulary.learn(MESSAGES[:7], CONTEXT_BLOCKS)

    assert "退款" in vocabulary.names[0]
    assert "☂" not in vocabulary.names[0]


def test_each_block_has_its_own_length() -> None:
    vocabulary, _ = Vocabulary.learn(MESSAGES, CONTEXT_BLOCKS)
    placed = vocabulary.place(MESSAGES[3])
    grams = placed.columns < len(vocabulary.names[0])

    assert np.isclose(np.linalg.norm(placed.values[grams]), CONTEXT_BLOCKS[0].weight)
