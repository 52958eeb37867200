from bot.desk.message import Message, Part, Role, joined
from bot.desk.reading import Evidence, Temperament, reading_from_json, reading_to_json
from tests.builders import NOW, a_reading

HURRIED = Temperament.HURRIED


def test_messages_of_a_turn_are_joined_with_their_places():
    text, parts = joined((Message("a", Role.CUSTOMER, "人呢", NOW), Message("b", Role.CUSTOMER, "快点", NOW)))

    assert text == "人呢\n快点"
    assert [text[part.start : part.end] for part in parts] == ["人呢", "快点"]


def test_evidence_moves_into_the_message_it_stands_in():
    reading = a_reading(evidence=(Evidence(HURRIED, 3, 5, "快点"),))

    (span,) = reading.placed((Part("a", 0, 2), Part("b", 3, 5))).evidence

    assert (span.message_id, span.start, span.end, span.text) == ("b", 0, 2, "快点")


def test_a_span_over_two_messages_is_cut_at_the_first():
    reading = a_reading(evidence=(Evidence(HURRIED, 1, 5, "呢\n快点"),))

    (span,) = reading.placed((Part("a", 0, 2), Part("b", 3, 5))).evidence

    assert (span.message_id, span.start, span.end, span.text) == ("a", 1, 2, "呢")


def test_a_reading_survives_json():
    reading = a_reading(labels={HURRIED: 2}, topics=("eta",), evidence=(Evidence(HURRIED, 0, 2, "快点", "m"),), model="0123abcd")

    assert reading_from_json(reading_to_json(reading)) == reading
