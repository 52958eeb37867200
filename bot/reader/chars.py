"""Ranges of characters, our own: `unicodedata` differs between the two Pythons this room runs on."""

from __future__ import annotations

HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FA1F), (0x30000, 0x323AF), (0x3005, 0x3007))
EMOJI = ((0x1F000, 0x1FAFF), (0x2600, 0x27BF), (0x2B00, 0x2BFF), (0x2300, 0x23FF))
ZERO_WIDTH = frozenset({0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, 0x180E})
BIDI = ((0x202A, 0x202E), (0x2066, 0x2069), (0x200E, 0x200F), (0x061C, 0x061C))
VARIATION = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
TAGS = ((0xE0000, 0xE007F),)
COMBINING = ((0x0300, 0x036F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F))
FOLDED = (
    (0x00A0, 0x00FF),
    (0x2000, 0x206F),
    (0x2070, 0x209F),
    (0x2100, 0x218F),
    (0x2460, 0x24FF),
    (0x3000, 0x3000),
    (0x3200, 0x33FF),
    (0xF900, 0xFAFF),
    (0xFB00, 0xFB06),
    (0xFF00, 0xFFEF),
    (0x1D400, 0x1D7FF),
    (0x2F800, 0x2FA1F),
)
"""Where compatibility folding (NFKC) is applied: full-width forms, circled digits, ligatures, styled letters."""

_LATIN = ((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x24F))
_SPACES = frozenset({0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000}) | frozenset(
    range(0x2000, 0x200B)
)
_SENTENCE_MARKS = frozenset('。！？!?；;，,、…~～\n.:：()（）"“”')


def within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    """Whether a code point lies in one of the ranges, ends included."""
    return any(first <= code <= last for first, last in ranges)


def is_han(character: str) -> bool:
    """Whether the character is a Chinese one (or 〇 々)."""
    code = ord(character)
    return 0x4E00 <= code <= 0x9FFF or (code > 0x3004 and within(code, HAN))


def is_latin(character: str) -> bool:
    """Whether the character is a letter of the Latin script."""
    return within(ord(character), _LATIN)


def is_digit(character: str) -> bool:
    """Whether the character is one of 0-9."""
    return "0" <= character <= "9"


def is_emoji(character: str) -> bool:
    """Whether the character lies in the blocks of pictographs."""
    code = ord(character)
    return code > 0x22FF and within(code, EMOJI)


def is_hidden(character: str) -> bool:
    """Whether the character is drawn as nothing: zero width, direction controls, variation selectors, tags."""
    code = ord(character)
    if code < 0xAD:
        return code < 0x20 and code not in _SPACES
    return code in ZERO_WIDTH or within(code, BIDI) or within(code, VARIATION) or within(code, TAGS)


def is_mark(character: str) -> bool:
    """Whether the character is punctuation, ASCII, general or Chinese."""
    code = ord(character)
    if code < 0x80:
        return not (is_latin(character) or is_digit(character))
    return within(code, ((0x2000, 0x206F), (0x3000, 0x3004), (0x3008, 0x303F), (0xFF00, 0xFF0F)))


def is_sentence_mark(character: str) -> bool:
    """Whether the character separates clauses."""
    return character in _SENTENCE_MARKS
