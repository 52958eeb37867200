"""The words of the pages: the same in every language, and complete for the codes of the data."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
import yaml

from bot.console.pages.actions import DISMISS_REASONS
from bot.console.pages.corrections import Said
from bot.console.texts import FOLDER, LANGUAGES, choose_language, load_texts
from bot.desk.conversation import Trend
from bot.desk.correction import CorrectionState
from bot.desk.facts import INTERNAL_KEYS
from bot.desk.message import Channel
from bot.desk.playbook import MOVES, MUST_NOT, STEPS, STYLES, TEAMS
from bot.desk.purchase_type import EVIDENCE, SOURCES, PurchaseType
from bot.desk.reading import INTENTS, Temperament

TEXTS = load_texts("Asia/Shanghai")
CODES = {
    "temperament": [item.value for item in Temperament],
    "intensity": ["1", "2", "3"],
    "step": STEPS,
    "team": (*TEAMS, "front", "agent", "none"),
    "must_not": MUST_NOT,
    "intent": INTENTS,
    "move": MOVES,
    "style": STYLES,
    "trend": [item.value for item in Trend],
    "purchase": [item.value for item in PurchaseType],
    "purchase_evidence": [*EVIDENCE, "orders_kept_since"],
    "source": SOURCES,
    "channel": [item.value for item in Channel],
    "dismiss": DISMISS_REASONS,
    "review_state": [item.value for item in CorrectionState],
    "review_said": [said for said in get_args(Said) if said],
    "review_fault": ["empty", "too_long", "personal", "unchanged"],
    "fact": sorted(INTERNAL_KEYS),
}


def test_every_language_has_the_same_keys_and_slots() -> None:
    slots = {
        language: {key: sorted(re.findall(r"{(\w+)}", words)) for key, words in text.entries.items()}
        for language, text in TEXTS.items()
    }

    assert slots["zh-Hans"] == slots["en"]
    assert slots["zh-Hant"] == slots["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_of_the_data_has_words(language: str) -> None:
    entries = TEXTS[language].entries

    missing = [f"{section}.{code}" for section, codes in CODES.items() for code in codes if f"{section}.{code}" not in entries]

    assert missing == []
    assert [key for key, words in entries.items() if not words.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_that_the_protocols_can_say_has_words_on_the_pages(language: str) -> None:
    vocabulary = yaml.safe_load(Path("playbooks/words.yml").read_text(encoding="utf-8"))

    section = {fact: fact if fact == "specification" else f"value.{fact}" for fact in vocabulary}
    said = {f"{section[fact]}.{code}" for fact, codes in vocabulary.items() for code in codes}
    assert sorted(said - set(TEXTS[language].entries)) == []


def test_every_key_that_a_page_asks_for_exists() -> None:
    folder = FOLDER.parent
    asked = set()
    for path in (*folder.rglob("*.html"), *folder.rglob("*.py")):
        asked |= set(re.findall(r'\b(?:w|words|words_of\(request\))\("([\w.-]+)"', Path(path).read_text(encoding="utf-8")))
        asked |= set(re.findall(r'"((?:notice|shop)\.[a-z_]+)"', Path(path).read_text(encoding="utf-8")))

    others = {"shop.open", "shop.write", "shop.follow", "shop.identify", "shop.html", "notice.html"}
    missing = sorted(key for key in asked - others if key not in TEXTS["en"].entries and not key.endswith("."))
    assert len(asked) > 100
    assert missing == []


def test_traditional_chinese_is_not_simplified_in_disguise() -> None:
    simplified = set("们这说为发时对会话请经让还户订单页复转显务员误档")
    words = "".join(text for key, text in TEXTS["zh-Hant"].entries.items() if key != "language.zh-Hans")

    assert simplified & set(words) == set()


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-CN", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("fr,en;q=0.5,zh;q=0.9", "zh-Hans"),
        ("en-US", "en"),
        ("fr", "zh-Hans"),
        ("", "zh-Hans"),
        (";;q=x,,,", "zh-Hans"),
    ],
)
def test_the_language_follows_the_browser(accept: str, language: str) -> None:
    assert choose_language("", "xx", accept=accept, default="zh-Hans") == language
