"""A shopper's session: a random or proved name of the conversation, sealed with the shop's secret in a cookie."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass

from starlette.requests import Request

from bot.assist.policy import Actor
from bot.assist.records import ShopRecords
from bot.console.access import Guard, refuse_foreign_origin, same
from bot.console.state import console_of
from bot.desk.errors import NotFoundError

COOKIE = "tactful_shopper"
LASTS_SECONDS = 12 * 3600


@dataclass(frozen=True)
class Shopper:
    """A shopper's session.

    Attributes:
        slug: the shop's name in its addresses.
        records: the shop's record.
        key: names the conversation (source "shopper").
        customer_key: the shop's own name of the customer, proved; "" for an unknown visitor.
        csrf_token: to be sent with every unsafe request.
        cookie: the sealed session, to be set when `is_new`.
        is_new: the request had no session of its own.
    """

    slug: str
    records: ShopRecords
    key: str
    customer_key: str
    csrf_token: str
    cookie: str
    is_new: bool


class ShopperGuard(Guard):
    """The shopper's door: a sealed cookie of this shop; unsafe methods need it and its CSRF token."""

    def __call__(self, request: Request, slug: str) -> Shopper:
        """The shopper, new when the request brought no valid session."""
        refuse_foreign_origin(request)
        shop_id, secret = find_shop(request, slug)
        self.refuse_unless_allowed(Actor(shop_id, frozenset({"shopper"})))
        records = console_of(request).accounts.records(shop_id)
        known = _opened(request.cookies.get(COOKIE, ""), secret, slug)
        if known is None:
            return make_shopper(slug, records, secret, customer_key="")
        key, customer_key, cookie = known
        return Shopper(slug, records, key, customer_key, _csrf(secret, key), cookie, is_new=False)


def find_shop(request: Request, slug: str) -> tuple[str, str]:
    """Id and secret of a shop by its address."""
    found = console_of(request).accounts.shop_secret(slug) if len(slug) <= 100 else None
    if found is None or not found[1]:
        raise NotFoundError("no such shop")
    return found


def make_shopper(slug: str, records: ShopRecords, secret: str, *, customer_key: str, signed: bool = False) -> Shopper:
    """A new session; a customer whom the shop itself signed in finds the same conversation again from any browser."""
    key = _mac(secret, "conversation", slug, customer_key) if signed else secrets.token_urlsafe(24)
    expires = int(time.time()) + LASTS_SECONDS
    body = f"{expires}.{key}.{customer_key.encode().hex()}"
    cookie = f"{body}.{_mac(secret, 'cookie', slug, body)}"
    return Shopper(slug, records, key, customer_key, _csrf(secret, key), cookie, is_new=True)


def _opened(cookie: str, secret: str, slug: str) -> tuple[str, str, str] | None:
    body, _, seal = cookie.rpartition(".")
    if not body or not same(seal, _mac(secret, "cookie", slug, body)):
        return None
    expires, key, customer = body.split(".")
    if int(expires) < time.time():
        return None
    return key, bytes.fromhex(customer).decode(), cookie


def _csrf(secret: str, key: str) -> str:
    return _mac(secret, "csrf", key)


def _mac(secret: str, *parts: str) -> str:
    """A seal; the leading NUL keeps it apart from the signatures of customers' keys, which hold none."""
    return hmac.new(secret.encode(), b"\x00" + "\n".join(parts).encode(), hashlib.sha256).hexdigest()
