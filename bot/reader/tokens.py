"""Tokens of mixed Chinese and English text, under spaCy's interface."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Doc
from spacy.vocab import Vocab

_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
_TOKEN = re.compile(
    rf"""
    \[[^\[\]\s]{{1,12}}x\] | <[a-z_]{{2,12}}>                      # masks of removed words
    | https?://[^\s{_HAN}]+                                        # addresses
    | [\w.+-]{{1,64}}@[a-z0-9-]{{1,63}}\.[a-z.]{{2,20}}            # mail
    | (?<![\w])@[a-z0-9_]{{2,30}} | \#[a-z0-9_]{{2,40}}            # handles, tags
    | [a-z]{{1,4}}-?\d{{6,20}}[a-z]{{0,2}}                         # order and parcel numbers
    | \d+(?:[.,]\d+)*                                              # numbers
    | [a-z\u00c0-\u024f]+(?:'[a-z]+)? (?:\d+[a-z0-9]*)?            # words
    | [{_HAN}]                                                     # one Han character, one token
    | \n | \S
    """,
    re.VERBOSE | re.ASCII,
)


@dataclass(frozen=True)
class Token:
    """A token of a folded text: `text[start:end]`."""

    text: str
    start: int
    end: int


def tokenise(text: str) -> tuple[Token, ...]:
    """Tokens of folded text; spaces separate and vanish, line breaks stay."""
    return tuple(Token(found.group(), found.start(), found.end()) for found in _TOKEN.finditer(text))


class MixedTokenizer:
    """Our tokens as a spaCy tokenizer; where each stands is kept in `doc.user_data["offsets"]`."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Tokens of a folded text."""
        tokens = tokenise(text)
        document = Doc(self.vocab, words=[token.text for token in tokens], spaces=[False] * len(tokens))
        document.user_data["offsets"] = [(token.start, token.end) for token in tokens]
        document.user_data["folded"] = text
        return document
