"""Finds personal data in a message, whatever its spelling; spans are those of the original."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.desk.personal import PersonalKind, PersonalSpan
from bot.reader import chars
from bot.reader.normalise import Derived, fold_characters
from bot.reader.personal_chat import find_chat_names
from bot.reader.personal_english import find_english_places
from bot.reader.personal_handles import find_handles
from bot.reader.personal_names import find_names
from bot.reader.personal_numbers import Hit, find_numbers
from bot.reader.personal_places import find_places

_LOOKALIKES = str.maketrans("оОοΟ" + "аеіІсрхХ" + "⑴⑵⑶⑷⑸⑹⑺⑻⑼⒈⒉⒊⒋⒌⒍⒎⒏⒐", "oOoO" + "aeiIcpxX" + "123456789123456789")
"""Cyrillic and Greek letters that look like Latin ones, and digits with brackets or points of their own."""

WINDOW = 8_000
OVERLAP = 600
"""A long text is read in windows that share this many characters; nothing that is looked for is half as long."""


class PersonalDataFinder:
    """Finds personal data (`ports.PersonalDataFinder`); has no state."""

    def find(self, text: str) -> tuple[PersonalSpan, ...]:
        """Personal data of a text of any length, in text order, no two overlapping.

        Time grows with the length of the text; memory does not grow beyond a window of it.
        """
        spans: list[PersonalSpan] = []
        for start, end in _windows(len(text)):
            lowest = start + OVERLAP // 2 if start else 0
            highest = end - OVERLAP // 2 if end < len(text) else len(text)
            for span in _find(text[start:end], start):
                inside = lowest <= span.start and span.end <= highest
                crossing = span.start < highest < span.end
                if (inside or crossing) and (not spans or span.start >= spans[-1].end):
                    spans.append(span)
        return tuple(spans)


def _windows(length: int) -> Iterator[tuple[int, int]]:
    start = 0
    while start + WINDOW < length:
        yield start, start + WINDOW
        start += WINDOW - OVERLAP
    yield start, length


def _find(text: str, offset: int) -> Iterator[PersonalSpan]:
    folded = fold_characters(text.translate(_LOOKALIKES))
    original = [text[start] for start in folded.starts]
    numbers = tuple(find_numbers(folded.text))
    hits = [*numbers, *find_handles(folded.text), *find_chat_names(folded.text, original)]
    places = [*find_places(folded.text), *find_english_places(folded.text, original)]
    hits += [*places, *find_names(folded.text, original, [*numbers, *places])]
    for hit in sorted(_heaviest(hits), key=lambda item: item.start):
        start, end = _in_original(folded, text, hit)
        yield PersonalSpan(hit.kind, start + offset, end + offset, hit.value)


def _heaviest(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Hits that do not overlap: the heavier first, of equal ones the longer."""
    taken: set[int] = set()
    for hit in sorted(hits, key=lambda item: (-item.weight, item.start - item.end, item.start)):
        places = range(hit.start, hit.end)
        free = [place for place in places if place not in taken]
        if len(free) == len(places):
            taken.update(places)
            yield hit
        elif free and hit.kind is PersonalKind.ADDRESS:
            for piece in _rest(hit, free):
                taken.update(range(piece.start, piece.end))
                yield piece


def _rest(hit: Hit, free: list[int]) -> Iterator[Hit]:
    """What is left of an address around a number that was found in it."""
    start = free[0]
    for place, following in zip(free, (*free[1:], -1), strict=True):
        if following != place + 1:
            if place + 1 - start >= 4:
                yield Hit(hit.kind, start, place + 1, hit.value[:40], hit.weight)
            start = following


def _in_original(folded: Derived, text: str, hit: Hit) -> tuple[int, int]:
    """The span of the original, with the hidden and combining characters that belong to its last one."""
    start, end = folded.original(hit.start, hit.end)
    while end < len(text) and (chars.within(ord(text[end]), chars.VARIATION) or chars.within(ord(text[end]), chars.COMBINING)):
        end += 1
    return start, end
