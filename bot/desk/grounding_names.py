"""Names that a reply can give for certain: countries, colours, couriers, sizes; each known or not."""

from __future__ import annotations

import re
from functools import lru_cache

COUNTRIES: dict[str, str] = {
    "china": r"中国|国产|大陆|china|chinese",
    "taiwan": r"台湾|在地|taiwan",
    "hongkong": r"香港|hong kong",
    "japan": r"日本|日产|japan",
    "korea": r"韩国|korea",
    "vietnam": r"越南|vietnam",
    "thailand": r"泰国|thai",
    "india": r"印度(?!尼)|(?<![a-z])india(?!na)",
    "indonesia": r"印尼|印度尼西亚|indonesia",
    "malaysia": r"马来西亚|malaysia",
    "bangladesh": r"孟加拉|bangladesh",
    "turkey": r"土耳其|turkey|turkish",
    "germany": r"德国|germany|german(?![a-z])",
    "italy": r"意大利|italy|italian",
    "france": r"法国|france|french",
    "spain": r"西班牙|spain|spanish",
    "portugal": r"葡萄牙|portug",
    "poland": r"波兰|poland|polish(?: made|-made)",
    "uk": r"英国|(?<![a-z])(?:uk|britain|british|england)(?![a-z])",
    "sweden": r"瑞典|swed",
    "denmark": r"丹麦|denmark|danish",
    "switzerland": r"瑞士|swiss|switzerland",
    "usa": r"美国|(?<![a-z])(?:usa|america|american|the states|the us)(?![a-z])",
    "canada": r"加拿大|canad",
    "australia": r"澳洲|澳大利亚|australia",
    "new_zealand": r"新西兰|纽西兰|new zealand",
    "brazil": r"巴西|brazil",
    "mexico": r"墨西哥|mexico|mexican",
}
ORIGIN = re.compile(
    r"产地|原产|产自|制造|生产|进口|原装|工厂|产(?:的|$)|制(?:的|$)|做的|(?<![a-z])(?:made|manufactured|produced|built|imported|"
    r"assembled|sewn|knitted|woven|crafted|origin|comes? from|factory)(?![a-z])"
)
"""Words that make a country the place where goods come from."""

COLOURS: dict[str, str] = {
    "black": r"黑色|(?<![a-z])black(?![a-z])",
    "white": r"(?<!米)白色|(?<![a-z])white(?![a-z])",
    "red": r"红色|(?<![a-z])red(?![a-z])",
    "blue": r"蓝色|雾蓝|(?<![a-z])blue(?![a-z])",
    "navy": r"藏青|深蓝|藏蓝|(?<![a-z])navy(?![a-z])",
    "green": r"绿色|墨绿|军绿|(?<![a-z])green(?![a-z])",
    "yellow": r"黄色|(?<![a-z])yellow(?![a-z])",
    "grey": r"灰色|(?<![a-z])gr[ae]y(?![a-z])",
    "pink": r"粉色|粉红|(?<![a-z])pink(?![a-z])",
    "purple": r"紫色|(?<![a-z])(?:purple|lilac)(?![a-z])",
    "brown": r"棕色|咖啡色|褐色|茶色|(?<![a-z])brown(?![a-z])",
    "orange": r"橙色|橘色|(?<![a-z])orange(?![a-z])",
    "beige": r"米色|米白|杏色|燕麦色|(?<![a-z])(?:beige|cream|ivory|oatmeal)(?![a-z])",
    "camel": r"驼色|(?<![a-z])(?:camel|tan)(?![a-z])",
    "silver_colour": r"银色|(?<![a-z])silver (?:one|colou?r|finish)",
    "gold_colour": r"金色|(?<![a-z])gold (?:one|colou?r|finish)",
}

COURIERS: dict[str, str] = {
    "sf": r"顺丰|(?<![a-z])sf express|s\.f\. express",
    "zto": r"中通|(?<![a-z])zto(?![a-z])",
    "yto": r"圆通|(?<![a-z])yto(?![a-z])",
    "sto": r"申通|(?<![a-z])sto express",
    "yunda": r"韵达|yunda",
    "jt": r"极兔|j&t",
    "jd": r"京东物流|京东快递|jd logistics",
    "deppon": r"德邦|deppon",
    "ems": r"(?<![a-z])ems(?![a-z])",
    "tcat": r"黑猫|t-?cat",
    "hct": r"新竹物流|新竹货运",
    "kerry": r"嘉里|kerry (?:express|logistics)",
    "pelican": r"宅配通|pelican",
    "dhl": r"(?<![a-z])dhl(?![a-z])",
    "ups": r"(?<![a-z-])ups(?![a-z])",
    "fedex": r"fedex|联邦快递",
    "dpd": r"(?<![a-z])dpd(?![a-z])",
    "gls": r"(?<![a-z])gls(?![a-z])",
    "evri": r"(?<![a-z])(?:evri|hermes)(?![a-z])",
    "royal_mail": r"royal mail",
    "usps": r"(?<![a-z])usps(?![a-z])",
    "auspost": r"australia post|auspost",
    "parcelforce": r"parcelforce",
    "yodel": r"(?<![a-z])yodel(?![a-z])",
    "canada_post": r"canada post",
}

TIERS: dict[str, str] = {
    "gold": r"金卡|黄金会员|金级|gold",
    "silver": r"银卡|白银会员|银级|silver",
    "platinum": r"白金|铂金|platinum",
    "diamond": r"钻石|diamond",
    "black_card": r"黑卡|black card",
    "vip": r"(?<![a-z])s?vip(?![a-z])|贵宾",
}
TIER_SAID = re.compile(
    r"(?:您|账号|账户)[^，。]{0,8}(?:是|属于|已是|升到?|升级)|您的?(?:会员)?等级|(?:you are|you're|your (?:account|card|tier|"
    r"membership|status)(?: is|'s)?)"
)
"""Words that make a tier this customer's own."""

SIZE = re.compile(
    r"(?<![\d.,¥$])(\d{2}(?:\.5)?)(?= ?码)|(?<![a-z0-9'&])(xxs|xs|s|m|l|xl|xxl|2xl|3xl|"
    r"xxxl)(?![a-z0-9'&])(?=[码号、，,\s是有的]|$)"
)
"""A size of clothes or shoes: 41码, XL."""


def named_in(names: dict[str, str], words: str) -> tuple[tuple[str, re.Match[str]], ...]:
    """The names that words in plain form hold, with where."""
    known, compiled = _compiled(tuple(names.values()))
    if known.search(words) is None:
        return ()
    found = ((name, pattern.search(words)) for name, pattern in zip(names, compiled, strict=True))
    return tuple((name, match) for name, match in found if match is not None)


@lru_cache(maxsize=16)
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], tuple[re.Pattern[str], ...]]:
    """One pattern for all, and each."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns)), tuple(re.compile(pattern) for pattern in patterns)
