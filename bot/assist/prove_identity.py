"""A customer proves who they are: by the shop's own signature, or by a code sent to the address of an order."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from enum import Enum

from bot.assist.records import AskedCode, CodeOutcome, ProvedCustomer, ShopRecords

LONGEST_PROOF_SECONDS = 3600
"""A signed address may be valid for an hour at most; one that is valid for longer is refused."""

CODE_DIGITS = 6
LONGEST_KEY = 200


class Proof(Enum):
    """What a signature is worth."""

    VALID = "valid"
    WRONG = "wrong"
    STALE = "stale"


def sign_customer(secret: str, customer_key: str, expires: int) -> str:
    """The shop's signature: HMAC-SHA256(secret, customer_key, line break, expires) in hexadecimal.

    Args:
        secret: the shop's, shared with its server.
        customer_key: the shop's own name of the customer.
        expires: when the signature ends, seconds since 1970.
    """
    return hmac.new(secret.encode(), f"{customer_key}\n{expires}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def check_proof(secret: str, customer_key: str, expires: str, given: str, *, now: float) -> Proof:
    """Whether the shop's own server signed this customer for this time; compared in constant time."""
    if not secret or not customer_key or len(customer_key) > LONGEST_KEY or not customer_key.isprintable():
        return Proof.WRONG
    if not (expires.isascii() and expires.isdigit() and len(expires) <= 12):
        return Proof.WRONG
    expected = sign_customer(secret, customer_key, int(expires))
    if not hmac.compare_digest(given.lower().encode("utf-8", "replace"), expected.encode()):
        return Proof.WRONG
    if int(expires) > now + LONGEST_PROOF_SECONDS:
        return Proof.WRONG
    return Proof.VALID if int(expires) > now else Proof.STALE


def ask_for_code(records: ShopRecords, secret: str, session_key: str, order_number: str) -> tuple[CodeOutcome, str]:
    """A fresh code for whoever has this order; nobody else is to see it.

    Returns:
        What became of the wish, and the code, which goes to the receiver if there is one.
    """
    code_id, code = secrets.token_hex(16), f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    asked = AskedCode(
        id=code_id,
        session=_digest(secret, "session", session_key),
        asked=_digest(secret, "order", normalised_number(order_number)),
        order_number=order_number,
        seal=_digest(secret, "code", code_id, code),
    )
    return records.ask_code(asked), code


def prove_by_code(records: ShopRecords, secret: str, session_key: str, typed: str) -> ProvedCustomer | None:
    """The customer of the order, when this is the code that was sent; every try counts."""
    code = "".join(sign for sign in unicodedata.normalize("NFKC", typed) if sign.isascii() and sign.isdigit())

    def fits(code_id: str, seal: str) -> bool:
        return hmac.compare_digest(_digest(secret, "code", code_id, code).encode(), seal.encode()) and len(code) == CODE_DIGITS

    return records.try_code(_digest(secret, "session", session_key), fits)


def normalised_number(written: str) -> str:
    """An order number without spaces and in one spelling."""
    return "".join(unicodedata.normalize("NFKC", written).split()).upper()


def _digest(secret: str, *parts: str) -> str:
    """A seal of the shop; the leading NUL keeps it apart from signatures of customers, which hold none."""
    return hmac.new(secret.encode(), ("\x00identity\n" + "\n".join(parts)).encode("utf-8", "replace"), hashlib.sha256).hexdigest()
