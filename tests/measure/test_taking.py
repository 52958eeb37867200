"""A message read as it stands, without its evidence, and in both scripts."""

from bot.desk.reading import Temperament
from bot.measure.taking import take
from tests.measure.builders import gold, reading


class Reader:
    """Reads a hurry off one word, and remembers what it was asked."""

    def __init__(self):
        self.asked = []

    def __call__(self, text, *, context=(), language=None):
        self.asked.append((text, language))
        place = text.find("快")
        return reading({"hurried": 2}, spans=[("hurried", place, place + 1)]) if place >= 0 else reading()


def test_evidence_is_cut_out_for_the_second_reading():
    reader = Reader()

    found = take(gold(text="快点", labels={"hurried": 1}), reader)

    assert [text for text, _ in reader.asked] == ["快点", "点"]
    assert found.erased == {Temperament.HURRIED: 0.1}
    assert found.scripts is None


def test_a_chinese_message_is_read_in_both_scripts_on_demand():
    reader = Reader()

    found = take(gold(text="发"), reader, convert=True)

    assert reader.asked == [("发", "zh-Hans"), ("发", "zh-Hans"), ("發", "zh-Hant")]
    assert found.scripts == (frozenset(), frozenset(), frozenset())


def test_an_english_message_has_no_other_script():
    reader = Reader()

    assert take(gold(text="now", language="en"), reader, convert=True).scripts is None
    assert len(reader.asked) == 1
