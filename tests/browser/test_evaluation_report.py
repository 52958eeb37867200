"""The report of `tactful evaluate` in a browser: whole, safe, accessible, the mistakes found by label."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from bot.commands.evaluate_page import page as report
from bot.commands.evaluate_words import Source
from bot.console.texts import load_texts
from bot.measure.evaluation import evaluate
from bot.measure.gold import GoldMessage
from tests.browser.test_access import LANGUAGES, assert_accessible, assert_good_in_every_look, assert_no_sideways_scroll
from tests.measure.builders import gold, mixed_readings, reading, taken

pytestmark = pytest.mark.browser

HOSTILE = '<img src=x onerror="document.title=1">\u202e退款</p></section><style>*{display:none}</style>'
AT = datetime(2026, 11, 22, tzinfo=timezone.utc)


def some_readings() -> list:
    return [
        taken(gold(HOSTILE, {"angry": 2}, text=HOSTILE), reading({"hurried": 1}, spans=[("hurried", 2, 9)])),
        *mixed_readings(12),
        taken(GoldMessage("c", gold().language, (("agent", HOSTILE), ("系统", "?")), "x", {}), reading({"angry": 3})),
    ]


@pytest.fixture
def shown(tmp_path: Path, browser: Browser) -> Iterator:
    """Opens the report of some readings in a language; any fault that the browser tells fails the test."""
    told: list[str] = []
    rows = some_readings()
    evaluation = evaluate(rows, halves=True)

    def show(language: str) -> Page:
        path = tmp_path / f"{language}.html"
        words = load_texts("UTC")[language]
        path.write_text(report(evaluation, rows, words, Source("set.jsonl", "0" * 12, "f" * 12), at=AT), "utf-8")
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.on("console", lambda message: told.append(message.text))
        page.on("request", lambda request: told.append(request.url) if not request.url.startswith("file:") else None)
        page.goto(path.as_uri())
        return page

    yield show
    assert told == []
    for context in browser.contexts:
        context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_has_no_fault_that_axe_finds_and_fits_a_narrow_screen(shown, language):
    page = shown(language)
    page.set_viewport_size({"width": 320, "height": 800})

    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("section:visible").count() == 8
    assert_no_sideways_scroll(page)
    assert_accessible(page)


def test_with_everything_unfolded_the_report_is_good_in_every_look(shown):
    page = shown("en")
    page.locator("summary").evaluate_all("all => all.forEach(one => one.parentElement.open = true)")

    assert_good_in_every_look(page)


def test_customers_words_are_text_and_nothing_else(shown):
    page = shown("en")

    assert page.locator("main img, main style, main script").count() == 0
    assert page.title() == "Measuring the reading: set.jsonl"
    assert "onerror=" in page.locator(".wrong > li").first.locator(".said").first.inner_text()
    assert page.locator(".wrong > li").first.locator(".hidden-character").first.inner_text() == "U+202E"


def test_mistakes_are_narrowed_to_a_label_by_keyboard(shown):
    page = shown("en")
    whole = page.locator(".wrong > li:visible").count()

    page.locator("#show-all").focus()
    page.keyboard.press("ArrowRight")

    hurried = page.locator(".wrong > li:visible")
    assert 0 < hurried.count() < whole
    assert all("hurried" in text for text in hurried.locator(".faults").all_inner_texts())
    assert page.locator("label", has_text="impatient").inner_text().endswith(f": {hurried.count()}")


def test_every_picture_says_what_it_shows_and_its_numbers_stand_in_a_table(shown):
    page = shown("zh-Hans")

    pictures = page.get_by_role("img")
    assert pictures.count() == 8
    assert all(label for label in pictures.evaluate_all("all => all.map(one => one.getAttribute('aria-label'))"))
    assert page.locator(".squares figure").count() == page.locator(".squares details table").count() == 6


def test_a_faultless_reading_has_a_report_too(tmp_path, browser):
    rows = [taken(gold("a"), reading())]
    path = tmp_path / "out.html"
    path.write_text(report(evaluate(rows), rows, load_texts("UTC")["en"], Source("s", "0", "f"), at=AT), "utf-8")
    page = browser.new_context().new_page()
    page.goto(path.as_uri())

    assert page.get_by_text("No mistakes.").is_visible()
    assert_accessible(page)
    page.context.close()
