"""Digits as people write them: 138, 一三八, 幺叁捌, l38, one three eight, with signs, pictures or words between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.reader import chars

NUMERALS = dict(zip("零〇一二三四五六七八九幺腰壹贰叁肆伍陆柒捌玖洞拐勾", "00123456789111234567890" + "79", strict=True)) | {
    "○": "0",
    "❶": "1",
    "❷": "2",
    "❸": "3",
    "❹": "4",
    "❺": "5",
    "❻": "6",
    "❼": "7",
    "❽": "8",
    "❾": "9",
    "⓿": "0",
    "参": "3",
    "两": "2",
}
"""Chinese numerals, those of radio speech (幺 洞 拐 勾), and pictures of digits, by their digit."""

_WORDS = {
    **dict(zip(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"], "0123456789", strict=True)),
    **dict(zip(["ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu"], "0123456789", strict=True)),
    "oh": "0",
    "nought": "0",
    "yao": "1",
    "dong": "0",
    "guai": "7",
}
_REPEATS = {"double": 2, "triple": 3}
_COUNTS = dict(zip("二两俩三仨四五六七八2345678", (2, 2, 2, 3, 3, 4, 5, 6, 7, 8, 2, 3, 4, 5, 6, 7, 8), strict=True))
_LETTERS = str.maketrans("oli", "011")
_NUMERAL_SET = "".join(NUMERALS)
_POSITION = r"(?:前面?|中间|后面?|最后|末尾?|开头|结尾)(?:的?[一二三四五六七八九十两0-9]{1,2}位)?(?:数字?)?(?:是|为)?"
_TIMES = rf"(?P<times>[二两俩三仨四五六七八2-8]个)(?=\s?(?:[0-9](?![0-9a-z])|[{_NUMERAL_SET}](?![{_NUMERAL_SET}个])))"
_ATOM = re.compile(rf"{_POSITION}|{_TIMES}|(?P<latin>[0-9a-z]+)|(?P<cross>[×叉])|(?P<han>[{_NUMERAL_SET}]+)")
_PARTS = re.compile(r"[0-9](?:[0-9oli]*[0-9])?x?(?![0-9a-z])|[0-9](?:[0-9oli]*[0-9])?|[a-z]+?(?=[0-9]|\Z)")
_LONGEST_GAP = 14
_SIGNS = frozenset(" |丨︱│┃ー=:\n\t-‐‑‒–—―−_.·•・‧,，、。~/\\()[]{}【】「」<>《》+'\"’")
_GAP_WORDS = re.compile(
    rf"杠|横杠|横线|横|短横|减号|减|斜杠|点|空格|空一格|空|逗号|顿号|加|然后是?|接着是?|接|再(?:来|加|接)?|跟着?|话|电|号|机|斜线|星号?|井号?|句号|小数点|后面跟|后面|之后|[啊呀哈嗯呢哦]|"
    rf"(?<![a-z])(?:dash|hyphen|dot|space|then|and|minus|point|slash|comma|followed by|star)(?![a-z])|{_POSITION}"
)
_UNITS = frozenset(
    "年月日楼元块个件天分秒时次折斤克层栋幢座室单元盏台套张条米度万千百岁人寸瓦升级代版期路巷弄段位名到至和或跟与比减乘除等双"
    "只箱包盒袋瓶支把本册组款批袋门户房里角毛钱赞退买卖扣返送满差共付发收转改是有又也还在从约近超过前后内外中加第为找打"
)
_BREAKS = frozenset("?？!！;；%$¥￥€£#@&")


@dataclass(frozen=True)
class Group:
    """Digits that stand together.

    Attributes:
        digits: 0-9, with an "x" at the end where one is written there.
        start, end: place in the folded text.
        written: "digits", "han", "words", or "letters" when o, l or i stand for some.
        before: Latin letters directly before.
        gap: what stands between the group before and this one: "" nothing, "sign", "odd" a picture or a word that people put
            between digits, "word" any other single character, "end" a break.
    """

    digits: str
    start: int
    end: int
    written: str
    before: str
    gap: str


def runs_of(folded: str) -> Iterator[tuple[Group, ...]]:
    """Groups of digits that may be one number, in text order; every digit of the text is in exactly one."""
    run: list[Group] = []
    for group in _groups(folded):
        if run and group.gap == "end":
            yield tuple(run)
            run = []
        run.append(group)
    if run:
        yield tuple(run)


def _groups(folded: str) -> Iterator[Group]:
    last_end = -1
    repeat = 1
    repeat_start = -1
    for atom in _ATOM.finditer(folded):
        if atom.group("times"):
            repeat, repeat_start = _COUNTS[atom.group()[0]], atom.start()
            continue
        if atom.group("han"):
            found = [("".join(NUMERALS[sign] for sign in atom.group()), atom.start(), atom.end(), "han", "")]
        elif atom.group("cross"):
            found = [("x", atom.start(), atom.end(), "letters", "")] if 0 <= last_end >= atom.start() - 1 else []
        elif atom.group("latin"):
            word = atom.group()
            if word in _REPEATS:
                repeat, repeat_start = _REPEATS[word], atom.start()
                continue
            near = 0 <= last_end >= atom.start() - 3 or folded[atom.end() : atom.end() + 1] in NUMERALS
            found = list(_latin(word, atom.start(), near=near))
        else:
            continue
        if repeat > 1 and len(found) == 1 and len(found[0][0]) == 1 and atom.start() <= repeat_start + 8:
            digits, _, end, _, before = found[0]
            found = [(digits * repeat, repeat_start, end, "words", before)]
        repeat = 1
        for digits, start, end, written, before in found:
            gap = "end" if last_end < 0 else gap_kind(folded, last_end, start)
            yield Group(digits, start, end, written, before, gap)
            last_end = end


def _latin(word: str, offset: int, *, near: bool) -> Iterator[tuple[str, int, int, str, str]]:
    """Digits in an unbroken row of digits and Latin letters; `near`: other digits stand shortly before."""
    end = offset + len(word)
    if word in _WORDS:
        yield _WORDS[word], offset, end, "words", ""
    elif word.isdigit():
        yield word, offset, end, "digits", ""
    elif word == "x" and near:
        yield "x", offset, end, "letters", ""
    elif not set(word) - set("0123456789oli"):
        if near or any(sign.isdigit() for sign in word):
            yield word.translate(_LETTERS), offset, end, "letters", ""
    else:
        yield from _mixed(word, offset)


def _mixed(word: str, offset: int) -> Iterator[tuple[str, int, int, str, str]]:
    before = ""
    for part in _PARTS.finditer(word):
        if part.group()[0].isdigit():
            digits = part.group().translate(_LETTERS)
            written = "digits" if digits == part.group() else "letters"
            yield digits, offset + part.start(), offset + part.end(), written, before
            before = ""
        else:
            before = part.group()


def gap_kind(folded: str, start: int, end: int) -> str:
    """What stands between two groups of digits; see `Group.gap`."""
    if start == end:
        return ""
    if end - start > _LONGEST_GAP:
        return "end"
    between = folded[start:end]
    if all(sign in _SIGNS for sign in between):
        return "sign" if len(between.strip()) <= 3 and between.count("\n") <= 1 else "end"
    rest = "".join(_GAP_WORDS.sub("", between).split())
    rest = "".join(sign for sign in rest if sign not in _SIGNS)
    if len(rest) <= 6 and all(_is_odd(sign) for sign in rest) and "**" not in rest:
        return "odd"
    if len(rest) == 1 and chars.is_han(rest) and rest not in _UNITS:
        return "word"
    return "end"


def _is_odd(sign: str) -> bool:
    """A picture or an uncommon sign, such as people put between digits to get past filters."""
    code = ord(sign)
    if sign in _BREAKS or chars.is_han(sign) or chars.is_latin(sign) or chars.is_digit(sign):
        return False
    return sign in "*^`" or chars.is_emoji(sign) or code >= 0x2000
