"""Outcomes that a reply can promise without a figure, in the words of three languages, with the facts that carry each."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """Something that a reply can promise.

    Attributes:
        said: how it is said.
        named: how a fact that carries it names it.
        facts: facts that carry it by being known, not false and not nothing.
        forbidden: facts that forbid it by being false.
        by_fault: an established fault carries it as a remedy.
        in_money: an amount in the same sentence says how much, and is judged as a figure.
    """

    said: re.Pattern[str]
    named: re.Pattern[str]
    facts: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    by_fault: bool = False
    in_money: bool = False


OUTCOMES = (
    Outcome(
        re.compile(
            r"全额退|全款退|退全款|[全如]数(?:给您)?退|都退(?:给)?您|全退|退款给您|[给帮为]您(?:全额|直接|马上|立刻|办理|安排|原路)?退(?:款|钱|掉)|(?:钱|"
            r"款)退给?您|破例[^，。]{0,8}退|通融|特批|寄[来回]就退|full refund|refund (?:you|your|the|it|in full)|"
            r"money back|get (?:it|the money|everything|the full amount|every penny) (?:all )?back|credited back|"
            r"give you a refund|refunded"
        ),
        re.compile(r"退款|退钱|全额退|原路|refund|money back"),
        ("refund_amount", "refund_status", "return_allowed", "refund_days", "refund_expected_on", "refund_paid_on"),
        ("return_allowed",),
        by_fault=True,
    ),
    Outcome(
        re.compile(
            r"换新|换[一个][^，。]{0,2}新|换一[个台件双条套只部支把张块]|换整[套台个]|[给为帮替]您换(?!货地址|地址|购)|补发|重发|重新(?:发|寄)|补寄|再寄一|再发一|"
            r"replace(?!ment (?:parts?|filter))|new (?:one|key|code|unit|pair)|fresh (?:one|key|code|unit|pair)|"
            r"(?:ship|send|get|post|bring) you (?:out )?(?:a new|another|a fresh|a second)|swap it for|resend|re-send|"
            r"send (?:you )?another|send (?:you )?a new|reship"
        ),
        re.compile(r"换|补发|补寄|重发|重寄|重新[发寄]|replace|resend|re-send|exchange|another"),
        ("replacement_allowed",),
        ("replacement_allowed",),
        by_fault=True,
    ),
    Outcome(
        re.compile(
            r"(?:赠|送|附)(?:送)?(?:给)?您?(?:一[个份件张套]|个|份|点)?(?:精美|小|神秘|额外)?(?:赠品|礼[品物盒]|小样|"
            r"好礼|伴手礼)|礼物给您|(?:补|加|多|额外|免费|另外|附|再(?=送(?:您|给您)?[一两]))送(?!到|达|货|上|出|检|修|回|去|来|一次|过)|"
            r"[给帮为替]您(?:再|补|多|加|另外|额外)*[送附](?:一|两|个|份|组|张|套|瓶|支|件|条|只|双)|(?:extra|"
            r"bonus) [a-z]+ (?:in |with it |for you)|free gift|(?<![a-z])gift(?! card)|freebie|throw in|on the house|"
            r"complimentary"
        ),
        re.compile(r"赠|礼|送|小样|gift|free|complimentary|sample"),
        ("compensation_allowed",),
    ),
    Outcome(
        re.compile(r"优惠券|代金券|抵用券|折价券|购物金|红包|礼券|现金券|满减券|voucher|coupon|store credit|gift card"),
        re.compile(r"券|购物金|红包|voucher|coupon|credit|gift card"),
        ("compensation_allowed",),
        in_money=True,
    ),
    Outcome(
        re.compile(r"补偿您|赔偿您|给您.{0,6}(?:补偿|赔偿)|赔您|补您|compensate you|compensation"),
        re.compile(r"补偿|赔|compensat|voucher|券|credit"),
        ("compensation_allowed",),
        in_money=True,
    ),
    Outcome(
        re.compile(
            r"给您.{0,6}(?:优惠|便宜|打折|折扣|特价|内部价|员工价|底价|最低价)|a discount|special price|reduced price|"
            r"knock .{0,12} off|money off"
        ),
        re.compile(r"折|优惠|减|特价|价保|discount|off|price|promo"),
        ("discount_allowed", "price_now", "promotion", "compensation_allowed", "price_protection_days"),
        in_money=True,
    ),
    Outcome(
        re.compile(
            r"员工价|内部价|内购价|成本价|亲友价|staff (?:price|discount|rate)|insider price|family (?:price|rate)|"
            r"at cost"
        ),
        re.compile(r"员工价|内部价|内购价|成本价|亲友价|staff|insider|family|at cost"),
    ),
    Outcome(
        re.compile(
            r"免运费|包邮|免邮|运费[^，。顾客买]{0,12}(?:我们|我方|店里|由我|免|吸收|报销|退)|free (?:shipping|delivery|"
            r"postage|return)|(?:cover|pay|waive|refund) (?:for )?(?:the |your )?(?:return )?(?:shipping|postage|"
            r"delivery|freight)|waive"
        ),
        re.compile(r"运费|包邮|免邮|免运|邮费|运|shipping|postage|freight|delivery|collection"),
        ("return_freight", "free_shipping_from"),
        by_fault=True,
    ),
    Outcome(
        re.compile(
            r"完好无损|完好地|保证[^，。]{0,8}(?:完好|没问题|不会)|(?:绝对|肯定|一定|保证)不会再|不会再(?:坏|出问题|破|错|发生|漏)|"
            r"(?:will|'ll) (?:reach|arrive|get to)[^,.]{0,16}(?:without a (?:scratch|mark|dent)|undamaged|in perfect|"
            r"intact|in one piece)|"
            r"(?:won't|will never|will not) (?:ever )?happen again"
        ),
        re.compile(r"完好|不会再|undamaged|intact"),
    ),
    Outcome(
        re.compile(r"延长(?:您的)?(?:保修|质保|保固)|延保|extend(?:ed)? (?:the |your )?(?:warranty|guarantee)|longer warranty"),
        re.compile(r"延保|延长|extend"),
    ),
    Outcome(
        re.compile(
            r"(?:保证|一定|肯定|包|都会|必定?)(?:能|会|给您|给|帮您)?(?:批|通过|审核通过|退成|成功|批准|核准)|(?:will|"
            r"sure to|certain to|guaranteed to) (?:be approved|get approved|approve|pass|succeed|say yes)|"
            r"guarantee (?:approval|success)"
        ),
        re.compile(r"批准|通过|核准|approv"),
    ),
)
