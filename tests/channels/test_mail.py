"""Mail goes out through a real mail server; nobody waits for it, and no log holds an address."""

from __future__ import annotations

import logging
import threading
import time

import pytest

from bot.channels.mail import MailSettings, SmtpOutlet
from bot.desk.errors import InputError
from tests.smtp import Postbox, running_postbox
from tests.stack.ports import free_port

TO = "lan.zhou@example.com"


def outlet(postbox: Postbox | None, **changes: object) -> SmtpOutlet:
    port = postbox.port if postbox else free_port()
    settings = {"host": "127.0.0.1", "port": port, "sender": "shop@example.com", "security": "none", "pause_seconds": 0.02}
    return SmtpOutlet(MailSettings(**{**settings, **changes}))  # type: ignore[arg-type]


def test_a_mail_arrives_as_it_was_written() -> None:
    with running_postbox() as postbox:
        outlet(postbox).send(TO, "【灯笼铺】验证码", "您的验证码是 012345\n\n十分钟内有效")
        mail = postbox.wait()[0]

    assert (mail["To"], mail["From"], mail["Subject"]) == (TO, "shop@example.com", "【灯笼铺】验证码")
    assert "012345" in mail.get_content()
    assert mail["Auto-Submitted"] == "auto-generated"


def test_a_server_that_says_later_is_asked_again_and_nothing_of_the_mail_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with running_postbox(refusals=2) as postbox:
        outlet(postbox).send(TO, "subject-word", "text-word")
        postbox.wait()

    assert postbox.offered == 3
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("bot."))
    assert "mail not taken, try 2 of 3: SMTPDataError 451" in ours
    assert not any(word in ours for word in (TO, "subject-word", "text-word"))


def test_sending_never_waits_and_never_fails(caplog: pytest.LogCaptureFixture) -> None:
    sender = outlet(None)
    before = time.monotonic()
    for _ in range(300):
        sender.send(TO, "x", "y")
    sender.send("no\naddress", "x", "y")
    took = time.monotonic() - before

    assert took < 5
    assert {record.getMessage() for record in caplog.records} >= {
        "mail dropped: too many are waiting",
        "mail dropped: the address on record is none",
    }


def test_one_thread_sends_whoever_asks() -> None:
    with running_postbox() as postbox:
        sender = outlet(postbox)
        threads = [threading.Thread(target=sender.send, args=(TO, f"s{n}", "t")) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        mails = postbox.wait(8)

    assert sorted(mail["Subject"] for mail in mails) == [f"s{n}" for n in range(8)]


@pytest.mark.parametrize("changes", [{"security": "ssl"}, {"sender": ""}])
def test_settings_that_cannot_work_are_refused_with_a_remedy(changes: dict[str, str]) -> None:
    with pytest.raises(InputError) as refused:
        outlet(None, **changes)

    assert refused.value.remedy


def test_a_server_without_the_security_asked_for_gets_no_mail() -> None:
    with running_postbox() as postbox:
        outlet(postbox, security="starttls").send(TO, "x", "y")
        time.sleep(0.5)

    assert postbox.mails == []
