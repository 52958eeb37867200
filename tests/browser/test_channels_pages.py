"""E-mails that are kept first, calls, and public posts, in a browser."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from bot.assist.advise_conversation import advise_conversation
from bot.assist.records import IncomingMessage, IncomingPost, NewCallNote, PostCounts, TurnEffect
from bot.console.passwords import hash_password
from bot.console.texts import LANGUAGES
from bot.desk.advice import advice_to_json
from bot.desk.message import Channel, Message, Role
from bot.desk.reading import Temperament
from bot.store.models.channels import KeptReply
from bot.wiring import Settings, load_playbook_folder
from tests.browser.conftest import Site
from tests.browser.test_access import assert_good_in_every_look, walk_to
from tests.builders import a_reading
from tests.console.house import PASSWORD

pytestmark = pytest.mark.browser

BOOKS = load_playbook_folder(Settings()).playbooks
FACTS = {"order_number": "MD2600101", "item": "A3", "order_status": "in_transit", "days_late": 3, "shop_name": "灯笼铺"}


class OneReading:
    """Reads every message alike."""

    def __init__(self, **labels: int) -> None:
        self.reading = a_reading("complain_delay", {Temperament(name): level for name, level in labels.items()})

    def read(self, text: str, **_: Any) -> Any:
        return self.reading


def advised(site: Site, channel: Channel, *, facts: dict[str, Any] = FACTS, **labels: int) -> None:
    """Advice of the shipped protocols on every turn that is due."""
    queue, now = site.house.store.queue(), datetime.now(UTC) + timedelta(seconds=5)
    for claimed in queue.claim(now=now, lease_seconds=30, limit=9):
        message = Message("m", Role.CUSTOMER, claimed.turn.text, datetime.now(UTC))
        advice = advise_conversation([message], facts, channel, BOOKS, reader=OneReading(**labels), now=datetime.now(UTC))
        assert queue.write(claimed, TurnEffect(advice_to_json(advice)), now=now)


def a_mail(site: Site, **labels: int) -> str:
    conversation = site.house.post("都几天了还没到！气死我了", key="mail", channel=Channel.EMAIL).conversation_id
    advised(site, Channel.EMAIL, **labels)
    return conversation


def a_call(site: Site, *said: str, **labels: int) -> str:
    records, mei = site.house.records, site.house.user("mei")
    conversation = records.open_call(mei, key="call-1")
    for number, text in enumerate(said):
        records.post_message(IncomingMessage("call", "call-1", f"l{number}", text, Channel.PHONE_SCRIPT))
    advised(site, Channel.PHONE_SCRIPT, **labels)
    records.add_call_note(conversation, mei, NewCallNote("note", "等了三天，要一个准信", "n1"))
    return conversation


def a_post(site: Site) -> tuple[str, str]:
    """The conversation of a post, and the private one of its author."""
    counts = PostCounts(12_000, 230, 41)
    post = IncomingPost("weibo", "p1", "这家店发错货，客服还不理人", "@阿宁", "https://example.org/p1", counts)
    public = site.house.records.take_post(post).conversation_id
    advised(site, Channel.SOCIAL_PUBLIC, facts={**FACTS, "comments": 230, "crisis_threshold_comments": 200}, angry=2)
    private = IncomingMessage("api", "dm", "d1", "在吗，是我", Channel.SOCIAL_PRIVATE, customer_key="@阿宁")
    posted = site.house.records.post_message(private)
    advised(site, Channel.SOCIAL_PRIVATE, facts={**FACTS, "from_public_post": True}, over_familiar=2)
    return public, posted.conversation_id


def keep(page: Page, number: int = 1) -> None:
    page.locator(f"#insert-{number}").click()
    page.locator(".send").click()
    expect(page.locator("#kept-title")).to_be_visible()


def messages(site: Site, conversation: str) -> list[str]:
    return [message.text for message in site.house.records.conversation(conversation, viewer=None).messages]


def test_an_angry_mail_is_sent_only_with_the_word_that_it_was_read_again(site: Site) -> None:
    conversation = a_mail(site, angry=2)
    page = site.desk(conversation)

    expect(page.locator(".send")).to_have_text("Keep as draft")
    keep(page)
    page.reload()
    page.locator("#kept-submit").click()
    expect(page.locator("#read-again:invalid")).to_be_visible()
    assert len(messages(site, conversation)) == 1
    page.locator("#read-again").check()
    page.locator("#kept-submit").click()
    expect(page.locator("#notice")).to_have_text("Reply sent.")

    assert messages(site, conversation)[1].startswith("您好：") and messages(site, conversation)[1].endswith("Mei\n灯笼铺")
    expect(page.locator("#kept-title")).to_have_count(0)


def test_after_the_pause_no_word_is_needed(site: Site) -> None:
    conversation = a_mail(site, angry=2)
    page = site.desk(conversation)
    keep(page)
    with site.house.store._database.writing(site.house.shop_id) as session:
        session.execute(update(KeptReply).values(kept_at=datetime.now(UTC) - timedelta(seconds=58)))
    page.reload()

    expect(page.locator("cool-down .hint")).to_have_text("The pause is over.")
    page.locator("#kept-submit").click()

    expect(page.locator("#notice")).to_have_text("Reply sent.")
    assert len(messages(site, conversation)) == 2


def test_a_kept_reply_can_be_changed_and_is_kept_anew(site: Site) -> None:
    conversation = a_mail(site, angry=2)
    page = site.desk(conversation)
    keep(page)

    page.locator("#kept-change").click()
    page.locator("#reply-text").press("End")
    page.locator("#reply-text").type("另外，谢谢。")
    page.locator(".send").click()

    expect(page.locator(".kept-text")).to_contain_text("另外，谢谢。")
    assert len(messages(site, conversation)) == 1


def test_a_hurried_mail_gets_a_holding_reply_first_and_stays_open(site: Site) -> None:
    conversation = a_mail(site, hurried=2)
    page = site.desk(conversation)

    expect(page.locator(".draft h4").first).to_have_text("Holding reply")
    expect(page.locator(".subject").first).to_contain_text("回复：关于订单MD2600101")
    page.locator("#insert-1").click()
    page.locator(".send").click()

    expect(page.locator("#notice")).to_have_text("Reply sent.")
    assert "Mei" in messages(site, conversation)[1]
    assert site.house.records.conversation(conversation, viewer=None).summary.waiting_since is not None
    expect(page.locator("#insert-2")).to_be_visible()


def test_a_call_is_worked_line_by_line_with_the_keyboard(site: Site) -> None:
    page = site.open("/login")
    site.sign_in(page)
    walk_to(page, "#new-call-summary")
    page.keyboard.press("Enter")
    walk_to(page, "#call-open")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/conversations/*")
    walk_to(page, "#said-text")
    for line in ("都三天了", "到底什么时候到"):
        page.keyboard.type(line)
        page.keyboard.press("Enter")
        expect(page.locator(".message.customer .said", has_text=line)).to_be_visible()
        expect(page.locator("#said-text")).to_have_value("")
        expect(page.locator("#said-text")).to_be_focused()
    advised(site, Channel.PHONE_SCRIPT, hurried=2)
    site.house.app.state.console.hub.wake()

    expect(page.locator(".stage-note").first).to_contain_text("Let the customer finish")
    spoken = page.locator(".draft").first.get_attribute("data-text") or ""
    assert "Let the customer finish" not in spoken and len(spoken.splitlines()) > 1
    walk_to(page, "#note-summary")
    page.keyboard.press("Enter")
    page.locator("#note-text").fill("查到在途")
    page.keyboard.press("Enter")
    expect(page.locator(".notes li")).to_contain_text("查到在途")


def test_a_promised_call_back_is_noted_with_number_and_time(site: Site) -> None:
    page = site.desk(a_call(site, "到底什么时候到", hurried=1))

    page.locator("#callback-summary").click()
    page.locator("#callback-number").fill("021 5555 0199")
    page.locator("#callback-from").fill("2026-11-23T15:00")
    page.locator("#callback-to").fill("2026-11-23T16:00")
    page.locator("#callback-submit").click()

    expect(page.locator(".notes li").last).to_contain_text("to 021 5555 0199, between 2026-11-23T15:00 and 2026-11-23T16:00")


def test_a_post_in_a_crisis_names_the_crisis_team_and_keeps_the_order_out_of_its_drafts(site: Site) -> None:
    public, private = a_post(site)
    page = site.desk(public)

    expect(page.locator(".post")).to_contain_text("comments 230")
    expect(page.locator(".escalate")).to_contain_text("crisis")
    assert not [draft for draft in page.locator(".draft-text").all_inner_texts() if "MD2600101" in draft or "A3" in draft]

    page.goto(f"{site.address}/desk/conversations/{private}")
    expect(page.locator(".post-text")).to_contain_text("这家店发错货")
    expect(page.locator(".draft h4").last).to_have_text("A word in private")
    page.get_by_role("link", name="Its conversation").click()
    page.wait_for_url(f"**/{public}")


def test_a_table_of_posts_is_read_from_a_file_and_imported(site: Site) -> None:
    site.house.store.accounts().set_password(site.house.user("sup").id, hash_password(PASSWORD))
    page = site.open("/login")
    page.locator("input[name=login]").fill("sup")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button").click()
    page.wait_for_url("**/desk")
    page.get_by_role("link", name="Public posts").click()
    table = "id,text,comments\np1,=1+1,3\np2,好,viele\n".encode()
    page.locator("#posts-file").set_input_files({"name": "posts.csv", "mimeType": "text/csv", "buffer": table})
    expect(page.locator("#posts-table")).to_have_value(re.compile("=1\\+1"))
    page.locator("#posts-submit").click()

    expect(page.locator("main")).to_contain_text("New: 1. Known, counts renewed: 0. Not taken: 1.")
    expect(page.locator(".faults")).to_contain_text("Line 3:")
    assert_good_in_every_look(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_channels_have_no_fault_that_axe_finds_and_fit_every_screen(site: Site, language: str) -> None:
    mail = a_mail(site, angry=2, hurried=2)
    call = a_call(site, "到底什么时候到", hurried=2)
    public, private = a_post(site)
    page = site.desk(mail, language=language)
    keep(page, number=2)
    assert_good_in_every_look(page)
    for conversation in (call, public, private):
        page.goto(f"{site.address}/desk/conversations/{conversation}")
        for summary in page.locator(".thread-pane details summary, #new-call-summary").all():
            if summary.is_visible():
                summary.click()
        assert_good_in_every_look(page)
