"""Promises of an outcome without a figure: a refund, a gift, a replacement."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.desk.compliance_case import ReplyCase
from bot.desk.finding import Finding
from bot.desk.grounding_texts import Sources
from bot.desk.grounding_words import clause_of, is_conditional, is_negated, is_question, plain_words
from bot.desk.reply import ReplyReading, Sentence
from bot.desk.rules import RULES

_NAME = "ungrounded_promise"


@dataclass(frozen=True)
class _Outcome:
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


_OUTCOMES = (
    _Outcome(
        re.compile(
            r"全额退|全款退|退全款|退款给您|[给帮为]您(?:全额|直接|马上|立刻|办理|安排|原路)?退(?:款|钱|掉)|(?:钱|"
            r"款)退给?您|破例[^，。]{0,8}退|通融|特批|寄[来回]就退|full refund|refund (?:you|your|the|it|in full)|"
            r"money back|give you a refund|refunded"
        ),
        re.compile(r"退款|退钱|全额退|原路|refund|money back"),
        ("refund_amount", "refund_status", "return_allowed", "refund_days", "refund_expected_on", "refund_paid_on"),
        ("return_allowed",),
        by_fault=True,
    ),
    _Outcome(
        re.compile(
            r"换新|换一[个台件双条套只部]|给您换|为您换|补发|重发|重新(?:发|寄)|补寄|再寄一|再发一|"
            r"replace(?!ment (?:parts?|filter))|new (?:one|key|code|unit|pair)|fresh (?:one|key|code|unit|pair)|"
            r"resend|re-send|send (?:you )?another|send (?:you )?a new|reship"
        ),
        re.compile(r"换|补发|补寄|重发|重寄|重新[发寄]|replace|resend|re-send|exchange|another"),
        ("replacement_allowed",),
        ("replacement_allowed",),
        by_fault=True,
    ),
    _Outcome(
        re.compile(
            r"(?:赠|送|附)(?:送)?(?:给)?您?(?:一[个份件张套]|个|份|点)?(?:精美|小|神秘|额外)?(?:赠品|礼[品物盒]|小样|"
            r"好礼|伴手礼)|礼物给您|free gift|(?<![a-z])gift(?! card)|freebie|throw in|on the house|complimentary"
        ),
        re.compile(r"赠|礼|送|小样|gift|free|complimentary|sample"),
        ("compensation_allowed",),
    ),
    _Outcome(
        re.compile(r"优惠券|代金券|抵用券|折价券|购物金|红包|礼券|现金券|满减券|voucher|coupon|store credit|gift card"),
        re.compile(r"券|购物金|红包|voucher|coupon|credit|gift card"),
        ("compensation_allowed",),
        in_money=True,
    ),
    _Outcome(
        re.compile(r"补偿您|赔偿您|给您.{0,6}(?:补偿|赔偿)|赔您|补您|compensate you|compensation"),
        re.compile(r"补偿|赔|compensat|voucher|券|credit"),
        ("compensation_allowed",),
        in_money=True,
    ),
    _Outcome(
        re.compile(
            r"给您.{0,6}(?:优惠|便宜|打折|折扣|特价|内部价|员工价|底价|最低价)|a discount|special price|reduced price|"
            r"knock .{0,12} off|money off"
        ),
        re.compile(r"折|优惠|减|特价|价保|discount|off|price|promo"),
        ("discount_allowed", "price_now", "promotion", "compensation_allowed", "price_protection_days"),
        in_money=True,
    ),
    _Outcome(
        re.compile(
            r"员工价|内部价|内购价|成本价|亲友价|staff (?:price|discount|rate)|insider price|family (?:price|rate)|"
            r"at cost"
        ),
        re.compile(r"员工价|内部价|内购价|成本价|亲友价|staff|insider|family|at cost"),
    ),
    _Outcome(
        re.compile(
            r"免运费|包邮|免邮|运费[^，。]{0,12}(?:我们|我方|店里|由我|免|承担|报销|退)|free (?:shipping|delivery|"
            r"postage|return)|(?:cover|pay|waive|refund) (?:for )?(?:the |your )?(?:return )?(?:shipping|postage|"
            r"delivery|freight)|waive"
        ),
        re.compile(r"运费|包邮|免邮|免运|邮费|运|shipping|postage|freight|delivery|collection"),
        ("return_freight", "free_shipping_from"),
        by_fault=True,
    ),
    _Outcome(
        re.compile(r"延长(?:您的)?(?:保修|质保|保固)|延保|extend(?:ed)? (?:the |your )?(?:warranty|guarantee)|longer warranty"),
        re.compile(r"延保|延长|extend"),
    ),
    _Outcome(
        re.compile(
            r"(?:保证|一定|肯定|包|都会|必定?)(?:能|会|给您|给|帮您)?(?:批|通过|审核通过|退成|成功|批准|核准)|(?:will|"
            r"sure to|certain to|guaranteed to) (?:be approved|get approved|approve|pass|succeed|say yes)|"
            r"guarantee (?:approval|success)"
        ),
        re.compile(r"批准|通过|核准|approv"),
    ),
)
_OWN_WORD = re.compile(
    r"(?:我|咱|这边|我们)[^，。？?]{0,10}(?:给您|替您|为您|帮您)|(?:单独|破例|特批|悄悄|"
    r"特地)[^，。]{0,4}[给替为帮]您|[给替为帮]您(?:破例|特批|通融|免掉|全免)|(?:都会|一定会?|肯定会?|"
    r"保证)(?:批|通过)"
    r"|(?<![a-z])(?:i|we|they)(?:'ll| will)(?: (?:also|gladly|happily|quietly|simply|just|"
    r"personally))? (?:refund|replace|send|give|throw|waive|sort|credit|pay|cover|make|get you|resend|reship)"
)
_PROMISING = ("promise_outcome", "offer_compensation", "grant_privilege", "pity_favour")
_ASKS_ONLY = re.compile(
    r"申请|看看|争取|试试|尽量|问一?下|询问|请示|反映|核实|确认|查|评估|审核后|符合|(?<![a-z])(?:apply|ask|"
    r"asking|request|see (?:if|whether|what)|try|check|find out|look into|put (?:in|it) (?:a request|forward|"
    r"to)|whether|might|may)(?![a-z])"
)
_LATER = re.compile(
    r"查实|查明|核实(?:后|清楚|之后|完)|确认(?:后|之后|是)|属实|收到(?:退货|货|照片)?后|once|after (?:we|the|"
    r"i)|as soon as|when (?:we|the)"
)


def ungrounded_promises(reply: ReplyReading, case: ReplyCase) -> Iterable[Finding]:
    """Outcomes that the reply promises and that nothing known carries."""
    sources = Sources(case)
    words = plain_words(reply.text)
    for sentence in reply.sentences:
        said = words[sentence.start : sentence.end]
        firm = bool(sentence.made.intersection(_PROMISING)) or (not sentence.made and _OWN_WORD.search(said) is not None)
        if not firm and "offer_remedy" not in sentence.made:
            continue
        if is_question(said) and "promise_outcome" not in sentence.made:
            continue
        measured = any(
            figure.kind in ("amount", "percent") and sentence.start <= figure.start < sentence.end for figure in reply.figures
        )
        yield from _of_sentence(sentence, words, sources, case, firm=firm, measured=measured)


def _of_sentence(
    sentence: Sentence, words: str, sources: Sources, case: ReplyCase, *, firm: bool, measured: bool
) -> Iterable[Finding]:
    for outcome in _OUTCOMES:
        if measured and outcome.in_money:
            continue
        found = outcome.said.search(words, sentence.start, sentence.end)
        if found is None or _is_open(words, found, sentence):
            continue
        denied = next((key for key in outcome.forbidden if case.facts.get(key) is False), None)
        if _carried(outcome, sources, case, denied is not None) or (not firm and denied is None):
            continue
        arguments = {"said": case_words(sentence, found)}
        if denied is not None:
            arguments |= {"known": "false", "fact": denied}
        yield Finding(
            _NAME,
            RULES[_NAME].rows,
            case.severities.get(_NAME, RULES[_NAME].severity),
            found.start(),
            found.end(),
            arguments,
            None,
            "contradicts" if denied is not None else "absent",
        )
        return


def case_words(sentence: Sentence, found: re.Match[str]) -> str:
    """The words of the reply where the pattern was found."""
    return sentence.text[found.start() - sentence.start : found.end() - sentence.start]


def _is_open(words: str, found: re.Match[str], sentence: Sentence) -> bool:
    """Whether the outcome is denied, asked for, or said under a condition."""
    first, last = clause_of(words, found.start(), found.end())
    clause = words[max(first, sentence.start) : min(last, sentence.end)]
    whole = words[sentence.start : found.end()]
    return (
        is_negated(clause) or is_conditional(whole) or _ASKS_ONLY.search(clause) is not None or _LATER.search(whole) is not None
    )


def _carried(outcome: _Outcome, sources: Sources, case: ReplyCase, denied: bool) -> bool:
    if denied:
        return _among_options(outcome, case)
    if any(_holds(case.facts.get(key)) for key in outcome.facts):
        return True
    if outcome.by_fault and case.fault_established:
        return True
    return sources.names(outcome.named)


def _among_options(outcome: _Outcome, case: ReplyCase) -> bool:
    options = case.facts.get("options")
    named = [plain_words(str(option)) for option in options] if isinstance(options, (list, tuple)) else []
    return any(outcome.named.search(option) for option in named)


def _holds(value: object) -> bool:
    """Whether a fact that carries an outcome does so: known, not false, not nothing, not refused."""
    return value not in (None, False, 0, "", "0", "none", "rejected", "refused")
