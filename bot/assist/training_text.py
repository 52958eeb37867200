"""From redacted words to the text of an example: tokens become plain words, signs that mean something to Rasa go."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.assist.redact import TOKENS
from bot.desk.personal import PersonalKind

FILLERS: Mapping[str, Mapping[PersonalKind, str]] = {
    language: dict(zip(PersonalKind, words, strict=True))
    for language, words in {
        "zh-Hans": (
            "这个手机号",
            "这个座机号",
            "这个证件号",
            "这个卡号",
            "这个邮箱",
            "这个微信号",
            "这个QQ号",
            "这个车牌号",
            "这个地址",
            "某某",
        ),
        "zh-Hant": (
            "這個手機號碼",
            "這個市話號碼",
            "這個證件號碼",
            "這個卡號",
            "這個電子信箱",
            "這個微信帳號",
            "這個QQ號碼",
            "這個車牌號碼",
            "這個地址",
            "某某",
        ),
        "en": (
            "this mobile number",
            "this landline",
            "this ID number",
            "this card number",
            "this e-mail address",
            "this WeChat name",
            "this QQ number",
            "this plate",
            "this address",
            "so-and-so",
        ),
    }.items()
}
"""What an example says in the place of personal data, by language, in the order in which `PersonalKind` names the kinds."""

_KIND_OF = {word: kind for words in TOKENS.values() for kind, word in words.items()}
_TOKEN = re.compile(rf"\[({'|'.join(sorted(map(re.escape, _KIND_OF), key=len, reverse=True))}) ?\d*\]")
_PLAIN_SIGNS = str.maketrans({"[": "(", "]": ")", "{": "(", "}": ")"})


def training_text(redacted: str, language: str) -> str:
    """A redacted text as an example may hold it.

    Args:
        redacted: with tokens such as "[MOBILE 1]" or "[手机号1]", of any language.
        language: of the message, "zh-Hans", "zh-Hant" or "en"; that of the plain words.

    Returns:
        The text without tokens, without square or curly brackets, and without a "/" at its beginning, which Rasa would
        take for annotations and commands.
    """
    fillers = FILLERS.get(language, FILLERS["en"])
    plain = _TOKEN.sub(lambda found: fillers[_KIND_OF[found[1]]], redacted)
    return plain.translate(_PLAIN_SIGNS).strip().lstrip("/").strip()
