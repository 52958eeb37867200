"""A signature holds for one customer, one shop and a short time."""

from __future__ import annotations

import hashlib
import hmac
import random

import pytest

from bot.assist.prove_identity import LONGEST_PROOF_SECONDS, Proof, check_proof, normalised_number, sign_customer

NOW = 1_800_000_000.0
SOON = int(NOW) + 300
SECRET = "the shop's secret"


def proof(secret: str = SECRET, key: str = "c-1001", expires: int = SOON) -> str:
    return sign_customer(secret, key, expires)


def test_the_signature_is_what_the_documentation_says() -> None:
    expected = hmac.new(SECRET.encode(), f"c-1001\n{SOON}".encode(), hashlib.sha256).hexdigest()

    assert proof() == expected
    assert check_proof(SECRET, "c-1001", str(SOON), expected, now=NOW) is Proof.VALID
    assert check_proof(SECRET, "c-1001", str(SOON), expected.upper(), now=NOW) is Proof.VALID


@pytest.mark.parametrize(
    ("key", "expires", "given"),
    [
        ("c-1002", str(SOON), proof()),
        ("c-1001", str(SOON + 1), proof()),
        ("c-1001", str(SOON), proof("another shop's secret")),
        ("c-1001", str(SOON), ""),
        ("c-1001", str(SOON), proof()[:-1]),
        ("c-1001", str(SOON), "é" * 64),
        ("c-1001", "", proof()),
        ("c-1001", "-5", sign_customer(SECRET, "c-1001", -5)),
        ("c-1001", "１８００００００００", proof()),
        ("c-1001", "9" * 400, proof()),
        ("", str(SOON), proof(key="")),
        ("c\n1", str(SOON), proof(key="c\n1")),
        ("c" * 201, str(SOON), proof(key="c" * 201)),
        ("c-1001", str(int(NOW) + LONGEST_PROOF_SECONDS + 1), proof(expires=int(NOW) + LONGEST_PROOF_SECONDS + 1)),
        ("c-1001", str(SOON), hmac.new(SECRET.encode(), b"c-1001", hashlib.sha256).hexdigest()),
    ],
)
def test_what_was_not_signed_so_is_wrong(key: str, expires: str, given: str) -> None:
    assert check_proof(SECRET, key, expires, given, now=NOW) is Proof.WRONG


def test_an_empty_secret_proves_nothing() -> None:
    assert check_proof("", "c-1001", str(SOON), proof(""), now=NOW) is Proof.WRONG


@pytest.mark.parametrize("late", [0, 1, 86_400])
def test_a_signature_ends(late: int) -> None:
    assert check_proof(SECRET, "c-1001", str(SOON), proof(), now=SOON + late) is Proof.STALE


@pytest.mark.parametrize("seed", range(30))
def test_one_changed_character_breaks_it(seed: int) -> None:
    rng = random.Random(seed)
    given = proof()
    place = rng.randrange(len(given))
    changed = given[:place] + rng.choice([sign for sign in "0123456789abcdef" if sign != given[place]]) + given[place + 1 :]

    assert check_proof(SECRET, "c-1001", str(SOON), changed, now=NOW) is Proof.WRONG


@pytest.mark.parametrize("written", ["TF20261103001", " tf 2026 1103 001 ", "ＴＦ２０２６１１０３００１"])
def test_an_order_number_has_one_spelling(written: str) -> None:
    assert normalised_number(written) == "TF20261103001"
