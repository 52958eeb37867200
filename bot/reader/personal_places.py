"""Chinese addresses that identify a dwelling. Words among words: some are missed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.desk.personal import PersonalKind
from bot.reader.chars import is_han
from bot.reader.personal_numbers import Hit

_NUMBER = (
    r"(?:附?[0-9]{1,5}[a-z]?|附?[一二三四五六七八九十百零〇两]{1,5}|[a-z][0-9]{0,4}|[甲乙丙丁东西南北])"
    r"(?:\s?[-之]\s?(?:[0-9]{1,5}|[a-z](?![a-z]))){0,3}"
)
_PART = (
    rf"(?:{_NUMBER}\s?(?:号楼|号院|号|栋|幢|座|单元|室|楼|层|户|房|弄|巷|邻|段|门|期|组|阁|院|排|区|村|坊|里|仓|库|铺|档|校区|"
    rf"公寓|宿舍|地块|队|社|f(?![a-z])|樘)(?:之\s?{_NUMBER})?|[a-z]?地下|底商|[0-9]{{1,4}}(?:\s?-\s?[0-9a-z]{{1,4}}){{1,3}}(?![0-9-])|"
    rf"b[1-3](?![0-9a-z])|[a-z](?![a-z0-9])(?=[\s,，。]|\Z))"
)
_ROOM = r"(?:[0-9]{3,5}[a-z]?(?:室|房|号)?(?![0-9年月日元块个天%]))"
_STREET = (
    r"(?:路|街|大道|大街|胡同|巷|弄|里弄|[东西南北中]道|"
    r"(?<![知味频报轨通渠难赛车管弯航隧跑一])道(?=[0-9一二三四五六七八九十百]{1,5}号)|新村|人民道|村|庄|径|"
    r"坊)(?:[东西南北中一二三四五六七八九]{1,2}(?:段|路|街|里|巷))?"
)
_PLACE = (
    r"(?:小区|花园|公寓|大厦|家园|[东西南北雅丽翠景佳华名锦]苑|新村|花苑|广场|宿舍|豪庭|华庭|名都|公馆|别墅|社区|"
    r"大楼|商厦|[\u4e00-\u9fff](?:苑|湾|府|城|墅|庭|居|园|园区|里弄|轩|阁|楼)(?=[0-9一二三四五六七八九十a-z])|写字楼|山庄|邨|中心|国际|花城|雅居|新城|学院|大学|医院|小学|中学|酒店|宾馆|饭店|旅馆|民宿|商场|工业园|产业园|科技园|创业园|厂区|[\u4e00-\u9fff]郡|绿洲|名城|世家)"
)
_TAIL = (
    r"(?:[\u4e00-\u9fff]{0,2}(?:底商|门面|天井|地下室|车库|收发室|门卫室?|传达室|前台|家属院|公寓|[左右东西]门|[东西左右]户|[左右]手边|(?:酒店|宾馆|饭店|超市|银行|学校)(?:旁边?|对面|后面|隔壁|门口))[\u4e00-\u9fff]{0,2}(?=[\s,，。]|\Z|就))?"
)
_NAMED_PLACE = rf"[\u4e00-\u9fff]{{2,10}}{_PLACE}"
_MORE = (
    rf"(?:[\s,，-]{{0,2}}(?:{_PART}|{_ROOM}|[0-9]{{1,3}}/f|[\u4e00-\u9fff]{{2,12}}?[0-9]{{1,3}}\s?(?:号楼|栋|幢|座|号院)|"
    rf"{_NAMED_PLACE}(?:{_PART}|{_ROOM})?)){{0,6}}{_TAIL}"
)
_HOUSE = r"[0-9]{1,5}(?:-[0-9]{1,5}){0,2}(?![0-9年月日元块个天%.])(?=[\s,，。]|\Z|[\u4e00-\u9fff])"
_CORE = re.compile(
    rf"(?:小区|社区|花园|公寓|家园)[\u4e00-\u9fff]{{1,12}}?[0-9]{{1,3}}\s?(?:栋|幢|座|号楼|单元){_MORE}"
    rf"|{_STREET}\s?(?:{_PART}|{_HOUSE}|{_NAMED_PLACE}(?:{_PART}|{_ROOM})|[\u4e00-\u9fff]{{2,6}}[0-9]{{1,3}}(?:楼|座|栋)){_MORE}"
    rf"|{_PLACE}[\s,，]{{0,2}}(?:{_PART}|{_ROOM}){_MORE}"
    rf"|[0-9一二三四五六七八九十]{{1,3}}\s?(?:楼|层)\s?[0-9a-z]{{1,4}}\s?(?:室|房|户|座)"
    rf"|{_NUMBER}\s?(?:栋|幢|座|号楼|号院|单元)[\s,，]{{0,2}}(?:{_PART}|{_ROOM}){_MORE}"
    r"|(?<=[\u4e00-\u9fff])[一二三四五六七八九十0-9]{1,2}(?:期|区|里|村)\s?[0-9]{1,3}\s?(?:栋|幢|座|号楼|-[0-9]{1,2}-[0-9]{2,4}(?![0-9-]))"
    rf"{_MORE}"
    r"|(?<=[\u4e00-\u9fff])(?<![码号单货架柜款型批])[0-9]{1,3}\s?(?:[-/]\s?[0-9]{1,2}){1,2}\s?[-/]\s?[0-9]{3,4}(?![0-9/-])"
)
_CUT = re.compile(
    r"[,，。！？!?;；:：\n()（）\[\]【】\"“”]|地址(?:是|为|改为|改成|换成|写|填)?|住址|住在|家住|寄到|寄去|寄往|"
    r"送到|发到|发往|送去|快递到|配送到|改成|改到|改为|"
    r"换成|收货|[我就]?(?:住|在)(?!宅)|从(?!化)|到(?!达)|是|给|往|去(?!年)|请|把|为|的(?=[^\u4e00-\u9fff]|"
    r"[\u4e00-\u9fff]{2,}(?:路|街))|电话|手机|叫|[0-9]{6,}"
)
_REGION = re.compile(r"[\u4e00-\u9fff]{2,8}(?:省|市|自治区|区|县|镇|乡|州|旗|道)")
_MOST_BEFORE = 36


def find_places(folded: str) -> Iterator[Hit]:
    """Chinese addresses."""
    for core in _CORE.finditer(folded):
        start = _place_start(folded, core.start())
        if _is_dwelling(folded, start, core):
            yield Hit(PersonalKind.ADDRESS, start, core.end(), re.sub(r"\s", "", folded[start : core.end()]), 30)


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
        return bool(re.search(r"[栋幢座元楼]", core.group())) or (core.start() > start and is_han(folded[core.start() - 1]))
    last = name.strip()[-1:]
    if last == "一" and name.strip()[-2:-1] not in ("", *"这那哪同另"):
        return True
    return last != "" and last not in "这那哪一在上半网线思道出套后" and (is_han(last) or last.isalnum())
