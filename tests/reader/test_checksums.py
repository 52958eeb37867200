"""Check digits: the right one is taken, every wrong one and every single slip is refused."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from bot.reader import checksums

SEEDS = range(60)


def digits_of(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def resident_id(rng: random.Random) -> str:
    born = date(1940, 1, 1) + timedelta(days=rng.randrange(25_000))
    body = f"{rng.randrange(110000, 659999)}{born:%Y%m%d}{digits_of(rng, 3)}"
    return body + checksums.resident_check(body)


@pytest.mark.parametrize("number", ["11010519491231002X", "440308199001011239", "11010519491231002x"])
def test_known_resident_numbers_fit(number: str) -> None:
    assert checksums.is_resident_id(number)


@pytest.mark.parametrize(
    "number",
    ["", "44030819900101123", "440308199013011239", "440308199001011238", "44030819900101123Y", "4403081990010112３9", "0" * 18],
)
def test_what_is_no_resident_number_is_refused(number: str) -> None:
    assert not checksums.is_resident_id(number)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_wrong_digit_breaks_a_resident_number(seed: int) -> None:
    rng = random.Random(seed)
    number = resident_id(rng)
    place = rng.choice([*range(6), 14, 15, 16])
    wrong = rng.choice([digit for digit in "0123456789" if digit != number[place]])

    assert checksums.is_resident_id(number)
    assert not checksums.is_resident_id(number[:place] + wrong + number[place + 1 :])


@pytest.mark.parametrize("seed", SEEDS)
def test_exactly_one_last_digit_fits_a_card(seed: int) -> None:
    rng = random.Random(seed)
    body = digits_of(rng, rng.randint(12, 18))

    assert [digit for digit in "0123456789" if checksums.is_luhn(body + digit)] == [checksums.luhn_check(body)]


@pytest.mark.parametrize("seed", SEEDS)
def test_one_wrong_digit_or_two_changed_places_break_a_card_number(seed: int) -> None:
    rng = random.Random(seed)
    body = digits_of(rng, 15)
    number = body + checksums.luhn_check(body)
    place = rng.randrange(15)
    left, right = number[place], number[place + 1]
    swapped = number[:place] + right + left + number[place + 2 :]
    wrong = number[:place] + str((int(left) + 1) % 10) + number[place + 1 :]

    assert not checksums.is_luhn(wrong)
    assert checksums.is_luhn(swapped) == (left == right or {left, right} == {"0", "9"})


def test_known_card_numbers_fit() -> None:
    assert all(map(checksums.is_luhn, ("4111111111111111", "378282246310005", "6222021234567890128")))
    assert not any(map(checksums.is_luhn, ("4111111111111112", "", "1", "４１１１")))


@pytest.mark.parametrize("seed", SEEDS)
def test_exactly_one_last_digit_fits_a_number_of_taiwan(seed: int) -> None:
    rng = random.Random(seed)
    letter, body = rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), rng.choice("1289") + digits_of(rng, 7)

    fitting = [digit for digit in "0123456789" if checksums.is_taiwan_id(letter, body + digit)]

    assert fitting == [checksums.taiwan_check(letter, body)]
    assert checksums.is_taiwan_id("A", "123456789")
    assert not checksums.is_taiwan_id("A", "323456789")


@pytest.mark.parametrize("seed", SEEDS)
def test_exactly_one_check_character_fits_a_number_of_hong_kong(seed: int) -> None:
    rng = random.Random(seed)
    letters, body = "".join(rng.choice("ABCXYZ") for _ in range(rng.randint(1, 2))), digits_of(rng, 6)

    fitting = [check for check in "0123456789A" if checksums.is_hong_kong_id(letters, body, check)]

    assert len(fitting) == 1
    assert checksums.is_hong_kong_id("A", "123456", "3")
    assert checksums.is_hong_kong_id("AB", "987654", "3")
    assert not checksums.is_hong_kong_id("", "123456", "3")
