from dataclasses import replace

import pytest

from bot.desk.conversation import ConversationState
from bot.desk.message import Channel
from bot.desk.playbook import Condition
from bot.desk.reading import Temperament
from bot.desk.selection import holds, leading_temperament, select_playbook
from tests.builders import a_case, a_playbook, a_reading, some_playbooks

ANGRY, HURRIED = Temperament.ANGRY, Temperament.HURRIED


def test_the_protocol_of_the_situation_and_temperament_is_chosen():
    books = some_playbooks(a_playbook(), a_playbook(temperament=ANGRY), a_playbook("out_of_scope"))

    chosen = select_playbook(books, a_case(a_reading(labels={ANGRY: 2})))

    assert chosen.name == "complain_delay/angry"


def test_a_temperament_without_a_protocol_falls_back_to_the_neutral_one():
    books = some_playbooks(a_playbook(), a_playbook("out_of_scope"))

    assert select_playbook(books, a_case(a_reading(labels={ANGRY: 2}))).name == "complain_delay/none"


def test_a_situation_without_protocols_falls_back_to_the_one_for_messages_that_open_none():
    books = some_playbooks(a_playbook("out_of_scope"))

    assert select_playbook(books, a_case(a_reading("ask_invoice"))).name == "out_of_scope/none"


def test_a_missing_neutral_protocol_is_named():
    with pytest.raises(ValueError, match=r"playbooks/out_of_scope/none\.yml"):
        select_playbook(some_playbooks(), a_case())


def test_the_more_specific_protocol_wins():
    public = Condition(channels=(Channel.SOCIAL_PUBLIC,))
    books = some_playbooks(a_playbook(), a_playbook(when=public, name="complain_delay/none_public"), a_playbook("out_of_scope"))

    assert select_playbook(books, a_case(channel=Channel.SOCIAL_PUBLIC)).name == "complain_delay/none_public"
    assert select_playbook(books, a_case()).name == "complain_delay/none"


def test_small_talk_is_answered_as_small_talk_though_a_matter_is_open():
    books = some_playbooks(a_playbook(), a_playbook("small_talk"), a_playbook("out_of_scope"))
    state = ConversationState(situation="complain_delay", turns=3)

    assert select_playbook(books, a_case(a_reading("small_talk"), state=state)).situation == "small_talk"


def test_an_unsure_courtesy_is_not_taken_for_one():
    books = some_playbooks(a_playbook(), a_playbook("small_talk"), a_playbook("out_of_scope"))
    unsure = replace(a_reading("small_talk"), intent_confidence=0.5)
    thanks = replace(a_reading("small_talk", topics=("thanks",)), intent_confidence=0.4)

    assert select_playbook(books, a_case(unsure, state=ConversationState())).situation == "out_of_scope"
    assert select_playbook(books, a_case(thanks, state=ConversationState())).situation == "small_talk"


def test_an_unclear_message_keeps_the_open_situation():
    books = some_playbooks(a_playbook(), a_playbook("out_of_scope"))
    state = ConversationState(situation="complain_delay", turns=3)

    assert select_playbook(books, a_case(a_reading("out_of_scope"), state=state)).situation == "complain_delay"


@pytest.mark.parametrize(
    ("labels", "leading"),
    [({}, None), ({HURRIED: 1}, HURRIED), ({HURRIED: 2, ANGRY: 1}, HURRIED), ({HURRIED: 2, ANGRY: 2}, ANGRY)],
)
def test_the_strongest_temperament_leads_and_of_equals_the_stricter(labels, leading):
    assert leading_temperament(a_reading(labels=labels), ConversationState()) is leading


def test_strong_anger_of_the_turn_before_still_decides_a_calm_message():
    state = ConversationState(temperaments={ANGRY: 0.6})

    assert leading_temperament(a_reading(), state) is ANGRY
    assert leading_temperament(a_reading("small_talk"), state) is None


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition(equals={"order_status": ("in_transit", "delivered")}), True),
        (Condition(equals={"order_status": ("delivered",)}), False),
        (Condition(known=("promised_delivery",)), False),
        (Condition(unknown=("promised_delivery",)), True),
        (Condition(holds=("fault_established",)), True),
        (Condition(fails=("fault_established",)), False),
        (Condition(fails=("return_allowed",)), False),
        (Condition(topics=("eta",)), True),
        (Condition(topics=("address",)), False),
        (Condition(intensity=2), True),
        (Condition(intensity=3), False),
        (Condition(chases=2), False),
        (Condition(reasons=("safety",)), True),
        (Condition(known=("comments",)), False),
        (Condition(temperaments=(ANGRY, None)), True),
        (Condition(temperaments=(HURRIED, None)), False),
        (Condition(at_least={"comments": 900}), True),
        (Condition(at_least={"comments": 901}), False),
        (Condition(at_least={"comments": "crisis_threshold_comments"}), True),
        (Condition(at_least={"views": "crisis_threshold_comments"}), False),
        (Condition(at_least={"fault_established": 1}), False),
    ],
)
def test_every_part_of_a_condition_counts(condition, expected):
    reading = a_reading(labels={ANGRY: 2}, topics=("eta",), escalate_reasons=("safety",))
    counts = {"comments": 900, "crisis_threshold_comments": 200}
    case = a_case(reading, {"order_status": "in_transit", "fault_established": True, **counts})

    assert holds(condition, case, ANGRY) is expected


def test_a_condition_for_the_calm_holds_only_when_no_temperament_is_shown_or_leads():
    calm = Condition(temperaments=(None,))

    assert holds(calm, a_case(), None)
    assert not holds(calm, a_case(), HURRIED)
    assert not holds(calm, a_case(a_reading(labels={ANGRY: 1})), None)
