"""Readings are marked wrong at the desk and over the API, and reviewed by trainers on redacted words alone."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from bot.assist.corrections import ALL_CORRECTIONS, CorrectionWish
from bot.desk.correction import CorrectionState
from tests.console.house import KEY, OTHER_KEY, XSS, House
from tests.console.test_api import assert_problem

SAID = "我叫王小明，电话13800138000，再不发我就投诉，订单TF20261103001"
SECRETS = ("王小明", "13800138000", "周岚", "secret-key", "Mei")


@pytest.fixture
def talk(house: House) -> tuple[str, str]:
    """A conversation and its turn, read as hurried and slightly angry."""
    house.post("我是周岚，之前问过的，138 0013 8000", key="secret-key")
    posted = house.post(SAID, key="secret-key")
    house.advise("")
    return posted.conversation_id, posted.turn_id


@pytest.fixture
def mei(house: House) -> TestClient:
    client, csrf = house.signed_in("mei")
    client.headers["x-csrf-token"] = csrf
    return client


@pytest.fixture
def tina(house: House) -> TestClient:
    client, csrf = house.signed_in("tina")
    client.headers["x-csrf-token"] = csrf
    return client


def mark(client: TestClient, talk: tuple[str, str], *, wrong: str = "true", **more: Any) -> Any:
    data = {"turn_id": talk[1], "revision": 2, "wrong": wrong, **more}
    return client.post(f"/desk/conversations/{talk[0]}/reading", data=data)


def say(client: TestClient, talk: tuple[str, str], **levels: Any) -> Any:
    data = {"turn_id": talk[1], "revision": 2, "escalate": "false", **levels}
    return client.post(f"/desk/conversations/{talk[0]}/reading/right", data=data)


def only(house: House) -> Any:
    (found,) = house.records.corrections(ALL_CORRECTIONS)
    return found


def test_a_mark_is_kept_at_once_shown_and_taken_back(house: House, mei: TestClient, talk: tuple[str, str]) -> None:
    before = mei.get(f"/desk/conversations/{talk[0]}").text
    marked = mark(mei, talk)

    assert 'aria-pressed="false"' in before and 'class="right"' not in before
    assert marked.status_code == 200
    assert 'aria-pressed="true"' in marked.text and 'class="right"' in marked.text
    assert only(house).proposal is None
    assert 'aria-pressed="false"' in mark(mei, talk, wrong="false").text
    assert house.records.corrections(ALL_CORRECTIONS) == ()


def test_what_is_right_is_kept_without_replacing_any_part_of_the_page(
    house: House, mei: TestClient, talk: tuple[str, str]
) -> None:
    mark(mei, talk)

    answer = say(mei, talk, angry=3, dramatic=0)

    assert answer.text == "Kept. Thank you."
    assert {name.value: level for name, level in only(house).proposal.labels.items()} == {"angry": 3}
    page = mei.get(f"/desk/conversations/{talk[0]}").text
    assert '<option value="3" selected>3 extreme</option>' in page


def test_none_of_these_is_a_proposal_of_its_own(house: House, mei: TestClient, talk: tuple[str, str]) -> None:
    say(mei, talk, angry=0)

    assert only(house).proposal is not None
    assert dict(only(house).proposal.labels) == {}


@pytest.mark.parametrize("data", [{"angry": 4}, {"angry": -1}, {"angry": "x"}, {"escalate": "maybe"}, {"revision": 0}])
def test_what_is_no_level_is_refused(house: House, mei: TestClient, talk: tuple[str, str], data: dict[str, Any]) -> None:
    assert say(mei, talk, **data).status_code == 422
    assert house.records.corrections(ALL_CORRECTIONS) == ()


def test_older_messages_can_be_marked_too(house: House, mei: TestClient, talk: tuple[str, str]) -> None:
    house.records.send_reply(talk[0], house.user("mei"), _reply("好的"))
    house.post("那谢谢", key="secret-key")
    house.advise("", label="dramatic")

    page = mei.get(f"/desk/conversations/{talk[0]}").text
    assert f'id="reading-{talk[1]}"' in page
    assert "Read as: impatient (clear); angry (slight)" in page
    assert mark(mei, talk).status_code == 200
    assert "marked wrong" in mei.get(f"/desk/conversations/{talk[0]}/thread").text


def _reply(text: str) -> Any:
    from bot.assist.records import ReplyRequest

    return ReplyRequest(text, f"r:{text}")


def test_after_a_trainer_decided_the_desk_can_change_nothing(house: House, mei: TestClient, talk: tuple[str, str]) -> None:
    mark(mei, talk)
    house.records.decide_correction(only(house).id, house.user("tina"), CorrectionState.REJECTED)

    assert mark(mei, talk, wrong="false").status_code == 409
    assert say(mei, talk, angry=1).status_code == 409
    assert "A trainer has looked at this" in mei.get(f"/desk/conversations/{talk[0]}").text


def test_a_conversation_that_may_not_be_seen_cannot_be_marked(house: House, talk: tuple[str, str]) -> None:
    house.records.hand_over(talk[0], reason="test", team="crisis")
    client, csrf = house.signed_in("an")
    client.headers["x-csrf-token"] = csrf

    assert mark(client, talk).status_code == 404


def review_form(**changes: Any) -> dict[str, Any]:
    return {
        "decision": "accept",
        "text": "再不发我就投诉",
        "intent": "complain_delay",
        "angry": 2,
        "escalate": "true",
        **changes,
    }


def test_trainers_see_tokens_and_nobody_s_name(house: House, mei: TestClient, tina: TestClient, talk: tuple[str, str]) -> None:
    mark(mei, talk)
    found = only(house)

    listed, one = tina.get("/desk/corrections").text, tina.get(f"/desk/corrections/{found.id}").text

    assert "[MOBILE]" in listed and "[NAME]" in listed
    assert one.count("[MOBILE 1]") == 2 and "TF20261103001" in one
    assert "我叫某某，电话这个手机号" in one
    for text in (listed, one):
        assert not [secret for secret in SECRETS if secret in text]


def test_a_decision_leads_to_the_next_one_of_the_same_filter(
    house: House, mei: TestClient, tina: TestClient, talk: tuple[str, str]
) -> None:
    mark(mei, talk)
    second = house.post("人呢", key="other")
    house.advise("", label="dramatic")
    data = {"turn_id": second.turn_id, "revision": 1, "wrong": True}
    mei.post(f"/desk/conversations/{second.conversation_id}/reading", data=data)
    first_id, second_id = [item.id for item in house.records.corrections(ALL_CORRECTIONS)]

    to_next = tina.post(f"/desk/corrections/{first_id}?state=open&label=angry", data=review_form(), follow_redirects=False)
    to_list = tina.post(f"/desk/corrections/{second_id}", data=review_form(decision="reject"), follow_redirects=False)

    assert to_next.headers["location"] == f"/desk/corrections/{second_id}?state=open&label=angry&said=accepted"
    assert to_list.headers["location"] == "/desk/corrections?state=open&said=rejected"
    states = {item.id: item.state for item in house.records.corrections(ALL_CORRECTIONS)}
    assert states == {first_id: CorrectionState.ACCEPTED, second_id: CorrectionState.REJECTED}


def test_what_is_accepted_is_what_the_trainer_left_in_the_form(
    house: House, mei: TestClient, tina: TestClient, talk: tuple[str, str]
) -> None:
    house.records.send_reply(talk[0], house.user("mei"), _reply("请留下电话"))
    posted = house.post("13800138000 [快]", key="secret-key")
    house.advise("")
    mei.post(f"/desk/conversations/{talk[0]}/reading", data={"turn_id": posted.turn_id, "revision": 1, "wrong": True})
    found = only(house)
    form = review_form(text="[MOBILE 1] [快]", intent="give_details", hurried=3, angry=0, escalate="false", with_context="true")

    tina.post(f"/desk/corrections/{found.id}", data=form)

    example = only(house).example
    assert (example.text, example.intent) == ("这个手机号 (快)", "give_details")
    assert {name.value: level for name, level in example.proposal.labels.items()} == {"hurried": 3}
    assert example.context[-1] == ("agent", "请留下电话")
    assert "13800138000" not in str(example)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": "  "}, "The text is empty"),
        ({"text": "打 13800138000"}, "still holds a number"),
        ({"text": "好" * 2001}, "2,000 characters"),
        ({"hurried": 2, "angry": 1}, "This is what was read"),
    ],
)
def test_what_cannot_be_learned_from_is_refused_and_what_was_typed_stays(
    house: House, mei: TestClient, tina: TestClient, talk: tuple[str, str], changes: dict[str, Any], words: str
) -> None:
    mark(mei, talk)
    found = only(house)
    form = review_form(**{"text": "typed by hand", **changes})

    answer = tina.post(f"/desk/corrections/{found.id}", data=form)

    assert answer.status_code == 422
    assert words in answer.text
    assert form["text"] in answer.text
    assert only(house).state is CorrectionState.OPEN


def test_an_intent_that_does_not_exist_is_refused(house: House, mei: TestClient, tina: TestClient, talk: tuple[str, str]) -> None:
    mark(mei, talk)

    assert tina.post(f"/desk/corrections/{only(house).id}", data=review_form(intent="buy_moon")).status_code == 422
    assert only(house).state is CorrectionState.OPEN


def test_two_trainers_decide_once_and_either_can_open_it_again(
    house: House, mei: TestClient, tina: TestClient, talk: tuple[str, str]
) -> None:
    mark(mei, talk)
    path = f"/desk/corrections/{only(house).id}"
    tina.post(path, data=review_form())

    second = tina.post(path, data=review_form(decision="reject"))
    assert "Somebody else has decided" in second.text
    opened = tina.post(path, data={"decision": "open"})

    assert "It is open again" in opened.text
    assert only(house).state is CorrectionState.OPEN


@pytest.mark.parametrize("login", ["mei", "sup", "adam"])
def test_only_trainers_review(house: House, talk: tuple[str, str], login: str) -> None:
    house.records.mark_reading(*talk, None, wrong=True)
    client, csrf = house.signed_in(login)
    path = f"/desk/corrections/{only(house).id}"

    assert client.get("/desk/corrections").status_code == client.get(path).status_code == 403
    assert client.post(path, headers={"x-csrf-token": csrf}, data=review_form()).status_code == 403


def test_words_of_a_customer_are_never_markup_for_trainers(house: House, tina: TestClient) -> None:
    posted = house.post(XSS)
    house.advise("")
    house.records.mark_reading(posted.conversation_id, posted.turn_id, None, wrong=True)

    for path in ("/desk/corrections", f"/desk/corrections/{only(house).id}"):
        assert "<script>document.title" not in tina.get(path).text


def api(house: House, key: str = KEY) -> TestClient:
    return house.client(key=key)


def test_another_program_marks_proposes_and_takes_back(house: House, talk: tuple[str, str]) -> None:
    path = f"/api/v1/conversations/{talk[0]}/corrections"

    bare = api(house).post(path, json={"turn_id": talk[1]})
    told = api(house).post(path, json={"turn_id": talk[1], "labels": {"angry": 3, "hurried": 0}})
    none = api(house).post(path, json={"turn_id": talk[1], "labels": {}, "escalate": False})

    assert bare.status_code == told.status_code == none.status_code == 201
    assert bare.json() == {"turn_id": talk[1], "state": "open", "labels": None, "escalate": None}
    assert told.json()["labels"] == {"angry": 3} and told.json()["escalate"] is True
    assert none.json()["labels"] == {} and none.json()["escalate"] is False
    assert api(house).delete(f"{path}/{talk[1]}").status_code == 204
    assert house.records.corrections(CorrectionWish()) == ()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"turn_id": "nothing"}, 404),
        ({"labels": {"sad": 1}}, 422),
        ({"labels": {"angry": 4}}, 422),
        ({"labels": {"angry": True}, "x": 1}, 422),
        ({"revision": 9}, 404),
    ],
)
def test_a_call_that_cannot_be_meant_is_told_why(house: House, talk: tuple[str, str], body: dict[str, Any], status: int) -> None:
    whole = {"turn_id": talk[1], **body} if body else {}

    assert_problem(api(house).post(f"/api/v1/conversations/{talk[0]}/corrections", json=whole), status)
    assert house.records.corrections(ALL_CORRECTIONS) == ()


def test_a_neighbour_s_key_and_a_decided_correction_are_refused(house: House, talk: tuple[str, str]) -> None:
    path = f"/api/v1/conversations/{talk[0]}/corrections"
    assert_problem(api(house, OTHER_KEY).post(path, json={"turn_id": talk[1]}), 404)
    api(house).post(path, json={"turn_id": talk[1]})
    house.records.decide_correction(only(house).id, house.user("tina"), CorrectionState.REJECTED)

    assert_problem(api(house).post(path, json={"turn_id": talk[1], "labels": {}}), 409)
    assert_problem(api(house).delete(f"{path}/{talk[1]}"), 409)
