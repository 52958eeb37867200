"""Every rule says in three languages what it is, why it is one here, and what to write instead."""

from __future__ import annotations

import re

import pytest

from bot.console.finding_words import finding_words
from bot.console.texts import LANGUAGES, load_texts
from bot.desk.finding import Finding
from bot.desk.rules import RULES, Severity

TEXTS = load_texts("Asia/Shanghai")
GROUNDED = ("ungrounded_date", "ungrounded_promise", "false_information")
VARIANTS = [(rule, variant) for rule in GROUNDED for variant in ("absent", "contradicts")]


def finding(rule: str, variant: str = "", **arguments: object) -> Finding:
    return Finding(rule, RULES[rule].rows, Severity.BLOCK, 0, 2, arguments, variant=variant)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_name_a_definition_a_why_and_a_remedy(rule: str, language: str) -> None:
    entries = TEXTS[language].entries

    parts = [entries.get(f"rule.{rule}.{part}", "") for part in ("title", "definition", "why", "remedy")]

    assert all(part.strip() for part in parts)
    assert len(set(parts)) == 4
    assert set(re.findall(r"{(\w+)}", "".join(parts))) <= {"said", "known", "fact"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_rules_go_by_one_name(language: str) -> None:
    titles = [TEXTS[language](f"rule.{rule}.title") for rule in RULES]

    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("rule", "variant"), [*VARIANTS, ("compensation_not_due", "above")])
def test_what_was_said_and_what_is_known_stand_in_the_words(rule: str, variant: str, language: str) -> None:
    said = finding_words(finding(rule, variant, said="周三", known="11月25日", fact="promised_delivery"), TEXTS[language])

    assert "周三" in said.why
    assert ("11月25日" in said.why) == (variant != "absent")
    assert "{" not in said.why + said.remedy


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("rule", "variant"), VARIANTS)
def test_a_fact_that_is_named_goes_by_its_words(rule: str, variant: str, language: str) -> None:
    said = finding_words(finding(rule, variant, said="x", known="y", fact="promised_delivery"), TEXTS[language])

    assert "promised_delivery" not in said.why
    assert (TEXTS[language]("fact.promised_delivery") in said.why) == (variant == "contradicts")


@pytest.mark.parametrize(
    ("known", "fact", "shown"),
    [
        (True, "return_allowed", "yes"),
        ("in_transit", "order_status", "on its way"),
        (["a", "b"], "options", "a; b"),
        (20, "", "20"),
    ],
)
def test_known_values_are_said_as_on_the_pages(known: object, fact: str, shown: str) -> None:
    said = finding_words(finding("false_information", "contradicts", said="x", known=known, fact=fact), TEXTS["en"])

    assert f"“{shown}”" in said.why.lower()


def test_a_variant_without_words_of_its_own_uses_the_usual_ones() -> None:
    usual, other = (finding_words(finding("sarcasm", variant), TEXTS["en"]) for variant in ("", "never heard of"))

    assert other == usual


def test_what_stands_in_a_reply_is_never_taken_for_a_slot() -> None:
    said = finding_words(finding("ungrounded_date", "absent", said="{known} {0} {x.__class__}"), TEXTS["en"])

    assert "{known} {0} {x.__class__}" in said.why


@pytest.mark.parametrize(
    ("known", "language", "words"),
    [
        ("2026-11-25", "zh-Hans", "11月25日"),
        ("2026-11-25", "zh-Hant", "11月25日"),
        ("2026-11-25", "en", "25 November"),
        ("2026-11-25/2026-11-27", "en", "25 November – 27 November"),
        ("12 month", "zh-Hans", "12 个月"),
        ("12 month", "zh-Hant", "12 個月"),
        ("3-5 day", "en", "3-5 days"),
        ("1 day", "en", "1 day"),
    ],
)
def test_a_known_day_or_length_stands_in_the_readers_language(known: str, language: str, words: str) -> None:
    contradicted = finding("ungrounded_date", "contradicts", said="周三", known=known, fact="promised_delivery")

    said = finding_words(contradicted, TEXTS[language])


    assert words in said.why + said.remedy
