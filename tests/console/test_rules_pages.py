"""The page of the rules, and the trainers' page of disputed findings: sentences and numbers, and nobody's name."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from bot.assist.findings import ALL_DISPUTES, DisputeState, NewDispute
from bot.console.texts import LANGUAGES, load_texts
from bot.desk.rules import RULES, Severity
from tests.console.house import XSS, House

SAID = "我是王小明，手机13800138000，给您插个队。"


def as_user(house: House, login: str, language: str = "en") -> TestClient:
    house.store.accounts().set_language(house.user(login).id, language)
    client, csrf = house.signed_in(login)
    client.headers["x-csrf-token"] = csrf
    return client


def dispute(house: House, text: str = SAID, rule: str = "queue_jump", login: str = "mei") -> str:
    posted = house.post("在吗", key=text[:40])
    start = text.find("插个队")
    place = (start, start + 3) if start >= 0 else (0, len(text))
    new = NewDispute(rule, *place, text, posted.turn_id, "zh-Hans")
    house.records.dispute_finding(posted.conversation_id, house.user(login), new, wrong=True)
    return house.records.disputes(ALL_DISPUTES)[-1].id


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("login", ["mei", "sup", "tina", "adam"])
def test_everybody_who_signs_in_reads_every_rule_in_their_language(house: House, login: str, language: str) -> None:
    page = unescape(as_user(house, login, language).get("/desk/rules").text)

    words = load_texts("UTC")[language]
    for name, rule in RULES.items():
        assert f'id="rule-{name}"' in page and rule.rows[0] in page
        assert words(f"rule.{name}.title") in page
    assert f"title {language}" in page and f"holds {language}" in page and words("fact.fault_established") in page


@pytest.mark.parametrize(("login", "counted", "changes"), [("mei", 0, 0), ("sup", 1, 1), ("tina", 1, 0), ("adam", 0, 1)])
def test_numbers_are_for_those_who_look_after_rules_and_changes_for_those_who_may(
    house: House, login: str, counted: int, changes: int
) -> None:
    page = as_user(house, login).get("/desk/rules").text

    assert ("Sent all the same" in page) == bool(counted)
    assert page.count('name="severity"') == (len(RULES) if changes else 0)


def test_a_severity_is_changed_for_the_whole_shop_and_back(house: House) -> None:
    sup = as_user(house, "sup")

    changed = sup.post("/desk/rules/queue_jump", data={"severity": "warn"}, follow_redirects=False)

    assert changed.headers["location"] == "/desk/rules?said=changed#rule-queue_jump"
    assert house.records.severities() == {"queue_jump": Severity.WARN}
    page = sup.get("/desk/rules?said=changed").text
    assert "set by this shop" in page and "noted in the audit" in page
    as_user(house, "adam").post("/desk/rules/queue_jump", data={"severity": "block"})
    assert house.records.severities() == {}


@pytest.mark.parametrize(("rule", "severity", "status"), [("nothing", "warn", 404), ("blame", "off", 422), ("blame", "", 422)])
def test_what_is_no_rule_or_severity_is_refused(house: House, rule: str, severity: str, status: int) -> None:
    assert as_user(house, "sup").post(f"/desk/rules/{rule}", data={"severity": severity}).status_code == status
    assert house.records.severities() == {}


@pytest.mark.parametrize("login", ["mei", "tina"])
def test_agents_and_trainers_change_no_severity(house: House, login: str) -> None:
    assert as_user(house, login).post("/desk/rules/blame", data={"severity": "warn"}).status_code == 403
    assert house.records.severities() == {}


def test_trainers_see_the_sentence_with_tokens_and_nobodys_name(house: House) -> None:
    dispute(house)

    page = as_user(house, "tina").get("/desk/findings").text

    assert "[NAME 1]" in page and "[MOBILE 1]" in page and "插个队" in page and "Jumping the queue" in page
    assert not any(secret in page for secret in ("王小明", "13800138000", "Mei"))


@pytest.mark.parametrize(
    ("decision", "state", "said"), [("agree", DisputeState.AGREED, "Agreed."), ("keep", DisputeState.KEPT, "Kept.")]
)
def test_a_trainer_decides_once_and_can_open_it_again(house: House, decision: str, state: DisputeState, said: str) -> None:
    dispute_id = dispute(house)
    tina = as_user(house, "tina")

    assert said in tina.post(f"/desk/findings/{dispute_id}", data={"decision": decision}).text
    assert house.records.disputes(ALL_DISPUTES)[0].state is state
    assert "Somebody else has decided" in tina.post(f"/desk/findings/{dispute_id}", data={"decision": "agree"}).text
    assert "open again" in tina.post(f"/desk/findings/{dispute_id}", data={"decision": "open"}).text
    assert house.records.disputes(ALL_DISPUTES)[0].state is DisputeState.OPEN


def test_the_list_stays_narrowed_down_after_a_decision(house: House) -> None:
    first, other = dispute(house), dispute(house, "别处的一句。", rule="blame")
    tina = as_user(house, "tina")

    narrowed = tina.get("/desk/findings?state=open&rule=blame").text
    answer = tina.post(
        f"/desk/findings/{other}", data={"decision": "agree", "state": "open", "rule": "blame"}, follow_redirects=False
    )

    assert f"dispute-{other}" in narrowed and f"dispute-{first}" not in narrowed
    assert answer.headers["location"] == "/desk/findings?state=open&rule=blame&said=agreed"
    assert "Nothing to decide here" in tina.get(answer.headers["location"]).text


def test_a_supervisor_reads_what_is_disputed_and_decides_nothing(house: House) -> None:
    dispute_id = dispute(house)
    sup = as_user(house, "sup")

    page = sup.get("/desk/findings").text

    assert "[NAME 1]" in page and 'name="decision"' not in page
    assert sup.post(f"/desk/findings/{dispute_id}", data={"decision": "agree"}).status_code == 403


@pytest.mark.parametrize("login", ["mei", "adam"])
def test_others_see_no_disputes(house: House, login: str) -> None:
    dispute_id = dispute(house)
    client = as_user(house, login)

    assert client.get("/desk/findings").status_code == 403
    assert client.post(f"/desk/findings/{dispute_id}", data={"decision": "agree"}).status_code == 403


def test_fifty_are_shown_at_a_time(house: House) -> None:
    posted = house.post("在吗")
    for number in range(52):
        new = NewDispute("blame", number, number + 1, "x" * 60)
        house.records.dispute_finding(posted.conversation_id, house.user("mei"), new, wrong=True)
    tina = as_user(house, "tina")

    page = tina.get("/desk/findings").text
    rest = tina.get(page.split('id="more" href="')[1].split('"')[0].replace("&amp;", "&")).text

    assert (page.count('class="dispute-line"'), rest.count('class="dispute-line"')) == (50, 2)
    assert 'id="more"' not in rest


def test_the_counts_of_a_rule_lead_to_its_disputes(house: House) -> None:
    dispute(house)

    page: Any = as_user(house, "tina").get("/desk/rules").text

    assert '<a href="/desk/findings?state=any&amp;rule=queue_jump">1 / 0 / 0</a>' in page


def test_words_of_a_reply_are_never_markup_for_trainers(house: House) -> None:
    dispute(house, XSS, rule="blame")

    assert "<script>document.title" not in as_user(house, "tina").get("/desk/findings").text
