"""Mail addresses and number plates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.desk.personal import PersonalKind
from bot.reader.personal_numbers import Hit, as_digits
from bot.reader.personal_words import MAILERS, STOP_LOCALS

_AT = re.compile(
    r"\s{0,2}(?:@|[(\[{<]\s?(?:at|a|@|艾特)\s?[)\]}>]|艾特|爱特|圈a|小老鼠|(?<![a-z0-9])at(?![a-z0-9])|#(?=(?:163|"
    r"126|qq|gmail|outlook|hotmail|foxmail|sina|139|yahoo|icloud)\s?(?:\.|点)))\s{0,2}"
)
_DOT = r"(?:\s?[.。·•]\s?|\s?点\s?|[,，](?=com|cn|net)|\s?[(\[{]\s?(?:dot|点|\.)\s?[)\]}]\s?|\s(?:dot|point|d0t)\s)"
_TOP = (
    r"(?:com|cn|net|org|edu|gov|io|me|co|hk|tw|mo|uk|us|info|xyz|top|vip|cc|jp|kr|de|fr|it|es|nl|se|ch|ru|au|ca|nz|"
    r"sg|my|in|ie|eu|live|"
    r"mail|email|tech|app|dev|shop|store|online|site|club|asia|biz|example|test|pro|work|cloud|link)"
)
_DOMAIN = re.compile(rf"([a-z0-9-]{{1,40}}(?:{_DOT}[a-z0-9-]{{1,40}}){{0,3}}){_DOT}({_TOP}|[a-z]{{2,10}})(?![a-z0-9-])")
_PLAIN_TOPS = frozenset({"com", "cn", "net", "org", "edu", "hk", "tw"})
_SPELLED_TOPS = frozenset(_TOP[3:-1].split("|")) - {"me", "it", "my", "in", "live", "work", "shop", "link", "is", "online", "top"}
_SPELLED_DOT = re.compile(_DOT)
_LOCAL_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._%+-")
_LOCAL_TAIL = re.compile(
    r"\s?(?:点|下划线|减号|杠|(?<=\s)(?:dot|underscore|dash|hyphen|plus)\s|[(\[]\s?(?:dot|点|"
    r"underscore)\s?[)\]])\s?\Z"
)
_LOCAL_WORDS = re.compile(r"点|(?<![a-z])dot(?![a-z])")

_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][^0-9a-z\u4e00-\u9fff]{0,3}[a-hj-z][^0-9a-z\u4e00-\u9fff]{0,3}"
    r"((?:[a-z0-9][\s·\-]?){4,5}[a-z0-9学警挂港澳])(?![a-z0-9]|\s?(?:款|型|版|系列|机型))"
)
_PLATE_STOP = frozenset("全最更上刷换翻重创清白自")


def find_handles(folded: str) -> Iterator[Hit]:
    """Mail addresses and plates, overlapping hits among them."""
    digits = as_digits(folded)
    yield from _mails(digits)
    for found in _PLATE.finditer(digits):
        body = re.sub(r"[^a-z0-9\u4e00-\u9fff]", "", found.group())
        fewest = 2 if body[-1] in "港澳" else 3
        if sum(sign.isdigit() for sign in body) >= fewest and folded[found.start() - 1 : found.start()] not in _PLATE_STOP:
            yield Hit(PersonalKind.PLATE, found.start(), found.end(), body, 85)


def _mails(folded: str) -> Iterator[Hit]:
    for at in _AT.finditer(folded):
        domain = _DOMAIN.match(folded, at.end())
        if domain is None:
            continue
        start = _local_start(folded, at.start())
        local = folded[start : at.start()]
        if not local or not _is_mail(at.group().strip(), local, domain):
            continue
        value = _LOCAL_WORDS.sub(".", local).replace(" ", "") + "@" + _SPELLED_DOT.sub(".", domain.group())
        yield Hit(PersonalKind.EMAIL, start, domain.end(), value, 98)


def _local_start(folded: str, end: int) -> int:
    """Where the part before the at sign begins; at most 64 characters, spelled dots and underscores among them."""
    start = end
    while start > 0 and end - start < 64:
        if folded[start - 1] in _LOCAL_SIGNS:
            start -= 1
            continue
        spelled = _LOCAL_TAIL.search(folded, max(0, start - 14), start) if start < end else None
        if spelled is None or spelled.start() == 0 or folded[spelled.start() - 1] not in _LOCAL_SIGNS:
            break
        start = spelled.start()
    while start < end and folded[start] in ".-%+":
        start += 1
    return start


def _is_mail(sign: str, local: str, found: re.Match[str]) -> bool:
    """With a plain @ unless a sentence ends after it; with a spelled one where the rest looks like an address."""
    domain, top = found.group(), found.group(2)
    if sign == "@":
        return re.search(r"[^\s][.。]\s+[a-z]+\Z", domain) is None or top in _PLAIN_TOPS
    labels = re.split(r"[^a-z0-9-]+", domain)
    if sign == "at":
        if top not in _SPELLED_TOPS:
            return False
        like_an_address = labels[0] in MAILERS or "." not in domain or any(mark in local for mark in "0123456789._")
        return local not in STOP_LOCALS and like_an_address
    return True
