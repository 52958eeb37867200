"""Mail, out: handed to the shop's own mail server by a thread of its own, so that nobody waits for it or times it."""

from __future__ import annotations

import logging
import queue
import smtplib
import ssl
import threading
import time
from dataclasses import dataclass
from email.message import EmailMessage

from bot.desk.errors import InputError

LOG = logging.getLogger(__name__)

WAITING = 200
"""Mails that may wait; further ones are dropped, and whoever asked for a code asks again."""

TRIES = 3
TIMEOUT_SECONDS = 10.0
SECURITY = ("starttls", "tls", "none")


@dataclass(frozen=True)
class MailSettings:
    """The shop's mail server.

    Attributes:
        host, port: where it listens.
        sender: address the mails come from.
        user, password: to sign in with; "" when the server asks for none.
        security: starttls, tls from the first byte, or none (only for a server on this machine).
        pause_seconds: before the second try; twice as long before the third.
    """

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    security: str = "starttls"
    pause_seconds: float = 2.0

    def __post_init__(self) -> None:
        if self.security not in SECURITY:
            remedy = f"Use: {', '.join(SECURITY)}."
            raise InputError(f"{self.security!r} is not a kind of security.", where="TACTFUL_SMTP_SECURITY", remedy=remedy)
        if not self.sender:
            raise InputError("The sender is missing.", where="TACTFUL_SMTP_FROM", remedy="Set the address that mails come from.")


class SmtpOutlet:
    """Sends mail by SMTP (`ports.MailOutlet`); what cannot be sent is logged without address or words."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings
        self._waiting: queue.Queue[EmailMessage] = queue.Queue(WAITING)
        self._thread = threading.Thread(target=self._work, name="mail", daemon=True)
        self._started = threading.Lock()

    def send(self, to: str, subject: str, text: str) -> None:
        """Take a mail for delivery and return at once."""
        with self._started:
            if not self._thread.is_alive():
                self._thread.start()
        try:
            self._waiting.put_nowait(self._message(to, subject, text))
        except queue.Full:
            LOG.error("mail dropped: too many are waiting")
        except ValueError:
            LOG.error("mail dropped: the address on record is none")

    def _message(self, to: str, subject: str, text: str) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._settings.sender
        message["To"] = to
        message["Subject"] = subject
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        return message

    def _work(self) -> None:
        while True:
            self._deliver(self._waiting.get())

    def _deliver(self, message: EmailMessage) -> None:
        for attempt in range(TRIES):
            try:
                self._hand_over(message)
                return
            except (OSError, smtplib.SMTPException, ValueError) as error:
                LOG.warning("mail not taken, try %d of %d: %s %s", attempt + 1, TRIES, type(error).__name__, _code_of(error))
                if attempt + 1 < TRIES:
                    time.sleep(self._settings.pause_seconds * 2**attempt)
        LOG.error("mail given up")

    def _hand_over(self, message: EmailMessage) -> None:
        settings = self._settings
        context = ssl.create_default_context()
        if settings.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(settings.host, settings.port, timeout=TIMEOUT_SECONDS, context=context)
        else:
            server = smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT_SECONDS)
        with server:
            if settings.security == "starttls":
                server.starttls(context=context)
            if settings.user:
                server.login(settings.user, settings.password)
            server.send_message(message)


def _code_of(error: Exception) -> str:
    """The server's code; its words may repeat the address."""
    return str(getattr(error, "smtp_code", "") or getattr(error, "errno", "") or "")
