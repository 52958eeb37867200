"""What the words before and after a number say it is: a telephone, an order, a card."""

from __future__ import annotations

import re

_LABELS = {
    "order": r"订单|单号|运单|快递|物流|编号|货号|型号|条码|条形码|批号|批次|序列号|流水号?|交易号?|发票号?|工单|"
    r"券码|验证码|取件码|提货码|参考号|参考编号|凭证号|授权码|授权号|受理号|合同号|保单号?|批文号|机身号|设备号|门店号|排队号|取餐码|核销码|统编|"
    r"统一编号|售后单|服务单|退货单|维修单|备案号|款号|房号|会员码|备注码|"
    r"兑换码|会员号|邮编|邮政编码|税号|识别号|商品|货款|金额|报价|"
    r"(?<![a-z])(?:order|tracking|parcel|shipment|model|sku|serial|s/n|sn|ref|reference|invoice|ticket|case|batch|coupon|code|"
    r"barcode|item|transaction|zip|postcode|isbn|imei|waybill|awb|uid|rma|purchase)s?(?![a-z])",
    "landline": r"座机|座机号|固定电话|固话|家里电话|家裡电话|办公室(?:电话)?|公司电话|单位电话|市话|宅电|"
    r"(?<![a-z])(?:landline|home phone|office phone)(?![a-z])",
    "phone": r"电话|手机|行动|联系方式|联络方式|联系号码|联络号码|打给?我?|"
    r"拨|致电|来电|回电|回拨|短信|简讯|收货人|收件人|传真|门号|机主|"
    r"联系人|联系我|联络我|联系|找我|呼我|(?<![a-z])(?:tel|telephone|phone|mobile|cell|cellphone|mob|hp|call|ring|"
    r"dial|text|sms|"
    r"contact|reach|whatsapp|telegram|signal|viber|line|fax|my (?:new )?number|phone number|call me|callback|"
    r"call back)(?![a-z])",
    "number": r"(?:(?<![单编票型货卡证件照牌个])|(?<=我个)|(?<=我这个))号码",
    "card": r"银行卡|储蓄卡|信用卡|借记卡|卡号|账号|帐号|账户|帐户|开户|打款|汇款|转账到|转到|"
    r"(?<![a-z])(?:card|cards|visa|mastercard|amex|debit|credit|unionpay|account|iban)(?![a-z])",
    "id": r"身份证|身分证|证件号?|证号|身份号码|统一证号|居留证|实名|"
    r"(?<![a-z])(?:id|hkid|identity|identification|id card)(?![a-z])",
    "wechat": r"微信|薇信|威信|v信|(?<![a-z])(?:wx|vx|wechat|weixin)",
    "qq": r"扣扣|企鹅|(?<![a-z])qq",
}
_LABEL = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _LABELS.items()))
_BETWEEN = re.compile(
    r"(?:[\s:：#.,，、(（\[=>→\-是为乃有就叫系]|号码|号|码|编|的|我|你|你们|数字|改成|换成|填|no|number|num|nr|is|"
    r"are|id|it's|its|at|on|me|us|my|"
    r"please|pls|新|现在|一下|下|到|给|请|麻烦|上|可以|可|尾|本人|同号|同)*"
)
_AFTER_ORDER = re.compile(
    r"\s?(?:这个|这|那个|就是|是|为|的)(?:我的?)?\s?(?:订单|单号|运单|快递单|物流单|快递号|物流号)(?!号?\s?[:是]?\s?[a-z]{0,3}[0-9])"
    r"|\s?(?:这个|这|那个)?(?:是|属于)?(?:什么|哪个|哪款|啥)?(?:型号|货号|批号|编号|条码)"
)
_AFTER_PHONE = re.compile(
    r"\s?(?:[(（]|(?:这个|这)?(?:就是|是|为))\s?(?:我|本人|他|她|家里)?的?(?:新|旧|老)?(?:手机|电话|号码|联系方式|座机)(?!号?码?\s?[:是]?\s?[0-9])"
    r"|\s?(?:is|works|\()\s?(?:my|the)?\s?(?:mobile|phone|cell|number|tel)(?![a-z])"
)
_AFTER_IDENTITY = re.compile(
    r"[\s,，(（]{0,2}(?:这个?)?(?:就是|是|系|为)?\s?(?:我|本人|我的|俺|佢|他|她)?(?:个|的)?\s?"
    r"(?:香港|台湾)?(?:身份证|身分证|hkid|id card|证件)"
    r"|\s(?:is|as)\s(?:my|the)\s(?:hk\s?|hong kong\s)?id(?![a-z])"
)
_MONEY = re.compile(r"\s?(?:元|块钱?|圆|rmb(?![a-z])|yuan|dollars|usd(?![a-z])|hkd(?![a-z])|ntd(?![a-z])|twd(?![a-z]))")
_AFTER_UNIT = re.compile(
    r" ?(?:万|个(?!人)|件|条(?!码)|份|年|岁|次(?!日)|毫安|mah|"
    r"ml(?![a-z])|毫升|克|kg|mm(?![a-z])|cm(?![a-z])|pa(?![a-z])|rpm|转每|转/|瓦|lm(?![a-z])|流明|"
    r"hz|k(?![a-z])|w(?![a-z])|g(?![a-z])|%|积分|分(?!机)|左右|以上|以下)"
)
_BEFORE_AMOUNT = re.compile(
    r"(?:[¥￥$£€]|rmb|usd|hk\$|nt\$|价格|价钱|原价|现价|卖|花了|付了|共|总共|合计)\s*(?:是|为|"
    r"约)?\s*\Z"
)
_WINDOW = 28


def label_before(folded: str, start: int) -> tuple[str, bool]:
    """The nearest label before a place, "" when there is none, and whether nothing but connecting words stands between."""
    window = folded[max(0, start - _WINDOW) : start]
    last: re.Match[str] | None = None
    name = ""
    if not any(map(str.isalpha, window)):
        return "", False
    for found in _LABEL.finditer(window):
        name = str(found.lastgroup)
        if name == "number":
            name = "order" if last is not None and last.lastgroup == "order" else "phone"
        last = found
    if last is None:
        return "", False
    return name, _BETWEEN.fullmatch(window, last.end()) is not None


def is_called_identity(folded: str, end: int) -> bool:
    """Whether the words after a number say that it is that of an identity card."""
    return _AFTER_IDENTITY.match(folded, end) is not None


def is_called_order(folded: str, start: int, end: int) -> bool:
    """Whether the words around a number say that it names an order, a parcel or a thing."""
    label, beside = label_before(folded, start)
    return (label == "order" and beside) or _AFTER_ORDER.match(folded, end) is not None


def is_called_phone(folded: str, end: int) -> bool:
    """Whether the words after a number say that it is a telephone."""
    return _AFTER_PHONE.match(folded, end) is not None


def is_money(folded: str, start: int, end: int) -> bool:
    """Whether a number is an amount of money."""
    return _MONEY.match(folded, end) is not None or _BEFORE_AMOUNT.search(folded[max(0, start - 12) : start]) is not None


def is_measure(folded: str, end: int) -> bool:
    """Whether a number counts things or measures them."""
    return _AFTER_UNIT.match(folded, end) is not None
