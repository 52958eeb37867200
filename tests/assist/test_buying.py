"""How a customer buys is shown beside the state, and decides nothing."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.assist.advise import advise, advise_on
from bot.assist.advise_conversation import advise_conversation
from bot.assist.answer_turn import TurnAnswerer
from bot.assist.ports import CustomerRecord, OrderRecord, ProductRecord
from bot.desk.advice import advice_to_json
from bot.desk.conversation import ConversationState
from bot.desk.message import Audience, Channel, Message, Role
from bot.desk.product_names import NamedPlace
from bot.desk.purchase_type import PurchaseEvidence, PurchaseReading, PurchaseType
from bot.desk.reading import Temperament
from bot.wiring import Settings, load_playbook_folder
from tests.assist.test_answer_turn import BOOKS, FAQ, FixedReader, a_turn, a_turn_case
from tests.builders import NOW, a_case, a_reading

ROOT = Path(__file__).parents[2]
SHIPPED = load_playbook_folder(Settings()).playbooks
MONEY = {"compensation_allowed": 30, "discount_allowed": 20, "item_price": 199, "refund_amount": 50, "fault_established": True}
TYPES = (None, *PurchaseType)
KNOWS = re.compile(r"purchase_type|purchase_words|PurchaseReading|\.purchase\b|[\"']purchase[\"']")


def an_order(number, ordered_on="2026-05-04", status="delivered"):
    return OrderRecord(number, NOW, {"order_number": number, "order_status": status, "ordered_on": ordered_on})


REGULAR = CustomerRecord("c1", "李", "zh-Hans", "gold", verified=True, points=9000)
STRANGER = CustomerRecord("c2", "Ann", "en", "", verified=False)


def state_of(reading, case, **more):
    return advise(a_turn(), reading, case, BOOKS, reader=FixedReader(), now=NOW, **more).state


@pytest.mark.parametrize("previous", [None, ConversationState(temperaments={Temperament.ANGRY: 0.8}, turns=2)])
def test_the_mood_is_the_same_whoever_the_customer_is(previous):
    reading = a_reading("track_parcel", {Temperament.HURRIED: 2})
    customers = (None, REGULAR, STRANGER)

    moods = [
        replace(state_of(reading, a_turn_case(customer=customer, orders=orders, previous=previous)), purchase=PurchaseReading())
        for customer in customers
        for orders in ((), tuple(an_order(f"TF{number}") for number in range(4)))
    ]

    assert all(mood == moods[0] for mood in moods)


def test_the_type_follows_from_the_orders_the_tier_and_what_is_asked():
    orders = tuple(an_order(f"TF{number}", f"2026-0{number + 2}-01") for number in range(3))

    purchase = state_of(a_reading("track_parcel"), a_turn_case(customer=REGULAR, orders=orders)).purchase

    assert purchase == PurchaseReading(
        PurchaseType.LOYAL,
        (
            PurchaseEvidence("orders_kept", "orders", ("S0.2", "S4.7"), 3, "2026-02-01"),
            PurchaseEvidence("tier", "customer", ("S0.2",), tier="gold"),
        ),
    )


def test_the_type_is_read_anew_at_each_turn_whatever_showed_before():
    before = state_of(a_reading("ask_store"), a_turn_case(customer=None, orders=()))
    after = state_of(a_reading("ask_stock"), a_turn_case(customer=None, orders=(), previous=before))

    assert before.purchase.type is PurchaseType.PASSING_BY
    assert after.purchase == PurchaseReading()


class OneProduct:
    """A catalogue in which every message names the lamp."""

    def named(self, text):
        return (NamedPlace(0, 1, frozenset({"lamp"})),)

    def product(self, product):
        return ProductRecord(product, {"item": "台灯", "stock_status": "low"})

    def recommendation(self, text):
        return {}


def test_one_article_asked_for_in_a_hurry_is_a_need():
    reading = a_reading("ask_stock", {Temperament.HURRIED: 1})

    named = state_of(reading, a_turn_case(orders=(), catalogue=OneProduct()))

    assert named.purchase.type is PurchaseType.NEED_BASED
    assert state_of(reading, a_turn_case(orders=())).purchase.type is None


def test_a_shop_says_after_how_many_calm_turns_a_mood_is_past():
    previous = ConversationState(temperaments={Temperament.ANGRY: 1.0}, turns=1)

    def angry(**policies):
        return state_of(a_reading(), a_turn_case(previous=previous, policies=policies)).temperaments[Temperament.ANGRY]

    assert angry() == 0.6
    assert angry(calm_turns=1) == 0
    assert angry(calm_turns="often") == 0.6


def said(*texts):
    return [Message(str(place), Role.CUSTOMER if place % 2 == 0 else Role.AGENT, text, NOW) for place, text in enumerate(texts)]


def test_the_command_line_folds_with_the_settings_and_customer_of_its_line():
    reader = FixedReader({"骗子": a_reading(labels={Temperament.ANGRY: 3}), "多少钱": a_reading("ask_price_or_discount")})
    messages = said("骗子", "您好", "多少钱", "199 元", "多少钱")

    def state(facts, customer=None):
        return advise_conversation(
            messages, facts, Channel.CHAT, BOOKS, reader=reader, now=NOW, customer=customer
        ).state

    regular = {"member_tier": "gold", "orders": [{"order_status": "delivered", "ordered_on": "2026-01-02"}] * 2}
    assert state({}).temperaments[Temperament.ANGRY] == 0
    assert state({"calm_turns": 5}).temperaments[Temperament.ANGRY] == 0.36
    assert state({}).purchase.type is PurchaseType.DISCOUNT
    assert state({}, regular).purchase.type is PurchaseType.DISCOUNT
    messages[-1] = replace(messages[-1], text="嗯")
    assert state({}, regular).purchase.type is PurchaseType.LOYAL
    assert state({}).purchase.type is None


CASES = (
    ("ask_price_or_discount", {}, Channel.CHAT),
    ("request_compensation", {Temperament.ANGRY: 2}, Channel.CHAT),
    ("request_compensation", {}, Channel.EMAIL),
    ("request_price_protection", {Temperament.OVER_FAMILIAR: 3}, Channel.SOCIAL_PRIVATE),
    ("complain_delay", {Temperament.HURRIED: 3}, Channel.CHAT),
    ("complain_delay", {}, Channel.SOCIAL_PUBLIC),
    ("request_return", {Temperament.DRAMATIC: 2}, Channel.PHONE_SCRIPT),
)


@pytest.mark.parametrize(("intent", "labels", "channel"), CASES)
@pytest.mark.parametrize("audience", list(Audience))
def test_no_price_no_compensation_no_step_and_no_word_depends_on_the_type(intent, labels, channel, audience):
    case = a_case(a_reading(intent, labels), MONEY, channel=channel)

    advised = []
    for purchase_type in TYPES:
        purchase = PurchaseReading(purchase_type, (PurchaseEvidence("asked_price", "messages", ("S0.4",), 2),))
        advice = advise_on(
            replace(a_turn(), audience=audience), replace(case, state=replace(case.state, purchase=purchase)), SHIPPED, now=NOW
        )
        found = advice_to_json(advice)
        assert found.pop("state")["purchase"]["type"] == (purchase_type.value if purchase_type else "")
        advised.append(found)

    assert advised[0]["drafts"]
    assert all(found == advised[0] for found in advised)


def test_a_shopper_is_answered_alike_whatever_they_bought():
    orders = tuple(an_order(f"TF{number}") for number in range(4))
    reading = a_reading("ask_price_or_discount")

    def effect(orders):
        case = a_turn_case(orders=orders, chosen_order="TF0")
        return TurnAnswerer(FixedReader(), BOOKS, FAQ, lambda turn_id: case, lambda: NOW).answer(
            a_turn(audience=Audience.SHOPPER), reading
        )

    alone, regular = effect(orders[:1]), effect(orders)

    assert regular.advice["state"]["purchase"]["type"] == "loyal"
    assert alone.advice["state"]["purchase"]["type"] == ""
    assert (alone.answer, alone.hand_over) == (regular.answer, regular.hand_over)
    assert alone.advice["facts"] == regular.advice["facts"]


def test_nothing_that_selects_drafts_escalates_queues_or_stores_customers_knows_of_the_type():
    """Whoever may know of it is named here; everything else in the product must not."""
    may = {
        "bot/desk/purchase_type.py",
        "bot/desk/conversation.py",
        "bot/assist/buying.py",
        "bot/assist/advise.py",
        "bot/assist/advise_conversation.py",
        "bot/console/panel.py",
        "bot/console/purchase_words.py",
        "bot/commands/advise.py",
    }

    knows = {
        path.relative_to(ROOT).as_posix()
        for top in ("bot", "actions")
        for path in (ROOT / top).glob("**/*.py")
        if KNOWS.search(path.read_text("utf-8"))
    }

    assert knows == may
