"""The shopper's page in a browser."""

from __future__ import annotations

import hashlib
import hmac
import time

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site
from tests.console.house import XSS

pytestmark = pytest.mark.browser


def test_the_page_says_that_it_is_automatic_and_offers_a_person(site: Site) -> None:
    page = site.open("/shop/lantern")

    expect(page.locator(".chat-state")).to_contain_text("automatic assistant")
    expect(page.locator("#human")).to_be_visible()


def test_a_conversation_outlives_a_reload(site: Site) -> None:
    page = site.open("/shop/lantern", language="zh-Hans")
    page.locator("#write-text").fill("我的订单到哪了")
    page.keyboard.press("Enter")
    expect(page.locator(".message.own")).to_have_count(1)
    page.reload()

    expect(page.locator(".message.own .bubble")).to_contain_text("我的订单到哪了")


def test_an_agent_s_answer_appears_by_itself(site: Site) -> None:
    page = site.open("/shop/lantern")
    page.locator("#write-text").fill("在吗")
    page.locator(".send").click()
    expect(page.locator(".message.own")).to_have_count(1)
    conversation = site.house.records.conversations(viewer=None)[0].id
    site.house.client(key="key-of-the-test").post(
        f"/api/v1/conversations/{conversation}/reply", json={"text": f"在的 {XSS}", "dedupe_key": "r1"}
    )

    expect(page.locator(".message.agent .bubble")).to_contain_text("在的 <script>")
    assert page.title() != "pwned"


def test_a_lost_answer_and_a_second_try_make_one_message(site: Site) -> None:
    page = site.open("/shop/lantern")
    lost = []

    def lose_first(route: object) -> None:
        if not lost:
            lost.append(route.fetch())  # type: ignore[attr-defined]
            route.abort()  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.route("**/shop/lantern/messages", lose_first)
    page.locator("#write-text").fill("只说一次")
    page.locator(".send").click()
    expect(page.locator("#notice")).to_contain_text("Not sent")
    page.locator(".send").click()

    expect(page.locator(".message.own")).to_have_count(1)
    expect(page.locator("#write-text")).to_have_value("")


def test_asking_for_a_person_hands_the_conversation_over(site: Site) -> None:
    page = site.open("/shop/lantern")
    page.locator("#human").click()

    expect(page.locator(".chat-state")).to_contain_text("with our team now")
    assert site.house.records.conversations(viewer=None)[0].owner_id == "front"


def test_a_signed_address_makes_a_known_customer_and_is_cleaned(site: Site) -> None:
    found = site.house.store.accounts().shop_secret("lantern")
    assert found is not None
    expires = int(time.time()) + 600
    proof = hmac.new(found[1].encode(), f"C-1\n{expires}".encode(), hashlib.sha256).hexdigest()
    page = site.open(f"/shop/lantern?customer=C-1&expires={expires}&hash={proof}")

    assert page.url == f"{site.address}/shop/lantern"
    expect(page.locator(".chat-hello")).to_contain_text("We know who you are")
    wrong = site.open(f"/shop/lantern?customer=C-1&expires={expires}&hash={'0' * 64}")
    expect(wrong.locator("#notice")).to_contain_text("could not confirm who you are")
    expect(wrong.locator(".chat-hello")).to_contain_text("so that we know it is you")
