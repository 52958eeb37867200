"""The check while an agent types: seen, shown, taken over and called wrong by key, and never in the way of typing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from bot.assist.findings import ALL_DISPUTES
from tests.browser.conftest import Site
from tests.browser.test_access import LANGUAGES, assert_good_in_every_look, walk_to

pytestmark = pytest.mark.browser

JUMP = {"zh-Hans": "您好，给您插个队。", "zh-Hant": "您好，幫您插個隊。", "en": "Hello, I will let you cut the line."}
SORRY = {"zh-Hans": "给您带来不便了。", "zh-Hant": "造成您的不便。", "en": "Sorry for any inconvenience."}
TITLE = {"zh-Hans": "插队", "zh-Hant": "插隊", "en": "Jumping the queue"}
SEVERITY = {"zh-Hans": "不能发送", "zh-Hant": "不能送出", "en": "Must not be sent"}
TAKEN = {
    "zh-Hans": "您好，给您按顺序处理。",
    "zh-Hant": "您好，幫您依順序處理。",
    "en": "Hello, I will let you keep an eye on it.",
}

CHECKS = "**/check"


def typed(page: Page) -> str:
    return page.locator("#reply-text").input_value()


def questions(page: Page) -> list[str]:
    """Texts that the page asks about from now on."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.post_data or "") if request.url.endswith("/check") else None)
    return asked


def found(page: Page, number: int) -> None:
    expect(page.locator("#findings .finding")).to_have_count(number)


@pytest.mark.parametrize("language", LANGUAGES)
def test_typing_shows_what_is_found_in_the_agents_language(site: Site, talk: str, language: str) -> None:
    page = site.desk(talk, language=language)
    page.locator("#reply-text").click()
    page.keyboard.type(JUMP[language] + SORRY[language])

    found(page, 2)
    first = page.locator(".finding").first
    expect(first).to_contain_text(SEVERITY[language])
    expect(first).to_contain_text(TITLE[language])
    expect(first).to_contain_text("S0.14")
    assert first.locator("svg").count() == 1
    summary = page.locator("#check-summary")
    expect(summary).to_have_attribute("aria-live", "polite")
    expect(summary).to_contain_text("2")
    page.locator("#reply-text").press("Alt+1")
    expect(page.locator("#reply-text")).to_have_value(TAKEN[language] + SORRY[language])
    found(page, 1)


def test_a_pause_in_typing_asks_once(site: Site, talk: str) -> None:
    page = site.desk(talk)
    asked = questions(page)
    page.locator("#reply-text").click()
    page.keyboard.type("cut the line")
    found(page, 1)

    assert len(asked) <= 3, asked
    assert asked[-1].endswith("cut+the+line")


def test_nothing_is_asked_while_an_input_method_composes(site: Site, talk: str) -> None:
    page = site.desk(talk)
    asked = questions(page)
    page.evaluate(
        """() => {
          const box = document.getElementById("reply-text");
          box.focus();
          box.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
          box.value = "gei nin 插个队";
          box.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
        }"""
    )
    page.wait_for_timeout(700)
    assert asked == []
    expect(page.locator("#findings .finding")).to_have_count(0)
    page.evaluate(
        "() => document.getElementById('reply-text').dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }))"
    )

    found(page, 1)
    assert len(asked) == 1


def test_an_answer_that_comes_late_is_dropped(site: Site, talk: str) -> None:
    page = site.desk(talk)
    waiting: list[Route] = []
    page.route(CHECKS, lambda route: waiting.append(route) if not waiting else route.continue_())
    box = page.locator("#reply-text")
    box.fill("cut the line")
    page.wait_for_timeout(500)
    assert len(waiting) == 1
    box.fill("good day")
    expect(page.locator("#check-summary")).to_have_text("Checked: nothing found.")

    waiting[0].continue_()
    page.wait_for_timeout(500)

    expect(page.locator("#check-summary")).to_have_text("Checked: nothing found.")
    found(page, 0)


