"""What a clause is about: dispatch, delivery, a refund, a guarantee."""

from __future__ import annotations

import re
from functools import lru_cache

TOPICS = {
    "dispatch": re.compile(
        r"发货|发出|出库|出货|寄出|发走|备货|揽收|dispatch|(?<![a-z])ships?(?![a-z])|shipped|leaves?(?![a-z])|"
        r"(?:has|have|had|it's|is) gone(?: out)?(?![a-z])|sent out|send (?:it|them|your order) out"
    ),
    "delivery": re.compile(
        r"送到|送达|到货(?!通知)|签收|派送|配送|收到货|收货|到您|到手|抵达|妥投|(?:[能就会可必前日号天内后]|"
        r"周[一二三四五六日]|^|快递|包裹|货)到(?![账帐期店底时位这此])|arriv|deliver(?!y fee)|with you|reach you|"
        r"be there|get it by|turn up|be with you"
    ),
    "refund": re.compile(r"退款|到账|入账|退回|退还|退给|原路|退您|退钱|refund|money|the amount|back (?:in|on|to) your"),
    "return": re.compile(r"退货|退换|无理由|寄回|可以退|能退|return|send (?:it|them) back"),
    "exchange": re.compile(r"换货|退换|可以换|能换|换新|exchange|swap"),
    "warranty": re.compile(r"保修|质保|三包|保固|联保|维修期|warrant|guarantee period|years? guarantee|months? guarantee"),
    "reply": re.compile(
        r"回复|答复|回您|回覆|答覆|回信|回音|给您[^，。]{0,6}(?:消息|结果|反馈|答案|信|说法|交代)|联系您|通知您|"
        r"告诉您|repl(?:y|ies)|get back|update you|an update|write back|hear from|let you know|message you|"
        r"come back to you|(?<![a-z])answers?(?![a-z])|tell you|you(?: will|'ll) (?:have|know|hear|get)|give you"
    ),
    "callback": re.compile(
        r"回电|致电|打给您|打电话|回拨|来电|(?<![a-z])call you|calls? back|(?:will|we|'ll) (?:call|ring)|"
        r"(?<![a-z])ring you|phone you|"
        r"callback|give you a (?:call|ring)"
    ),
    "compensation": re.compile(
        r"补偿|赔偿|赔付|赔您|补您|优惠券|代金券|抵用券|红包|礼券|折价券|购物金|compensat|voucher|goodwill|credit|"
        r"coupon|gift card"
    ),
    "discount": re.compile(
        r"优惠(?!券)|便宜|立减|减免|让价|打折|[0-9一二三四五六七八九]折|discount|(?<![a-z])off(?![a-z])|knock|reduc|cheaper"
    ),
    "price": re.compile(
        r"价格|售价|单价|标价|卖价|原价|现价|定价|特价|价钱|这款卖|(?<![a-z])price|(?:it|this|that|lamp|item|"
        r"one) costs|priced|sells? for"
    ),
    "fee": re.compile(
        r"运费|邮费|快递费|邮资|shipping fee|postage|delivery fee|shipping cost|shipping is|freight|"
        r"delivery charge|包邮|免运|运送费|free shipping|free delivery"
    ),
    "late": re.compile(r"晚了|延误|迟了|逾期|超时|耽误|(?<![a-z])late(?![a-z])|delay|overdue|behind"),
    "stock": re.compile(r"补货|到货通知|有货|现货|库存|缺货|restock|in stock|back in|sold out|out of stock|stock"),
    "points": re.compile(r"积分|点数|points"),
    "order": re.compile(r"下单|下的单|拍下|订购|ordered|placed|purchas|bought|购买|买的"),
}


@lru_cache(maxsize=1024)
def topics_of(clause: str) -> frozenset[str]:
    """What a clause is about, of `TOPICS`."""
    return frozenset(topic for topic, pattern in TOPICS.items() if pattern.search(clause))
