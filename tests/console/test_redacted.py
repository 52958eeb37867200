"""Trainers read conversations without personal data, and nothing else leads to customers."""

from __future__ import annotations

import re

import pytest

from bot.assist.records import ReplyRequest
from tests.console.house import KEY, OTHER_KEY, XSS, House

SAID = "我叫王小明，电话13800138000，邮箱lan@example.com，订单TF20261103001"
SECRETS = ("王小明", "13800138000", "lan@example.com", "secret-customer-key", "secret-conversation-key")


@pytest.fixture
def talk(house: House) -> str:
    posted = house.post(SAID, key="secret-conversation-key", customer_key="secret-customer-key")
    house.post("再说一次，一三八零零一三八零零零", key="secret-conversation-key")
    house.records.send_reply(posted.conversation_id, None, ReplyRequest("好的，13800138000", "r"))
    house.post(XSS, key="secret-conversation-key")
    return posted.conversation_id


def test_a_trainer_s_pages_hold_tokens_in_the_place_of_personal_data(house: House, talk: str) -> None:
    client, _ = house.signed_in("tina")
    pages = [client.get("/redacted").text, client.get(f"/redacted/{talk}").text]

    assert "TF20261103001" in pages[1]
    assert pages[1].count("[MOBILE 1]") == 3
    assert "[NAME 1]" in pages[1] and "[EMAIL 1]" in pages[1]
    for text in pages:
        assert not [secret for secret in SECRETS if secret in text]
        assert "一三八零零" not in text
        assert "<script>document.title" not in text


def test_the_start_page_of_a_trainer_leads_there(house: House) -> None:
    client, _ = house.signed_in("tina")

    assert client.get("/").url.path == "/redacted"


@pytest.mark.parametrize("login", ["mei", "sup", "adam"])
def test_others_have_no_use_for_it(house: House, talk: str, login: str) -> None:
    client, _ = house.signed_in(login)

    assert client.get("/redacted").status_code == client.get(f"/redacted/{talk}").status_code == 403


def test_the_api_gives_the_same(house: House, talk: str) -> None:
    client = house.client(key=KEY)
    found = client.get(f"/api/v1/redacted/conversations/{talk}", params={"language": "zh-Hant"})
    listed = client.get("/api/v1/redacted/conversations").json()["conversations"]

    assert found.json()["messages"][0]["text"] == "我叫[姓名1]，电话[手機號碼1]，邮箱[電子信箱1]，订单TF20261103001"
    assert [item["id"] for item in listed] == [talk]
    assert not [secret for secret in SECRETS if secret in found.text]
    assert set(found.json()["conversation"]) == {"id", "channel", "last_text", "last_at", "labels", "escalate_to"}
    assert house.client(key=OTHER_KEY).get(f"/api/v1/redacted/conversations/{talk}").status_code == 404
    assert house.client(key=OTHER_KEY).get("/api/v1/redacted/conversations").json() == {"conversations": []}


def test_a_number_that_the_list_cuts_in_two_is_not_shown_in_part(house: House) -> None:
    house.post("好" * 193 + "13800138000", key="c9")
    client, _ = house.signed_in("tina")

    assert "1380013" not in client.get("/redacted").text
    assert "1380013" not in house.client(key=KEY).get("/api/v1/redacted/conversations").text


def test_older_conversations_follow_on_further_pages(house: House) -> None:
    for number in range(52):
        house.post(f"message {number}", key=f"k{number}")
    client, _ = house.signed_in("tina")
    first = client.get("/redacted").text
    second = client.get(re.findall(r'href="(/redacted\?before=[^"]+)"', first)[0]).text

    assert first.count('class="line"') == 50
    assert second.count('class="line"') == 2
