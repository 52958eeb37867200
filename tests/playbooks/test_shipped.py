"""The shipped protocols: their examples, and every combination of situation, temperament, language and channel."""

import pytest

from bot.assist.try_examples import try_example
from bot.desk.conversation import ConversationState
from bot.desk.drafting import draft_replies
from bot.desk.facts import INTERNAL_KEYS
from bot.desk.message import Channel, Language
from bot.desk.reading import INTENTS, OPENS_NO_SITUATION, Temperament
from bot.desk.selection import select_playbook
from bot.wiring import Settings, build_reader, load_playbook_folder
from tests.builders import NOW, a_case, a_reading

FOLDER = load_playbook_folder(Settings())
BOOKS = FOLDER.playbooks
BY_NAME = {playbook.name: playbook for playbook in BOOKS.playbooks}
ORDER = {
    "order_number": "MD2600101",
    "item": "A3",
    "order_status": "in_transit",
    "promised_delivery": "2026-11-18",
    "days_late": 3,
}
POLICIES = {"refund_days": "3-5", "return_window_days": 7, "reply_within_hours": 4, "price_protection_days": 15}


@pytest.mark.model
@pytest.mark.parametrize("example", FOLDER.examples, ids=lambda example: f"{example.path}:{example.line}")
def test_an_example_gets_the_advice_its_trainer_expects(example):
    trial = try_example(
        example.customer,
        example.facts,
        example.expect,
        BY_NAME[example.playbook],
        BOOKS,
        reader=build_reader(Settings()),
        now=NOW,
    )

    assert trial.missing == ()


@pytest.mark.parametrize("situation", INTENTS)
@pytest.mark.parametrize("temperament", [None, *Temperament])
def test_every_combination_has_two_different_drafts_that_say_nothing_internal(situation, temperament):
    internal = {key: f"internal-{key}" for key in INTERNAL_KEYS}
    for language in Language:
        for channel in Channel:
            for known in ({}, {**ORDER, **POLICIES}):
                labels = {temperament: 2} if temperament else {}
                reading = a_reading(situation, labels, language=language)
                state = ConversationState(situation="" if situation in OPENS_NO_SITUATION else situation, turns=1)
                case = a_case(reading, {**known, **internal}, channel=channel, state=state)

                playbook = select_playbook(BOOKS, case)
                drafts = draft_replies(BOOKS, playbook, case, seed="x")

                where = f"{situation} {temperament} {language.value} {channel.value} {bool(known)}"
                assert (playbook.situation, playbook.temperament) == (situation, temperament), where
                assert len({draft.text for draft in drafts}) >= 2, where
                for draft in drafts:
                    assert draft.text.strip() and "{" not in draft.text and "internal-" not in draft.text, where
                    assert all(sentence.rows for sentence in draft.sentences), where


@pytest.mark.parametrize("situation", INTENTS)
def test_public_drafts_never_ask_for_an_order_number_or_set_limits_in_the_open(situation):
    for temperament in (None, *Temperament):
        for language in Language:
            labels = {temperament: 3} if temperament else {}
            state = ConversationState(situation="" if situation in OPENS_NO_SITUATION else situation, turns=1)
            case = a_case(a_reading(situation, labels, language=language), {}, channel=Channel.SOCIAL_PUBLIC, state=state)
            playbook = select_playbook(BOOKS, case)

            moves = {move for draft in draft_replies(BOOKS, playbook, case, seed="y") for move in draft.moves}

            assert not moves & {"set_boundary", "refuse", "ask_callback_number"}, (playbook.name, language, moves)


def test_unethical_lines_of_the_sources_stand_in_no_draft():
    texts = [
        text
        for room in (BOOKS.common_wording, *BOOKS.situation_wording.values(), *(book.wording for book in BOOKS.playbooks))
        for wording in room
        for variants in wording.variants.values()
        for text in variants
    ]

    assert len(texts) > 3000
    assert not [text for text in texts if "隐蔽性" in text or "宰" in text]
