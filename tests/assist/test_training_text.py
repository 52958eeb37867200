"""Redacted words become words that an example may hold."""

from __future__ import annotations

import pytest

from bot.assist.redact import TOKENS, Redactor
from bot.assist.training_text import FILLERS, training_text
from bot.desk.personal import STRUCTURED, PersonalKind
from bot.reader.personal import PersonalDataFinder


@pytest.mark.parametrize("language", list(TOKENS))
@pytest.mark.parametrize("own", list(TOKENS))
def test_every_token_of_every_language_becomes_a_word_of_the_messages_language(language: str, own: str) -> None:
    for kind in PersonalKind:
        between = " " if TOKENS[own][kind].isascii() else ""
        token = f"[{TOKENS[own][kind]}{between}12]"
        assert training_text(f"a {token} b", language) == f"a {FILLERS[language][kind]} b"
        assert training_text(f"a [{TOKENS[own][kind]}] b", language) == f"a {FILLERS[language][kind]} b"


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("/restart please", "restart please"),
        (" //restart", "restart"),
        ("[x](y) {z}", "(x)(y) (z)"),
        ("[MOBILE 1", "(MOBILE 1"),
        ("and/or [笑]", "and/or (笑)"),
        ("line one\nline two\n", "line one\nline two"),
    ],
)
def test_signs_that_mean_something_to_rasa_go(said: str, plain: str) -> None:
    assert training_text(said, "en") == plain


def test_what_comes_out_of_the_redactor_holds_no_number_afterwards() -> None:
    finder = PersonalDataFinder()
    said = "我叫王小明，电话13800138000，邮箱lan@example.com，身份证11010519491231002X"

    plain = training_text(Redactor(finder, "en").redact(said), "zh-Hans")

    assert plain == "我叫某某，电话这个手机号，邮箱这个邮箱，身份证这个证件号"
    assert [span for span in finder.find(plain) if span.kind in STRUCTURED] == []
