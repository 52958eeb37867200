"""Products of the store, found by what a message calls them and by what they are good for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from bot.assist.records import IncomingMessage
from bot.desk.errors import InputError
from bot.store.catalogue import StoreCatalogue
from bot.store.seed import load_demo
from bot.store.types import utc_now
from tests.store.conftest import TwoShops

LAMP = {
    "key": "lamp",
    "name": {"zh-Hans": "A3 护眼台灯", "zh-Hant": "A3 護眼檯燈", "en": "A3 desk lamp"},
    "aliases": ["台灯", "A3"],
    "price": 269,
    "good_for": ["reading"],
    "stock": "restocking",
    "restock": "+3d",
    "specifications": {"power": "12 W"},
    "usage_guide": {"en": "tap the base"},
}
GONE = {"key": "gone", "name": "旧台灯", "price": 99, "good_for": ["reading"], "stock": "sold_out"}
NEEDS = {"reading": {"text": {"zh-Hans": "看书", "zh-Hant": "看書", "en": "for reading"}, "words": ["看书", "reading"]}}
ZONE = ZoneInfo("Asia/Shanghai")


def _load(shops: TwoShops, slug: str, *products: dict[str, Any]) -> StoreCatalogue:
    data = {"shop": {"slug": slug, "name": slug}, "needs": NEEDS, "products": products, "policies": {"x": 1}}
    shop_id = load_demo(shops.url, data)
    return StoreCatalogue(shops.store._database, shop_id, zone=ZONE, now=utc_now())


@pytest.mark.parametrize("text", ["A3台灯多少钱", "那款護眼檯燈有貨嗎", "is the A3 desk lamp there?", "两个台灯", "Desk lamps?"])
def test_a_product_is_found_by_any_of_its_names(shops: TwoShops, text: str) -> None:
    catalogue = _load(shops, "ours", LAMP)

    (place,) = catalogue.named(text)

    assert [catalogue.product(product).key for product in place.products] == ["lamp"]


@pytest.mark.parametrize("text", ["", "!?", "我的灯坏了", "a lamp", "%台%", "deskxlamp"])
def test_what_is_not_its_name_finds_nothing(shops: TwoShops, text: str) -> None:
    assert _load(shops, "ours", LAMP).named(text) == ()


def test_a_very_long_message_is_looked_at_only_at_its_beginning(shops: TwoShops) -> None:
    catalogue = _load(shops, "ours", LAMP)

    assert catalogue.named("啊" * 200_000 + "台灯") == ()
    assert len(catalogue.named("台灯" + "啊" * 200_000)) == 1


def test_a_product_has_its_facts(shops: TwoShops) -> None:
    catalogue = _load(shops, "ours", LAMP)
    (place,) = catalogue.named("台灯")
    (product,) = place.products

    facts = catalogue.product(product).facts

    assert (facts["price_now"], facts["currency"], facts["stock_status"]) == (269, "CNY", "restocking")
    assert facts["restock_on"] == (utc_now() + timedelta(days=3)).astimezone(ZONE).date().isoformat()
    assert facts["spec"] == {"power": "12 W"}
    assert facts["usage_guide"] == {"en": "tap the base"}
    assert not {"size_advice", "install_guide", "warranty_months"} & set(facts)


def test_a_day_of_restocking_that_has_passed_says_nothing(shops: TwoShops) -> None:
    catalogue = _load(shops, "ours", LAMP | {"restock": "-2d"})
    (place,) = catalogue.named("台灯")

    assert "restock_on" not in catalogue.product(*place.products).facts


def test_what_suits_a_need_is_recommended_unless_it_is_sold_out(shops: TwoShops) -> None:
    catalogue = _load(shops, "ours", LAMP, GONE)

    assert catalogue.recommendation("我要看书")["en"] == "for reading, the A3 desk lamp (¥269)"
    assert catalogue.recommendation("有什么推荐") == {}
    assert _load(shops, "third", GONE).recommendation("我要看书") == {}


def test_products_of_another_shop_are_not_found(shops: TwoShops) -> None:
    _load(shops, "theirs", LAMP)

    assert _load(shops, "ours", GONE | {"name": "耳机"}).named("台灯") == ()


def test_a_turn_reads_no_more_of_ten_thousand_products_than_of_one(sqlite_shops: TwoShops) -> None:
    catalogue = _load(sqlite_shops, "ours", LAMP, *(GONE | {"key": str(n), "name": f"型号{n}甲"} for n in range(300)))
    sent: list[tuple[str, Any]] = []
    engine = sqlite_shops.store._database.engine
    event.listen(engine, "before_cursor_execute", lambda c, u, statement, values, *_: sent.append((statement, values)))

    (place,) = catalogue.named("台灯多高")
    catalogue.product(*place.products)

    asked = [(text, values) for text, values in sent if text.startswith("SELECT")]
    assert len(asked) == 3
    with engine.connect() as connection:
        plans = [row[3] for text, values in asked for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)]
    assert not [step for step in plans if step.startswith("SCAN")]


def test_a_case_brings_the_catalogue_and_each_article_of_an_order(shops: TwoShops) -> None:
    order = {"number": "N1", "customer": "c", "placed": "-1d", "status": "delivered"}
    data = {
        "shop": {"slug": "ours", "name": "Ours"},
        "needs": NEEDS,
        "customers": [{"key": "c", "name": "C", "points": 7}],
        "products": [LAMP, GONE],
        "orders": [order | {"lines": [{"product": "gone"}, {"product": "lamp", "quantity": 2}]}],
    }
    load_demo(shops.url, data)
    posted = shops.ours.post_message(IncomingMessage("test", "k", "k", "台灯坏了", customer_key="c"))

    case = shops.ours.turn_case(posted.turn_id)

    (held,) = case.orders
    assert [facts["item_price"] for facts in held.articles.values()] == [99, 269]
    assert held.facts["item"] == "旧台灯"
    assert set(case.catalogue.named("台灯坏了")[0].products) < set(held.articles)
    assert case.customer is not None and case.customer.points == 7


@pytest.mark.parametrize(
    "wrong", [{"products": [LAMP | {"stock": "plenty"}]}, {"products": [LAMP | {"good_for": ["flying"]}]}]
)
def test_a_state_of_stock_or_a_need_that_is_none_is_refused(shops: TwoShops, wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        load_demo(shops.url, {"shop": {"slug": "ours", "name": "Ours"}, "needs": NEEDS, **wrong})
