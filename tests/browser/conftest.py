"""A running console and a browser for every test of the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from bot.desk.message import Audience
from tests.console.house import PASSWORD, XSS, House, open_house, running


@dataclass
class Site:
    """A running console with its browser."""

    house: House
    address: str
    browser: Browser

    def open(self, path: str = "/", *, width: int = 1280, height: int = 800, language: str = "en", dark: bool = False) -> Page:
        """A page in a browser of its own; any fault of a script fails the test."""
        context: BrowserContext = self.browser.new_context(
            viewport={"width": width, "height": height},
            locale={"zh-Hans": "zh-CN", "zh-Hant": "zh-TW", "en": "en-GB"}[language],
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.set_default_timeout(8_000)
        page.goto(self.address + path)
        return page

    def sign_in(self, page: Page) -> None:
        page.goto(self.address + "/login")
        page.locator("input[name=login]").fill("mei")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main button").click()
        page.wait_for_url("**/desk")

    def desk(self, conversation_id: str, **look: object) -> Page:
        """The desk of Mei, at a conversation, in the language of the look."""
        language = str(look.get("language", "en"))
        self.house.store.accounts().set_language(self.house.user("mei").id, language)
        page = self.open("/login", **look)  # type: ignore[arg-type]
        self.sign_in(page)
        page.goto(f"{self.address}/desk/conversations/{conversation_id}")
        return page


@pytest.fixture
def site(tmp_path: Path, browser: Browser) -> Iterator[Site]:
    house = open_house(tmp_path)
    with running(house.app) as address:
        yield Site(house, address, browser)
        for context in browser.contexts:
            context.close()
    house.store.close()


@pytest.fixture
def talk(site: Site) -> str:
    """A conversation of a customer in a hurry, with advice, beside two others."""
    house = site.house
    house.post("你们客服有人吗 我的快递到底在哪", key="c2")
    house.post(XSS, key="c3", customer_key=XSS)
    house.post("说好周三到，今天都周五了", key="c1")
    posted = house.post("再不发我就投诉了\u202e退\u200b款 👨‍👩‍👧", key="c1")
    house.advise("")
    return posted.conversation_id


@pytest.fixture
def shopper_talk(site: Site) -> Callable[[str], str]:
    """Post as the shopper of a page whose session key is given."""

    def post(key: str) -> str:
        return site.house.post("我的订单呢", key=key, audience=Audience.SHOPPER).conversation_id

    return post
