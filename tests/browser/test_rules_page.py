"""The rules, and the disputed findings, in a browser: found by link, decided by keyboard, without a fault that axe finds."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from bot.assist.findings import ALL_DISPUTES, DisputeState, NewDispute
from bot.desk.rules import RULES, Severity
from tests.browser.conftest import Site
from tests.browser.test_access import LANGUAGES, assert_good_in_every_look, walk_to

pytestmark = pytest.mark.browser


def as_user(site: Site, login: str, path: str, language: str = "en") -> Page:
    site.house.store.accounts().set_language(site.house.user(login).id, language)
    site.house.signed_in(login)
    page = site.open("/login", language=language)
    page.context.add_cookies([{"name": "tactful", "value": f"token of {login}", "url": site.address}])
    page.goto(site.address + path)
    return page


@pytest.fixture
def disputed(site: Site, talk: str) -> str:
    """A disputed finding of a reply with a telephone number."""
    new = NewDispute("queue_jump", 3, 6, "您好，插个队，13800138000。谢谢。", language="zh-Hans")
    site.house.records.dispute_finding(talk, site.house.user("mei"), new, wrong=True)
    return site.house.records.disputes(ALL_DISPUTES)[0].id


def test_an_agent_comes_to_the_rules_from_the_reply(site: Site, talk: str) -> None:
    page = site.desk(talk)
    expect(page.locator("#check-rules")).to_be_hidden()
    page.locator("#reply-text").fill("插个队")
    page.locator("#check-rules").click()

    page.wait_for_url("**/desk/rules")
    expect(page.locator(".rules tbody tr[id]")).to_have_count(len(RULES))
    assert page.locator(".rules button, .rules a").count() == 0


def test_a_supervisor_changes_a_severity_and_the_desk_follows(site: Site, talk: str) -> None:
    page = as_user(site, "sup", "/desk/rules")
    page.locator("#change-queue_jump").click()

    expect(page.locator("#rule-queue_jump")).to_contain_text("Better not")
    expect(page.locator("#rule-queue_jump")).to_contain_text("set by this shop")
    assert site.house.records.severities() == {"queue_jump": Severity.WARN}
    desk = site.desk(talk)
    desk.locator("#reply-text").fill("插个队")
    desk.locator("#reply-text").press("Control+Enter")
    expect(desk.locator(".message.agent .bubble")).to_contain_text("插个队")


def test_a_trainer_decides_by_keyboard(site: Site, disputed: str) -> None:
    page = as_user(site, "tina", "/desk/findings")
    expect(page.locator(".dispute-line")).to_contain_text("[MOBILE 1]")
    assert "13800138000" not in page.content()

    walk_to(page, f"#agree-{disputed}")
    page.keyboard.press("Enter")

    expect(page.locator("#notice")).to_have_text("Agreed.")
    expect(page.locator(".dispute-line")).to_have_count(0)
    assert site.house.records.disputes(ALL_DISPUTES)[0].state is DisputeState.AGREED
    page.locator("#wish-state").select_option("agreed")
    page.locator("#wish-apply").click()
    page.locator(f"#open-{disputed}").click()
    expect(page.locator("#notice")).to_have_text("It is open again.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rules_and_the_disputes_have_no_fault_that_axe_finds_and_fit_every_screen(
    site: Site, disputed: str, language: str
) -> None:
    supervisor = as_user(site, "sup", "/desk/rules?said=changed", language)
    trainer = as_user(site, "tina", "/desk/findings?state=any", language)
    for page in (supervisor, trainer):
        assert page.locator("html").get_attribute("lang") == language
        assert_good_in_every_look(page)
    trainer.goto(f"{site.address}/desk/findings?state=kept")
    assert_good_in_every_look(trainer)
