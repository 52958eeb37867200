"""Every draft of the shipped protocols passes the check; with one violation put into it, it does not."""

from __future__ import annotations

import json
import random
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from bot.assist.check_reply import CheckQuestion
from bot.desk.facts import Facts
from bot.desk.message import Channel, Language
from bot.desk.reading import INTENTS, Temperament
from bot.desk.rules import RULES
from bot.wiring import Settings, build_checker
from tests.playbooks.test_shipped import combinations

pytestmark = pytest.mark.model

INJECTED = Path(__file__).with_name("injected.jsonl")
LEAST_CAUGHT = 0.6
"""Held a little under what is measured (docs/check.md), so that it only rises; the bar is .95."""

QUESTIONS = {Language.ZH_HANS: "这个怎么用？", Language.ZH_HANT: "這個怎麼用？", Language.EN: "how do I use it?"}
"""What a customer asks where the rule is about questions."""

DRAFTS_A_SENTENCE = 3

CUSTOMERS = {Language.ZH_HANS: "请看一下我的订单", Language.ZH_HANT: "請看一下我的訂單", Language.EN: "please look at my order"}
"""Words of the customer that carry no figure: only the facts carry a draft."""


def question(found, draft, *, reply="", **more):
    """What is asked of the check about a draft in its case."""
    given = {
        "channel": found.case.channel,
        "facts": found.case.facts,
        "reply": reply or draft.text,
        "customer": CUSTOMERS[draft.language],
        "customer_language": draft.language.value,
        "temperaments": frozenset(found.case.reading.labels),
        "matter": found.case.reading.intent,
    }
    return CheckQuestion(**{**given, **more})


@pytest.mark.parametrize("situation", INTENTS)
def test_every_draft_passes(situation):
    checker = build_checker(Settings())
    broken = Counter()
    for temperament in (None, *Temperament):
        for found in combinations(situation, temperament):
            for draft in found.drafts:
                for finding in checker.check(question(found, draft)).findings:
                    broken[finding.rule, draft.text[finding.start : finding.end] or draft.text, found.where] += 1

    assert not broken, "\n".join(map(str, broken.most_common(20)))


@cache
def injected():
    """Sentences that break one rule each, by rule."""
    sentences = {}
    for line in INJECTED.read_text("utf-8").splitlines():
        entry = json.loads(line)
        sentences.setdefault(entry["rule"], []).append(entry)
    return sentences


def fitting_drafts(entry):
    """Some drafts that a sentence can be put into: its language, its channel where it has one, of different situations."""
    draw = random.Random(entry["sentence"])
    language, channel = Language(entry["language"]), entry.get("channel")
    drafts = []
    for situation in draw.sample(INTENTS, len(INTENTS)):
        for found in draw.sample(combinations(situation, None), 12):
            wanted = found.case.channel is (Channel(channel) if channel else Channel.CHAT)
            if wanted and found.case.reading.language is language and found.drafts:
                drafts.append((found, draw.choice(found.drafts)))
                break
        if len(drafts) == DRAFTS_A_SENTENCE:
            break
    return drafts


def with_sentence(draft, sentence, draw):
    """The draft's text with the sentence somewhere between its own."""
    said = [part.text for part in draft.sentences]
    said.insert(draw.randint(0, len(said)), sentence)
    return (" " if draft.language is Language.EN else "").join(said)


def injections(rule):
    """How many injected violations of a rule are caught, and the sentences of those that are not."""
    checker = build_checker(Settings())
    caught, missed = 0, []
    for entry in injected()[rule]:
        draw = random.Random(entry["sentence"])
        for found, draft in fitting_drafts(entry):
            moods = [name for name in entry.get("temperament", "").split("+") if name and name != "none"]
            facts = Facts((*found.case.facts.all(), *Facts.from_values(entry.get("facts", {}), source="given").all()))
            asked = question(
                found,
                draft,
                reply=with_sentence(draft, entry["sentence"], draw),
                facts=facts,
                temperaments=frozenset(Temperament(name) for name in moods),
                **({"customer": QUESTIONS[draft.language]} if rule == "impatient_with_basic_question" else {}),
            )
            rows = {row for finding in checker.check(asked).findings for row in finding.rows}
            wanted = RULES[rule]
            if rows & {*wanted.rows, *(("S1.61",) if rule == "ungrounded_date" else ())}:
                caught += 1
            else:
                missed.append(entry["sentence"])
    return caught, missed


def test_of_injected_violations_no_fewer_are_caught_than_before():
    results = {rule: injections(rule) for rule in injected()}
    caught = sum(count for count, _ in results.values())
    missed = [sentence for _, sentences in results.values() for sentence in sentences]

    assert caught >= LEAST_CAUGHT * (caught + len(missed)), (caught, len(missed), missed)
