"""Proving who one is with an order number, in a browser: by keyboard, with an input method, in three languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bot.channels.mail import MailSettings, SmtpOutlet
from bot.store.models.people import CustomerEntry
from bot.store.models.trade import OrderEntry
from tests.browser.conftest import Site
from tests.console.house import open_house, running
from tests.smtp import Postbox, running_postbox

pytestmark = pytest.mark.browser

ORDER = "TF20261103001"


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with running_postbox() as opened:
        yield opened


@pytest.fixture
def shop(tmp_path: Path, browser: Browser, postbox: Postbox) -> Iterator[Site]:
    """A shop with an order and a mail server."""
    mail = SmtpOutlet(MailSettings("127.0.0.1", postbox.port, "shop@example.com", security="none"))
    house = open_house(tmp_path, mail=mail)
    with house.store._database.writing(house.shop_id) as session:
        session.add(CustomerEntry(id="1", key="C-1", name="周岚", email="lan@example.com"))
        session.flush()
        session.add(
            OrderEntry(id="o", number=ORDER, customer_id="1", placed_at=datetime.now(UTC), status="in_transit", total=Decimal(9))
        )
    with running(house.app) as address:
        yield Site(house, address, browser)
        for context in browser.contexts:
            context.close()
    house.store.close()


def code_in(postbox: Postbox) -> str:
    return re.findall(r"\d{6}", postbox.wait()[-1].get_content())[0]


def assert_accessible(page: Page) -> None:
    violations = Axe().run(page).response["violations"]

    assert [f"{item['id']}: {[node['html'][:100] for node in item['nodes']]}" for item in violations] == []


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_by_keyboard_alone_an_order_number_and_a_code_make_a_known_customer(shop: Site, postbox: Postbox, language: str) -> None:
    page = shop.open("/shop/lantern", width=390, height=740, language=language)
    page.locator("#write-text").fill("?")
    page.keyboard.press("Enter")
    expect(page.locator(".message.own")).to_have_count(1)
    page.locator(".identity-box summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type(ORDER.lower())
    page.keyboard.press("Enter")
    expect(page.locator("#identity-code")).to_be_focused()
    assert_accessible(page)
    page.keyboard.type(code_in(postbox))
    page.keyboard.press("Enter")

    expect(page.locator(".chat-hello")).to_contain_text("周岚")
    expect(page.locator(".message.own")).to_have_count(1)
    expect(page.locator(".identity-box")).to_have_count(0)


def test_the_page_is_accessible_at_every_step_and_does_not_scroll_sideways(shop: Site) -> None:
    for dark in (False, True):
        page = shop.open("/shop/lantern", width=320, height=640, dark=dark)
        page.locator(".identity-box summary").click()
        assert_accessible(page)
        expect(page.locator(".send")).to_be_in_viewport()
        page.locator("#identity-order").fill("unknown")
        page.locator("#identity .primary").click()
        expect(page.locator("#identity-code")).to_be_focused()
        page.locator("#identity-code").fill("000000")
        page.locator("#identity .primary").click()
        expect(page.locator("#identity")).to_contain_text("This code is not right")
        expect(page.locator("#identity-code")).to_have_count(1)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_wrong_code_can_be_corrected_or_another_order_named(shop: Site, postbox: Postbox) -> None:
    page = shop.open("/shop/lantern")
    page.locator(".identity-box summary").click()
    page.locator("#identity-order").fill("unknown")
    page.locator("#identity .primary").click()
    expect(page.get_by_text("If this order is ours")).to_be_visible()
    page.locator(".identity-again button").click()
    page.locator("#identity-order").fill(ORDER)
    page.locator("#identity .primary").click()
    page.locator("#identity-code").fill(code_in(postbox))
    page.locator("#identity .primary").click()

    expect(page.locator(".chat-hello")).to_contain_text("周岚")


def test_enter_while_an_input_method_composes_sends_nothing(shop: Site, postbox: Postbox) -> None:
    page = shop.open("/shop/lantern", language="zh-Hans")
    page.locator(".identity-box summary").click()
    page.locator("#identity-order").focus()
    sent = []
    page.on("request", lambda request: sent.append(request.url) if "identity" in request.url else None)
    client = page.context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "tf", "selectionStart": 2, "selectionEnd": 2})
    client.send("Input.dispatchKeyEvent", {"type": "keyDown", "key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229})
    client.send("Input.insertText", {"text": ORDER})
    page.wait_for_timeout(300)

    assert sent == []
    assert page.locator("#identity-order").input_value() == ORDER


def test_without_a_mail_server_nothing_is_offered(site: Site) -> None:
    page = site.open("/shop/lantern")

    expect(page.locator(".chat-hello")).to_contain_text("order page")
    expect(page.locator(".identity-box")).to_have_count(0)


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_a_trainer_reads_redacted_conversations(site: Site, language: str) -> None:
    house = site.house
    talk = house.post("我叫王小明，电话13800138000，怎么还没到？", key="k1").conversation_id
    house.advise("")
    house.store.accounts().set_language(house.user("tina").id, language)
    client, _ = house.signed_in("tina")
    page = site.open("/login", language=language, width=390)
    page.context.add_cookies([{"name": "tactful", "value": client.cookies["tactful"], "url": site.address}])
    page.goto(site.address + "/")
    expect(page).to_have_url(site.address + "/redacted")
    assert_accessible(page)
    page.locator("a.line").click()

    expect(page).to_have_url(f"{site.address}/redacted/{talk}")
    expect(page.locator(".bubble")).to_contain_text("[手机号1]" if language == "zh-Hans" else "[MOBILE 1]")
    assert_accessible(page)
