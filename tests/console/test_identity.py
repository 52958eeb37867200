"""A shopper proves who they are: by the shop's signature, or by a code that goes to the address of an order."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot.assist.prove_identity import sign_customer
from bot.store.models.people import CustomerEntry
from bot.store.models.trade import OrderEntry
from tests.console.house import KEY, OTHER_KEY, House, open_house
from tests.console.test_api import assert_problem

ORDER = "TF20261103001"
PAGE = "/shop/lantern"


@dataclass
class Outlet:
    """Keeps the mails."""

    mails: list[tuple[str, str, str]] = field(default_factory=list)

    def send(self, to: str, subject: str, text: str) -> None:
        self.mails.append((to, subject, text))

    def code(self) -> str:
        return re.findall(r"\d{6}", self.mails[-1][2])[0]


@pytest.fixture
def outlet() -> Outlet:
    return Outlet()


@pytest.fixture
def shop(tmp_path: Path, outlet: Outlet) -> Iterator[House]:
    opened = open_house(tmp_path, mail=outlet)
    with opened.store._database.writing(opened.shop_id) as session:
        session.add(CustomerEntry(id="1", key="C-1", name="周岚", email="lan@example.com"))
        session.flush()
        session.add(
            OrderEntry(id="o", number=ORDER, customer_id="1", placed_at=datetime.now(UTC), status="in_transit", total=Decimal(9))
        )
    yield opened
    opened.store.close()


def visit(shop: House) -> TestClient:
    """A browser on the page, with the page's token in its headers."""
    client = shop.client()
    client.headers["accept-language"] = "en"
    renew(client)
    return client


def renew(client: TestClient) -> str:
    text = client.get(PAGE).text
    client.headers["x-csrf-token"] = re.findall(r"X-CSRF-Token&#34;: &#34;([^&]+)|X-CSRF-Token\": \"([^\"]+)", text)[0][1]
    return text


def signed(shop: House, *, customer: str = "C-1", seconds: int = 300, slug: str = "lantern") -> dict[str, str]:
    found = shop.store.accounts().shop_secret(slug)
    assert found is not None
    expires = int(time.time()) + seconds
    return {"customer": customer, "expires": str(expires), "hash": sign_customer(found[1], customer, expires)}


def test_a_code_from_the_mail_makes_the_conversation_the_customer_s(shop: House, outlet: Outlet) -> None:
    client = visit(shop)
    client.post(f"{PAGE}/messages", data={"text": "where is my order", "dedupe_key": "1"})
    before = client.cookies["tactful_shopper"]
    asked = client.post(f"{PAGE}/identity/code", data={"order_number": ORDER})
    done = client.post(f"{PAGE}/identity/confirm", data={"code": f" {outlet.code()} "})
    text = renew(client)

    assert "on its way" in asked.text
    assert [mail[0] for mail in outlet.mails] == ["lan@example.com"]
    assert (done.status_code, done.headers["hx-redirect"]) == (204, PAGE)
    assert client.cookies["tactful_shopper"] != before
    assert "We know you as" in text and "周岚" in text and "where is my order" in text
    assert "identity-order" not in text
    (summary,) = shop.records.conversations(viewer=None)
    assert summary.customer_name == "周岚"


def test_the_old_session_is_worth_nothing_after_the_proof(shop: House, outlet: Outlet) -> None:
    client = visit(shop)
    client.post(f"{PAGE}/messages", data={"text": "where is my order", "dedupe_key": "1"})
    old = client.cookies["tactful_shopper"]
    client.post(f"{PAGE}/identity/code", data={"order_number": ORDER})
    client.post(f"{PAGE}/identity/confirm", data={"code": outlet.code()})
    thief = shop.client()
    thief.cookies.set("tactful_shopper", old)

    text = thief.get(PAGE).text

    assert "where is my order" not in text and "周岚" not in text


def test_nothing_tells_a_known_order_from_an_unknown_one(shop: House, outlet: Outlet) -> None:
    known, unknown = visit(shop), visit(shop)
    answers = []
    for client, number in ((known, ORDER), (unknown, "TF99999999999")):
        asked = client.post(f"{PAGE}/identity/code", data={"order_number": number})
        wrong = client.post(f"{PAGE}/identity/confirm", data={"code": "abcdef"})
        answers.append((asked.status_code, asked.text, wrong.status_code, wrong.text))

    assert answers[0] == answers[1]
    assert len(outlet.mails) == 1


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_the_mail_speaks_the_language_of_the_page(shop: House, outlet: Outlet, language: str) -> None:
    client = visit(shop)
    client.cookies.set("tactful_language", language)
    client.post(f"{PAGE}/identity/code", data={"order_number": ORDER})
    _, subject, text = outlet.mails[0]

    assert {"zh-Hans": "验证码", "zh-Hant": "驗證碼", "en": "code"}[language] in subject
    assert "灯笼铺" in subject
    assert "¶" not in text and "\n\n" in text and "{" not in text


def test_a_full_width_code_is_taken(shop: House, outlet: Outlet) -> None:
    client = visit(shop)
    client.post(f"{PAGE}/identity/code", data={"order_number": ORDER})
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in outlet.code())

    assert client.post(f"{PAGE}/identity/confirm", data={"code": wide}).status_code == 204


