"""Pages that everybody can use: checked by axe, by keyboard alone, at narrow widths."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
LANGUAGES = ("zh-Hans", "zh-Hant", "en")


def assert_accessible(page: Page) -> None:
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert results.violations_count == 0, results.generate_report()


def assert_no_sideways_scroll(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{wide} pixels too wide at {page.url}"


def assert_good_in_every_look(page: Page) -> None:
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert_no_sideways_scroll(page)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            assert_accessible(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_open_pages_have_no_fault_that_axe_finds_and_fit_every_screen(site: Site, language: str) -> None:
    for path in ("/login", "/login/link/x", "/nothing", "/shop/lantern"):
        page = site.open(path, language=language)
        if path.startswith("/shop"):
            page.locator("#write-text").fill("我的订单到哪了")
            page.keyboard.press("Enter")
            page.locator(".message.own").wait_for()
        assert page.locator("html").get_attribute("lang") == language
        assert_good_in_every_look(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desk_has_no_fault_that_axe_finds_and_fits_every_screen(site: Site, talk: str, language: str) -> None:
    page = site.desk(talk, language=language)
    for summary in page.locator(".draft >> nth=0 >> summary").all():
        summary.click()
    assert page.locator("html").get_attribute("lang") == language
    assert_good_in_every_look(page)
    page.goto(f"{site.address}/desk")
    assert_good_in_every_look(page)


def test_axe_would_find_a_fault(site: Site) -> None:
    page = site.open("/login")
    page.evaluate("document.querySelector('label').replaceWith(document.querySelector('input[name=login]'))")

    with pytest.raises(AssertionError, match="label"):
        assert_accessible(page)


def test_every_control_of_the_desk_is_large_enough_to_hit(site: Site, talk: str) -> None:
    page = site.desk(talk, width=390)

    sizes = page.locator("button:visible, select:visible, textarea:visible, summary:visible").evaluate_all(
        "elements => elements.map(e => [e.outerHTML.slice(0, 80), e.offsetWidth, e.offsetHeight])"
    )

    assert len(sizes) > 15
    assert [item for item in sizes if item[1] < 24 or item[2] < 24] == []


def test_the_desk_can_be_worked_with_the_keyboard_alone(site: Site, talk: str) -> None:
    page = site.open("/login")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("input[name=login]").focus()
    page.keyboard.type("mei")
    page.keyboard.press("Tab")
    page.keyboard.type("a long enough password")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")
    walk_to(page, f"#line-{talk}")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{talk}")
    walk_to(page, "#insert-2")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "reply-text"
    assert "小梅" in page.locator("#reply-text").input_value()
    page.keyboard.press("Control+Enter")
    page.locator(".message.agent").wait_for()
    assert page.locator("#reply-text").input_value() == ""


def walk_to(page: Page, selector: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"{selector} shows no focus"
            return
    raise AssertionError(f"{selector} was not reached by Tab")
