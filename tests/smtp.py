"""A mail server on loopback that keeps what it is given."""

from __future__ import annotations

import email
import email.policy
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.stack.ports import free_port


class Postbox:
    """What came in; `refusals` mails are turned away before one is taken."""

    def __init__(self, refusals: int = 0) -> None:
        self.port = free_port()
        self.mails: list[EmailMessage] = []
        self.offered = 0
        self._refusals = refusals

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take one mail or refuse it."""
        self.offered += 1
        if self.offered <= self._refusals:
            return f"451 not now, {envelope.rcpt_tos[0]}"
        parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        self.mails.append(parsed)
        return "250 OK"

    def wait(self, count: int = 1, seconds: float = 20) -> list[EmailMessage]:
        """The mails when so many have come."""
        ends = time.monotonic() + seconds
        while len(self.mails) < count and time.monotonic() < ends:
            time.sleep(0.02)
        assert len(self.mails) >= count, "no mail came"
        return self.mails


@contextmanager
def running_postbox(*, refusals: int = 0) -> Iterator[Postbox]:
    """A mail server that runs."""
    postbox = Postbox(refusals)
    controller = Controller(postbox, hostname="127.0.0.1", port=postbox.port)
    controller.start()
    try:
        yield postbox
    finally:
        controller.stop()