def test_five_wrong_codes_end_it(shop: House, outlet: Outlet) -> None:
    client = visit(shop)
    client.post(f"{PAGE}/identity/code", data={"order_number": ORDER})
    wrong = f"{(int(outlet.code()) + 1) % 1_000_000:06}"
    answers = [client.post(f"{PAGE}/identity/confirm", data={"code": wrong}).status_code for _ in range(5)]

    assert answers == [422] * 5
    assert client.post(f"{PAGE}/identity/confirm", data={"code": outlet.code()}).status_code == 422


def test_a_fourth_wish_for_an_order_must_wait(shop: House, outlet: Outlet) -> None:
    answers = [visit(shop).post(f"{PAGE}/identity/code", data={"order_number": ORDER}) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "1 h" in answers[3].text or "60 min" in answers[3].text
    assert len(outlet.mails) == 3


@pytest.mark.parametrize("number", ["", "  ", "a\nb", "x" * 101])
def test_what_is_no_order_number_is_asked_for_again(shop: House, outlet: Outlet, number: str) -> None:
    answer = visit(shop).post(f"{PAGE}/identity/code", data={"order_number": number})

    assert answer.status_code == 422
    assert outlet.mails == []


def test_without_a_mail_server_nothing_is_offered(tmp_path: Path) -> None:
    house = open_house(tmp_path)
    client = visit(house)
    body = {"conversation_key": "k", "order_number": ORDER}

    assert "identity" not in client.get(PAGE).text
    assert client.post(f"{PAGE}/identity/code", data={"order_number": ORDER}).status_code == 404
    assert_problem(house.client(key=KEY).post("/api/v1/identity/code", json=body), 404)
    house.store.close()


def test_another_site_or_an_old_page_asks_for_no_code(shop: House, outlet: Outlet) -> None:
    client = visit(shop)
    for path, data in (("code", {"order_number": ORDER}), ("confirm", {"code": "123456"})):
        for headers in ({"x-csrf-token": "wrong"}, {"origin": "https://evil.example"}):
            assert client.post(f"{PAGE}/identity/{path}", data=data, headers=headers).status_code == 403
    assert outlet.mails == []


def test_over_the_api_a_shop_s_own_console_proves_its_visitor(shop: House, outlet: Outlet) -> None:
    client = shop.client(key=KEY)
    shop.post("where is it", key="k9")
    asked = client.post("/api/v1/identity/code", json={"conversation_key": "k9", "order_number": ORDER, "language": "en"})
    stranger = shop.client(key=OTHER_KEY).post("/api/v1/identity/confirm", json={"conversation_key": "k9", "code": outlet.code()})
    elsewhere = client.post("/api/v1/identity/confirm", json={"conversation_key": "k8", "code": outlet.code()})
    done = client.post("/api/v1/identity/confirm", json={"conversation_key": "k9", "code": outlet.code()})

    assert (asked.status_code, asked.json()) == (202, {"valid_seconds": 600})
    assert stranger.json()["verified"] is elsewhere.json()["verified"] is False
    assert done.json() == {"verified": True, "customer_key": "C-1", "order_number": ORDER}
    assert shop.records.conversations(viewer=None)[0].customer_name == "周岚"


def test_over_the_api_too_many_wishes_are_told_when_to_come_again(shop: House) -> None:
    client = shop.client(key=KEY)
    answers = [
        client.post("/api/v1/identity/code", json={"conversation_key": f"k{n}", "order_number": "unknown"}) for n in range(4)
    ]

    assert_problem(answers[3], 429)
    assert 3500 < int(answers[3].headers["retry-after"]) <= 3600


def test_a_signed_address_opens_a_session_once(shop: House) -> None:
    address = signed(shop)
    first, again, stranger = visit(shop), None, visit(shop)
    opened = first.get(PAGE, params=address, follow_redirects=False)
    again = first.get(PAGE, params=address, follow_redirects=False)
    replayed = stranger.get(PAGE, params=address)

    assert (opened.status_code, opened.headers["location"]) == (303, PAGE)
    assert again.status_code == 303
    assert replayed.status_code == 403
    assert "was used already" in replayed.text and "周岚" not in replayed.text
    assert "周岚" in first.get(PAGE).text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"customer": "C-2"}, "could not confirm"),
        ({"hash": "0" * 64}, "could not confirm"),
        ({"expires": "99999999999"}, "could not confirm"),
        ({"expires": ""}, "could not confirm"),
    ],
)
def test_a_tampered_address_is_refused_clearly(shop: House, change: dict[str, str], words: str) -> None:
    answer = visit(shop).get(PAGE, params={**signed(shop), **change})

    assert answer.status_code == 403
    assert words in answer.text and "周岚" not in answer.text


def test_a_stale_address_says_so(shop: House) -> None:
    answer = visit(shop).get(PAGE, params=signed(shop, seconds=-1))

    assert answer.status_code == 403
    assert "has run out" in answer.text


def test_another_shop_s_signature_is_worth_nothing_here(shop: House) -> None:
    answer = visit(shop).get(PAGE, params=signed(shop, slug="other"))

    assert answer.status_code == 403


def test_a_refused_address_leaves_an_older_session_as_it_was(shop: House) -> None:
    client = visit(shop)
    client.get(PAGE, params=signed(shop))
    refused = client.get(PAGE, params={**signed(shop), "hash": "0" * 64})

    assert refused.status_code == 403
    assert "周岚" in client.get(PAGE).text


def test_a_shop_without_a_secret_has_no_page(shop: House) -> None:
    with shop.store._database.writing(None) as session:
        from bot.store.models.people import ShopEntry

        session.get(ShopEntry, shop.shop_id).secret = ""  # type: ignore[union-attr]

    assert shop.client().get(PAGE).status_code == 404
