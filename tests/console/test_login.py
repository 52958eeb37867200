"""Signing in, one-time links, sessions, and the headers of every page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from tests.console.house import PASSWORD, House, digest


def opened(house: House, path: str = "/login") -> tuple[TestClient, dict[str, str]]:
    client = house.client()
    client.get(path)
    return client, {"form_token": client.cookies["tactful_form"]}


def attempt(client: TestClient, form: dict[str, str], login: str, password: str) -> int:
    answer = client.post("/login", data={**form, "login": login, "password": password}, follow_redirects=False)
    return answer.status_code


def test_the_right_password_starts_a_session_and_leads_to_the_desk(house: House) -> None:
    client, form = opened(house)

    response = client.post("/login", data={**form, "login": "mei", "password": PASSWORD}, follow_redirects=False)

    assert response.headers["location"] == "/desk"
    cookie = response.headers.get_list("set-cookie")[0]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie
    assert client.get("/desk").status_code == 200


def test_an_unknown_user_gets_the_same_answer_as_a_wrong_password(house: House) -> None:
    client, form = opened(house)

    answers = [client.post("/login", data={**form, "login": who, "password": "wrong"}) for who in ("mei", "nobody", "an")]

    assert [answer.status_code for answer in answers] == [401, 401, 401]
    pages = {answer.text.replace(f'value="{who}"', "") for answer, who in zip(answers, ("mei", "nobody", "an"), strict=True)}
    assert len(pages) == 1


def test_after_five_failures_even_the_right_password_has_to_wait(house: House) -> None:
    client, form = opened(house)

    statuses = [attempt(client, form, "mei", "wrong") for _ in range(5)]

    assert statuses == [401] * 5
    assert attempt(client, form, "MEI ", PASSWORD) == 429
    assert attempt(client, form, "an", "wrong") == 401


def test_a_login_without_the_form_s_own_token_is_refused(house: House) -> None:
    client, _ = opened(house)

    assert attempt(client, {}, "mei", PASSWORD) == 403


def test_looking_at_a_one_time_link_does_not_use_it_up_but_pressing_the_button_does(house: House) -> None:
    expires = datetime.now(UTC) + timedelta(hours=1)
    house.store.accounts().create_login_link(house.user("an").id, token_hash=digest("once"), expires_at=expires)
    client, form = opened(house, "/login/link/once")
    client.get("/login/link/once")

    first = client.post("/login/link/once", data={**form, "password": "brand new words"}, follow_redirects=False)
    again, form = opened(house, "/login/link/once")
    second = again.post("/login/link/once", data=form, follow_redirects=False)

    assert (first.status_code, second.status_code) == (303, 410)
    client, form = opened(house)
    assert attempt(client, form, "an", "brand new words") == 303


def test_signing_out_ends_the_session_for_good(house: House) -> None:
    client, csrf = house.signed_in("mei")
    token = client.cookies["tactful"]

    client.post("/logout", headers={"x-csrf-token": csrf}, follow_redirects=False)
    client.cookies.set("tactful", token)

    assert client.get("/desk", follow_redirects=False).headers["location"] == "/login"


@pytest.mark.parametrize("path", ["/login", "/desk", "/shop/lantern", "/nothing", "/api/v1/health"])
def test_every_answer_carries_the_security_headers(house: House, path: str) -> None:
    client, _ = house.signed_in("mei")

    headers = client.get(path).headers

    assert "unsafe-inline" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_the_language_switch_leads_nowhere_else(house: House, back: str) -> None:
    response = house.client().post("/language", data={"language": "en", "back": back}, follow_redirects=False)

    assert response.headers["location"] == "/"


def test_vendored_code_is_what_its_hash_says() -> None:
    import hashlib
    from pathlib import Path

    vendor = Path("bot/console/static/vendor")
    lines = [line.split() for line in (vendor / "HASHES").read_text().splitlines() if not line.startswith("#")]

    assert {line[1] for line in lines} == {path.name for path in vendor.glob("*.js")}
    for line in lines:
        assert hashlib.sha256((vendor / line[1]).read_bytes()).hexdigest() == line[0]
