"""What an agent types is checked while it is typed and when it is sent; what is held is kept, and sent for a reason alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from bot.assist.findings import ALL_DISPUTES, DisputeState
from bot.assist.records import ReplyRequest, TurnEffect
from bot.desk.message import Channel
from bot.desk.rules import Severity
from bot.store.models.findings import ReplyFinding
from bot.store.models.work import AuditEntry
from tests.console.checkers import TellingChecker
from tests.console.house import KEY, OTHER_KEY, XSS, House, an_advice
from tests.console.test_api import assert_problem

JUMP = "您好，给您插个队。"
SORRY = "给您带来不便，敬请谅解。"
HEAT = "催什么催，等着。"
REASON = "顾客书面要求这样写"


@pytest.fixture
def mei(house: House) -> TestClient:
    client, csrf = house.signed_in("mei")
    client.headers["x-csrf-token"] = csrf
    return client


@pytest.fixture
def talk(house: House) -> str:
    house.post("说好周三到", key="c1")
    posted = house.post("今天都周五了", key="c1")
    house.advise("")
    return posted.conversation_id


def asked(house: House) -> list[Any]:
    checker = house.app.state.console.use_cases.checker
    assert isinstance(checker, TellingChecker)
    return checker.asked


def check(client: TestClient, talk: str, text: str) -> Any:
    return client.post(f"/desk/conversations/{talk}/check", data={"text": text})


def send(client: TestClient, talk: str, text: str, key: str = "r1", **more: Any) -> Any:
    data = {"text": text, "dedupe_key": key, "version": version(client, talk), **more}
    return client.post(f"/desk/conversations/{talk}/reply", data=data)


def version(client: TestClient, talk: str) -> str:
    page = client.get(f"/desk/conversations/{talk}/thread").text
    return page.split('name="version" value="')[1].split('"')[0]


def sent(house: House, talk: str) -> list[str]:
    return [item.text for item in house.records.conversation(talk, viewer=None).messages if item.role.value == "agent"]


def kept(house: House, talk: str) -> str:
    found = house.records.kept_reply(talk, viewer=None)[1]
    return found.text if found else ""


def rows(house: House, kind: Any) -> list[Any]:
    with house.store._database.reading(house.shop_id) as session:
        return list(session.scalars(select(kind).order_by(kind.id)))


def test_a_finding_says_what_is_wrong_why_what_to_write_and_where(house: House, mei: TestClient, talk: str) -> None:
    page = check(mei, talk, JUMP).text

    assert 'data-rule="queue_jump"' in page and 'data-start="5" data-end="8"' in page
    assert "Must not be sent" in page and "Jumping the queue" in page and "S0.14" in page
    assert "promise or hint that this customer goes before others" in page and "Say that orders go in turn" in page
    assert 'data-words="按顺序处理"' in page and 'aria-keyshortcuts="Alt+1"' in page
    assert 'data-summary="1 found: 1 must not be sent, 0 better changed"' in page


def test_a_reply_without_a_fault_is_said_to_have_none(mei: TestClient, talk: str) -> None:
    page = check(mei, talk, "您好").text

    assert 'data-summary="Checked: nothing found."' in page
    assert 'class="finding' not in page.replace("findings-part", "")


@pytest.mark.parametrize("text", ["", "  \n", "x" * 10_001])
def test_what_cannot_be_sent_is_not_checked(house: House, mei: TestClient, talk: str, text: str) -> None:
    assert 'data-summary=""' in check(mei, talk, text).text
    assert asked(house) == []


def test_the_case_comes_from_the_record_alone(house: House, mei: TestClient, talk: str) -> None:
    mei.post(
        f"/desk/conversations/{talk}/check",
        data={"text": "好", "facts": "{}", "customer": "x", "channel": "email", "temperaments": "know_it_all"},
    )

    (question,) = asked(house)
    assert question.channel is Channel.CHAT
    assert question.customer == "说好周三到\n今天都周五了"
    assert question.customer_language == "zh-Hans"
    assert {item.value for item in question.temperaments} == {"hurried", "angry"}
    assert question.matter == "complain_delay"
    assert question.facts["order_status"] == "in_transit" and question.facts["callback_allowed"] is False
    assert question.facts.fact("order_status").source == "order TF20261101"
    assert {"today", "now"} <= set(question.facts)


def test_words_that_came_after_the_advice_are_read_anew(house: House, mei: TestClient, talk: str) -> None:
    house.records.send_reply(talk, house.user("mei"), ReplyRequest("好的", "r:1"))
    house.post("那算了", key="c1")

    check(mei, talk, "好")

    question = asked(house)[-1]
    assert (question.customer, question.temperaments, question.matter) == ("那算了", None, None)
    assert question.facts["order_status"] == "in_transit"


def test_a_fact_of_the_customers_language_goes_before_what_was_read(house: House, mei: TestClient) -> None:
    posted = house.post("hello", key="c9")
    known = {"key": "customer_language", "value": "en", "source": "customer c", "at": None}
    advise(house, lambda advice: advice["facts"].append(known))

    check(mei, posted.conversation_id, "好")

    assert asked(house)[-1].customer_language == ""
    assert asked(house)[-1].facts["customer_language"] == "en"


def advise(house: House, change: Callable[[dict[str, Any]], object]) -> None:
    """Advice that was changed, on every turn that is due."""
    queue, now = house.store.queue(), datetime.now(UTC) + timedelta(seconds=5)
    for claimed in queue.claim(now=now, lease_seconds=30, limit=9):
        advice = an_advice(claimed.turn.text)
        change(advice)
        assert queue.write(claimed, TurnEffect(advice), now=now)


def test_a_reply_with_a_blocking_finding_is_kept_and_not_sent(house: House, mei: TestClient, talk: str) -> None:
    answer = send(mei, talk, JUMP)

    assert answer.status_code == 409
    assert answer.text.startswith("Not sent: some words must not be sent")
    assert 'id="held-reason"' in answer.text and "Held, not sent" in answer.text
    assert (sent(house, talk), kept(house, talk)) == ([], JUMP)


def test_a_warning_holds_nothing_and_is_kept_with_the_reply(house: House, mei: TestClient, talk: str) -> None:
    assert send(mei, talk, SORRY).status_code == 200

    (found,) = rows(house, ReplyFinding)
    assert sent(house, talk) == [SORRY]
    assert (found.rule, found.rows, found.severity, found.start, found.end) == ("stock_apology", ["S3.29"], "warn", 0, 6)
    assert (found.overridden, found.reason) == (False, "")


@pytest.mark.parametrize("reason", ["", "    ", "why", "w" * 501])
def test_a_held_reply_is_not_sent_without_a_good_reason(house: House, mei: TestClient, talk: str, reason: str) -> None:
    send(mei, talk, JUMP)

    answer = send(mei, talk, JUMP, override=reason)

    assert answer.status_code == (422 if reason.strip() else 409)
    assert (sent(house, talk), kept(house, talk)) == ([], JUMP)


@pytest.mark.parametrize("reason", ["因为是的好", "w" * 500])
def test_for_a_reason_it_is_sent_counted_and_noted_in_the_audit_without_its_words(
    house: House, mei: TestClient, talk: str, reason: str
) -> None:
    send(mei, talk, JUMP)

    answer = send(mei, talk, JUMP + SORRY, override=f" {reason} ")

    assert answer.status_code == 200
    assert (sent(house, talk), kept(house, talk)) == ([JUMP + SORRY], "")
    blocked, warned = sorted(rows(house, ReplyFinding), key=lambda item: item.start)
    assert (blocked.overridden, blocked.reason, warned.overridden, warned.reason) == (True, reason, False, "")
    (audit,) = (item for item in rows(house, AuditEntry) if item.what == "send held reply")
    assert (audit.who, audit.reason) == (house.user("mei").id, reason)
    assert "queue_jump" in audit.object and "stock_apology" not in audit.object
    assert not any("插个队" in f"{item.object}{item.reason}" for item in rows(house, AuditEntry))
    counts = house.records.rule_counts()
    assert (counts["queue_jump"].overridden, counts["stock_apology"].overridden, counts["stock_apology"].found) == (1, 0, 1)


def test_heat_is_held_with_calm_words_beside_it(house: House, mei: TestClient, talk: str) -> None:
    answer = send(mei, talk, "页面上写着呢")

    assert answer.status_code == 409
    assert answer.text.startswith("Not sent: some words read sharply")
    assert 'data-text="我再给您说清楚。"' in answer.text
    assert (sent(house, talk), kept(house, talk)) == ([], "页面上写着呢")
    assert send(mei, talk, "页面上写着呢", override=REASON).status_code == 200
    (found,) = rows(house, ReplyFinding)
    assert (found.severity, found.overridden, found.reason) == ("warn", True, REASON)


def test_a_reason_that_is_not_needed_is_not_kept(house: House, mei: TestClient, talk: str) -> None:
    assert send(mei, talk, "您好", override=REASON).status_code == 200

    assert rows(house, ReplyFinding) == []
    assert not any(item.what == "send held reply" for item in rows(house, AuditEntry))


def test_a_held_mail_also_waits_for_being_read_again(house: House, mei: TestClient) -> None:
    mail = house.post("气死我了", key="m1", channel=Channel.EMAIL).conversation_id
    advise(house, lambda advice: advice["steps"][0].update(step="draft_first"))

    held = send(mei, mail, JUMP)
    paused = send(mei, mail, JUMP, override=REASON)
    done = send(mei, mail, JUMP, override=REASON, read_again="true")

    assert held.status_code == 409 and 'id="read-again"' in held.text and 'id="held-reason"' in held.text
    assert paused.status_code == 200 and sent(house, mail) == [JUMP]
    assert done.text.startswith("Reply sent")


def test_what_was_said_in_a_call_is_taken_down_with_its_findings(house: House, mei: TestClient) -> None:
    call = mei.post("/desk/calls", data={"call_key": "k1"}, follow_redirects=False).headers["location"].rsplit("/", 1)[1]

    assert send(mei, call, JUMP).status_code == 200

    assert [item.rule for item in rows(house, ReplyFinding)] == ["queue_jump"]
    assert sent(house, call) == [JUMP]


def test_a_held_reply_that_nothing_holds_any_more_is_sent_as_it_is(house: House, mei: TestClient, talk: str) -> None:
    send(mei, talk, JUMP)
    house.records.set_severity(house.user("sup"), "queue_jump", Severity.WARN)

    page = mei.get(f"/desk/conversations/{talk}/kept").text

    assert "Nothing holds this reply any more" in page and "held-reason" not in page
    assert send(mei, talk, JUMP).status_code == 200


def test_the_shops_severities_are_asked_with(house: House, mei: TestClient, talk: str) -> None:
    house.records.set_severity(house.user("sup"), "stock_apology", Severity.BLOCK)

    assert "Must not be sent" in check(mei, talk, SORRY).text
    assert send(mei, talk, SORRY).status_code == 409


def test_a_finding_is_called_wrong_and_that_is_taken_back(house: House, mei: TestClient, talk: str) -> None:
    first = dispute(mei, talk, JUMP)
    again = dispute(mei, talk, JUMP)

    (found,) = house.records.disputes(ALL_DISPUTES)
    assert first.status_code == again.status_code == 200
    assert 'aria-pressed="true"' in first.text and "Trainers will look at it" in first.text
    assert 'aria-pressed="true"' in check(mei, talk, JUMP).text and 'aria-pressed="false"' in check(mei, talk, JUMP + "!").text
    assert (found.rule, found.sentence, found.words, found.language, found.channel) == (
        "queue_jump",
        JUMP,
        "插个队",
        "zh-Hans",
        "chat",
    )
    assert 'aria-pressed="false"' in dispute(mei, talk, JUMP, wrong="false").text
    assert house.records.disputes(ALL_DISPUTES) == ()


def dispute(client: TestClient, talk: str, text: str, **changes: Any) -> Any:
    data = {"text": text, "rule": "queue_jump", "start": 5, "end": 8, "wrong": "true", **changes}
    return client.post(f"/desk/conversations/{talk}/check/wrong", data=data)


def test_only_what_is_found_can_be_called_wrong(house: House, mei: TestClient, talk: str) -> None:
    assert dispute(mei, talk, "您好").status_code == 409
    assert dispute(mei, talk, JUMP, start=0).status_code == 409
    assert dispute(mei, talk, JUMP, rule="blame").status_code == 409
    assert dispute(mei, talk, JUMP, rule="x" * 201).status_code == 422
    assert house.records.disputes(ALL_DISPUTES) == ()


def test_after_a_trainer_decided_it_is_not_taken_back(house: House, mei: TestClient, talk: str) -> None:
    dispute(mei, talk, JUMP)
    (found,) = house.records.disputes(ALL_DISPUTES)
    house.records.decide_dispute(found.id, house.user("tina"), DisputeState.KEPT)

    assert dispute(mei, talk, JUMP, wrong="false").status_code == 409
    assert len(house.records.disputes(ALL_DISPUTES)) == 1


def test_a_conversation_that_may_not_be_seen_is_not_checked(house: House, talk: str) -> None:
    house.records.hand_over(talk, reason="test", team="crisis")
    client, csrf = house.signed_in("an")
    client.headers["x-csrf-token"] = csrf

    assert check(client, talk, JUMP).status_code == dispute(client, talk, JUMP).status_code == 404


def test_words_of_a_reply_are_never_markup(mei: TestClient, talk: str) -> None:
    page = check(mei, talk, f"插个队{XSS}").text + send(mei, talk, f"插个队{XSS}").text

    assert "<script>document.title" not in page


def test_what_another_program_has_sent_is_recorded_with_its_findings_and_never_held(house: House, talk: str) -> None:
    body = {"text": JUMP, "dedupe_key": "x1"}

    answers = [house.client(key=KEY).post(f"/api/v1/conversations/{talk}/reply", json=body) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    (found,) = rows(house, ReplyFinding)
    assert (found.rule, found.overridden) == ("queue_jump", False)


def api_check(house: House, key: str = KEY, **body: Any) -> Any:
    return house.client(key=key).post("/api/v1/check", json=body)


def test_another_program_asks_before_it_sends(house: House) -> None:
    answer = api_check(house, id="7", reply=JUMP + SORRY, customer="快点", facts={"return_allowed": False}, temperament="hurried")

    assert answer.status_code == 200
    said = answer.json()
    assert (said["id"], said["held"], said["heated"], said["neutral"]) == ("7", True, False, "")
    first, second = said["findings"]
    assert (first["rule"], first["rows"], first["severity"]) == ("queue_jump", ["S0.14"], "block")
    assert (first["start"], first["end"], first["text"]) == (5, 8, "插个队")
    assert first["rewrite"] == {"start": 5, "end": 8, "text": "按顺序处理"}
    assert first["why"].startswith("These words promise") and first["remedy"] and second["severity"] == "warn"
    (question,) = asked(house)
    assert (question.channel, question.customer, dict(question.facts)) == (Channel.CHAT, "快点", {"return_allowed": False})
    assert {item.value for item in question.temperaments} == {"hurried"}


def test_it_is_answered_in_the_language_that_is_asked_for(house: House) -> None:
    assert api_check(house, reply=JUMP, language="zh-Hant").json()["findings"][0]["title"] == "插隊"


def test_with_a_conversation_the_record_says_what_the_body_leaves_out(house: House, talk: str) -> None:
    api_check(house, reply=JUMP, conversation_id=talk, facts={"order_status": "lost"}, temperament=[])

    (question,) = asked(house)
    assert question.customer == "说好周三到\n今天都周五了"
    assert question.facts["order_status"] == "lost" and question.facts["callback_allowed"] is False
    assert question.temperaments == frozenset() and question.matter == "complain_delay"


@pytest.mark.parametrize(
    "body",
    [
        {"reply": ""},
        {"reply": "x" * 10_001},
        {"reply": "x", "temperament": "sad"},
        {"reply": "x", "channel": "fax"},
        {"reply": "x", "facts": []},
        {"reply": "x", "language": "fr"},
        {"reply": "x", "more": 1},
        {},
    ],
)
def test_a_question_that_cannot_be_meant_is_told_why(house: House, body: dict[str, Any]) -> None:
    assert_problem(api_check(house, **body), 422)


def test_a_neighbour_learns_nothing_of_a_conversation_by_asking(house: House, talk: str) -> None:
    assert_problem(api_check(house, OTHER_KEY, reply=JUMP, conversation_id=talk), 404)
    assert_problem(api_check(house, "no key", reply=JUMP), 401)


def test_the_contract_names_what_a_check_takes_and_gives(house: House) -> None:
    contract = house.client().get("/api/v1/openapi.json").json()

    assert "/api/v1/check" in contract["paths"]
    assert {"CheckIn", "CheckOut", "FindingOut"} <= set(contract["components"]["schemas"])
