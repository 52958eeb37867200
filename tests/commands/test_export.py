"""`tactful export conversations`: redacted by default; as it was said only with a reason, which is recorded."""

import json

import pytest
from sqlalchemy import select

from bot.assist.records import IncomingMessage
from bot.processes.prepare import prepare_database
from bot.store.models.work import AuditEntry
from bot.store.store import open_store
from bot.wiring import Settings
from tests.commands.test_command_line import answers, errors, tactful

SAID = "我叫王小明，手机13800138000，订单TF20261103001"


@pytest.fixture
def shop(tmp_path):
    """The demo shop with two conversations."""
    settings = Settings(var=tmp_path, database_url="")
    prepare_database(settings, say=lambda _: None)
    store = open_store(settings.database)
    found = store.accounts().shop_secret("mingdeng")
    records = store.records(found[0])
    records.post_message(IncomingMessage("api", "k1", "d1", SAID, customer_key="c-1001"))
    records.post_message(IncomingMessage("api", "k1", "d2", "是138 0013 8000，我是周岚"))
    records.post_message(IncomingMessage("api", "k2", "d3", "hello"))
    yield tmp_path, store, found[0]
    store.close()


def audit(shop):
    _, store, shop_id = shop
    with store._database.reading(shop_id) as session:
        query = select(AuditEntry).where(AuditEntry.what.like("export%"))
        return [(entry.what, entry.reason) for entry in session.scalars(query)]


@pytest.mark.parametrize("arguments", [(), ("--redacted",)])
def test_by_default_an_export_holds_no_personal_data(shop, arguments):
    done = tactful("export", "conversations", *arguments, "--language", "zh-Hans", var=shop[0])

    first, second = answers(done)
    assert [said["text"] for said in first["messages"]] == [
        "我叫[姓名1]，手机[手机号1]，订单TF20261103001",
        "是[手机号1]，我是[姓名2]",
    ]
    assert set(first) == {"id", "channel", "messages"}
    assert second["messages"][0]["text"] == "hello"
    assert not any(secret in done.stdout.decode() for secret in ("13800138000", "王小明", "周岚", "c-1001"))
    assert audit(shop) == [("export redacted", "")]


def test_with_a_reason_it_is_as_it_was_said_and_the_reason_is_recorded(shop):
    done = tactful("export", "conversations", "--with-personal-data", "complaint 17 at the authority", var=shop[0])

    first, _ = answers(done)
    assert (first["messages"][0]["text"], first["customer_name"]) == (SAID, "周岚")
    assert audit(shop) == [("export", "complaint 17 at the authority")]


@pytest.mark.parametrize("arguments", [("--with-personal-data", " "), ("--shop", "nowhere")])
def test_without_a_reason_or_a_shop_nothing_comes_out(shop, arguments):
    done = tactful("export", "conversations", *arguments, var=shop[0])

    assert (done.returncode, done.stdout) == (1, b"")
    assert errors(done)
    assert audit(shop) == []


def test_both_ways_at_once_are_a_wrong_call(shop):
    assert tactful("export", "conversations", "--redacted", "--with-personal-data", "x", var=shop[0]).returncode == 2


def test_a_shopper_s_address_is_made_on_demand(shop):
    done = tactful("shopper", "c-1001", var=shop[0])

    assert "/shop/mingdeng?customer=c-1001&expires=" in done.stdout.decode()
    assert json.dumps(done.stdout.decode()).count("hash=") == 1
