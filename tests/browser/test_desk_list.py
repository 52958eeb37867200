"""The list of the desk: narrowed down, grown longer, kept as it is while news come in."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from bot.console.pages import desk
from tests.browser.conftest import Site
from tests.browser.test_access import LANGUAGES, assert_good_in_every_look

pytestmark = pytest.mark.browser


def test_the_list_is_narrowed_down_and_stays_so_when_news_come(site: Site, talk: str) -> None:
    page = site.desk(talk)
    expect(page.locator("#list .line")).to_have_count(3)

    page.locator("#list-wish-summary").click()
    page.locator("#wish-channel").select_option("email")
    expect(page.locator("#list .line")).to_have_count(0)
    site.house.post("还没发货吗", key="c1")
    expect(page.locator(".message").last).to_contain_text("还没发货吗")
    expect(page.locator("#list .line")).to_have_count(0)
    expect(page.locator("#list .hint")).to_be_visible()

    page.locator("#wish-channel").select_option("")
    page.locator("#wish-state").select_option("waiting")
    expect(page.locator("#list .line")).to_have_count(3)


def test_a_narrowed_list_is_kept_on_the_way_to_another_conversation(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("#list-wish-summary").click()
    page.locator("#wish-state").select_option("waiting")
    expect(page.locator("#list .line").first).to_have_attribute("href", re.compile(r"\?state=waiting$"))

    page.locator("#list .line").first.click()

    page.wait_for_url("**state=waiting")
    expect(page.locator("#wish-state")).to_have_value("waiting")


def test_more_lines_are_shown_on_demand_and_the_keyboard_goes_on_from_there(site: Site) -> None:
    for number in range(desk.LINES + 3):
        posted = site.house.post("在吗", key=f"k{number:03d}")
    page = site.desk(posted.conversation_id)
    expect(page.locator("#list .line")).to_have_count(desk.LINES)

    page.locator("#list-more").focus()
    page.keyboard.press("Enter")

    expect(page.locator("#list .line")).to_have_count(desk.LINES + 3)
    expect(page.locator("#list .line").nth(desk.LINES)).to_be_focused()
    expect(page.locator("#list-more")).to_have_count(0)
    site.house.post("还在吗", key="k001")
    expect(page.locator("#list .line", has_text="还在吗")).to_have_count(1)
    expect(page.locator("#list .line")).to_have_count(desk.LINES + 3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_filter_has_no_fault_that_axe_finds_and_fits_every_screen(site: Site, talk: str, language: str) -> None:
    page = site.desk(talk, language=language)
    page.goto(f"{site.address}/desk?owner=mine&channel=email")

    expect(page.locator("#wish-owner")).to_have_value("mine")
    assert_good_in_every_look(page)