def test_an_emptied_box_has_no_findings(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("#reply-text").fill("cut the line")
    found(page, 1)

    page.locator("#reply-text").fill("")

    found(page, 0)
    expect(page.locator("#check-summary")).to_have_text("")


def test_an_inserted_draft_is_checked_too(site: Site, talk: str) -> None:
    page = site.desk(talk)
    asked = questions(page)
    page.locator("#reply-text").focus()
    page.keyboard.press("Control+1")

    expect(page.locator("#check-summary")).to_have_text("Checked: nothing found.")
    assert len(asked) == 1


def test_what_was_left_in_the_box_is_checked_when_the_page_is_opened_again(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("#reply-text").fill("cut the line")
    found(page, 1)
    page.reload()

    found(page, 1)


def test_words_are_taken_over_as_if_typed_and_taken_back_by_undo(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("#reply-text").click()
    page.keyboard.type("👨‍👩‍👧 好，插个队！")
    found(page, 1)

    page.keyboard.press("Alt+1")
    expect(page.locator("#reply-text")).to_have_value("👨‍👩‍👧 好，按顺序处理！")
    page.keyboard.press("Control+z")

    expect(page.locator("#reply-text")).to_have_value("👨‍👩‍👧 好，插个队！")
    found(page, 1)


def test_words_beyond_the_basic_plane_are_selected_whole(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("#reply-text").fill("😀😀真的👍🏽夸张")
    found(page, 1)

    page.locator("#show-1").click()

    chosen = "() => { const box = document.activeElement; return box.value.slice(box.selectionStart, box.selectionEnd); }"
    assert page.evaluate(chosen) == "👍🏽夸张"
    page.keyboard.press("Alt+1")
    expect(page.locator("#reply-text")).to_have_value("😀😀真的好用")


def test_words_to_leave_out_are_taken_out(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("#reply-text").fill("你好删掉我。")
    found(page, 1)
    page.locator("#take-1").click()

    expect(page.locator("#reply-text")).to_have_value("你好。")
    assert page.evaluate("document.activeElement.id") == "reply-text"


def test_the_second_finding_has_the_second_key(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("#reply-text").fill("插个队。给您带来不便。")
    found(page, 2)
    page.locator("#reply-text").press("Alt+2")

    expect(page.locator("#reply-text")).to_have_value("插个队。抱歉让您多等了。")


def test_one_key_says_that_a_finding_is_wrong_and_takes_it_back(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("#reply-text").fill("插个队")
    found(page, 1)

    page.locator("#reply-text").press("Alt+Shift+Digit1")
    expect(page.locator("#dispute-1")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#notice")).to_contain_text("Trainers will look at it")
    (dispute,) = site.house.records.disputes(ALL_DISPUTES)
    assert (dispute.rule, dispute.words) == ("queue_jump", "插个队")
    assert page.evaluate("document.activeElement.id") == "reply-text"
    page.locator("#dispute-1").click()

    expect(page.locator("#dispute-1")).to_have_attribute("aria-pressed", "false")
    assert site.house.records.disputes(ALL_DISPUTES) == ()
    assert page.evaluate("document.activeElement.id") == "dispute-1"


def test_keys_are_silent_while_composing_in_dialogs_and_when_switched_off(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("#reply-text").fill("插个队")
    found(page, 1)
    press = """more => document.getElementById("reply-text").dispatchEvent(new KeyboardEvent("keydown",
      { key: "1", code: "Digit1", altKey: true, bubbles: true, cancelable: true, ...more }))"""
    for more in ({"isComposing": True}, {"keyCode": 229}, {"ctrlKey": True}, {"metaKey": True}, {"repeat": True}):
        page.evaluate(press, more)
    page.locator("shortcut-help > button").click()
    expect(page.locator("shortcut-help dialog")).to_contain_text("use the words offered for finding 1 to 9")
    page.keyboard.press("Alt+1")
    page.locator("shortcut-help input").uncheck()
    page.locator("shortcut-help dialog button").click()
    page.locator("#reply-text").press("Alt+1")
    page.wait_for_timeout(300)

    assert typed(page) == "插个队"


def test_a_reply_that_must_not_be_sent_stays_in_the_box_and_is_kept(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("#reply-text").fill("插个队")
    page.locator("#reply-text").press("Control+Enter")

    expect(page.locator("#notice")).to_contain_text("Not sent: some words must not be sent")
    expect(page.locator("#kept-title")).to_have_text("Held, not sent")
    assert typed(page) == "插个队"
    assert page.locator(".message.agent").count() == 0
    page.reload()
    expect(page.locator(".kept .kept-text").first).to_have_text("插个队")
    found(page, 1)
    assert typed(page) == "插个队"


def test_it_is_mended_by_one_key_and_sent(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("#reply-text").fill("插个队")
    page.locator("#reply-text").press("Control+Enter")
    expect(page.locator("#kept-title")).to_be_visible()
    found(page, 1)

    page.keyboard.press("Alt+1")
    expect(page.locator("#reply-text")).to_have_value("按顺序处理")
    page.keyboard.press("Control+Enter")

    expect(page.locator(".message.agent .bubble")).to_contain_text("按顺序处理")
    expect(page.locator("#kept-title")).to_have_count(0)
    assert typed(page) == ""


def test_it_is_sent_all_the_same_for_a_reason(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("#reply-text").fill("插个队")
    page.locator("#reply-text").press("Control+Enter")
    expect(page.locator("#kept-title")).to_be_visible()

    page.locator("#override-summary").click()
    page.locator("#kept-submit").click()
    page.wait_for_timeout(300)
    assert page.locator(".message.agent").count() == 0
    page.locator("#held-reason").fill("the customer asked for these very words")
    page.locator("#held-reason").press("Enter")

    expect(page.locator(".message.agent .bubble")).to_contain_text("插个队")
    expect(page.locator("#reply-text")).to_have_value("")
    found(page, 0)
    assert site.house.records.rule_counts()["queue_jump"].overridden == 1


def test_a_reason_half_written_survives_news(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("#reply-text").fill("插个队")
    page.locator("#reply-text").press("Control+Enter")
    page.locator("#override-summary").click()
    page.locator("#held-reason").click()
    page.keyboard.type("the customer")

    site.house.post("还在吗", key="c1")

    expect(page.locator("#messages .message")).to_have_count(3)
    page.wait_for_timeout(300)
    expect(page.locator("#held-reason")).to_have_value("the customer")
    expect(page.locator("#held-reason")).to_be_focused()


def test_calm_words_are_taken_by_one_key(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("#reply-text").fill("页面上写着呢，自己看。")
    expect(page.locator("#check-neutral")).to_be_visible()
    page.locator("#reply-text").press("Control+Enter")
    expect(page.locator("#notice")).to_contain_text("read sharply")
    expect(page.locator("#held-neutral")).to_be_hidden()
    page.locator("#reply-text").fill("")
    expect(page.locator("#held-neutral")).to_be_visible()

    page.locator("#reply-text").press("Alt+0")
    expect(page.locator("#reply-text")).to_have_value("我再给您说清楚。")
    page.keyboard.press("Control+Enter")

    expect(page.locator(".message.agent .bubble")).to_contain_text("我再给您说清楚。")


def test_changing_what_is_held_does_not_write_it_twice(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("#reply-text").fill("插个队")
    page.locator("#reply-text").press("Control+Enter")
    page.locator("#kept-change").click()
    assert typed(page) == "插个队"
    page.locator("#reply-text").fill("")

    page.locator("#kept-change").click()

    expect(page.locator("#reply-text")).to_have_value("插个队")
    found(page, 1)


def test_a_check_that_does_not_answer_says_so_and_typing_goes_on(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.route(CHECKS, lambda route: route.abort())
    page.locator("#reply-text").fill("插个队")

    expect(page.locator("#check-summary")).to_contain_text("does not answer just now")
    page.unroute(CHECKS)
    page.locator("#reply-text").fill("插个队。")
    found(page, 1)


def test_the_findings_are_reached_by_keyboard(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("#reply-text").fill("插个队")
    found(page, 1)

    walk_to(page, "#take-1")
    page.keyboard.press("Enter")

    expect(page.locator("#reply-text")).to_have_value("按顺序处理")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desk_with_findings_and_a_held_reply_has_no_fault_that_axe_finds(site: Site, talk: str, language: str) -> None:
    page = site.desk(talk, language=language)
    page.locator("#reply-text").fill("插个队。催什么催。给您带来不便。")
    found(page, 3)
    page.locator("#reply-text").press("Control+Enter")
    page.locator("#override-summary").click()
    page.locator("#held-found-summary").click()
    expect(page.locator("#held-reason")).to_be_visible()
    page.locator("#dispute-2").click()
    expect(page.locator("#dispute-2")).to_have_attribute("aria-pressed", "true")

    assert_good_in_every_look(page)
