"""The agent's desk in a browser: live, safe, and never in the way of typing."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.console.house import XSS

pytestmark = pytest.mark.browser

BRIEF = "我这就帮您查订单 TF20261101。今天 18:00 前给您答复。"


def typed(page: Page) -> str:
    return page.locator("#reply-text").input_value()


def test_the_reading_is_given_in_words_with_intensity_and_probability(site: Site, talk: str) -> None:
    page = site.desk(talk)

    expect(page.locator(".readings li").first).to_contain_text("reads as impatient, clear, 82 %")
    expect(page.locator("mark.evidence").first).to_contain_text("说好周三")


def test_hidden_characters_of_a_customer_are_shown_by_number(site: Site, talk: str) -> None:
    page = site.desk(talk)

    last = page.locator("#messages .bubble").last
    expect(last).to_contain_text("U+202E")
    expect(last).to_contain_text("U+200B")
    assert "\u202e" not in last.inner_text()
    assert "👨‍👩‍👧" in last.inner_text()


def test_words_of_a_customer_are_never_markup(site: Site, talk: str) -> None:
    house = site.house
    posted = house.post(f"{XSS} {{{{7*7}}}} ${{7*7}}", key=XSS[:60], customer_key=XSS)
    house.advise("")
    page = site.desk(posted.conversation_id)
    page.wait_for_timeout(300)

    expect(page.locator("#messages .bubble")).to_contain_text("document.title='pwned'</script><img src=x")
    assert page.locator("main script, main img").count() == 0
    assert "pwned" not in page.title()


def test_advice_appears_by_itself_without_taking_focus_or_typed_words(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("#reply-text").click()
    page.keyboard.type("我正在写")
    expect(page.locator("#messages .message")).to_have_count(2)

    site.house.post("到底退不退", key="c1")
    site.house.advise("", label="angry")

    expect(page.locator("#messages .message")).to_have_count(3)
    expect(page.locator(".readings li").first).to_contain_text("angry")
    assert page.evaluate("document.activeElement.id") == "reply-text"
    assert typed(page) == "我正在写"


def test_a_posted_message_is_on_the_screen_soon(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.wait_for_timeout(500)
    waits = []
    for number in range(5):
        started = time.monotonic()
        site.house.post(f"催一下 {number}", key="c1")
        expect(page.locator("#messages .message")).to_have_count(3 + number)
        waits.append(time.monotonic() - started)

    assert sorted(waits)[2] < 1.0, waits


def test_what_is_open_in_the_advice_stays_open_when_it_is_refreshed(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("#why-1 summary").click()
    expect(page.locator("#why-1")).to_contain_text("S0.14")

    site.house.post("还在吗", key="c1")

    expect(page.locator("#messages .message")).to_have_count(3)
    expect(page.locator("#why-1")).to_have_attribute("open", "")
    assert page.evaluate("document.activeElement.id") == "why-1-summary"


def test_one_key_inserts_a_draft_and_the_insert_can_be_undone(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("#reply-text").fill("您好。")

    page.keyboard.press("Control+3")
    assert typed(page).startswith("您好。\n您的订单目前在运输中")
    page.keyboard.press("Control+z")

    assert typed(page) == "您好。"


def test_control_enter_inserts_first_and_sends_only_at_the_second_press(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("#reply-text").focus()

    page.keyboard.press("Control+Enter")
    assert typed(page) == BRIEF
    assert page.locator(".message.agent").count() == 0
    page.keyboard.press("Control+Enter")

    expect(page.locator(".message.agent .bubble")).to_contain_text(BRIEF)
    expect(page.locator("#notice")).to_contain_text("Reply sent")
    assert typed(page) == ""
    view = site.house.records.conversation(talk, viewer=None)
    assert view.summary.owner_id == site.house.user("mei").id


def test_keys_can_be_switched_off(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("shortcut-help > button").click()
    page.locator("shortcut-help input").uncheck()
    page.locator("shortcut-help dialog button").click()

    page.locator("#reply-text").focus()
    page.keyboard.press("Control+1")

    assert typed(page) == ""


COMPOSE = """selector => {
  const box = document.querySelector(selector);
  const press = (more) => box.dispatchEvent(new KeyboardEvent("keydown",
    { key: "Enter", bubbles: true, cancelable: true, ctrlKey: selector === "#reply-text", ...more }));
  box.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
  press({ isComposing: true, keyCode: 229 });
  press({ isComposing: false, keyCode: 229 });
  box.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
}"""


def test_enter_that_ends_an_input_method_s_composition_sends_nothing(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("#reply-text").fill("ni hao")
    page.evaluate(COMPOSE, "#reply-text")
    shop = site.open("/shop/lantern")
    shop.locator("#write-text").fill("ni hao")
    shop.evaluate(COMPOSE, "#write-text")
    page.wait_for_timeout(400)

    assert typed(page) == "ni hao"
    assert page.locator(".message.agent").count() == 0
    assert shop.locator(".message.own").count() == 0


def test_a_reply_on_an_old_version_is_not_sent_and_not_lost(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("#reply-text").fill("马上查")
    page.evaluate("document.querySelector('[name=version]').value = 0")
    page.locator(".send").click()

    expect(page.locator("#notice")).to_contain_text("Not sent")
    assert typed(page) == "马上查"


def test_what_was_typed_is_still_there_after_looking_at_another_conversation(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("#reply-text").fill("写到一半")
    page.goto(f"{site.address}/desk")
    page.goto(f"{site.address}/desk/conversations/{talk}")

    assert typed(page) == "写到一半"


def test_a_dismissed_draft_is_put_away_with_its_reason_and_can_be_shown_again(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("#dismiss-1 summary").click()
    page.locator("#dismiss-1-too_long").click()

    expect(page.locator(".draft").first.locator(".draft-text")).to_be_hidden()
    page.locator(".draft").first.locator(".restore").click()
    expect(page.locator(".draft").first.locator(".draft-text")).to_be_visible()


def test_a_second_tab_shares_the_stream_of_the_first(site: Site, talk: str) -> None:
    first = site.desk(talk)
    second = first.context.new_page()
    second.goto(first.url)
    first.wait_for_timeout(500)

    site.house.post("两个窗口", key="c1")

    for page in (first, second):
        expect(page.locator("#messages .message")).to_have_count(3)


def test_taking_over_makes_the_conversation_one_s_own(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("#accept").click()

    expect(page.locator("#notice")).to_contain_text("now yours")
    expect(page.locator("#accept")).to_have_count(0)


def test_a_conversation_of_another_agent_can_be_read_but_not_answered(site: Site, talk: str) -> None:
    house = site.house
    house.records.accept(talk, house.user("mei"))
    house.records.hand_over(talk, reason="test", team="senior")
    house.records.accept(talk, house.user("an"))
    page = site.desk(talk)

    expect(page.locator("#reply-text")).to_be_disabled()
    expect(page.locator(".thread-part")).to_contain_text("An is looking after this customer")


def test_the_language_is_kept_with_the_user(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator(".languages button[lang=zh-Hant]").click()

    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    expect(page.locator(".readings li").first).to_contain_text("語氣像是著急，明顯，82%")
    assert site.house.user("mei").language == "zh-Hant"
