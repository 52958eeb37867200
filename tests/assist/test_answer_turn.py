from datetime import timedelta

import pytest

from bot.assist.advise import first_situation
from bot.assist.advise_conversation import advise_conversation, split_turns
from bot.assist.answer_turn import TurnAnswerer
from bot.assist.context_topics import with_context_topics
from bot.assist.gather_facts import choose_order, derived, gather_facts, without_doubtful
from bot.assist.ports import CustomerRecord, OrderRecord, Turn, TurnCase
from bot.desk.conversation import OwnerKind
from bot.desk.errors import InputError
from bot.desk.faq import FaqEntry
from bot.desk.message import Audience, Channel, Language, Message, Part, Role
from bot.desk.playbook import Condition
from bot.desk.reading import Entity, Temperament
from tests.builders import NOW, a_playbook, a_reading, a_step, a_wording, some_playbooks

LATE = OrderRecord("TF1", NOW, {"order_number": "TF1", "order_status": "in_transit", "promised_delivery": "2026-11-18"})
DONE = OrderRecord("TF2", NOW, {"order_number": "TF2", "order_status": "delivered", "delivered_on": "2026-11-19"})
LI = CustomerRecord("c1", "李", "zh-Hans", "gold", verified=True)
FAQ = (FaqEntry("returns", ("can i return it",), {language: "{return_window_days} days" for language in Language}),)


class FixedReader:
    """A fake at the Reader port: says what it was told to say for each text."""

    def __init__(self, readings=None, similarity=0.1):
        self.readings = readings or {}
        self.similarity = similarity

    def read(self, text, *, context=(), language=None):
        return self.readings.get(text, a_reading("out_of_scope"))

    def rank(self, question, entries):
        return tuple((name, self.similarity) for name in entries)


def a_turn(text="到哪了", audience=Audience.AGENT, context=()):
    return Turn("t1", 1, audience, text, (Part("m1", 0, len(text)),), context)


def a_turn_case(**more):
    settings = {
        "owner": OwnerKind.TEAM,
        "audience": Audience.AGENT,
        "customer": LI,
        "orders": (LATE,),
        "policies": {"return_window_days": 7},
    }
    return TurnCase("s1", "k1", "t1", Channel.CHAT, **{**settings, **more})


BOOKS = some_playbooks(
    a_playbook("out_of_scope", wording=(a_wording("acknowledge", "what may I do?"),)),
    a_playbook("small_talk", wording=(a_wording("acknowledge", "you are welcome"),)),
    a_playbook(
        "track_parcel",
        drafts={"brief": (("inform_fact", "ask_information"),), "warm": (("acknowledge",),)},
        wording=(a_wording("inform_fact", "{order_number}: {order_status}"), a_wording("acknowledge", "hm")),
    ),
    a_playbook(
        "complain_delay",
        wording=(a_wording("acknowledge", "I see"),),
        steps=(a_step("fix_order", "senior", Condition(intensity=0, turns=2)),),
    ),
)


def answer(reading, case, *, audience=Audience.SHOPPER, reader=None, text="到哪了"):
    answerer = TurnAnswerer(reader or FixedReader(), BOOKS, FAQ, lambda turn_id: case, lambda: NOW)
    return answerer.answer(a_turn(text, audience), reading)


def test_the_agent_gets_advice_and_the_shopper_nothing():
    effect = answer(a_reading("track_parcel"), a_turn_case(), audience=Audience.AGENT)

    assert effect.advice["drafts"][0]["text"] == "TF1: 运输中"
    assert effect.advice["order_number"] == "TF1"
    assert (effect.answer, effect.hand_over) == ("", "")


