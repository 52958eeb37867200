"""The training examples in data/nlu: enough of each kind, in three languages, each said once."""

from collections import Counter
from pathlib import Path

import pytest

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
    assert not [text for text in texts if text.startswith("/") or any(mark in text for mark in "[]{}")]
