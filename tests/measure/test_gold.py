"""How a labelled set is parted."""

import hashlib

import pytest

from bot.measure.gold import groups_of, half_of
from tests.measure.builders import gold


@pytest.mark.parametrize(
    ("identity", "half"), [("a0", "A"), ("ff7", "A"), ("08", "B"), ("ABCDEF", "B"), ("12", "A"), ("19", "B")]
)
def test_the_half_of_a_hexadecimal_id_is_that_of_its_last_digit(identity, half):
    assert half_of(identity) == half


@pytest.mark.parametrize("identity", ["m001", "二", "a-7", " 7", "7\n", "\ud800"])
def test_the_half_of_another_id_is_that_of_its_hash(identity):
    last = int(hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[-1], 16)

    assert half_of(identity) == ("A" if last < 8 else "B")


def test_groups_are_named_and_hold_the_places_of_their_messages():
    messages = [gold(str(number), language=language) for number, language in enumerate(["en", "zh-Hans", "zh-Hant", "zh-Hans"])]

    groups = groups_of(messages)

    assert {name: list(places) for name, places in groups.items()} == {"all": [0, 1, 2, 3], "zh": [1, 2, 3], "en": [0]}


def test_a_script_stands_alone_from_twenty_messages_on():
    messages = [gold(str(number), language="zh-Hant" if number < 20 else "zh-Hans") for number in range(39)]

    assert list(groups_of(messages)) == ["all", "zh", "zh-Hant"]


def test_halves_part_all_messages():
    messages = [gold(f"{number:x}") for number in range(16)]

    groups = groups_of(messages, halves=True)

    assert list(groups["A"]) == list(range(8)) and list(groups["B"]) == list(range(8, 16))
