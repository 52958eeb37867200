"""Names on WeChat and numbers of QQ: after the words that announce them, at some distance from those, or before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.desk.personal import PersonalKind
from bot.reader.personal_numbers import Hit, as_digits
from bot.reader.personal_words import NOT_WECHAT

_LINK = (
    r"(?:邮箱|号码|号|账号|帐号|名字|名|id(?![a-z0-9])|(?<![a-z])(?:is|no|number|name|handle|account|my|as|at|on|me|add|i'm|"
    r"under|it's|its)(?![a-z0-9])|同号|同步|同|是|为|叫|系|"
    r"就是|就|搜索?一?下?|查找|添加|加一?下?我?|找我?|我|的|也|也是|'s|吧|呗|嘛|改成|换成|哦|哈|呢|"
    r"[\s:：,，=>→_~\-—(（\[【\"“'./|\\❤♥💚💬🟢👉🏻🏼]){0,8}"
)
_HEART = r"[❤♥💚💬💌🟢✉➕]"
_WECHAT_WORD = (
    rf"微[\s.*·_/|-]{{0,2}}[信❤]|[v微威薇徽葳溦]\s?{_HEART}(?:\s?信|x(?![a-z]))?|喂信|wei信|薇信|威信|徽信|葳信|溦信|微芯|微x(?![a-z])|微心|维信|"
    r"v\s?信|v心|w信|薇xin|微xin|威x(?![a-z])|绿泡泡|绿色(?:软件|聊天|app|泡泡|图标)|小绿书号|小绿(?=号|[:：])|"
    r"卫星(?=号|[:：是])|围信|(?<![\u4e00-\u9fff])[薇威徽微](?=\s?[:：])"
)
_WECHAT_LATIN = (
    r"(?<![a-z])(?:w[\s.]?x|v[\s.\-_]?x|we\s?chat|weixin|wei xin|wechat|wxid|vxid)"
    r"(?=号|[^a-z]|[a-z0-9_-]{5}|id(?![a-z])|\Z)"
)
_WECHAT_CUE = (
    rf"(?:(?:加|\+|➕)(?:个|下|一下)?我?[微薇威](?![信❤♥芯力])|{_WECHAT_WORD}|{_WECHAT_LATIN})"
    r"|(?:加|\+|扣|➕|家|私|敲|滴|搜)\s?(?:一?下)?\s?我?\s?(?:个|的|下)?\s?(?:[vw](?!\s?信)(?=[^a-z]|[a-z0-9_-]{6}|\Z)|vv(?![a-z]))"
    r"|(?<![a-z0-9])v\+?(?=\s?[:：]|我|号)|(?<=我)v(?=[^a-z0-9]|\Z)|(?<=我的)v(?=[是号:：\s])"
)
_NOT_NAMED = (
    r"(?!支付|付款|转账|红包|公众|小程序|群|朋友圈|客服|付|里付|钱包|零钱|扫码|登录|登陆|退款|\s?pay(?![a-z])|"
    r"\s?(?:official|mini))"
)
_WECHAT = re.compile(rf"(?:{_WECHAT_CUE}){_NOT_NAMED}({_LINK})")
_JOINT = r"\s?(?:下划线|下横线|下划|底线|中划线|横杠|横线|减号|杠|(?<=\s)(?:underscore|dash|hyphen)(?=\s))\s?"
_PIECE = r"[a-z0-9_-]"
_WECHAT_ID = re.compile(
    rf"[a-z]{_PIECE}{{0,20}}(?:{_JOINT}{_PIECE}{{1,16}}){{1,3}}|[a-z](?:{_PIECE}|\.(?=[a-z0-9])){{4,24}}|"
    rf"[0-9][0-9_-]{{4,19}}(?:[a-z_-][a-z0-9_-]*)?|[0-9](?=[0-9]{{0,6}}[a-z_])[a-z0-9_-]{{5,19}}|"
    rf"[a-z]{{2,12}}\s(?=[0-9_])[a-z0-9_]{{2,12}}(?![a-z0-9])"
)
_WECHAT_OWN = re.compile(r"(?<![a-z0-9_])wxid_[a-z0-9]{4,24}")
_CLEAR_ID = r"[a-z](?=[a-z0-9_-]*[0-9_])[a-z0-9_-]{4,19}"
_WECHAT_AFTER = re.compile(
    rf"(?<![a-z0-9_@.-])({_CLEAR_ID})(?![@a-z0-9])[\s,，、←👈⬅<~—-]{{0,3}}"
    r"(?:(?:这个?|那个?)?(?:就是|是|为|系|才是)(?:我的?|本人的?|俺的?|他的?|她的?)?\s?|[(（【]\s?|(?:来|直接|可以)?(?:加|用)(?:我的?)?\s?|)"
    rf"(?:个人|私人)?(?:{_WECHAT_WORD}|(?:wx|vx|wechat|weixin|v)(?![a-z]))(?!支付|付款|\s?[:：号是]|\s?pay)"
)
_WECHAT_NAMED_AFTER = re.compile(
    r"(?<![a-z0-9_@.-])([a-z][a-z0-9_-]{5,19})(?![@a-z0-9])\s?(?:(?:这个?|那个?)?(?:就是|是|系)(?:我|本人)的?|[(（]\s?)"
    rf"(?:{_WECHAT_WORD}|(?:wx|vx|wechat|weixin)(?![a-z]))"
)
_WECHAT_AFTER_EN = re.compile(
    rf"(?<![a-z0-9_@.-])({_CLEAR_ID})(?![@a-z0-9]),?\s(?:(?:is|as|on|via|for|thats|that's|it's)\s)?(?:(?:my|the)\s)?\(?"
    r"(?:wechat|weixin|wx|vx)(?![a-z])"
)
_ADD_ME = re.compile(
    r"(?:加我|加下我|加一下我?|私我|滴滴我|敲我|搜我|搜一下|添加|add me(?: on| at| as|:)?)[\s:：,，]{0,2}"
    rf"({_CLEAR_ID})(?![@a-z0-9.])"
)
_SPELLED_NAME = re.compile(r"[a-z0-9](?:[\s\-.·][a-z0-9_]){5,19}(?![a-z0-9])")
_LATIN_LINK = r"(?<![a-z])[a-z']{1,9}(?![a-z0-9_'-]|\.[a-z])"
_FAR = re.compile(rf"{_LATIN_LINK}|[^a-z0-9]|(?<![0-9])[0-9]{{1,2}}(?![0-9a-z])")
_FAR_ID = re.compile(rf"(?:{_CLEAR_ID}|[a-z]{{2,12}}-[a-z]{{2,12}})(?![@a-z0-9-]|\.[a-z])")
_FAR_WORD = re.compile(r"[a-z]{6,20}(?=\s?(?:\Z|[,，.。!！;；)）\]】\n~]))")
_NAMES_IT = re.compile(r"号[\s:：是]{0,3}\Z|搜|加我|拼音|叫|是[\s:：]{0,2}\Z")
_STOPS = re.compile(
    r"支付|付款|付|转账|红包|公众|小程序|群|朋友圈|客服|订单|单号|运单|快递|编号|型号|货号|款|手机|电话|号码?是多少|邮箱|邮件|发票|"
    r"短信|淘宝|微博|抖音|小红书|密码|验证码|券|旺旺|用户名|账户|卡号|车牌|身份证|官网|网址|链接|"
    r"(?<![a-z])(?:order|tracking|model|pay|paid|sku|card|e?mail|phone|call|tel|fail\w*|error|version|scan\w*|"
    r"log\w*|app|using|iphone|android|contact\w*|about|refund)(?![a-z])|登录|登陆|版本|下单|买|购|发你|发给你|截图|图片|记录|问|说的"
)
_ORDER_LIKE = re.compile(r"[a-z]{1,5}-?[0-9]{8,}|[a-z]{1,3}[0-9]{1,3}(?:-[a-z0-9]{1,4})?|wxid|\d+[a-z]{1,3}|"
    r"(?:iphone|ipad|galaxy|huawei|mate|nova|redmi|oppo|vivo|reno|pixel|windows|android|ios|macos|wifi|usb|type|ver|version)[_-]?[0-9]+[a-z]*")
_COUNTED = re.compile(r"\s*(?:元|块|¥|年|月|个|人|天|号?楼|分钟|小时|点|次|张|件|条|%|@|积分|分(?!机)|金币|rmb|yuan|days)")
_FOLLOWS_A_NAME = re.compile(
    r"\s?(?:\Z|[,，.。!！?？;；:、)）\]】\n~]|(?:thanks|thank|thx|ty|please|pls|plz|add|if|and|or|so|ok|cheers|btw|same)(?![a-z])|[\u4e00-\u9fff])"
)

_QQ_WORD = (
    r"(?<![a-z])q[\s.\-_*]?q(?![a-z])|扣\s?扣|叩叩|抠抠|蔻蔻|企鹅|🐧|(?:球球|秋秋|丘丘)(?=号|[\s:：0-9是])|扣\s?q|"
    r"(?<=[我加的])q(?=\s?[0-9]{5})|(?<![a-z])q(?=\s?[:：号]|我)|(?:加|\+|➕|敲|私)\s?我?\s?的?\s?q(?![a-z])|"
    r"(?:加|敲)我?扣(?=[\s:：]?[0-9])|扣(?=\s?[:：]\s?[0-9]{5})|扣我|(?<![被多复乱折回抵倒要会])扣(?=[1-9][0-9]{5,9}(?![0-9]))|(?<![a-z])qq(?=id|no|num)"
)
_QQ = re.compile(rf"(?:{_QQ_WORD})(?!群|音乐|币|会员|飞车|阅读|空间|炫舞|浏览器|钱包)({_LINK})")
_QQ_NUMBER = re.compile(r"[1-9](?:[\s\-·._*~/、,，]{0,2}[0-9]){4,11}(?![0-9])")
_QQ_FAR_NUMBER = re.compile(
    r"(?<![0-9a-z.\-])(?:[1-9][0-9]{1,4}(?:[\s-][0-9]{2,5}){1,3}|[1-9][0-9]{4,10})(?![0-9a-z@]|[\-.][0-9])"
)
_QQ_AFTER = re.compile(
    r"(?<![0-9a-z.\-])([1-9][0-9]{4,10})[\s,，]{0,2}(?:(?:这个?|那个?|才)?(?:是|就是|为|系)(?:我的?|本人的?)?(?:个人)?\s?|"
    r"[(（【]\s?|(?:is|on|as|for|via)\s(?:my\s)?|(?:来|直接)?(?:加|用)(?:我的?)?|)(?:qq|扣扣|企鹅|🐧|q(?=[^a-z]|\Z))(?!\s?[:：号是]?\s?[0-9]|邮箱|\.|币|音乐|群)"
)
_FAR_WINDOW = 28


def find_chat_names(folded: str, original: Sequence[str]) -> Iterator[Hit]:
    """Names on WeChat and numbers of QQ, overlapping hits among them.

    Args:
        folded: the folded text.
        original: the character of the message that each folded character stands for; capitals set a name apart from a word.
    """
    digits = as_digits(folded)
    yield from _wechats(folded, digits, original)
    yield from _qqs(folded, digits)


def _wechats(folded: str, digits: str, original: Sequence[str]) -> Iterator[Hit]:
    for cue in _WECHAT.finditer(folded):
        yield from _after_cue(folded, digits, original, cue)
    for found in _WECHAT_OWN.finditer(folded):
        yield Hit(PersonalKind.WECHAT, found.start(), found.end(), found.group(), 89)
    for pattern, weight in ((_WECHAT_AFTER, 63), (_WECHAT_AFTER_EN, 63), (_ADD_ME, 62)):
        for found in pattern.finditer(folded):
            if not _ORDER_LIKE.fullmatch(found.group(1)):
                yield Hit(PersonalKind.WECHAT, found.start(1), found.end(1), found.group(1), weight)
    for found in _WECHAT_NAMED_AFTER.finditer(folded):
        if not _ORDER_LIKE.fullmatch(found.group(1)) and found.group(1) not in NOT_WECHAT:
            yield Hit(PersonalKind.WECHAT, found.start(1), found.end(1), found.group(1), 62)


def _after_cue(folded: str, digits: str, original: Sequence[str], cue: re.Match[str]) -> Iterator[Hit]:
    name = _longer(_WECHAT_ID.match(folded, cue.end()), _WECHAT_ID.match(digits, cue.end()))
    if name is not None and _is_name(name.group(), folded, original, cue, name):
        value = re.sub(r"\s", "", re.sub(_JOINT, "_", name.group()))
        yield Hit(PersonalKind.WECHAT, name.start(), name.end(), value, 88)
        return
    spelled = _SPELLED_NAME.match(folded, cue.end())
    if spelled:
        yield Hit(PersonalKind.WECHAT, cue.end(), spelled.end(), re.sub(r"\s", "", spelled.group()), 70)
        return
    far = _far(folded, cue.start(1))
    if far is not None and not _ORDER_LIKE.fullmatch(far.group()) and far.group() not in NOT_WECHAT:
        yield Hit(PersonalKind.WECHAT, far.start(), far.end(), far.group(), 61)


def _longer(first: re.Match[str] | None, second: re.Match[str] | None) -> re.Match[str] | None:
    """The match in the folded text, or the one with numerals as digits where that reaches two characters further."""
    if first is None or second is None:
        return first or second
    return second if second.end() >= first.end() + 2 else first


def _far(text: str, start: int) -> re.Match[str] | None:
    """What looks like a name and stands a few words after the cue, unless those words announce something else."""
    position = start
    while position < min(len(text), start + _FAR_WINDOW):
        skipped = _FAR.match(text, position)
        if skipped is not None:
            position = skipped.end()
            continue
        found = _FAR_ID.match(text, position)
        words = text[start:position]
        if found is None and _NAMES_IT.search(text, start, position):
            found = _FAR_WORD.match(text, position)
        if found is None or _COUNTED.match(text, found.end()) or _STOPS.search(words):
            return None
        return found if sum(words.count(mark) for mark in "。!？?！\n") <= 1 else None
    return None


def _is_name(name: str, folded: str, original: Sequence[str], cue: re.Match[str], place: re.Match[str]) -> bool:
    link, end = cue.group(1), place.end()
    if name.replace("-", "").isdigit():
        return 5 <= len(name) <= 20 and not _COUNTED.match(folded, end)
    if " " in name and _COUNTED.match(folded, end):
        return False
    if any(sign.isdigit() or sign == "_" for sign in name):
        return not (_STOPS.search(link) or (not link.strip(" ") and re.fullmatch(r"[a-z]{1,5}-?[0-9]{9,}", name)))
    if len(name) < 5 or set(re.split(r"[-_.\s]", name)) & NOT_WECHAT or "." in name:
        return False
    latin = cue.group()[: len(cue.group()) - len(link)].isascii()
    if not link and latin and cue.group()[-1:].isalpha():
        return False
    if not latin or any("\u4e00" <= sign <= "\u9fff" for sign in folded[max(0, cue.start() - 6) : cue.end()]):
        return True
    written = "".join(original[place.start() : end])
    introduced = any(mark in link for mark in (":", "id", "=", "is", "name", "'s", "handle"))
    joined = "-" in name or (written != written.lower() and written[1:] != written[1:].lower() and written != written.upper())
    short = cue.group().startswith(("wx", "vx", "v"))
    return joined or ((introduced or short) and _FOLLOWS_A_NAME.match(folded, end) is not None)


def _qqs(folded: str, digits: str) -> Iterator[Hit]:
    for cue in _QQ.finditer(folded):
        number = _QQ_NUMBER.match(digits, cue.end())
        if number is not None:
            value = re.sub(r"[^0-9]", "", number.group())
            if 5 <= len(value) <= 12 and not _COUNTED.match(folded, number.end()):
                yield Hit(PersonalKind.QQ, number.start(), number.end(), value, 87)
                continue
        far = _far_number(digits, folded, cue.start(1))
        if far is not None:
            yield Hit(PersonalKind.QQ, far.start(), far.end(), re.sub(r"[^0-9]", "", far.group()), 65)
    for found in _QQ_AFTER.finditer(digits):
        yield Hit(PersonalKind.QQ, found.start(1), found.end(1), found.group(1), 77)


def _far_number(digits: str, folded: str, start: int) -> re.Match[str] | None:
    """A row of five digits or more a few words after the cue, unless those words announce something else."""
    found = _QQ_FAR_NUMBER.search(digits, start, min(len(digits), start + _FAR_WINDOW + 12))
    if found is None or found.start() - start > _FAR_WINDOW:
        return None
    if not 5 <= sum(map(str.isdigit, found.group())) <= 11:
        return None
    words = folded[start : found.start()]
    ends = sum(words.count(mark) for mark in "。!？?！\n;；")
    if ends > 1 or _STOPS.search(words) or re.search(r"微|v信|wx|vx|wechat|@", words) or _COUNTED.match(folded, found.end()):
        return None
    return found
