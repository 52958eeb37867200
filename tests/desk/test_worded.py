import pytest

from bot.desk.message import Language
from bot.desk.worded import filled, slots_of, worded

WORDS = {"order_status": {"delivered": {Language.ZH_HANS: "已签收", Language.ZH_HANT: "已送達", Language.EN: "delivered"}}}


@pytest.mark.parametrize(
    ("key", "value", "language", "text"),
    [
        ("promised_delivery", "2026-11-03", Language.ZH_HANS, "11月3日"),
        ("promised_delivery", "2026-11-03", Language.EN, "3 November"),
        ("promised_delivery", "2026-11-03T14:05:00+08:00", Language.ZH_HANT, "11月3日14:05"),
        ("promised_delivery", "2026-11-03T14:05:00Z", Language.EN, "3 November, 14:05"),
        ("promised_delivery", "early next week", Language.EN, "early next week"),
        ("item_price", 129.5, Language.EN, "¥129.5"),
        ("refund_amount", 80, Language.ZH_HANS, "¥80"),
        ("order_status", "delivered", Language.ZH_HANT, "已送達"),
        ("order_status", "stuck in customs", Language.EN, "stuck in customs"),
        ("queue_rule", {"zh-Hans": "按顺序", "en": "in order"}, Language.EN, "in order"),
        ("queue_rule", {"zh-Hans": "按顺序"}, Language.ZH_HANT, "按顺序"),
        ("options", ["退货", "换货"], Language.ZH_HANS, "退货、换货"),
        ("asked_spec", {"尺寸": "40 cm", "材质": "铝"}, Language.ZH_HANS, "尺寸：40 cm；材质：铝"),
        ("refund_days", "3-5", Language.EN, "3-5"),
    ],
)
def test_a_fact_is_worded_as_the_customer_reads_it(key, value, language, text):
    assert worded(key, value, language, WORDS) == text


def test_an_amount_carries_the_facts_currency():
    assert filled("{refund_amount}", {"refund_amount": 20, "currency": "TWD"}, Language.EN, WORDS) == "NT$20"


def test_only_plain_names_are_slots():
    assert slots_of("{order_status} {0} {a.b} {{x}} {__class__} {Item}") == ("order_status", "x", "__class__")


def test_a_customers_braces_in_a_fact_are_not_filled_again():
    assert filled("{item}", {"item": "{order_status}"}, Language.EN, WORDS) == "{order_status}"
