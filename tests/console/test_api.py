"""The contract of API v1, over a real store."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.console.house import KEY, OTHER_KEY, House

MESSAGE = {"conversation_key": "c1", "text": "说好的周三到，今天都周五了", "dedupe_key": "d1"}


def assert_problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["status"] == status
    assert problem["type"] and problem["title"] and problem["detail"] and problem["remedy"]
    return problem


def test_a_message_is_accepted_once_however_often_it_is_delivered(house: House) -> None:
    client = house.client(key=KEY)

    first, second = client.post("/api/v1/messages", json=MESSAGE), client.post("/api/v1/messages", json=MESSAGE)

    assert first.status_code == second.status_code == 202
    assert (first.json()["duplicate"], second.json()["duplicate"]) == (False, True)
    assert first.json()["message_id"] == second.json()["message_id"]


def test_the_key_of_a_delivery_may_come_as_a_header(house: House) -> None:
    client = house.client(key=KEY)
    body = {**MESSAGE, "dedupe_key": ""}

    answers = [client.post("/api/v1/messages", json=body, headers={"Idempotency-Key": "h1"}).json() for _ in range(2)]

    assert [answer["duplicate"] for answer in answers] == [False, True]


def test_a_message_without_a_delivery_key_is_refused_with_a_remedy(house: House) -> None:
    response = house.client(key=KEY).post("/api/v1/messages", json={**MESSAGE, "dedupe_key": ""})

    assert "Idempotency-Key" in assert_problem(response, 422)["remedy"]


@pytest.mark.parametrize("key", ["", "wrong", " ", "é"])
def test_without_a_known_key_nothing_is_told(house: House, key: str) -> None:
    headers = {"authorization": f"Bearer {key}".encode()}
    response = house.client().get("/api/v1/conversations", headers=headers)

    assert_problem(response, 401)
    assert response.headers["www-authenticate"] == "Bearer"


def test_a_key_opens_its_own_shop_only(house: House) -> None:
    conversation = house.post("你好").conversation_id
    other = house.client(key=OTHER_KEY)

    for path in ("", "/advice"):
        assert_problem(other.get(f"/api/v1/conversations/{conversation}{path}"), 404)
    assert other.get("/api/v1/conversations").json() == {"conversations": []}
    reply = other.post(f"/api/v1/conversations/{conversation}/reply", json={"text": "x", "dedupe_key": "k"})
    assert_problem(reply, 404)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b"\xff\xfe", 422),
        (b"[" * 100_000, 400),
        (b'{"text": ' + b"9" * 6_000 + b"}", 400),
        (b'{"text": NaN, "conversation_key": "c", "dedupe_key": "d"}', 422),
        (json.dumps({**MESSAGE, "text": "\x00"}).encode(), 422),
        (json.dumps({**MESSAGE, "text": "\ud800"}).encode(), 422),
        (json.dumps({**MESSAGE, "conversation_key": "a\nb"}).encode(), 422),
        (json.dumps({**MESSAGE, "customer_key": "\ud800"}).encode(), 422),
        (json.dumps({**MESSAGE, "text": " \n "}).encode(), 422),
        (json.dumps({**MESSAGE, "text": "长" * 10_001}).encode(), 422),
        (json.dumps({**MESSAGE, "sent_at": "2026-01-01T00:00:00"}).encode(), 422),
        (json.dumps({**MESSAGE, "channel": "fax"}).encode(), 422),
        (json.dumps({**MESSAGE, "surprise": 1}).encode(), 422),
        (json.dumps({**MESSAGE, "text": "x" * 300_000}).encode(), 413),
    ],
)
def test_what_cannot_be_used_is_refused_and_never_breaks_the_server(house: House, body: bytes, status: int) -> None:
    headers = {"content-type": "application/json"}
    response = house.client(key=KEY).post("/api/v1/messages", content=body, headers=headers)

    assert_problem(response, status)


def test_a_body_without_an_announced_length_is_limited_too(house: House) -> None:
    def chunks() -> Any:
        for _ in range(40):
            yield b" " * 10_000

    headers = {"content-type": "application/json"}
    assert_problem(house.client(key=KEY).post("/api/v1/messages", content=chunks(), headers=headers), 413)


def test_a_text_of_ten_thousand_characters_is_taken(house: House) -> None:
    response = house.client(key=KEY).post("/api/v1/messages", json={**MESSAGE, "text": "😀" * 10_000})

    assert response.status_code == 202


def test_a_problem_never_repeats_what_was_sent(house: House) -> None:
    response = house.client(key=KEY).post("/api/v1/messages", json={**MESSAGE, "channel": "my secret words"})

    assert "secret" not in assert_problem(response, 422)["detail"]


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/conversations/unknown", "/api/v1/conversations/%2e%2e%2fx"])
def test_what_is_not_there_is_a_problem_too(house: House, path: str) -> None:
    assert_problem(house.client(key=KEY).get(path), 404)


def test_a_wrong_method_is_a_problem_too(house: House) -> None:
    assert_problem(house.client(key=KEY).delete("/api/v1/messages"), 405)


def test_advice_is_read_with_its_conversation(house: House) -> None:
    posted = house.post("怎么还没到")
    house.advise("")
    client = house.client(key=KEY)

    whole = client.get(f"/api/v1/conversations/{posted.conversation_id}").json()
    listed = client.get(f"/api/v1/conversations/{posted.conversation_id}/advice").json()

    assert whole["advice"] == listed["advice"][0]
    assert whole["advice"]["turn_id"] == posted.turn_id
    assert whole["conversation"]["labels"] == {"hurried": 2, "angry": 1}


def test_waiting_for_advice_ends_in_an_empty_list_when_none_comes(house: House) -> None:
    posted = house.post("在吗")

    with house.client(key=KEY) as client:
        response = client.get(f"/api/v1/conversations/{posted.conversation_id}/advice", params={"wait": 0.2})

    assert response.json() == {"advice": []}


def test_a_reply_is_recorded_once_and_an_old_version_is_a_conflict(house: House) -> None:
    posted = house.post("在吗")
    client, path = house.client(key=KEY), f"/api/v1/conversations/{posted.conversation_id}"
    version = client.get(path).json()["conversation"]["version"]

    answers = [
        client.post(f"{path}/reply", json={"text": "在的", "dedupe_key": "r1", "version": version}).status_code for _ in range(2)
    ]
    late = client.post(f"{path}/reply", json={"text": "别的", "dedupe_key": "r2", "version": version})

    assert answers == [201, 201]
    assert_problem(late, 409)
    assert [message["text"] for message in client.get(path).json()["messages"]] == ["在吗", "在的"]


def test_history_is_imported_without_advice(house: House) -> None:
    item = {"role": "customer", "text": "上次的事", "at": "2026-01-01T08:00:00Z", "dedupe_key": "h1"}
    client = house.client(key=KEY)

    response = client.post("/api/v1/conversations/old/history", json={"messages": [item]})

    conversation = client.get(f"/api/v1/conversations/{response.json()['conversation_id']}").json()
    assert response.status_code == 201
    assert conversation["messages"][0]["text"] == "上次的事"
    assert conversation["advice"] is None


def test_feedback_is_taken_and_an_unknown_verdict_refused(house: House) -> None:
    posted = house.post("在吗")
    client, path = house.client(key=KEY), f"/api/v1/conversations/{posted.conversation_id}/feedback"

    good = client.post(path, json={"turn_id": posted.turn_id, "verdict": "helpful"})
    bad = client.post(path, json={"turn_id": posted.turn_id, "verdict": "nonsense"})

    assert good.status_code == 204
    assert_problem(bad, 422)


def test_health_says_up_and_ready_says_whether_a_worker_lives(house: House) -> None:
    client = house.client()

    assert client.get("/api/v1/health").json()["ok"] is True
    ready = client.get("/api/v1/ready")
    assert ready.status_code == 503
    assert ready.json()["reason"]


def test_the_contract_is_openapi_31_and_names_every_route_of_the_api(house: House) -> None:
    contract = house.client().get("/api/v1/openapi.json").json()

    assert contract["openapi"].startswith("3.1")
    assert "/api/v1/conversations/{conversation_id}/advice" in contract["paths"]
    assert not [path for path in contract["paths"] if not path.startswith("/api/v1")]
    problem = contract["paths"]["/api/v1/messages"]["post"]["responses"]["422"]["content"]
    assert list(problem) == ["application/problem+json"]


def test_a_foreign_host_name_is_refused(house: House) -> None:
    assert house.client().get("/api/v1/health", headers={"host": "evil.example"}).status_code == 400


POST = {"network": "weibo", "id": "p1", "text": "发错货还不理人", "author": "阿宁", "url": "https://example.org/1", "comments": 3}


def test_a_public_post_is_taken_once_and_counted_again(house: House) -> None:
    client = house.client(key=KEY)

    first = client.post("/api/v1/posts", json=POST)
    again = client.post("/api/v1/posts", json={**POST, "comments": 40})

    assert (first.status_code, again.status_code) == (202, 202)
    assert again.json() == {**first.json(), "new": False}
    conversation = client.get(f"/api/v1/conversations/{first.json()['conversation_id']}").json()
    assert (conversation["conversation"]["channel"], len(conversation["messages"])) == ("social_public", 1)


@pytest.mark.parametrize(
    "change",
    [{"url": "javascript:alert(1)"}, {"comments": -1}, {"views": 2**60}, {"id": ""}, {"text": " "}, {"likes": 3}, {"id": "a\nb"}],
)
def test_a_post_that_is_not_right_is_refused_with_a_remedy(house: House, change: dict[str, Any]) -> None:
    assert_problem(house.client(key=KEY).post("/api/v1/posts", json={**POST, **change}), 422)


def test_a_message_that_comes_late_stands_where_it_was_sent(house: House) -> None:
    client = house.client(key=KEY)

    def post(number: int, **more: object) -> str:
        body = {"conversation_key": "late", "dedupe_key": f"late/{number}", "text": f"text {number}", **more}
        return str(client.post("/api/v1/messages", json=body).json()["conversation_id"])

    post(3, sent_at="2026-01-01T10:00:40Z", source_seq=13)
    post(1, sent_at="2026-01-01T10:00:00Z", source_seq=11)
    conversation = post(2, sent_at="2026-01-01T10:00:40Z", source_seq=12)
    post(4, source_seq=14)

    messages = client.get(f"/api/v1/conversations/{conversation}").json()["messages"]
    assert [message["text"] for message in messages] == ["text 1", "text 2", "text 3", "text 4"]


@pytest.mark.parametrize("wrong", [-1, 2**63, "first", 1.5])
def test_a_number_of_a_message_that_is_none_is_refused(house: House, wrong: object) -> None:
    body = {"conversation_key": "k", "dedupe_key": "d", "text": "t", "source_seq": wrong}

    assert house.client(key=KEY).post("/api/v1/messages", json=body).status_code == 422
