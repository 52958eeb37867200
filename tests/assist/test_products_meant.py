"""Which product and which order a message is about, where it names products."""

import pytest

from bot.assist.gather_facts import choose_order, gather_facts, without_doubtful
from bot.assist.ports import CustomerRecord, OrderRecord, ProductRecord, TurnCase
from bot.desk.conversation import OwnerKind
from bot.desk.message import Audience, Channel, Language
from bot.desk.product_names import named_places, plain
from bot.desk.reading import Entity
from tests.builders import NOW, a_reading

LAMP = {"item": "A3 lamp", "price_now": 269, "stock_status": "in_stock", "spec": {"height": "42 cm", "power": "12 W"}}
KETTLE = {"item": "K2 kettle", "price_now": 159, "usage_guide": "boil twice", "spec": {"capacity": "1.5 l"}}
VOCABULARY = {"specification": {"power": {language: "power" for language in Language}}}


class Shelf:
    """A fake at the Catalogue port: a lamp, a kettle, and a name that both have."""

    names = (("台灯", "lamp"), ("水壶", "kettle"), ("套装", "lamp"), ("套装", "kettle"))

    def named(self, text):
        return named_places(plain(text), self.names)

    def product(self, product):
        return ProductRecord(product, {"lamp": LAMP, "kettle": KETTLE}[product])

    def recommendation(self, text):
        return {"zh-Hans": "看书选 A3"} if "看书" in text else {}


def an_order(number, status, *articles):
    held = {key: {**{"lamp": LAMP, "kettle": KETTLE}[key], "item_price": 100} for key in articles}
    facts = {"order_number": number, "order_status": status, "currency": "CNY", **next(iter(held.values()))}
    return OrderRecord(number, NOW, facts, held)


BOTH = an_order("TF1", "delivered", "lamp", "kettle")
COMING = an_order("TF2", "in_transit", "kettle")
LAMP_ONLY = an_order("TF3", "delivered", "lamp")


def case_of(*orders, **more):
    customer = CustomerRecord("c1", "李", "zh-Hans", "gold", verified=True, points=120)
    return TurnCase(
        "s1", "k1", "t1", Channel.CHAT, Audience.AGENT, OwnerKind.TEAM, customer, orders=orders, catalogue=Shelf(), **more
    )


def facts_of(text, intent, *orders, **more):
    return gather_facts(case_of(*orders), a_reading(intent, **more), VOCABULARY, text=text, now=NOW)


def test_a_question_before_any_order_gets_the_facts_of_the_product_it_names():
    facts, order = facts_of("台灯 power 多大", "ask_product_question")

    assert order is None
    assert (facts["item"], facts["price_now"], facts["stock_status"]) == ("A3 lamp", 269, "in_stock")
    assert facts["asked_spec"] == "power：12 W"
    assert facts.fact("price_now").source == "product lamp"
    assert "item_price" not in facts


def test_a_question_about_another_product_leaves_the_customers_order_out():
    facts, order = facts_of("水壶有货吗", "ask_stock", LAMP_ONLY)

    assert order is None
    assert facts["item"] == "K2 kettle"
    assert "order_number" not in facts and "item_price" not in facts


def test_a_question_about_an_article_of_the_order_keeps_the_order():
    facts, order = facts_of("水壶怎么用", "ask_usage", BOTH)

    assert order is BOTH
    assert (facts["item"], facts["usage_guide"], facts["item_price"]) == ("K2 kettle", "boil twice", 100)


def test_a_question_goes_on_about_the_product_named_before():
    facts, _ = gather_facts(
        case_of(), a_reading("ask_product_question"), VOCABULARY, text="那 power 呢", earlier=["台灯多高", "42 厘米"], now=NOW
    )

    assert facts["asked_spec"] == "power：12 W"


def test_a_name_that_does_not_tell_products_apart_says_nothing():
    facts, _ = facts_of("套装多少钱", "ask_price_or_discount")

    assert "item" not in facts


def test_after_buying_the_order_that_holds_the_product_is_taken():
    case = case_of(COMING, LAMP_ONLY)
    named = Shelf().named("台灯坏了")

    assert choose_order(case, a_reading("report_defect"), named) is LAMP_ONLY
    assert choose_order(case, a_reading("track_parcel"), named) is LAMP_ONLY
    assert choose_order(case, a_reading("track_parcel")) is COMING


def test_an_order_named_or_picked_goes_before_a_product_named():
    named = Shelf().named("台灯坏了")
    number = a_reading("report_defect", entities=(Entity("order_number", 0, 3, "TF2", "TF2"),))

    assert choose_order(case_of(COMING, LAMP_ONLY), number, named) is COMING
    assert choose_order(case_of(COMING, LAMP_ONLY, chosen_order="TF2"), a_reading("report_defect"), named) is COMING


def test_of_several_articles_the_one_named_is_the_item():
    facts, _ = facts_of("水壶漏水", "report_defect", BOTH)

    assert facts["item"] == "K2 kettle"
    assert facts_of("漏水", "report_defect", BOTH)[0]["item"] == "A3 lamp"


def test_an_order_that_does_not_hold_the_product_named_is_in_doubt():
    facts, order = facts_of("水壶漏水", "report_defect", LAMP_ONLY)
    sayable = without_doubtful(facts, order)

    assert facts["order_doubtful"] is True
    assert "price_now" not in sayable and "item_price" not in sayable
    assert (sayable["order_number"], sayable["item"]) == ("TF3", "A3 lamp")


@pytest.mark.parametrize(("intent", "known"), [("ask_recommendation", True), ("hesitate", True), ("track_parcel", False)])
def test_needs_are_answered_where_advice_is_wanted(intent, known):
    facts, _ = facts_of("看书用哪个好", intent)

    assert ("recommendation" in facts) is known


def test_points_are_known_of_a_customer():
    facts, _ = facts_of("我有多少积分", "ask_membership")

    assert facts["points"] == 120
    assert facts.fact("points").source == "customer c1"