def test_a_verified_shopper_hears_the_order_status_and_another_does_not():
    shopper = {"owner": OwnerKind.BOT, "audience": Audience.SHOPPER}
    stranger = CustomerRecord("c1", "李", "zh-Hans", "", verified=False)

    told = answer(a_reading("track_parcel"), a_turn_case(**shopper))
    refused = answer(a_reading("track_parcel"), a_turn_case(**shopper, customer=stranger))

    assert told.answer == "TF1: 运输中"
    assert "TF1" not in refused.answer and refused.answer
    assert refused.hand_over == ""


@pytest.mark.parametrize(
    ("reading", "reason"),
    [
        (a_reading("ask_for_human"), "asked_for_human"),
        (a_reading("track_parcel", {Temperament.ANGRY: 2}), "needs_person"),
        (a_reading("track_parcel", escalate=True), "needs_person"),
        (a_reading("report_damage"), "beyond_bot"),
    ],
)
def test_what_the_bot_may_not_answer_goes_to_people(reading, reason):
    effect = answer(reading, a_turn_case(owner=OwnerKind.BOT))

    assert effect.hand_over == reason
    assert effect.answer


def test_a_common_question_is_answered_only_when_it_is_near_and_its_facts_are_known():
    near = FixedReader(similarity=0.9)

    assert answer(a_reading("request_return"), a_turn_case(), reader=near).answer == "7 days"
    assert answer(a_reading("request_return"), a_turn_case(policies={}), reader=near).hand_over == "beyond_bot"
    assert answer(a_reading("request_return"), a_turn_case()).hand_over == "beyond_bot"


def test_the_order_a_message_names_wins_over_the_one_picked():
    named = a_reading(entities=(Entity("order_number", 0, 3, "TF2", "TF2"),))
    case = a_turn_case(orders=(LATE, DONE), chosen_order="TF1")

    assert choose_order(case, named) is DONE
    assert choose_order(case, a_reading()) is LATE


def test_without_a_named_or_picked_order_the_newest_that_fits_the_matter_is_taken():
    both = a_turn_case(orders=(DONE, LATE))

    assert choose_order(both, a_reading("complain_delay")) is LATE
    assert choose_order(both, a_reading("report_damage")) is DONE
    assert choose_order(both, a_reading("ask_invoice")) is None
    assert choose_order(both, a_reading("ask_refund_progress")) is None


def test_a_question_on_the_size_is_answered_from_the_specification():
    item = {"zh-Hans": "A3 护眼台灯", "en": "A3 desk lamp"}
    lamp = OrderRecord(
        "TF3", NOW, {"order_number": "TF3", "item": item, "spec": {"height": {"zh-Hans": "45 厘米"}, "power": "10 W"}}
    )
    words = {"specification": {"height": {Language.ZH_HANS: "高度"}}}

    case, reading = a_turn_case(orders=(lamp,)), a_reading("ask_product_question", topics=("size",))

    facts, _ = gather_facts(case, reading, words, text="台灯多高", now=NOW)
    of_another, _ = gather_facts(case, reading, words, text="裤子多长", now=NOW)

    assert facts["asked_spec"] == "高度：45 厘米"
    assert "asked_spec" not in of_another


def test_facts_have_a_source_and_what_follows_from_dates_is_counted():
    facts, order = gather_facts(a_turn_case(), a_reading(), {}, now=NOW)

    assert order is LATE
    assert facts["days_late"] == 3
    assert facts.fact("days_late").source == "order TF1"
    assert facts.fact("return_window_days").source == "shop policy"
    assert derived(DONE.facts, NOW.date()) == {"days_since_delivery": 2}
    assert "days_late" not in derived({**LATE.facts, "order_status": "cancelled"}, NOW.date())


def test_an_unclear_first_message_takes_its_situation_from_the_imported_history():
    reader = FixedReader({"查物流": a_reading("track_parcel")})
    case = a_turn_case()
    answerer = TurnAnswerer(reader, BOOKS, FAQ, lambda turn_id: case, lambda: NOW)

    effect = answerer.answer(a_turn("嗯？", context=(("customer", "查物流"), ("agent", "稍等"))), a_reading("out_of_scope"))

    assert effect.advice["playbook"] == "track_parcel/none"
    assert first_situation(reader, ["嗯？", "查物流"]) == "track_parcel"


