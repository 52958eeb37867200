"""`tactful export findings`: what agents disputed, redacted; agreed ones become near misses."""

import pytest
from sqlalchemy import select

from bot.assist.findings import ALL_DISPUTES, DisputeState, NewDispute
from bot.assist.records import IncomingMessage
from bot.processes.prepare import prepare_database
from bot.store.models.work import AuditEntry
from bot.store.store import open_store
from bot.wiring import Settings
from tests.commands.test_command_line import answers, tactful

REPLIES = ("您好，订单按顺序处理，13800138000。谢谢。", "周岚您好，运费十元。", "再看看。")


@pytest.fixture
def shop(tmp_path):
    """The demo shop with three disputes: one agreed with, one kept, one open."""
    settings = Settings(var=tmp_path, database_url="")
    prepare_database(settings, say=lambda _: None)
    store = open_store(settings.database)
    accounts = store.accounts()
    records = store.records(accounts.shop_secret("mingdeng")[0])
    for login, role in (("lin-x", "supervisor"), ("wu-x", "trainer")):
        accounts.add_user(records.shop_id, login, login, roles=(role,))
    agent, trainer = (accounts.user_by_login(login)[0] for login in ("lin-x", "wu-x"))
    talk = records.post_message(IncomingMessage("api", "k1", "d1", "快点", customer_key="c-1001")).conversation_id
    for rule, text in zip(("queue_jump", "fee_hidden", "pushing"), REPLIES, strict=True):
        records.dispute_finding(talk, agent, NewDispute(rule, 0, 3, text, language="zh-Hans"), wrong=True)
    first, second, _ = records.disputes(ALL_DISPUTES)
    records.decide_dispute(first.id, trainer, DisputeState.AGREED)
    records.decide_dispute(second.id, trainer, DisputeState.KEPT)
    yield tmp_path, store, records
    store.close()


def test_what_was_agreed_comes_out_redacted_and_the_audit_knows(shop):
    done = tactful("export", "findings", "--language", "zh-Hans", var=shop[0])

    (line,) = answers(done)
    assert line["sentence"] == "您好，订单按顺序处理，[手机号1]。"
    assert (line["rule"], line["rows"], line["state"]) == ("queue_jump", ["S0.14"], "agreed")
    assert (line["words"], line["language"], line["channel"]) == ("您好，", "zh-Hans", "chat")
    assert "13800138000" not in done.stdout.decode() and "lin-x" not in done.stdout.decode()
    with shop[1]._database.reading(shop[2].shop_id) as session:
        exports = session.scalars(select(AuditEntry).where(AuditEntry.what.like("export%")))
        what = [(entry.what, entry.object) for entry in exports]
    assert what == [("export redacted", "findings")]


@pytest.mark.parametrize(
    ("arguments", "rules"),
    [
        (("--state", "kept"), ["fee_hidden"]),
        (("--state", "open"), ["pushing"]),
        (("--state", "any"), ["queue_jump", "fee_hidden", "pushing"]),
        (("--state", "any", "--rule", "pushing"), ["pushing"]),
        (("--rule", "pushing"), []),
    ],
)
def test_it_is_narrowed_by_state_and_rule(shop, arguments, rules):
    assert [line["rule"] for line in answers(tactful("export", "findings", *arguments, var=shop[0]))] == rules


def test_a_customers_name_on_record_is_a_token_too(shop):
    (line,) = answers(tactful("export", "findings", "--state", "kept", "--language", "zh-Hans", var=shop[0]))

    assert "周岚" not in line["sentence"] and "[姓名1]" in line["sentence"]


def test_a_rule_that_does_not_exist_is_a_wrong_call(shop):
    assert tactful("export", "findings", "--rule", "nothing", var=shop[0]).returncode == 2
