"""Hurry, anger and familiarity move nobody ahead: whoever waits longest is worked on first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.assist.records import IncomingMessage, TurnEffect
from bot.desk.reading import Temperament
from bot.store.intake import post_message
from tests.store.conftest import TwoShops
from tests.store.effects import NOW, effect


def _post(shops: TwoShops, customer: str, said: str, *, minutes: int) -> str:
    incoming = IncomingMessage("api", customer, f"{customer}:{said}", said, customer_key=customer)
    return post_message(shops.store._database, shops.shop_id, incoming, now=NOW + timedelta(minutes=minutes)).turn_id


def _read_as(temperament: Temperament | None) -> TurnEffect:
    """What a worker writes for a customer who is extremely so, or calm."""
    plain = effect()
    labels = {temperament.value: 3} if temperament else {}
    reading = {**plain.advice["reading"], "labels": labels}
    state = {**plain.advice["state"], "temperaments": dict.fromkeys(labels, 1.0)}
    return replace(plain, advice={**plain.advice, "reading": reading, "state": state})


@pytest.mark.parametrize("temperament", Temperament)
def test_a_calm_customer_who_waits_longer_goes_before_one_of_any_mood(shops: TwoShops, temperament: Temperament) -> None:
    queue = shops.store.queue()
    for customer, mood in (("moody", temperament), ("calm", None)):
        _post(shops, customer, "hello", minutes=0)
        (claimed,) = queue.claim(now=NOW + timedelta(minutes=1), lease_seconds=30, limit=5)
        assert queue.write(claimed, _read_as(mood), now=NOW + timedelta(minutes=1))

    posted = [_post(shops, "calm", "and now?", minutes=10), _post(shops, "moody", "FASTER!!!", minutes=11)]

    taken = queue.claim(now=NOW + timedelta(hours=1), lease_seconds=30, limit=5)
    assert [held.turn.id for held in taken] == posted
