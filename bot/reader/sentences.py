"""A reply in sentences: where each stands, marks, quotes and pictures with the sentence that they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from bot.reader import chars

Span = tuple[int, int]

LONGEST = 220
"""Width from which a sentence is cut at a comma: a Latin character counts one."""

HAN_WIDTH = 220 / 60
"""What a Chinese character counts, so that sixty of them are as wide as 220 Latin ones."""

SHORTEST_PART = 24
"""Width that a part keeps at least when a sentence is cut at a comma."""

LONGEST_QUOTE = 160
"""Characters within which a quotation must close to be held together."""

MOST = 100
"""With more sentences than this, neighbours are joined while they are short enough: what is read stays bounded."""

_FINAL = frozenset("。！？!?；…\n\r\u2028\u2029")
_BREAKS = frozenset("\n\r\u2028\u2029")
_CLOSERS = frozenset("”’」』》）】〕)]}\"'＂")
_QUOTES = {"“": "”", "「": "」", "『": "』", "《": "》", "（": "）", "(": ")", "【": "】"}
_COMMAS = frozenset("，,、：；;")
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[A-Za-z]{2,12}){1,3}", re.ASCII)
_DOTS = re.compile(r"…+|\.{2,}")
_EMOTICON = re.compile(r" ?[:;]-?[()DPp](?![A-Za-z])")
_INITIAL = re.compile(r"(?:^|[\s(])[A-Z]\Z")
_LAST_WORD = re.compile(r"[A-Za-z][A-Za-z.]*\Z")
_NUMBERED = re.compile(r"\s*(?:\d{1,2}|[A-Za-z])\Z")
_NEVER_LAST = re.compile(
    r"mr|mrs|ms|dr|prof|st|nos?|vs|fig|approx|ref|ext|tel|dept|est|e\.g|i\.e|cf|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|"
    r"mon|tues?|wed|thurs?|fri|sat|sun"
)
_SELDOM_LAST = re.compile(r"etc|a\.m|p\.m|inc|ltd|co|corp|jr|sr|u\.s|u\.k|p\.s|min|max|hrs?|mins?")
_FEWEST_BEFORE = 4
"""Letters that must stand before dots, a picture or a tilde that end a sentence: what is shorter is a word of hesitation."""


@dataclass(frozen=True)
class Piece:
    """A sentence of a text: `text[start:end]`, without the white space around it."""

    start: int
    end: int
    text: str


def split_sentences(text: str) -> tuple[Piece, ...]:
    """The sentences of a text in order; spans count its code points.

    Final marks and line breaks end a sentence, full stops where they are none of an abbreviation, a number or an address.
    A quotation inside a sentence stays whole, and so do the marks and pictures that follow the final mark. Sentences that
    are too long are cut at commas. What holds no letter, digit or picture joins the sentence before it; a text of white
    space has no sentence.
    """
    whole = _joined_marks(text, [span for span in (_trimmed(text, rough) for rough in _rough(text)) if span[1] > span[0]])
    if len(whole) > MOST:
        whole = _gathered(text, whole)
    parts = [part for span in whole for part in _cut(text, span)]
    return tuple(Piece(start, end, text[start:end]) for start, end in parts)


def _rough(text: str) -> Iterator[Span]:
    """Spans between the ends of sentences, white space included."""
    addresses = _inside_addresses(text)
    start = place = 0
    while place < len(text):
        passed = addresses.get(place) or _quotation(text, place, start)
        if passed is not None:
            place = passed
            continue
        after = _after_end(text, place, start)
        if after:
            yield start, after
            start = place = after
        else:
            dots = _DOTS.match(text, place)
            place = dots.end() if dots else place + 1
    if start < len(text):
        yield start, len(text)


def _inside_addresses(text: str) -> dict[int, int]:
    """Where an address begins -> where it ends; marks at its end belong to the sentence."""
    found = {}
    for address in _ADDRESS.finditer(text):
        end = address.end()
        while end > address.start() and text[end - 1] in ".,!?;:)'\"":
            end -= 1
        found[address.start()] = end
    return found


def _quotation(text: str, place: int, start: int) -> int | None:
    """The place after a quotation that is part of a sentence; None where none begins, or where it stands for itself."""
    closer = _QUOTES.get(text[place])
    if closer is None:
        return None
    end = text.find(closer, place + 1, place + LONGEST_QUOTE)
    if end < 0 or any(sign in _BREAKS for sign in text[place:end]):
        return None
    before = text[start:place].rstrip()
    stands_alone = text[place] in "“「『" and (not before or before[-1] in "：:，,")
    return None if stands_alone else end + 1


def _after_end(text: str, place: int, start: int) -> int:
    """The place after the end of the sentence that began at `start`, when the sign at `place` ends it; else 0."""
    mark = text[place]
    if mark in _BREAKS:
        return place + 1
    if not _ends(text, place, start):
        return 0
    after = _after_marks(text, place, start)
    quoted = any(sign in _CLOSERS for sign in text[place:after])
    return 0 if quoted and _next_sign(text, after).islower() else after


def _ends(text: str, place: int, start: int) -> bool:
    """Whether the mark at a place ends a sentence that began at `start`."""
    mark = text[place]
    if mark in "~～" or chars.is_emoji(mark):
        parted = place + 1 < len(text) and text[place + 1].isspace()
        return parted and _says_enough(text, start, place) and not _next_sign(text, place + 1).islower()
    if mark == "…" or text.startswith("..", place):
        dots = _DOTS.match(text, place)
        after = _next_sign(text, dots.end() if dots else place)
        return _says_enough(text, start, place) and not after.islower()
    if mark == ".":
        return _full_stop(text, place, start)
    if mark == ";":
        return place > 0 and chars.is_han(text[place - 1])
    return mark in _FINAL


def _next_sign(text: str, place: int) -> str:
    """The next sign that is no white space; "" at the end."""
    while place < len(text) and text[place].isspace():
        place += 1
    return text[place : place + 1]


def _says_enough(text: str, start: int, place: int) -> bool:
    letters = (1 for sign in text[start:place] if not sign.isspace() and not chars.is_mark(sign))
    return sum(islice(letters, _FEWEST_BEFORE)) == _FEWEST_BEFORE


def _full_stop(text: str, place: int, start: int) -> bool:
    """Whether a single Latin full stop ends a sentence."""
    before, after = text[start:place], text[place + 1 : place + 3]
    if _NUMBERED.fullmatch(before) or before[-1:] in ("", "."):
        return False
    if after[:1] and not (after[0].isspace() or after[0] in _CLOSERS or chars.is_emoji(after[0])):
        if chars.is_han(after[0]):
            return not chars.is_digit(before[-1])
        grown_together = len(after) == 2 and after[0].isupper() and (after[1].islower() or after[1] in " '’")
        return grown_together and before[-2:].isalpha() and before[-2:].islower()
    found = _LAST_WORD.search(before[-24:])
    word = found.group().lower() if found else ""
    follows = _next_sign(text, place + 1)
    if _NEVER_LAST.fullmatch(word) or (word != "i" and _INITIAL.search(before[-2:])):
        return not follows or text[place + 1] in _BREAKS
    return not (_SELDOM_LAST.fullmatch(word) and follows and not follows.isupper())


def _after_marks(text: str, place: int, start: int) -> int:
    """The place after a final mark and all that belongs to it: further marks, closing quotes, pictures."""
    quotes = text.count('"', start, place)
    place += 1
    while place < len(text) and text[place] not in _BREAKS:
        sign = text[place]
        if sign == '"' and quotes % 2 == 0:
            break
        pictured = _EMOTICON.match(text, place)
        if pictured:
            place = pictured.end()
        elif sign in " \u3000" and chars.is_emoji(text[place + 1 : place + 2] or " "):
            place += 2
        elif sign in _FINAL or sign in _CLOSERS or sign in ".~～" or chars.is_emoji(sign) or chars.is_hidden(sign):
            quotes += sign == '"'
            place += 1
        else:
            break
    return place


def _trimmed(text: str, span: Span) -> Span:
    start, end = span
    while start < end and (text[start].isspace() or chars.is_hidden(text[start])):
        start += 1
    while end > start and (text[end - 1].isspace()):
        end -= 1
    return start, end


def _joined_marks(text: str, spans: list[Span]) -> list[Span]:
    """Spans without a letter or digit join the one before; pictures alone stay where nothing stands before them."""
    made: list[Span] = []
    for start, end in spans:
        if made and not (_says(text[start:end]) and _says(text[slice(*made[-1])])):
            made[-1] = (made[-1][0], end)
        else:
            made.append((start, end))
    return made


def _says(text: str) -> bool:
    return any(sign.isalnum() for sign in text)


def _gathered(text: str, spans: list[Span]) -> list[Span]:
    """Neighbours joined as long as they are no longer together than a sentence may be."""
    made = spans[:1]
    for start, end in spans[1:]:
        if _width(text[made[-1][0] : end]) <= LONGEST:
            made[-1] = (made[-1][0], end)
        else:
            made.append((start, end))
    return made


def _width(text: str) -> float:
    han = sum(1 for sign in text if chars.is_han(sign))
    return len(text) + (HAN_WIDTH - 1) * han


def _cut(text: str, span: Span) -> list[Span]:
    """A span in parts that are short enough, where commas allow it."""
    start, end = span
    whole = _width(text[start:end])
    if whole <= LONGEST:
        return [span]
    best, distance = 0, whole
    before = 0.0
    for place in range(start, end - 1):
        before += HAN_WIDTH if chars.is_han(text[place]) else 1.0
        if _is_comma(text, place) and min(before, whole - before) >= SHORTEST_PART and abs(2 * before - whole) < distance:
            best, distance = place + 1, abs(2 * before - whole)
    if not best:
        return [span]
    first, second = _trimmed(text, (start, best)), _trimmed(text, (best, end))
    return [*_cut(text, first), *_cut(text, second)]


def _is_comma(text: str, place: int) -> bool:
    """Whether a clause ends here: not inside a number, a time or an address."""
    sign = text[place]
    if sign not in _COMMAS:
        return False
    return not sign.isascii() or text[place + 1].isspace() or chars.is_han(text[place + 1])
