"""The waiting standards of the shipped protocols (S0.17)."""

import pytest

from bot.desk.reading import INTENTS, Temperament
from bot.wiring import Settings, load_playbook_folder

BOOKS = load_playbook_folder(Settings()).playbooks.playbooks


def test_every_protocol_says_when_waiting_is_late_before_it_says_when_it_is_a_breach():
    assert [book.name for book in BOOKS if not 0 < book.wait_warn_seconds < book.wait_breach_seconds] == []


@pytest.mark.parametrize("situation", INTENTS)
def test_no_one_in_a_hurry_or_angry_has_to_wait_longer_than_the_calm(situation):
    (calm, *_) = [book for book in BOOKS if book.situation == situation and book.temperament is None]
    moods = (Temperament.HURRIED, Temperament.ANGRY)
    pressed = [book for book in BOOKS if book.situation == situation and book.temperament in moods]

    assert len(pressed) >= 2
    for book in pressed:
        assert book.wait_warn_seconds <= calm.wait_warn_seconds, book.name
        assert book.wait_breach_seconds <= calm.wait_breach_seconds, book.name