def says(*texts, gap=5):
    return [Message(str(place), role, text, NOW + timedelta(seconds=gap * place)) for place, (role, text) in enumerate(texts)]


C, A = Role.CUSTOMER, Role.AGENT


def test_a_burst_is_one_turn_and_an_answer_or_a_pause_ends_it():
    burst = split_turns(says((C, "a"), (C, "b"), (A, "x"), (C, "c")))
    paused = split_turns(says((C, "a"), (C, "b"), gap=90))

    assert [(turn.text, answered) for turn, answered, _ in burst] == [("a\nb", True), ("c", True)]
    assert burst[1][0].context == (("customer", "a"), ("customer", "b"), ("agent", "x"))
    assert [(turn.text, answered) for turn, answered, _ in paused] == [("a", True), ("b", False)]


def test_a_conversation_is_advised_on_its_last_turn_with_the_state_of_all():
    reader = FixedReader({"晚了": a_reading("complain_delay"), "??": a_reading("out_of_scope")})

    advice = advise_conversation(says((C, "晚了"), (C, "??"), gap=90), {}, Channel.CHAT, BOOKS, reader=reader, now=NOW)

    assert advice.playbook == "complain_delay/none"
    assert (advice.state.turns, advice.state.unanswered_chases) == (2, 1)
    assert advice.to == "senior"


def test_a_conversation_without_a_customer_is_refused_with_a_remedy():
    with pytest.raises(InputError, match="no message of the customer"):
        advise_conversation(says((A, "hi")), {}, Channel.CHAT, BOOKS, reader=FixedReader(), now=NOW)


def test_an_order_that_the_message_cannot_be_about_is_only_asked_for():
    case = a_turn_case(orders=(DONE,), chosen_order="TF2")

    facts, order = gather_facts(case, a_reading("track_parcel"), {}, now=NOW)
    sayable = without_doubtful(facts, order)

    assert facts["order_status"] == "delivered"
    assert sayable["order_doubtful"] is True
    assert "order_status" not in sayable and "delivered_on" not in sayable
    assert sayable["order_number"] == "TF2" and sayable["return_window_days"] == 7
    marked = a_reading("track_parcel", topics=("marked_delivered",))
    assert "order_doubtful" not in gather_facts(case, marked, {}, now=NOW)[0]
    named = a_reading("track_parcel", entities=(Entity("order_number", 0, 3, "TF2", "TF2"),))
    assert "order_doubtful" not in gather_facts(case, named, {}, now=NOW)[0]


@pytest.mark.parametrize(
    ("topics", "facts"),
    [
        (("marked_delivered",), LATE.facts),
        (("stock",), LATE.facts),
        (("on_the_way",), {**LATE.facts, "order_status": "awaiting_dispatch"}),
    ],
)
def test_an_order_in_another_state_than_the_message_tells_is_in_doubt(topics, facts):
    order = OrderRecord("TF1", NOW, facts)

    found, _ = gather_facts(a_turn_case(orders=(order,)), a_reading("complain_delay", topics=topics), {}, now=NOW)

    assert found["order_doubtful"] is True


def test_a_yes_to_the_agents_offer_is_consent_and_another_yes_is_not():
    okay = a_reading("small_talk", topics=("okay",))
    offered = (("agent", "那我帮您提交取消可以吗"),)

    assert "consent" in with_context_topics(okay, "可以的", offered).values("topic")
    assert "consent" not in with_context_topics(okay, "可以的", (("agent", "已经发货了"),)).values("topic")
    assert "consent" not in with_context_topics(okay, "可以的，不过我还想问一下发票怎么开", offered).values("topic")
    assert "consent" not in with_context_topics(okay, "可以的", ()).values("topic")
