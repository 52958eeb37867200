"""Addresses in English, piece by piece: flat, floor, block, street with number, district, postal code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.desk.personal import PersonalKind
from bot.reader.personal_numbers import Hit
from bot.reader.personal_words import NOT_STREET

_STREET = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|court|ct|crescent|cres|close|terrace|terr|"
    r"square|sq|highway|hwy|"
    r"parkway|pkwy|gardens|gdns|grove|walk|mews|circle|cir|trail|path|row|place|pl|way|quay|hill|rise|heights|alley|plaza)"
)
_WORD = r"[a-z][a-z'’.-]{0,20}"
_UNIT = re.compile(
    r"(?:(?:flat|unit|room|rm|apt|apartment|suite|ste|block|blk|tower|building|bldg|house|level|phase|shop|no|number|lane|ln|alley|"
    r"aly|sec|section)\b\.?\s?(?:[0-9]{1,5}[a-z]?(?:[-/][0-9a-z]{1,4})?|[a-z][0-9]{0,4})(?![a-z0-9])|#\s?[0-9]{1,4}(?:-[0-9a-z]{1,5})?(?![0-9a-z])|"
    r"(?:[0-9]{1,3}|g|lg|ug)/f(?![a-z])|[0-9]{1,3}(?:st|nd|rd|th)?\s(?:floor|fl)(?![a-z])|[0-9]{1,3}f(?![a-z0-9])|"
    r"(?:ground|floor)\s(?:floor|[0-9]{1,3})(?![a-z0-9]))"
)
_NUMBERED = re.compile(
    rf"(?:no\.?\s?)?[0-9]{{1,5}}[a-z]?(?:[-/][0-9]{{1,5}})?,?\s(?:[nsew]\.?\s)?((?:{_WORD}\s|[0-9]{{1,3}}(?:st|nd|rd|th)\s){{0,4}})"
    rf"{_STREET}(?![a-z])\.?(?:\s(?:[nsew]\.?|north|south|east|west|central)(?![a-z])|\s[0-9]{{1,3}}(?![0-9a-z]))?"
)
_ABROAD = re.compile(
    r"p\.?o\.?\s?box\s[0-9]{1,6}|[a-z]{3,20}(?:strasse|straße|str\.|weg|platz)\s[0-9]{1,4}[a-z]?(?![a-z0-9])|"
    r"(?:[0-9]{1,5}[a-z]?,?\s)?(?:jalan|jln|lorong|rua|avenida|estrada|travessa|soi|rue|via|calle)\s(?:[a-z0-9][a-z0-9'/.-]{0,20})"
    r"(?:\s[a-z0-9][a-z0-9'/.-]{0,20}){0,3}"
)
_NAMED = re.compile(rf"(?:{_WORD}\s){{1,4}}{_STREET}(?![a-z])\.?(?:\s(?:[nsew]\.?|central)(?![a-z]))?")
_POSTAL = re.compile(
    r"(?:[a-z]{2}\s)?[0-9]{5,6}(?:-[0-9]{4})?(?![0-9])|[a-z]{1,2}[0-9]{1,2}[a-z]?\s[0-9][a-z]{2}(?![a-z0-9])"
)
_TOWN_AND_POSTAL = re.compile(
    r"(?:\s?(?:[a-z]{2}\s)?[0-9]{4,6}(?:-[0-9]{4})?(?![0-9])|\s[a-z]{1,2}[0-9]{1,2}[a-z]?\s[0-9][a-z]{2}(?![a-z0-9]))"
)
_AREA = re.compile(
    r"[A-Z][A-Za-z'’.-]{0,20}(?![A-Za-z0-9])(?:\s(?:of\s|do\s|the\s)?[A-Z][A-Za-z'’.-]{0,20}(?![A-Za-z0-9])){0,3}"
)
_LEAD = re.compile(
    r"(?<![a-z0-9$£€.,/])(?:[0-9#]|flat|unit|room|rm|apt|apartment|suite|ste|block|blk|tower|building|bldg|no[.\s]|lane|"
    r"ln|alley|aly|g/f|ground\sfloor|jalan|jln|lorong|rua|avenida|estrada|travessa|p\.?o\.?\s?box|[a-z]{3,20}(?:strasse|straße|str\.|weg|platz)\s[0-9])"
)
_BETWEEN = re.compile(r"(?:\s?[,，]\s?|\s{1,2}|\.\s)")
_NOT_AREA = frozenset(
    {"please", "thanks", "thank", "phone", "tel", "call", "and", "but", "i", "it", "my", "order", "contact", "recipient", "attn"}
    | {"name", "email", "mobile", "is"}
)
_MOST_PIECES = 12


def find_english_places(folded: str, original: Sequence[str]) -> Iterator[Hit]:
    """Addresses in English.

    Args:
        folded: the folded text.
        original: the character of the message that each folded character stands for; districts are told by their capitals.
    """
    done = -1
    for lead in _LEAD.finditer(folded):
        if lead.start() < done:
            continue
        end = _address_end(folded, original, lead.start())
        if end:
            done = end
            yield Hit(PersonalKind.ADDRESS, lead.start(), end, " ".join(folded[lead.start() : end].split()), 30)


def _address_end(folded: str, original: Sequence[str], start: int) -> int:
    """Where the address that begins here ends; 0 when what is here is none."""
    position, end = start, 0
    units = streets = 0
    kind = ""
    for _ in range(_MOST_PIECES):
        comma = kind == "postal" or folded[end:position].strip(" ") != ""
        piece, kind = _piece(folded, original, position, begun=end > 0, comma=comma)
        if not piece:
            break
        units += kind == "unit"
        streets += kind == "street"
        end = piece
        between = _BETWEEN.match(folded, end)
        if between is None:
            break
        position = between.end()
    if not (streets or units >= 2):
        return 0
    while end > start and folded[end - 1] in " ,.":
        end -= 1
    return end


def _piece(folded: str, original: Sequence[str], position: int, *, begun: bool, comma: bool) -> tuple[int, str]:
    """End and kind of the piece of an address here; (0, "") when there is none."""
    street = _NUMBERED.match(folded, position)
    if street and street.group(1).strip() and not set(street.group(1).split()) & NOT_STREET:
        return street.end(), "street"
    abroad = _ABROAD.match(folded, position)
    if abroad and any(sign.isdigit() for sign in folded[max(0, position - 6) : abroad.end() + 8]):
        return abroad.end(), "street"
    unit = _UNIT.match(folded, position)
    if unit:
        return unit.end(), "unit"
    if not begun:
        return 0, ""
    postal = _POSTAL.match(folded, position)
    if postal:
        return postal.end(), "postal"
    return _area(folded, original, position) if comma else (0, "")


def _area(folded: str, original: Sequence[str], position: int) -> tuple[int, str]:
    """A named street without a number, a district or a town, with a postal code behind it."""
    written = "".join(original[position : position + 70])
    found = _AREA.match(written)
    if found is None:
        return 0, ""
    words = found.group().lower().split()
    if words[0].strip(".,") in _NOT_AREA:
        return 0, ""
    named = _NAMED.match(folded, position)
    end = position + found.end()
    if named and named.end() <= end + 2:
        return named.end(), "street"
    postal = _TOWN_AND_POSTAL.match(folded, end)
    return (postal.end() if postal else end), "area"
