"""The training examples in data/nlu: enough of each kind, in three languages, each said once."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from bot.desk.message import Language
from bot.desk.reading import INTENTS, Temperament
from bot.reader.examples import load_examples
from bot.reader.language import read_language

EXAMPLES = load_examples(Path("data/nlu"))


@pytest.mark.parametrize("intent", INTENTS)
def test_each_intent_has_examples_in_three_languages(intent):
    languages = Counter(read_language(example.text, context=example.context) for example in EXAMPLES if example.intent == intent)

    assert sum(languages.values()) >= 100
    assert min(languages[language] for language in Language) >= 10


@pytest.mark.parametrize("temperament", Temperament)
def test_each_temperament_has_examples_of_each_intensity(temperament):
    intensities = Counter(example.temperaments[temperament] for example in EXAMPLES if temperament in example.temperaments)

    assert sum(intensities.values()) >= 120
    assert min(intensities[level] for level in (1, 2, 3)) >= 15


def test_neutral_examples_and_tempting_surface_cues():
    cues = ("急", "快", "亲", "投诉", "骗", "等", "老客户", "法", "!!", "love", "asap", "waiting", "manager", "wrong")
    neutral = [example.text for example in EXAMPLES if not example.temperaments]

    assert len(neutral) >= 1000
    assert sum(any(cue in text for cue in cues) for text in neutral) >= 200


def test_no_example_is_written_twice_and_none_names_a_command():
    texts = Counter(" ".join(example.text.split()) for example in EXAMPLES)

    assert [text for text, count in texts.items() if count > 1] == []
    assert not [text for text in texts if text.startswith("/") or any(mark in text for mark in ("{", "}", "](", "][", "] ("))]


def test_few_examples_nearly_repeat_another() -> None:
    """Jaccard of the sets of five-character runs at 0.6 or more counts as nearly the same; three in a hundred may be."""
    texts = [" ".join(example.text.split()) for example in EXAMPLES]
    runs = CountVectorizer(analyzer=lambda text: {text[place : place + 5] for place in range(max(1, len(text) - 4))}, binary=True)
    matrix = runs.fit_transform(texts).tocsr()
    sizes = np.asarray(matrix.sum(axis=1)).ravel()
    near = np.zeros(len(texts), dtype=bool)
    for start in range(0, len(texts), 500):
        shared = (matrix[start : start + 500] @ matrix.T).tocoo()
        either = sizes[start + shared.row] + sizes[shared.col] - shared.data
        same = (shared.data >= 0.6 * either) & (start + shared.row != shared.col)
        near[start + shared.row[same]] = True

    assert near.mean() <= 0.03


def test_messages_written_like_real_ones_are_many_and_mixed() -> None:
    natural = [example for example in EXAMPLES if example.natural]
    shares = Counter(example.file.removeprefix("as_written_") for example in natural)
    voices = {example.voice for example in natural}

    assert len(natural) >= 8000
    assert shares["zh_hans"] / len(natural) == pytest.approx(0.40, abs=0.1)
    assert shares["zh_hant"] / len(natural) == pytest.approx(0.25, abs=0.1)
    assert shares["en"] / len(natural) == pytest.approx(0.35, abs=0.1)
    assert sum(not example.temperaments for example in natural) / len(natural) >= 0.35
    assert len(voices) > 2000
