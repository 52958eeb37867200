"""Passwords: argon2id, few at a time, and the same work for an unknown user."""

from __future__ import annotations

import secrets
import threading
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 8
LONGEST = 256

_HASHER = PasswordHasher()
_AT_ONCE = threading.BoundedSemaphore(2)
"""Each check takes 64 MiB; more at once would let a flood of logins take the memory of the machine."""


def hash_password(password: str) -> str:
    """The argon2id hash to store."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def password_fits(password: str, stored: str | None) -> bool:
    """Whether the password fits; with no stored hash the same work is done and the answer is no."""
    if len(password) > LONGEST:
        return False
    with _AT_ONCE:
        try:
            fits = _HASHER.verify(stored or _nobody(), password)
        except (VerificationError, InvalidHashError, UnicodeEncodeError):
            return False
    return fits and bool(stored)


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _HASHER.check_needs_rehash(stored)


@lru_cache(maxsize=1)
def _nobody() -> str:
    """A hash that nothing fits: compared only for its time."""
    return _HASHER.hash(secrets.token_urlsafe(32))
