"""The shipped protocols: their examples, and every combination of situation, temperament, language and channel."""

import re
from functools import cache
from itertools import product
from typing import NamedTuple

import pytest

from bot.assist.try_examples import try_example
from bot.desk.advice import Draft
from bot.desk.conversation import ConversationState
from bot.desk.drafting import draft_replies
from bot.desk.escalation import escalation_steps, team_for
from bot.desk.facts import INTERNAL_KEYS, NOT_FOR_THE_PUBLIC
from bot.desk.message import Channel, Language
from bot.desk.playbook import PRIVATE_MOVES, Playbook
from bot.desk.reading import INTENTS, OPENS_NO_SITUATION, Temperament
from bot.desk.selection import Case, select_playbook
from bot.desk.worded import worded
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
KNOWN = {**ORDER, **POLICIES}
AGENT = "林小满"
STANDING = {"agent_name": AGENT, "shop_name": "Tactful"}
INTERNAL = {key: f"internal-{key}" for key in INTERNAL_KEYS}
INTERNAL_WORDS = re.compile(r"[{}]|internal-|\b[a-z]+_[a-z_]+\b|\bS\d\.\d")
LINK_OR_EMOJI = re.compile("https?:|www\\.|[\U0001f000-\U0001faff\u2600-\u27bf]")
LONGEST_LINE = {Language.ZH_HANS: 45, Language.ZH_HANT: 45, Language.EN: 160}
PRIVATE_VALUES = ("MD2600101", "A3", "11月18日", "18 November", "运输中", "運送中", "in transit")
THANKS = re.compile("[谢謝]您|感[谢謝]|[Tt]hank(?:s| you)")
NO_THANKS = {("spam", None), *(("spam", temperament) for temperament in Temperament), ("praise", Temperament.ANGRY)}
"""Advertising, and praise that is scorn: thanks would be out of place."""
STAGE_NOTES = {language: [note.note[language] for note in BOOKS.stage_notes] for language in Language}


class Combination(NamedTuple):
    """One case with what the protocols make of it."""

    case: Case
    playbook: Playbook
    steps: list[str]
    drafts: tuple[Draft, ...]

    @property
    def where(self):
        return f"{self.playbook.name} {self.case.reading.language.value} {self.case.channel.value} {len(self.case.facts)} facts"


def flat(text):
    """Without the spaces and line breaks that the form of a channel puts between and into sentences."""
    return re.sub(r"\s+", "", text)


def stated(case, draft):
    """The facts that a draft's sentences name, in words."""
    for sentence in draft.sentences:
        for key in sentence.facts:
            yield flat(worded(key, case.facts[key], draft.language, BOOKS.vocabulary))


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


@cache
def combinations(situation, temperament):
    """Each case of a situation and temperament with its protocol, steps and drafts: three languages, every channel, an order
    known or not. Made once for all tests."""
    labels = {temperament: 2} if temperament else {}
    state = ConversationState(situation="" if situation in OPENS_NO_SITUATION else situation, turns=1)
    found = []
    for language, channel, known in product(Language, Channel, ({}, KNOWN)):
        reading = a_reading(situation, labels, language=language)
        case = a_case(reading, {**known, **STANDING, **INTERNAL}, channel=channel, state=state)
        playbook = select_playbook(BOOKS, case)
        steps = [step.step for step in escalation_steps(BOOKS, playbook, case, now=NOW)]
        found.append(Combination(case, playbook, steps, draft_replies(BOOKS, playbook, case, seed="x", steps=steps)))
    return tuple(found)


@pytest.mark.parametrize("situation", INTENTS)
@pytest.mark.parametrize("temperament", [None, *Temperament])
def test_every_combination_has_two_different_drafts_that_say_nothing_internal(situation, temperament):
    for found in combinations(situation, temperament):
        where = found.where
        assert (found.playbook.situation, found.playbook.temperament) == (situation, temperament), where
        assert len({draft.text for draft in found.drafts}) >= 2, where
        for draft in found.drafts:
            assert draft.text.strip() and not INTERNAL_WORDS.search(draft.text), where
            assert not any(note in draft.text for note in STAGE_NOTES[draft.language]), where
            assert all(sentence.rows for sentence in draft.sentences), where
            assert all(value in flat(draft.text) for value in stated(found.case, draft)), where


@pytest.mark.parametrize("situation", INTENTS)
@pytest.mark.parametrize("temperament", [None, *Temperament])
def test_what_a_draft_does_not_know_it_asks_for(situation, temperament):
    for found in combinations(situation, temperament):
        if "order_number" in found.case.facts:
            continue
        assert not {fact for draft in found.drafts for s in draft.sentences for fact in s.facts} & NOT_FOR_THE_PUBLIC, found.where
        for draft in found.drafts:
            for place in found.playbook.orders(found.case.channel)[draft.style]:
                assert "ask_information" not in place or set(place) & set(draft.moves), (found.where, place)


