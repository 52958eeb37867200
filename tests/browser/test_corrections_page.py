"""Marking a reading wrong by one key, without leaving the reply; and the trainers' page, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bot.assist.corrections import ALL_CORRECTIONS
from bot.assist.records import ReplyRequest
from bot.desk.correction import CorrectionState
from tests.browser.conftest import Site
from tests.browser.test_access import LANGUAGES, assert_good_in_every_look, walk_to
from tests.cards import a_card
from tests.console.house import open_house, running

pytestmark = pytest.mark.browser

COMPOSE = """([selector, key]) => {
  const element = document.querySelector(selector);
  for (const more of [{ isComposing: true, keyCode: 229 }, { isComposing: false, keyCode: 229 }]) {
    for (const held of [{}, { ctrlKey: true }]) {
      element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...held, ...more }));
    }
  }
}"""


def marked(page: Page) -> None:
    expect(page.locator("#newest-mark .mark-wrong")).to_have_attribute("aria-pressed", "true")


def unmarked(page: Page) -> None:
    expect(page.locator("#newest-mark .mark-wrong")).to_have_attribute("aria-pressed", "false")


def go_to_right(page: Page) -> None:
    page.keyboard.press("Control+6")
    marked(page)
    expect(page.locator("#newest-mark .right select >> nth=0")).to_be_focused()


def corrections(site: Site) -> tuple[Any, ...]:
    return site.house.records.corrections(ALL_CORRECTIONS)


def levels(site: Site) -> dict[str, int]:
    (found,) = corrections(site)
    return {name.value: level for name, level in found.proposal.labels.items()}


def test_a_key_pressed_before_the_new_form_is_taken_up_stays_on_the_page(site: Site, talk: str) -> None:
    page = site.desk(talk)
    address = page.url
    fresh = "() => { const form = document.querySelector('#newest-mark .mark-form'); form.replaceWith(form.cloneNode(true)); }"
    page.evaluate(fresh)

    page.keyboard.press("w")

    marked(page)
    assert page.url == address
    assert len(corrections(site)) == 1


def test_one_key_marks_the_newest_reading_and_the_same_key_takes_it_back(site: Site, talk: str) -> None:
    page = site.desk(talk)

    page.keyboard.press("w")
    marked(page)
    expect(page.locator("#notice")).to_contain_text("Reading marked wrong")
    assert len(corrections(site)) == 1
    page.keyboard.press("W")

    unmarked(page)
    assert corrections(site) == ()


def test_in_the_reply_the_letter_is_typed_and_control_five_marks(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("#reply-text").click()
    page.keyboard.type("www")
    unmarked(page)

    page.keyboard.press("Control+5")

    marked(page)
    assert page.locator("#reply-text").input_value() == "www"
    assert page.evaluate("document.activeElement.id") == "reply-text"


def test_what_is_right_is_said_by_keyboard_and_the_reply_goes_on_where_it_was(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("#reply-text").fill("我正在写")
    go_to_right(page)

    page.keyboard.press("0")
    page.keyboard.press("Tab")
    page.keyboard.press("3")
    expect(page.locator("#notice")).to_contain_text("Kept")
    page.keyboard.press("Escape")
    page.keyboard.type("。")

    expect(page.locator("#reply-text")).to_have_value("我正在写。")
    page.wait_for_timeout(300)
    assert levels(site) == {"dramatic": 3, "angry": 1}


def test_what_was_chosen_survives_news_that_replace_the_panel(site: Site, talk: str) -> None:
    page = site.desk(talk)
    go_to_right(page)
    page.keyboard.press("3")
    expect(page.locator("#notice")).to_contain_text("Kept")

    posted = site.house.post("还有一句", key="c2")
    site.house.post("你们在吗", key="c1")

    expect(page.locator("#messages .message")).to_have_count(3)
    assert posted
    expect(page.locator("#newest-mark select[name=hurried]")).to_have_value("3")
    expect(page.locator("#newest-mark select[name=hurried]")).to_be_focused()
    expect(page.locator("#newest-mark .right")).to_have_attribute("open", "")


def test_none_of_these_is_one_press(site: Site, talk: str) -> None:
    page = site.desk(talk)
    go_to_right(page)
    page.locator("#newest-mark .none-of-these").press("Enter")

    expect(page.locator("#notice")).to_contain_text("Kept")
    assert levels(site) == {}
    expect(page.locator("#newest-mark select[name=hurried]")).to_have_value("0")


def test_the_panel_can_be_ignored(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.keyboard.press("w")
    marked(page)
    page.locator("#reply-text").fill("马上查")
    page.keyboard.press("Control+Enter")

    expect(page.locator(".message.agent")).to_have_count(1)
    (found,) = corrections(site)
    assert (found.state, found.proposal) == (CorrectionState.OPEN, None)


def test_an_input_method_that_composes_marks_nothing(site: Site, talk: str) -> None:
    page = site.desk(talk)
    for selector in ("body", "#reply-text"):
        for key in ("w", "5", "6"):
            page.evaluate(COMPOSE, [selector, key])
    page.wait_for_timeout(400)

    unmarked(page)
    assert corrections(site) == ()


def test_the_key_is_silent_in_fields_in_dialogs_and_when_switched_off(site: Site, talk: str) -> None:
    page = site.desk(talk)
    page.locator("#hand-over-team").focus()
    page.keyboard.press("w")
    page.locator("shortcut-help > button").click()
    page.keyboard.press("w")
    page.locator("shortcut-help input").uncheck()
    page.locator("shortcut-help dialog button").click()
    page.locator("body").press("w")
    page.locator("#reply-text").press("Control+5")
    page.wait_for_timeout(400)

    unmarked(page)
    assert corrections(site) == ()


def test_a_key_that_is_held_down_marks_once(site: Site, talk: str) -> None:
    page = site.desk(talk)
    for repeat in (False, True, True, True):
        page.evaluate(
            "repeat => document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'w', bubbles: true, repeat }))", repeat
        )
    page.wait_for_timeout(500)

    marked(page)
    assert len(corrections(site)) == 1


def test_an_older_message_is_marked_by_keyboard_too(site: Site, talk: str) -> None:
    house = site.house
    house.records.send_reply(talk, house.user("mei"), ReplyRequest("好的", "r1"))
    house.post("谢谢", key="c1")
    house.advise("", label="dramatic")
    page = site.desk(talk)
    summary = page.locator(".message-reading > summary")
    expect(summary).to_have_text("Read as: impatient (clear); angry (slight)")

    walk_to(page, ".message-reading summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(summary).to_contain_text("marked wrong")
    (found,) = corrections(site)
    assert found.text.startswith("说好周三到")
    unmarked(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desk_with_an_open_panel_has_no_fault_that_axe_finds(site: Site, talk: str, language: str) -> None:
    page = site.desk(talk, language=language)
    go_to_right(page)
    expect(page.locator("#newest-mark .right")).to_have_attribute("open", "")

    assert_good_in_every_look(page)


def as_trainer(site: Site, language: str = "en", login: str = "tina") -> Page:
    house = site.house
    house.store.accounts().set_language(house.user(login).id, language)
    house.signed_in(login)
    page = site.open("/login", language=language)
    page.context.add_cookies([{"name": "tactful", "value": f"token of {login}", "url": site.address}])
    return page


@pytest.fixture
def three(site: Site) -> list[str]:
    """Three corrections: with a proposal, without one, and with context."""
    for number, text in enumerate(("人呢？我电话13800138000", "Where is it?!", "再不发我投诉了")):
        posted = site.house.post(text, key=f"k{number}")
        site.house.advise("")
        site.house.records.mark_reading(posted.conversation_id, posted.turn_id, None, wrong=True)
    return [item.id for item in corrections(site)]


def test_a_trainer_goes_through_corrections_by_keyboard_alone(site: Site, three: list[str]) -> None:
    page = as_trainer(site)
    page.goto(f"{site.address}/desk/corrections/{three[0]}")
    expect(page.locator("#redacted")).to_contain_text("[MOBILE 1]")

    page.keyboard.press("n")
    page.wait_for_url(f"**/{three[1]}?**")
    page.keyboard.press("r")
    page.wait_for_url(f"**/{three[2]}?**said=rejected")
    page.keyboard.press("a")
    expect(page.locator("#problem")).to_contain_text("This is what was read")
    page.keyboard.press("e")
    page.keyboard.press("End")
    page.keyboard.type(" a r")
    walk_to(page, "#review-angry")
    page.keyboard.press("3")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/desk/corrections?**said=accepted")

    states = {item.id: item.state.value for item in corrections(site)}
    assert states == {three[0]: "open", three[1]: "rejected", three[2]: "accepted"}
    example = next(item.example for item in corrections(site) if item.id == three[2])
    assert example.text == "再不发我投诉了 a r"
    assert {name.value: level for name, level in example.proposal.labels.items()} == {"hurried": 2, "angry": 3}


def test_a_trainer_s_input_method_decides_nothing(site: Site, three: list[str]) -> None:
    page = as_trainer(site)
    page.goto(f"{site.address}/desk/corrections/{three[0]}")
    for selector in ("#review-text", "body"):
        for key in ("a", "r", "Enter"):
            page.evaluate(COMPOSE, [selector, key])
    page.wait_for_timeout(400)

    assert {item.state.value for item in corrections(site)} == {"open"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_trainers_pages_have_no_fault_that_axe_finds(site: Site, three: list[str], language: str) -> None:
    page = as_trainer(site, language)
    page.goto(f"{site.address}/desk/corrections")
    expect(page.locator(".conversations li")).to_have_count(3)
    assert_good_in_every_look(page)
    page.goto(f"{site.address}/desk/corrections/{three[2]}")
    page.locator("#accept").click()
    expect(page.locator("#problem")).to_be_visible()
    assert_good_in_every_look(page)
    page.locator("#review-dramatic").select_option("2")
    page.locator("#accept").click()
    page.goto(f"{site.address}/desk/corrections/{three[2]}")
    expect(page.locator("#open-again")).to_be_visible()
    assert_good_in_every_look(page)


@pytest.fixture
def carded(tmp_path: Any, browser: Any) -> Iterator[tuple[Site, dict[str, Any]]]:
    """A site whose card can be put in place."""
    shown: dict[str, Any] = {"card": a_card()}
    house = open_house(tmp_path, model_card=lambda: shown["card"])
    with running(house.app) as address:
        yield Site(house, address, browser), shown
        for context in browser.contexts:
            context.close()
    house.store.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_model_card_has_no_fault_that_axe_finds(carded: tuple[Site, dict[str, Any]], language: str) -> None:
    site, shown = carded
    page = as_trainer(site, language)
    page.goto(f"{site.address}/desk/model")
    expect(page.locator("svg.bar")).not_to_have_count(0)
    assert_good_in_every_look(page)
    shown["card"] = None
    page.reload()
    expect(page.locator("#no-card")).to_be_visible()
    assert_good_in_every_look(page)


def test_the_model_card_says_what_is_missing_and_what_is_in_use(carded: tuple[Site, dict[str, Any]]) -> None:
    site, shown = carded
    page = as_trainer(site, login="adam")
    page.goto(f"{site.address}/desk/model")
    table = page.locator(".table-frame").nth(1)
    expect(table).to_contain_text("0.71")
    expect(table).to_contain_text("too few")
    expect(page.locator("body")).to_contain_text("Among the weakest: angry in English, F1 0.50")

    shown["card"] = a_card(sets=())
    page.reload()

    expect(page.locator("#not-measured")).to_be_visible()
    expect(page.locator("#left-out")).to_contain_text("0.63")
