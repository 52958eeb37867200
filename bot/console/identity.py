"""Sending one-time codes: the same for the shopper's page and the API."""

from __future__ import annotations

from starlette.requests import Request

from bot.assist.prove_identity import ask_for_code
from bot.assist.records import ShopRecords
from bot.console.state import console_of
from bot.console.texts import Words
from bot.desk.errors import NotFoundError


def send_code(request: Request, records: ShopRecords, session_key: str, order_number: str, words: Words) -> int:
    """Send a code to the address of an order, in the reader's language.

    Returns:
        Seconds to wait when too many were asked for, else 0, whether or not there is such an order.

    Raises:
        NotFoundError: no mail server is set up.
    """
    console = console_of(request)
    mail = console.use_cases.mail
    if mail is None:
        raise NotFoundError("No codes are sent here.")
    shop_name, secret = console.accounts.shop_name_and_secret(records.shop_id)
    outcome, code = ask_for_code(records, secret, session_key, order_number)
    if outcome.receiver is not None:
        subject = words("identity.mail_subject", shop=shop_name)
        text = words("identity.mail_text", shop=shop_name, code=code)
        mail.send(outcome.receiver.email, subject, text.replace("¶", "\n\n"))
    return outcome.wait_seconds
