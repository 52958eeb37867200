"""Mail addresses, names on WeChat and QQ, and number plates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.desk.personal import PersonalKind
from bot.reader.personal_numbers import Hit, as_digits
from bot.reader.personal_words import MAILERS, NOT_WECHAT, STOP_LOCALS

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
_SPELLED_DOT = re.compile(_DOT)
_LOCAL_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._%+-")
_LOCAL_TAIL = re.compile(
    r"\s?(?:点|下划线|减号|杠|(?<=\s)(?:dot|underscore|dash|hyphen|plus)\s|[(\[]\s?(?:dot|点|"
    r"underscore)\s?[)\]])\s?\Z"
)
_LOCAL_WORDS = re.compile(r"点|(?<![a-z])dot(?![a-z])")

_LINK = (
    r"(?:邮箱|号码|号|账号|帐号|名字|名|id(?![a-z0-9])|(?<![a-z])(?:is|no|number|name|handle|account|my|as|at|on|"
    r"under|it's|its)(?![a-z0-9])|同号|同步|同|是|为|叫|"
    r"就是|就|搜索?一?下?|查找|添加|加一?下?我?|找我?|我|的|也|也是|'s|吧|呗|嘛|改成|换成|哦|哈|呢|[\s:：,，=>→_~\-—(（\[【\"“'./|\\]){0,6}"
)
_WECHAT_CUE = (
    r"(?:微[\s.*·_/|-]{0,2}信|[v微威薇徽]\s?[❤♥💚💬]\s?信?|喂信|(?:加|\+|➕)(?:个|下|一下)?我?[微薇](?!信)|薇信|威信|徽信|"
    r"微芯|维信|v\s?信|绿泡泡|小绿书号|(?<![a-z])(?:w[\s.]?x|v[\s.\-_]?x|we\s?chat|weixin|wei xin|wxid|vxid)(?=号|"
    r"[^a-z]|[a-z0-9_-]{5}))"
    r"|(?:加|\+|扣|➕|家|私)\s?(?:一?下)?\s?我?\s?(?:个|的|下)?\s?[vw](?!\s?信)(?=[^a-z]|[a-z0-9_-]{6}|\Z)|(?<![a-z0-9])v(?=\s?[:：])"
)
_WECHAT = re.compile(rf"(?:{_WECHAT_CUE})(?!支付|付款|转账|红包|公众|小程序|群|朋友圈|客服|付)({_LINK})")
_WECHAT_OWN = re.compile(r"(?<![a-z0-9_])wxid_[a-z0-9]{4,24}")
_WECHAT_ID = re.compile(r"[a-z][a-z0-9_-]{4,24}|[0-9][0-9_-]{4,19}(?:[a-z_-][a-z0-9_-]*)?")
_WECHAT_AFTER = re.compile(
    r"(?<![a-z0-9_-])([a-z](?=[a-z0-9_-]*[0-9_])[a-z0-9_-]{4,19})\s?"
    r"(?:(?:这个?|那)?(?:就是|是|为)(?:我的?|本人)?\s?|[(（]\s?)(?:个人)?(?:微信|薇信|v信|wx|vx|wechat|weixin)(?!支付)"
)
_WECHAT_AFTER_EN = re.compile(
    r"(?<![a-z0-9_-])([a-z](?=[a-z0-9_-]*[0-9_])[a-z0-9_-]{4,19})\s(?:on|is my|"
    r"\(my)\s(?:wechat|weixin|wx)(?![a-z])"
)
_SPELLED_NAME = re.compile(r"[a-z0-9](?:[\s\-.·][a-z0-9_]){5,19}(?![a-z0-9])")
_QQ = re.compile(
    rf"(?:(?<![a-z])q[\s.]?q(?![a-z])|扣\s?扣|叩叩|企鹅|(?:球球|秋秋)(?=号|[\s:：0-9是])|扣\s?q|"
    rf"(?<=[我加的])q(?=\s?[0-9]{{5}})|(?<![a-z])q(?=\s?[:：号]|我)|(?:加|\+|➕)\s?我?\s?的?\s?q(?![a-z]))"
    rf"(?!群|音乐|币|会员|飞车|阅读|空间)({_LINK})"
)
_QQ_NUMBER = re.compile(r"[1-9](?:[\s\-·._]{0,2}[0-9]){4,11}(?![0-9])")
_QQ_AFTER = re.compile(
    r"(?<![0-9a-z])([1-9][0-9]{4,10})\s?(?:(?:这个?|那)?(?:是|就是|为)(?:我的?)?\s?|[(（]\s?)(?:qq|"
    r"扣扣|企鹅)"
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][^0-9a-z\u4e00-\u9fff]{0,3}[a-hj-z][^0-9a-z\u4e00-\u9fff]{0,3}"
    r"((?:[a-z0-9][\s·\-]?){4,5}[a-z0-9学警挂港澳])(?![a-z0-9])"
)
_PLATE_STOP = frozenset("全最更上刷换翻重创清白自")


def find_handles(folded: str) -> Iterator[Hit]:
    """Mail addresses, WeChat, QQ and plates, overlapping hits among them."""
    digits = as_digits(folded)
    yield from _mails(digits)
    yield from _wechats(folded, digits)
    yield from _qqs(folded, digits)
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
        if not local or not _is_mail(at.group().strip(), local, domain.group()):
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


def _is_mail(sign: str, local: str, domain: str) -> bool:
    """With a plain @ always; with a spelled one where the rest looks like an address and not like a sentence."""
    if sign == "@":
        return True
    labels = re.split(r"[^a-z0-9-]+", domain)
    if sign == "at":
        if labels[-1] == "dot":
            return False
        like_an_address = labels[0] in MAILERS or "." not in domain or any(mark in local for mark in "0123456789._")
        return local not in STOP_LOCALS and like_an_address
    return True


def _wechats(folded: str, digits: str) -> Iterator[Hit]:
    for cue in _WECHAT.finditer(folded):
        name = _WECHAT_ID.match(folded, cue.end()) or _WECHAT_ID.match(digits, cue.end())
        if name is not None and _is_name(name.group(), folded, cue, name.end()):
            yield Hit(PersonalKind.WECHAT, name.start(), name.end(), name.group(), 88)
            continue
        spelled = _spelled_name(folded, cue.end())
        if spelled:
            yield Hit(PersonalKind.WECHAT, cue.end(), spelled, re.sub(r"\s", "", folded[cue.end() : spelled]), 70)
    for found in _WECHAT_OWN.finditer(folded):
        yield Hit(PersonalKind.WECHAT, found.start(), found.end(), found.group(), 89)
    for pattern in (_WECHAT_AFTER, _WECHAT_AFTER_EN):
        for found in pattern.finditer(folded):
            yield Hit(PersonalKind.WECHAT, found.start(1), found.end(1), found.group(1), 84)


def _is_name(name: str, folded: str, cue: re.Match[str], end: int) -> bool:
    link = cue.group(1)
    if name.isdigit():
        return 5 <= len(name) <= 20 and not re.match(r"\s*(?:元|块|¥|年|月|个|人)", folded[end : end + 4])
    if any(sign.isdigit() or sign == "_" for sign in name):
        return True
    words = set(re.split(r"[-_]", name))
    if words & NOT_WECHAT or (not link and cue.group()[-1].isascii() and cue.group()[-1].isalpha()):
        return False
    is_chinese = any(sign > "\u2fff" for sign in cue.group())
    introduced = any(mark in link for mark in (":", "id", "=", "is"))
    return is_chinese or (introduced and not folded.startswith(" ", end))


def _spelled_name(folded: str, start: int) -> int:
    """Where a name written letter by letter ends ("z h a n g 8 8"); 0 when there is none."""
    found = _SPELLED_NAME.match(folded, start)
    return found.end() if found else 0


def _qqs(folded: str, digits: str) -> Iterator[Hit]:
    for cue in _QQ.finditer(folded):
        number = _QQ_NUMBER.match(digits, cue.end())
        if number is None:
            continue
        value = re.sub(r"[^0-9]", "", number.group())
        if 5 <= len(value) <= 12 and folded[number.end() : number.end() + 1] not in ("元", "块", "@"):
            yield Hit(PersonalKind.QQ, number.start(), number.end(), value, 87)
    for found in _QQ_AFTER.finditer(digits):
        yield Hit(PersonalKind.QQ, found.start(1), found.end(1), found.group(1), 84)
