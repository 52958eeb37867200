"""Pages of channels: e-mails that are kept first, calls, public posts."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.assist.records import IncomingMessage, IncomingPost, PostCounts, TurnEffect
from bot.desk.message import Channel
from tests.console.house import XSS, House, an_advice


def mail_advice(**changes: Any) -> dict[str, Any]:
    """What a worker writes on an angry e-mail."""
    advice = an_advice("气死我了", label="angry")
    form = {"subject": "回复：关于订单A1", "salutation": "您好：", "sign_off": "祝好！", "signature": ["灯笼铺"]}
    advice["drafts"][0] |= {"text": "您好：\n\n我查到了。\n\n祝好！\n灯笼铺", "form": form}
    advice["steps"][0]["step"] = "draft_first"
    return {**advice, **changes}


def write(house: House, advice: dict[str, Any]) -> None:
    queue, now = house.store.queue(), datetime.now(UTC) + timedelta(seconds=5)
    for claimed in queue.claim(now=now, lease_seconds=30, limit=9):
        assert queue.write(claimed, TurnEffect(advice), now=now)


def angry_mail(house: House) -> str:
    conversation = house.post("气死我了", key="mail", channel=Channel.EMAIL).conversation_id
    write(house, mail_advice())
    return conversation


def send(client: Any, csrf: str, conversation: str, text: str, version: int, **more: str) -> Any:
    values = {"text": text, "dedupe_key": f"k{text}{version}{len(more)}", "version": str(version), **more}
    return client.post(f"/desk/conversations/{conversation}/reply", data=values, headers={"x-csrf-token": csrf})


def version_of(house: House, conversation: str) -> int:
    return house.records.conversation(conversation, viewer=None).summary.version


def test_an_angry_mail_is_kept_then_sent_on_the_word_that_it_was_read_again(house: House) -> None:
    conversation = angry_mail(house)
    client, csrf = house.signed_in("mei")

    kept = send(client, csrf, conversation, "<b>好</b>", version_of(house, conversation))
    reloaded = client.get(f"/desk/conversations/{conversation}").text
    unread = send(client, csrf, conversation, "<b>好</b>", version_of(house, conversation))
    sent = send(client, csrf, conversation, "<b>好</b>", version_of(house, conversation), read_again="true")

    assert "Kept as a draft" in kept.text and "Kept as a draft" in unread.text
    assert 'id="read-again"' in reloaded and "&lt;b&gt;好" in reloaded and "<b>好" not in reloaded
    assert "Reply sent" in sent.text
    messages = house.records.conversation(conversation, viewer=None).messages
    assert [message.text for message in messages] == ["气死我了", "<b>好</b>"]
    assert 'id="read-again"' not in client.get(f"/desk/conversations/{conversation}/kept").text


def test_a_kept_reply_can_be_thrown_away(house: House) -> None:
    conversation = angry_mail(house)
    client, csrf = house.signed_in("mei")
    send(client, csrf, conversation, "好", version_of(house, conversation))

    answer = client.post(f"/desk/conversations/{conversation}/kept/discard", headers={"x-csrf-token": csrf})

    assert "Draft thrown away" in answer.text and 'id="kept-submit"' not in answer.text


def test_an_email_draft_has_its_subject_and_is_signed_by_whoever_looks_at_it(house: House) -> None:
    conversation = angry_mail(house)
    client, _ = house.signed_in("mei")

    page = html.unescape(client.get(f"/desk/conversations/{conversation}/advice").text)

    assert "回复：关于订单A1" in page
    assert "祝好！\nMei\n灯笼铺" in page


def test_a_script_shows_stage_notes_apart_from_the_words(house: House) -> None:
    client, csrf = house.signed_in("mei")
    opened = client.post("/desk/calls", data={"call_key": "c", "csrf_token": csrf}, follow_redirects=False)
    conversation = opened.headers["location"].rsplit("/", 1)[1]
    said = {"text": "快", "dedupe_key": "l1"}
    client.post(f"/desk/conversations/{conversation}/said", data=said, headers={"x-csrf-token": csrf})
    advice = an_advice("快")
    note = {"zh-Hans": "听完", "zh-Hant": "聽完", "en": "Let them finish"}
    advice["drafts"][0] |= {"text": "我查到了。", "script": [{"note": note}, {"say": "我查到了。"}]}
    write(house, advice)

    page = client.get(f"/desk/conversations/{conversation}/advice").text

    assert re.search(r'class="stage-note"><span class="tag">Not spoken</span> Let them finish<', page)
    assert 'data-text="我查到了。"' in page


def test_a_call_takes_down_lines_keeps_notes_and_a_promised_call_back(house: House) -> None:
    client, csrf = house.signed_in("mei")
    header = {"x-csrf-token": csrf}
    opened = client.post("/desk/calls", data={"call_key": "c", "csrf_token": csrf}, follow_redirects=False)
    base = opened.headers["location"]
    for _ in range(2):
        client.post(f"{base}/said", data={"text": "等了三天了", "dedupe_key": "l1"}, headers=header)
        client.post(f"{base}/notes", data={"kind": "outcome", "text": XSS, "dedupe_key": "n1"}, headers=header)
    promised = {"kind": "callback", "number": "13800138000", "begins": "2026-11-23T15:00", "ends": "2026-11-23T16:00"}
    told = client.post(f"{base}/notes", data={**promised, "dedupe_key": "n2"}, headers=header)

    page = client.get(base).text
    view = house.records.conversation(base.rsplit("/", 1)[1], viewer=None)
    assert opened.status_code == 303
    assert (view.summary.channel, [message.text for message in view.messages]) == (Channel.PHONE_SCRIPT, ["等了三天了"])
    assert "Note kept" in told.text and "13800138000" in page and "2026-11-23T15:00" in page
    assert XSS not in page and page.count("&lt;script&gt;") == 1


@pytest.mark.parametrize(
    ("values", "notice"),
    [
        ({"kind": "note", "text": "  "}, "Write the note first"),
        ({"kind": "callback", "number": "1"}, "needs the number"),
        ({"kind": "note", "text": "a\x00"}, "cannot be stored"),
    ],
)
def test_a_note_that_lacks_something_is_not_kept(house: House, values: dict[str, str], notice: str) -> None:
    client, csrf = house.signed_in("mei")
    opened = client.post("/desk/calls", data={"call_key": "c", "csrf_token": csrf}, follow_redirects=False)
    base = opened.headers["location"]

    answer = client.post(f"{base}/notes", data={**values, "dedupe_key": "n"}, headers={"x-csrf-token": csrf})

    assert answer.status_code == 422 and notice in answer.text
    assert house.records.call_notes(base.rsplit("/", 1)[1], viewer=None) == ()


def test_words_of_a_customer_are_taken_down_in_calls_only(house: House) -> None:
    conversation = house.post("你好").conversation_id
    client, csrf = house.signed_in("mei")

    for path, values in (("said", {"text": "x"}), ("notes", {"text": "x", "kind": "note"})):
        data = {**values, "dedupe_key": "d"}
        answer = client.post(f"/desk/conversations/{conversation}/{path}", data=data, headers={"x-csrf-token": csrf})
        assert answer.status_code == 404, path


def test_another_agent_neither_sees_nor_writes_a_call(house: House) -> None:
    client, csrf = house.signed_in("mei")
    base = client.post("/desk/calls", data={"call_key": "c", "csrf_token": csrf}, follow_redirects=False).headers["location"]
    other, other_csrf = house.signed_in("an")

    assert other.get(base).status_code == 404
    for path in ("said", "notes"):
        data = {"text": "x", "dedupe_key": "d"}
        assert other.post(f"{base}/{path}", data=data, headers={"x-csrf-token": other_csrf}).status_code == 404


def test_a_public_post_shows_its_counts_and_a_private_message_the_post_it_came_from(house: House) -> None:
    post = IncomingPost("weibo", "p1", XSS, "@阿宁", "https://example.org/p1", PostCounts(900, 31, None))
    public = house.records.take_post(post).conversation_id
    message = IncomingMessage("api", "dm", "d1", "在吗", Channel.SOCIAL_PRIVATE, customer_key="@阿宁")
    private = house.records.post_message(message).conversation_id
    client, _ = house.signed_in("mei")

    shown, linked = (client.get(f"/desk/conversations/{key}").text for key in (public, private))

    assert "comments 31" in shown and "views 900" in shown and 'href="https://example.org/p1"' in shown
    assert XSS not in shown and XSS not in linked
    assert "Known from this public post" in linked and f'href="/desk/conversations/{public}"' in linked


def test_a_supervisor_imports_a_table_and_is_told_of_bad_rows(house: House) -> None:
    client, csrf = house.signed_in("sup")
    table = "id,text,url,comments\r\np1,=1+1,,3\r\np2,好,javascript:alert(1),\r\np3,还行,,4\r\n"

    page = client.post("/desk/posts", data={"table": table, "csrf_token": csrf}).text

    assert "New: 2. Known, counts renewed: 0. Not taken: 1." in page
    assert "Line 3:" in page and "href=\"javascript" not in page
    assert {item.last_text for item in house.records.conversations(viewer=None)} == {"=1+1", "还行"}


@pytest.mark.parametrize("login", ["mei", "tina", "adam"])
def test_only_supervisors_import_posts(house: House, login: str) -> None:
    client, csrf = house.signed_in(login)

    assert client.get("/desk/posts").status_code == 403
    assert client.post("/desk/posts", data={"table": "x", "csrf_token": csrf}).status_code == 403