@pytest.mark.parametrize("situation", INTENTS)
def test_whoever_closes_a_conversation_finds_a_draft_that_thanks(situation):
    state = ConversationState(situation="" if situation in OPENS_NO_SITUATION else situation, turns=1)
    for temperament, language, known in product((None, *Temperament), Language, ({}, KNOWN)):
        if (situation, temperament) in NO_THANKS:
            continue
        reading = a_reading(situation, {temperament: 2} if temperament else {}, language=language)
        case = a_case(reading, {**known, **STANDING, "closing": True}, state=state)
        playbook = select_playbook(BOOKS, case)

        drafts = draft_replies(BOOKS, playbook, case, seed="x")

        assert any(THANKS.search(draft.text) for draft in drafts), (playbook.name, language.value, len(known))


@pytest.mark.parametrize("situation", INTENTS)
def test_a_draft_has_the_form_of_its_channel(situation):
    for temperament in (None, *Temperament):
        for found in combinations(situation, temperament):
            for draft in found.drafts:
                assert (draft.form is not None) is (found.case.channel is Channel.EMAIL), found.where
                assert bool(draft.script) is (found.case.channel is Channel.PHONE_SCRIPT), found.where
                if draft.form:
                    assert draft.form.subject and draft.form.salutation and draft.form.sign_off, found.where
                    assert draft.text.startswith(draft.form.salutation) and draft.text.endswith("Tactful"), found.where
                if draft.script:
                    assert draft.script[0].note, found.where
                    assert not LINK_OR_EMOJI.search(draft.text), found.where
                    assert max(map(len, draft.text.split("\n"))) <= LONGEST_LINE[draft.language], (found.where, draft.text)


@pytest.mark.parametrize("situation", INTENTS)
def test_public_drafts_hold_no_fact_of_an_order_and_set_no_limits(situation):
    for temperament in (None, *Temperament):
        for found in combinations(situation, temperament):
            if found.case.channel is not Channel.SOCIAL_PUBLIC:
                continue
            for draft in found.drafts:
                assert not set(draft.moves) & PRIVATE_MOVES, (found.where, draft.moves)
                assert not [value for value in PRIVATE_VALUES if value in draft.text], found.where


@pytest.mark.parametrize("situation", INTENTS)
def test_the_channel_brings_its_steps(situation):
    due = {}
    for temperament in (None, *Temperament):
        for found in combinations(situation, temperament):
            due.setdefault((temperament, found.case.channel), set()).update(found.steps)

    assert "holding_reply" in due[Temperament.HURRIED, Channel.EMAIL]
    assert "draft_first" in due[Temperament.ANGRY, Channel.EMAIL]
    assert all("respectful_listening" in due[temperament, Channel.PHONE_SCRIPT] for temperament in Temperament)
    assert all("private_message" in due[temperament, Channel.SOCIAL_PUBLIC] for temperament in Temperament)
    assert not any("crisis_protocol" in steps for steps in due.values())


@pytest.mark.parametrize("situation", INTENTS)
def test_a_hurried_mail_gets_a_holding_reply_first_that_names_who_is_on_it(situation):
    for found in combinations(situation, Temperament.HURRIED):
        if found.case.channel is Channel.EMAIL:
            assert found.drafts[0].style == "holding"
            assert AGENT in " ".join(sentence.text for sentence in found.drafts[0].sentences), found.where
        else:
            assert "holding" not in [draft.style for draft in found.drafts], found.where


@pytest.mark.parametrize(("comments", "crisis"), [(199, False), (200, True)])
def test_comments_at_the_shops_line_make_a_crisis(comments, crisis):
    facts = {"comments": comments, "crisis_threshold_comments": 200}
    case = a_case(a_reading("complain_service", {Temperament.ANGRY: 1}), facts, channel=Channel.SOCIAL_PUBLIC)

    steps = escalation_steps(BOOKS, select_playbook(BOOKS, case), case, now=NOW)

    assert ("crisis_protocol" in [step.step for step in steps]) is crisis
    assert team_for(steps, case)[1:] == ("crisis",) or not crisis


@pytest.mark.parametrize("language", Language)
def test_an_over_familiar_customer_known_from_a_post_is_told_the_limit_in_private(language):
    reading = a_reading("complain_service", {Temperament.OVER_FAMILIAR: 2}, language=language)
    case = a_case(reading, {"from_public_post": True}, channel=Channel.SOCIAL_PRIVATE)
    playbook = select_playbook(BOOKS, case)

    steps = [step.step for step in escalation_steps(BOOKS, playbook, case, now=NOW)]
    drafts = draft_replies(BOOKS, playbook, case, seed="x", steps=steps)

    assert "polite_limit" in steps
    assert [(draft.style, draft.moves) for draft in drafts][-1] == ("aside", ("explain_privately",))
    assert "aside" not in [draft.style for draft in draft_replies(BOOKS, playbook, a_case(reading), seed="x")]


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
