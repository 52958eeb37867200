"""Addresses that identify a dwelling, and names where people say whose name it is. Words among words: some are missed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.desk.personal import PersonalKind
from bot.reader.chars import is_han
from bot.reader.personal_numbers import Hit
from bot.reader.personal_words import DOUBLE, NOT_ENGLISH_NAMES, NOT_NAMES, NOT_STREET, SURNAMES

_NUMBER = r"(?:[0-9]{1,5}|[一二三四五六七八九十百零〇两]{1,5}|[a-z][0-9]{0,4}|[甲乙丙丁东西南北])(?:\s?-\s?[0-9]{1,5}){0,3}"
_PART = (
    rf"(?:{_NUMBER}\s?(?:号楼|号院|号|栋|幢|座|单元|室|楼|层|户|房|弄|巷|邻|段|门|期|组|阁|f(?![a-z])|"
    rf"樘)(?:之\s?{_NUMBER})?)"
)
_ROOM = r"(?:[0-9]{3,5}[a-z]?(?:室|房|号)?(?![0-9年月日元块个天%]))"
_STREET = (
    r"(?:路|街|大道|大街|胡同|巷|弄|里弄|[东西南北中]道|"
    r"(?<![知味频报轨通渠难赛车管弯航隧跑一])道(?=[0-9一二三四五六七八九十百]{1,5}号)|新村|人民道|村|庄|径|"
    r"坊)(?:[东西南北中一二三四五六七八九]{1,2}(?:段|路|街|里|巷))?"
)
_PLACE = (
    r"(?:小区|花园|公寓|大厦|家园|[东西南北雅丽翠景佳华名锦]苑|新村|花苑|广场|宿舍|豪庭|华庭|名都|公馆|别墅|社区|"
    r"大楼|商厦|写字楼|山庄|邨|中心|国际|花城|雅居|新城|学院|大学|医院|小学|中学)"
)
_CORE = re.compile(
    rf"{_STREET}\s?(?:{_PART}|[0-9]{{1,5}}(?:-[0-9]{{1,5}}){{0,2}}(?![0-9年月日元块个天%.])(?=[\s,，。]|\Z|[\u4e00-\u9fff]))"
    rf"(?:[\s,，]{{0,2}}(?:{_PART}|{_ROOM}|[\u4e00-\u9fff]{{2,8}}{_PLACE}(?:{_PART}|{_ROOM})?)){{0,6}}"
    rf"|{_PLACE}[\s,，]{{0,2}}(?:{_PART}|{_ROOM})(?:[\s,，-]{{0,2}}(?:{_PART}|{_ROOM})){{0,5}}"
    rf"|[0-9一二三四五六七八九十]{{1,3}}\s?(?:楼|层)\s?[0-9a-z]{{1,4}}\s?(?:室|房|户|座)"
    rf"|{_NUMBER}\s?(?:栋|幢|座|号楼|单元)[\s,，]{{0,2}}(?:{_PART}|{_ROOM})(?:[\s,，-]{{0,2}}(?:{_PART}|{_ROOM})){{0,4}}"
)
_CUT = re.compile(
    r"[,，。！？!?;；:：\n()（）\[\]【】\"“”]|地址(?:是|为|改为|改成|换成|写|填)?|住址|住在|家住|寄到|寄去|寄往|"
    r"送到|发到|发往|送去|快递到|配送到|改成|改到|改为|"
    r"换成|收货|[我就]?(?:住|在)(?!宅)|从(?!化)|到(?!达)|是|给|往|去(?!年)|请|把|为|的(?=[^\u4e00-\u9fff]|"
    r"[\u4e00-\u9fff]{2,}(?:路|街))|电话|手机|叫|[0-9]{6,}"
)
_REGION = re.compile(r"[\u4e00-\u9fff]{2,8}(?:省|市|自治区|区|县|镇|乡|州|旗|道)")
_MOST_BEFORE = 36
_ENGLISH_STREET = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|court|ct|crescent|cres|close|terrace|terr|"
    r"square|sq|highway|hwy|"
    r"parkway|pkwy|gardens|gdns|grove|walk|mews|circle|cir|trail|path|row|place|pl|way|quay|hill|rise|heights|alley|plaza)"
)
_UNIT = r"(?:apt|apartment|unit|suite|ste|flat|room|rm|block|blk|tower|house|building|bldg|floor|fl|level|#)"
_WORD = r"[a-z][a-z'’.-]{0,20}"
_ENGLISH = re.compile(
    rf"(?<![a-z0-9$£€.])(?:{_UNIT}\.?\s?[a-z0-9-]{{1,5}},?\s{{1,2}}){{0,3}}(?:[0-9]{{1,3}}/f,?\s)?(?:{_WORD}\s(?:house|"
    rf"building|court|mansion|tower|centre|estate),?\s)?"
    rf"(?:no\.?\s?)?[0-9]{{1,5}}[a-z]?(?:-[0-9]{{1,5}})?,?\s(?:[nsew]\.?\s)?((?:{_WORD}\s|[0-9]{{1,3}}(?:st|nd|rd|"
    rf"th)\s){{0,4}}){_ENGLISH_STREET}(?![a-z])\.?"
    rf"(?:,?\s?{_UNIT}\.?\s?[a-z0-9-]{{1,6}}(?![a-z0-9])){{0,3}}(?:,\s[a-z][a-z' -]{{1,24}}(?=,|"
    rf"\s[a-z]{{2}}\s?[0-9]|\s[0-9])){{0,2}}"
    rf"(?:,?\s(?:[a-z]{{2}}\s)?[0-9]{{5}}(?:-[0-9]{{4}})?(?![0-9])|"
    rf",?\s[a-z]{{1,2}}[0-9]{{1,2}}[a-z]?\s[0-9][a-z]{{2}}(?![a-z0-9]))?"
)
_ENGLISH_FLAT = re.compile(
    r"(?<![a-z0-9])(?:flat|unit|room|rm|apt|apartment|suite)\.?\s?[a-z0-9]{1,5},?\s(?:[0-9]{1,3}(?:/f|(?:st|nd|rd|"
    r"th)\sfloor),?\s|block\s[a-z0-9]{1,3},?\s|tower\s[a-z0-9]{1,3},?\s){1,3}"
    r"(?:[a-z0-9' -]{2,40}(?=,|\.|\n|\Z))?"
)

_NAME_CUE = re.compile(
    r"(?:我叫做?|我的?名字(?:是|叫)|名字(?:是|叫|为|[:：])|姓名\s?(?:是|为|叫|改为|改成|[:：])?|(?:收件人|收货人|"
    r"收件|收货|联系人|联络人|签收人|取件人|寄件人|机主|户主|持卡人|开户人|开户名|户名|购买人|下单人|"
    r"抬头|受益人)(?:的?姓名|名字)?\s?(?:是|为|叫|写的?是|改为|改成|换成|填|写|[:：]){0,2}|本人(?:是|叫|姓名)?|"
    r"(?:我是|这里是|這裡是)(?=[\u4e00-\u9fff]{2,4}(?:[,，。!！\s(（]|\Z))|署名|落款|您好我是|叫我|(?:改成|换成|写|由)(?=[\u4e00-\u9fff]{2,4}收(?:[,，。\s]|\Z)))\s{0,2}"
)
_SURNAME_CUE = re.compile(r"(?:我姓|免贵姓|本人姓|姓)\s?([\u4e00-\u9fff]{1,2})")
_NAME_BEFORE = re.compile(r"(?:\A|(?<=[\s,，。;；:：、]))([\u4e00-\u9fff]{2,4})[\s,，、:：]{1,2}(?:电话|手机|tel)?[:：]?\Z")
_NAME_AFTER = re.compile(r"[\s,，、]{1,2}([\u4e00-\u9fff]{2,4})(?=[\s,，。;；、!！]|\Z)")
_TITLE = re.compile(r"先生|女士|小姐|太太|同学|老师|师傅|阿姨|叔叔|经理")
_NAME_STOP = frozenset("的是在和要了我你您他她有没不就也都说到从给把被叫去来这那手电住地收寄请谢号码,，。改换写错：:下买")
_ENGLISH_CUE = re.compile(
    r"(?<![a-z])(?:my (?:full )?name is|my name's|name's|names|name|i am|i'm|this is|it's|recipient(?: is| name)?|"
    r"addressee|consignee|contact(?: person| name)?|"
    r"ship(?:ped)? to|deliver to|attn|attention|regards|best|sincerely|yours truly|cheers|account holder(?: is)?|"
    r"holder|cardholder|for|under the name(?: of)?|signed|mr|mrs|ms|miss|dr)(?:\s?[:,.\-])?\s{1,2}"
)
_WEAK_CUES = frozenset(
    {"i am", "i'm", "this is", "it's", "for", "best", "cheers", "contact", "names", "name", "attention", "holder", "signed"}
)
_ENGLISH_NAME = re.compile(
    r"[A-Z\u00c0-\u00de][\w'’\u00c0-\u024f-]{0,20}(?:\s(?:[A-Z]\.\s)?(?:(?:de|van|von|da|bin|"
    r"al)\s)?[A-Z\u00c0-\u00de][\w'’\u00c0-\u024f-]{0,20}){0,3}"
)


def find_places_and_names(folded: str, original: Sequence[str], numbers: Sequence[Hit]) -> Iterator[Hit]:
    """Addresses and names.

    Args:
        folded: the folded text.
        original: the character of the message that each folded character stands for.
        numbers: telephones and identity numbers; a name often stands beside one without any introduction.
    """
    for number in numbers:
        yield from _names_beside(folded, number)
    for core in _CORE.finditer(folded):
        start = _place_start(folded, core.start())
        if _is_dwelling(folded, start, core):
            yield Hit(PersonalKind.ADDRESS, start, core.end(), re.sub(r"\s", "", folded[start : core.end()]), 30)
    for pattern in (_ENGLISH, _ENGLISH_FLAT):
        for found in pattern.finditer(folded):
            words = set((found.group(1) or "").split()) if pattern is _ENGLISH else set()
            if not words & NOT_STREET and (pattern is _ENGLISH_FLAT or words):
                yield Hit(PersonalKind.ADDRESS, found.start(), found.end(), " ".join(found.group().split()), 30)
    yield from _chinese_names(folded)
    yield from _english_names(folded, "".join(original))


def _place_start(folded: str, core: int) -> int:
    """Where an address begins: after the last word that introduces it, at most 36 characters before its number."""
    lowest = max(0, core - _MOST_BEFORE)
    start = lowest
    for cut in _CUT.finditer(folded, lowest, core):
        start = cut.end()
    before = folded[:start].rstrip(" ,，")
    region = _REGION.search(before[-12:])
    if region and region.end() == len(before[-12:]):
        start = len(before) - 12 + region.start() if len(before) >= 12 else region.start()
    while start < core and not (is_han(folded[start]) or folded[start].isalnum()):
        start += 1
    return start


def _is_dwelling(folded: str, start: int, core: re.Match[str]) -> bool:
    """Whether a street or a place has a name before it; "在路上3号" and "这里2楼" have none."""
    name = folded[start : core.start()]
    if re.match(r"[0-9a-z一二三四五六七八九十]", core.group()) or core.start() == start:
        return bool(re.search(r"[栋幢座元楼]", core.group()))
    last = name.strip()[-1:]
    return last != "" and last not in "这那哪一在上半网线思道出套后" and (is_han(last) or last.isalnum())


def _chinese_names(folded: str) -> Iterator[Hit]:
    for cue in _NAME_CUE.finditer(folded):
        size = _name_length(folded, cue.end())
        if size:
            yield Hit(PersonalKind.NAME, cue.end(), cue.end() + size, folded[cue.end() : cue.end() + size], 20)
    for found in _SURNAME_CUE.finditer(folded):
        name = found.group(1)
        size = 2 if name in DOUBLE else 1 if name[0] in SURNAMES else 0
        if size:
            yield Hit(PersonalKind.NAME, found.start(1), found.start(1) + size, name[:size], 20)


def _names_beside(folded: str, number: Hit) -> Iterator[Hit]:
    """Surname and given name as a piece of their own before or after a number, as in 张伟，138."""
    if number.kind not in (PersonalKind.MOBILE, PersonalKind.LANDLINE, PersonalKind.ID_NUMBER, PersonalKind.BANK_CARD):
        return
    for pattern, start in ((_NAME_BEFORE, max(0, number.start - 12)), (_NAME_AFTER, number.end)):
        found = pattern.search(folded, start, number.start) if pattern is _NAME_BEFORE else pattern.match(folded, start)
        if found and _name_length(folded, found.start(1)) == len(found.group(1)):
            yield Hit(PersonalKind.NAME, found.start(1), found.end(1), found.group(1), 19)


def _name_length(folded: str, start: int) -> int:
    """Characters of the Chinese name that begins here, its form of address included; 0 when none does."""
    first = 2 if folded[start : start + 2] in DOUBLE else 1
    if (first == 1 and folded[start : start + 1] not in SURNAMES) or folded[start : start + 2] in NOT_NAMES:
        return 0
    size = first
    while size < first + 2 and start + size < len(folded):
        sign = folded[start + size]
        if not is_han(sign) or sign in _NAME_STOP or _TITLE.match(folded, start + size):
            break
        size += 1
    title = _TITLE.match(folded, start + size)
    if title:
        return title.end() - start
    return size if size > first else 0


def _english_names(folded: str, original: str) -> Iterator[Hit]:
    for cue in _ENGLISH_CUE.finditer(folded):
        name = _ENGLISH_NAME.match(original, cue.end())
        if name is None:
            continue
        words = name.group().split()
        while words and words[-1].rstrip(".") in NOT_ENGLISH_NAMES:
            words.pop()
        weak = cue.group().rstrip(" :,.-") in _WEAK_CUES and not cue.group().rstrip().endswith((":", ","))
        shouted = name.group().isupper() and len(words) == 1
        if not words or words[0] in NOT_ENGLISH_NAMES or (weak and len(words) < 2) or shouted:
            continue
        end = cue.end() + name.group().rindex(words[-1]) + len(words[-1])
        yield Hit(PersonalKind.NAME, cue.end(), end, " ".join(words).lower(), 20)
