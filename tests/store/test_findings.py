"""Findings of what was sent, disputes of findings, and severities: each in its shop, each once."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.assist.findings import ALL_DISPUTES, DisputeState, DisputeWish, NewDispute, RuleCount, sentences_around
from bot.assist.records import IncomingMessage, ReplyRequest, User
from bot.desk.errors import ConflictError, InputError, NotFoundError
from bot.desk.finding import Finding
from bot.desk.rules import RULES, Severity
from bot.store.models.findings import FindingDispute, ReplyFinding, RuleSeverity
from bot.store.models.work import AuditEntry
from tests.store.conftest import TwoShops

REPLY = "您好。给您插个队！谢谢。"
JUMP = NewDispute("queue_jump", 3, 9, REPLY, language="zh-Hans")


@pytest.fixture
def lin(shops: TwoShops) -> User:
    return shops.user("lin", "agent", teams=("front",))


@pytest.fixture
def chen(shops: TwoShops) -> User:
    return shops.user("chen", "supervisor")


@pytest.fixture
def wu(shops: TwoShops) -> User:
    return shops.user("wu", "trainer")


def talk(shops: TwoShops, key: str = "k", **more: Any) -> str:
    return shops.ours.post_message(IncomingMessage("api", key, f"d{key}", "where is it", **more)).conversation_id


def finding(rule: str, severity: Severity | None = None, start: int = 0, end: int = 2) -> Finding:
    return Finding(rule, RULES[rule].rows, severity or RULES[rule].severity, start, end)


def rows(shops: TwoShops, kind: Any) -> list[Any]:
    with shops.store._database.reading(shops.shop_id) as session:
        return list(session.scalars(select(kind)))


def test_what_was_found_is_kept_once_with_the_message_that_was_sent(shops: TwoShops, lin: User) -> None:
    where = talk(shops)
    found = (finding("stock_apology", start=1, end=4), finding("no_thanks_at_close", end=0))
    reply = ReplyRequest("it comes", "r1", findings=found)

    sent = shops.ours.send_reply(where, lin, reply)
    shops.ours.send_reply(where, lin, reply)

    kept = sorted(rows(shops, ReplyFinding), key=lambda item: item.end)
    assert [(item.rule, item.start, item.end) for item in kept] == [("no_thanks_at_close", 0, 0), ("stock_apology", 1, 4)]
    assert {item.message_id for item in kept} == {sent.id}
    assert not any(item.overridden or item.reason for item in kept)
    assert not any(item.what == "send held reply" for item in rows(shops, AuditEntry))


def test_a_reply_that_is_refused_leaves_no_finding(shops: TwoShops, lin: User) -> None:
    with pytest.raises(ConflictError):
        shops.ours.send_reply(talk(shops), lin, ReplyRequest("x", "r1", version=99, findings=(finding("blame"),)))

    assert rows(shops, ReplyFinding) == []


@pytest.mark.parametrize(
    ("found", "overridden"),
    [
        ((finding("blame"), finding("stock_apology")), {"blame"}),
        ((finding("impatient_with_basic_question"), finding("pushing")), {"impatient_with_basic_question", "pushing"}),
        ((finding("stock_apology", Severity.BLOCK), finding("pushing")), {"stock_apology"}),
    ],
)
def test_an_override_is_kept_with_what_had_held_the_reply(
    shops: TwoShops, lin: User, found: tuple[Finding, ...], overridden: set[str]
) -> None:
    sent = shops.ours.send_reply(talk(shops), lin, ReplyRequest("x", "r1", findings=found, override="asked for by law"))

    assert {item.rule for item in rows(shops, ReplyFinding) if item.overridden} == overridden
    assert {item.reason for item in rows(shops, ReplyFinding) if item.overridden} == {"asked for by law"}
    (audit,) = (item for item in rows(shops, AuditEntry) if item.what == "send held reply")
    assert (audit.who, audit.reason) == (lin.id, "asked for by law")
    assert audit.object.startswith(f"message {sent.id}: ") and all(rule in audit.object for rule in overridden)


def test_no_finding_names_a_person() -> None:
    assert not [item.key for item in ReplyFinding.__table__.columns if "user" in item.key or "author" in item.key]


def test_a_severity_is_the_shops_own_and_the_audit_says_who_set_it(shops: TwoShops, chen: User) -> None:
    shops.ours.set_severity(chen, "queue_jump", Severity.WARN)
    shops.ours.set_severity(chen, "queue_jump", Severity.WARN)

    assert shops.ours.severities() == {"queue_jump": Severity.WARN}
    assert shops.theirs.severities() == {}
    (audit,) = (item for item in rows(shops, AuditEntry) if item.what == "change severity")
    assert (audit.who, audit.object, audit.reason) == (chen.id, "rule queue_jump", "block -> warn")
    shops.ours.set_severity(chen, "queue_jump", Severity.BLOCK)
    assert shops.ours.severities() == {}
    assert rows(shops, RuleSeverity) == []


def test_a_rule_that_does_not_exist_has_no_severity_and_no_dispute(shops: TwoShops, chen: User) -> None:
    with pytest.raises(NotFoundError):
        shops.ours.set_severity(chen, "nothing", Severity.WARN)
    with pytest.raises(NotFoundError):
        shops.ours.dispute_finding(talk(shops), chen, NewDispute("nothing", 0, 1, "x"), wrong=True)


def test_a_dispute_is_kept_once_for_each_reply_rule_span_and_person(shops: TwoShops, lin: User, chen: User) -> None:
    where = talk(shops)
    for person in (lin, lin, chen):
        shops.ours.dispute_finding(where, person, JUMP, wrong=True)
    for rule, end, reply in (("queue_jump", 8, REPLY), ("blame", 9, REPLY), ("queue_jump", 9, REPLY + "!")):
        other = NewDispute(rule, 3, end, reply)
        shops.ours.dispute_finding(where, lin, other, wrong=True)

    assert len(shops.ours.disputes(ALL_DISPUTES)) == 5
    assert shops.ours.disputed(lin, REPLY) == {("queue_jump", 3, 9), ("queue_jump", 3, 8), ("blame", 3, 9)}
    assert shops.ours.disputed(chen, REPLY) == {("queue_jump", 3, 9)}


def test_a_dispute_holds_the_sentence_and_not_the_reply(shops: TwoShops, lin: User) -> None:
    shops.ours.dispute_finding(talk(shops), lin, JUMP, wrong=True)

    (found,) = shops.ours.disputes(ALL_DISPUTES)
    (entry,) = rows(shops, FindingDispute)
    assert (found.sentence, found.words, found.language, found.channel) == ("给您插个队！", "给您插个队！", "zh-Hans", "chat")
    assert len(entry.reply_hash) == 64 and "谢谢" not in entry.sentence


@pytest.mark.parametrize(
    ("text", "start", "end", "around"),
    [
        ("一。二！三？", 2, 3, "二！"),
        ("一。二！三？", 0, 4, "一。二！"),
        ("One. Two 3.5 m. Three", 5, 8, "Two 3.5 m."),
        ("One. Two", 5, 8, "Two"),
        ("“好。”他说。", 0, 1, "“好。”"),
        ("第一行\n第二行", 4, 5, "第二行"),
        (" whole ", 0, 0, "whole"),
        ("none", 1, 2, "none"),
    ],
)
def test_the_sentences_around_a_span(text: str, start: int, end: int, around: str) -> None:
    assert sentences_around(text, start, end) == around


@pytest.mark.parametrize("place", [(-1, 2), (3, 2), (0, 99)])
def test_words_outside_of_the_reply_cannot_be_disputed(shops: TwoShops, lin: User, place: tuple[int, int]) -> None:
    with pytest.raises(InputError):
        shops.ours.dispute_finding(talk(shops), lin, NewDispute("blame", *place, "abc"), wrong=True)


def test_a_dispute_is_taken_back_until_a_trainer_has_decided(shops: TwoShops, lin: User, wu: User) -> None:
    where = talk(shops)
    shops.ours.dispute_finding(where, lin, JUMP, wrong=False)
    shops.ours.dispute_finding(where, lin, JUMP, wrong=True)
    shops.ours.dispute_finding(where, lin, JUMP, wrong=False)
    assert shops.ours.disputes(ALL_DISPUTES) == ()
    shops.ours.dispute_finding(where, lin, JUMP, wrong=True)
    (found,) = shops.ours.disputes(ALL_DISPUTES)

    shops.ours.decide_dispute(found.id, wu, DisputeState.AGREED)

    with pytest.raises(ConflictError):
        shops.ours.dispute_finding(where, lin, JUMP, wrong=False)
    for state in (DisputeState.KEPT, DisputeState.AGREED):
        with pytest.raises(ConflictError):
            shops.ours.decide_dispute(found.id, wu, state)
    shops.ours.decide_dispute(found.id, wu, DisputeState.OPEN)
    with pytest.raises(ConflictError):
        shops.ours.decide_dispute(found.id, wu, DisputeState.OPEN)
    (entry,) = rows(shops, FindingDispute)
    assert (entry.state, entry.reviewer_id, entry.reviewed_at) == ("open", None, None)


def test_disputes_are_narrowed_by_state_and_rule_and_read_page_by_page(shops: TwoShops, lin: User, wu: User) -> None:
    where = talk(shops)
    for rule in ("blame", "sarcasm", "blame"):
        start = len(shops.ours.disputes(ALL_DISPUTES))
        shops.ours.dispute_finding(where, lin, NewDispute(rule, start, start + 1, REPLY), wrong=True)
    first, second, third = shops.ours.disputes(ALL_DISPUTES)
    shops.ours.decide_dispute(second.id, wu, DisputeState.KEPT)

    def ids(**wish: str) -> list[str]:
        return [item.id for item in shops.ours.disputes(DisputeWish(**wish))]

    assert ids(state="open") == ids(rule="blame") == [first.id, third.id]
    assert ids(state="kept", rule="blame") == []
    assert shops.ours.disputes(ALL_DISPUTES, after=first.id, limit=1) == (shops.ours.disputes(ALL_DISPUTES)[1],)


def test_the_counts_of_a_rule_are_of_the_shop(shops: TwoShops, lin: User, wu: User) -> None:
    where = talk(shops)
    shops.ours.send_reply(where, lin, ReplyRequest("x", "r1", findings=(finding("blame"),), override="asked for"))
    shops.ours.send_reply(where, lin, ReplyRequest("y", "r2", findings=(finding("blame", Severity.WARN),)))
    for end in (1, 2, 3):
        shops.ours.dispute_finding(where, lin, NewDispute("blame", 0, end, "abc"), wrong=True)
    ids = [item.id for item in shops.ours.disputes(ALL_DISPUTES)]
    shops.ours.decide_dispute(ids[0], wu, DisputeState.AGREED)
    shops.ours.decide_dispute(ids[1], wu, DisputeState.KEPT)

    counts = shops.ours.rule_counts()

    assert set(counts) == set(RULES)
    assert counts["blame"] == RuleCount(found=2, overridden=1, open=1, agreed=1, kept=1)
    assert counts["sarcasm"] == shops.theirs.rule_counts()["blame"] == RuleCount()


def test_what_may_not_be_seen_cannot_be_disputed_and_no_other_shop_decides(shops: TwoShops, lin: User) -> None:
    where = talk(shops)
    shops.ours.dispute_finding(where, lin, JUMP, wrong=True)
    (found,) = shops.ours.disputes(ALL_DISPUTES)
    stranger = shops.user("stranger", "agent", teams=("senior",))
    abroad = shops.user("abroad", "supervisor", shop_id=shops.other_shop_id)

    assert shops.theirs.disputes(ALL_DISPUTES) == ()
    for act in (
        lambda: shops.ours.dispute_finding(where, stranger, JUMP, wrong=True),
        lambda: shops.ours.dispute_finding(where, abroad, JUMP, wrong=True),
        lambda: shops.ours.set_severity(abroad, "blame", Severity.WARN),
        lambda: shops.ours.disputed(abroad, REPLY),
        lambda: shops.theirs.decide_dispute(found.id, abroad, DisputeState.KEPT),
        lambda: shops.ours.decide_dispute(found.id, abroad, DisputeState.KEPT),
    ):
        with pytest.raises(NotFoundError):
            act()
    assert shops.ours.disputes(ALL_DISPUTES) == (found,)


def test_a_dispute_belongs_to_a_turn_of_its_conversation(shops: TwoShops, lin: User) -> None:
    posted = shops.ours.post_message(IncomingMessage("api", "other", "d", "hi"))

    with pytest.raises(NotFoundError):
        shops.ours.dispute_finding(talk(shops), lin, NewDispute("blame", 0, 1, "x", posted.turn_id), wrong=True)
