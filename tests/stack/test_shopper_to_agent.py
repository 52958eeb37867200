"""From a shopper's question to an agent's answer, in a real browser on the whole product."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.processes import prepare
from tests.browser.test_access import assert_accessible, assert_no_sideways_scroll, walk_to
from tests.stack.api import Api
from tests.stack.product import Product

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.timeout(300), pytest.mark.usefixtures("healthy")]

Open = Callable[[int, str], Page]
CUSTOMER = "c-1004"
ORDER = "MD2600107"
MINE = "a.line:has-text('陳俊豪')"
COMPLAINT = "说好今天到，都等了一天了还没动静，你们是不是在敷衍我？气死我了！"


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """A browser of its own for everybody, in Simplified Chinese; any fault of a script fails the test."""
    faults: list[str] = []
    contexts = []

    def opened(width: int, address: str) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN", reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def say(page: Page, text: str) -> None:
    page.locator("#write-text").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator(".message.own .bubble").last).to_contain_text(text[:20])


def test_a_shopper_is_answered_by_the_bot_and_then_by_a_person(product: Product, open_page: Open) -> None:
    shopper = open_page(390, prepare.shopper_link(product.settings, prepare.DEMO_SHOP, CUSTOMER))
    agent = open_page(1280, prepare.login_link(product.settings, prepare.DEMO_SHOP, prepare.DEMO_LOGIN))

    the_bot_tells_the_order_s_status(shopper)
    before = the_agent_signs_in(agent)
    bot_messages = the_shopper_asks_for_a_person(shopper)
    conversation = the_agent_opens_what_has_come(agent, before)
    say(shopper, COMPLAINT)
    the_advice_is_in_words(agent)
    the_agent_picks_an_order(agent)
    sent = the_agent_sends_a_draft(agent)

    expect(shopper.locator(".message.agent .bubble")).to_have_text(sent)
    expect(shopper.locator(".message.bot")).to_have_count(bot_messages)
    assert conversation in agent.url
    assert agent.evaluate("window.neverReloaded") is True
    for page in (shopper, agent):
        assert_accessible(page)
        assert_no_sideways_scroll(page)


def test_a_time_that_the_bot_promises_is_a_person_s_to_keep(api: Api) -> None:
    talk = api.as_shopper("怎么还没发货", customer_key="c-1001")

    assert "小时内" in talk["messages"][-1]["text"]
    assert talk["conversation"]["owner_kind"] == "team"


def the_bot_tells_the_order_s_status(shopper: Page) -> None:
    expect(shopper.locator(".chat-hello")).to_contain_text("陳俊豪")
    say(shopper, "你好，我的快递到哪了")
    expect(shopper.locator(".message.bot .bubble")).to_contain_text(ORDER)
    expect(shopper.locator(".chat-state")).to_contain_text("自动助手")


def the_agent_signs_in(agent: Page) -> int:
    """By the one-time link and the keyboard; how many conversations of this customer stand in the list."""
    walk_to(agent, "main button")
    agent.keyboard.press("Enter")
    agent.wait_for_url("**/desk")
    expect(agent.locator(".line").first).to_be_visible()
    agent.evaluate("window.neverReloaded = true")
    agent.wait_for_timeout(500)
    return agent.locator(MINE).count()


def the_shopper_asks_for_a_person(shopper: Page) -> int:
    """The bot says so and falls silent; how many messages it has written by then."""
    say(shopper, "我要找人工客服")
    expect(shopper.locator(".chat-state")).to_contain_text("已为您转人工")
    expect(shopper.locator(".message.bot")).to_have_count(2)
    expect(shopper.locator("#human")).to_be_hidden()
    return 2


def the_agent_opens_what_has_come(agent: Page, before: int) -> str:
    """It has come into the list by itself."""
    expect(agent.locator(MINE)).to_have_count(before + 1)
    assert agent.evaluate("window.neverReloaded") is True
    line = agent.locator(MINE, has_text="人工客服")
    expect(line).to_have_count(1)
    walk_to(agent, f"#{line.get_attribute('id')}")
    agent.keyboard.press("Enter")
    agent.wait_for_url("**/desk/conversations/*")
    agent.evaluate("window.neverReloaded = true")
    expect(agent.locator("#messages .message")).to_have_count(4)
    return agent.url.rpartition("/")[2]


def the_advice_is_in_words(agent: Page) -> None:
    """The complaint and its advice come without a reload; evidence is marked in the customer's own words."""
    expect(agent.locator("#messages .bubble").last).to_contain_text(COMPLAINT[:10])
    expect(agent.locator(".readings")).to_contain_text(re.compile("语气像是(生气|着急)，(轻微|明显|强烈)，[0-9]+%"))
    marked = agent.locator("#messages .message.customer .bubble").last.locator("mark.evidence")
    expect(marked.first).to_be_visible()
    for words in marked.evaluate_all("marks => marks.map(mark => mark.firstChild.textContent)"):
        assert words in COMPLAINT
    expect(agent.locator(".degraded")).to_have_count(0)
    expect(agent.locator(".draft")).not_to_have_count(0)
    assert_accessible(agent)


def the_agent_picks_an_order(agent: Page) -> None:
    walk_to(agent, ".skip")  # past the list, to the conversation
    agent.keyboard.press("Enter")
    walk_to(agent, "#order-number")
    agent.keyboard.type(ORDER)
    walk_to(agent, "#order-submit")
    agent.keyboard.press("Enter")
    expect(agent.locator("#order-number")).to_have_value(ORDER)
    expect(agent.locator("#order-number option[value='']")).to_have_count(0)
    expect(agent.locator(".draft-text").first).to_contain_text(ORDER)


def the_agent_sends_a_draft(agent: Page) -> str:
    agent.wait_for_timeout(300)
    draft = agent.locator(".draft[data-number='1']").get_attribute("data-text") or ""
    agent.keyboard.press("Control+1")
    assert agent.locator("#reply-text").input_value() == draft != ""
    agent.keyboard.press("Control+Enter")
    expect(agent.locator(".message.agent .bubble")).to_contain_text(draft)
    expect(agent.locator("#reply-text")).to_have_value("")
    return draft
