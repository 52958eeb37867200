"""Case information that a reply states: where the case stands, what the shop allows, how long a guarantee still runs."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.desk.compliance_case import ReplyCase
from bot.desk.finding import Finding
from bot.desk.grounding_known import number_of
from bot.desk.grounding_promises import case_words
from bot.desk.grounding_statuses import CLAIMS, Claim
from bot.desk.grounding_texts import Sources
from bot.desk.grounding_words import clause_of, is_conditional, is_question, plain_words, says_back
from bot.desk.reply import ReplyReading, Sentence
from bot.desk.rules import RULES

_NAME = "false_information"
_DOUBT = re.compile(
    r"不能|不会|无法|没法|不一定|是否|有没有|可能|也许|或许|应该|估计|大概|预计|将|会在|要等|等|才|再|之后|"
    r"以后|后|争取|尽快|帮您|为您|我去|查一?下|核实|显示您|记录|还是|为什么|为何|多久|怎么"
    r"|(?<![a-z])(?:not|may|might|maybe|perhaps|probably|should|will|would|could|once|when|until|before|after|"
    r"as soon as|check|see|find out|to be|can be|going|why|how|look for|find|or)(?![a-z])|n't|'ll"
)

_RETURNABLE = (
    (
        "return_allowed",
        False,
        re.compile(
            r"(?:可以|能|支持|同意|接受)(?:为您|给您|帮您|直接|正常|申请|办理)*退货|(?:可以|能|"
            r"支持)退(?:换)?(?![款运差邮费一])|you (?:can|may) (?:still )?(?:return|send it back)|we (?:can|will|"
            r"'ll) (?:take it back|accept (?:the|your) return)|(?:is|are|it's) (?:returnable|"
            r"eligible for (?:a )?return)"
        ),
    ),
    (
        "return_allowed",
        True,
        re.compile(
            r"(?:不能|无法|没法|不可以|不支持|不予)(?:为您|给您|办理|再)*退(?:货|换)|退不了|不给退|(?:cannot|can't|"
            r"can not|n't able to|not able to|unable to) (?:be returned|return|take (?:it|them) back|accept (?:the|"
            r"your|a) return)|not returnable|non-returnable"
        ),
    ),
    (
        "replacement_allowed",
        False,
        re.compile(
            r"(?:可以|能|支持|同意|接受)(?:为您|给您|帮您|直接|申请|办理|免费)*换(?:货|新|一)|you (?:can|"
            r"may) (?:exchange|swap)|we (?:can|will|'ll) (?:replace|exchange|swap)"
        ),
    ),
    (
        "replacement_allowed",
        True,
        re.compile(
            r"(?:不能|无法|没法|不可以|不支持|不予)(?:为您|给您|办理|再)*换(?:货|新)|换不了|(?:cannot|can't|unable to|"
            r"n't able to|not able to) (?:be (?:replaced|exchanged)|replace|exchange|swap)"
        ),
    ),
)
_IN_WARRANTY = re.compile(
    r"(?:还|仍|尚)?在(?:保修|质保|保固|三包)(?:期|范围)?(?:内|以内)?(?![外])|没过保|未过保|还在保|(?:still |"
    r"is |are )(?:under|in|within|covered by)(?: its| the| our| your)? (?:warranty|guarantee)"
)
_OUT_OF_WARRANTY = re.compile(
    r"(?<!没)(?<!未)(?:已经?|早)?过(?:了)?(?:保修|质保|保固)期?|(?<!没)(?<!未)(?:已经?|早就?)过保|超(?:过|"
    r"出)(?:了)?(?:保修|质保|保固)|(?:out of|no longer (?:under|in)|past(?: its| the)?|outside(?: its|"
    r" the)?) (?:warranty|guarantee)|(?:warranty|guarantee) (?:has |is )?(?:expired|over|ended|run out)"
)
_IN_WINDOW = re.compile(
    r"(?:还|仍|尚)在(?:7天|七天|15天|退货|退换货?|无理由)[^，。]{0,6}(?:期|内)|没过(?:退货|退换)|(?:still |"
    r"is |are )(?:within|inside|in) (?:the |our |your )?(?:\d+[- ]day )?(?:return|returns) (?:window|period)"
)
_OUT_OF_WINDOW = re.compile(
    r"(?<!没)(?<!未)(?:已经?|早)?(?:超|过)(?:过|出|了)?(?:退货|退换货?|7天|七天|无理由)[^，。]{0,4}期|(?:past|"
    r"outside|out of|beyond) (?:the |our )?(?:\d+[- ]day )?(?:return|returns) (?:window|period)|(?:return|"
    r"returns) (?:window|period) (?:has |is )?(?:closed|over|passed|expired|ended)"
)


def false_claims(reply: ReplyReading, case: ReplyCase) -> Iterable[Finding]:
    """Statements that the facts deny, or that no fact carries and that are said as certain."""
    sources = Sources(case)
    words = plain_words(reply.text)
    for sentence in reply.sentences:
        if not _informs(sentence) or is_question(words[sentence.start : sentence.end]):
            continue
        yield from _status_claims(sentence, words, sources, case)
        yield from _allowance_claims(sentence, words, case)
        yield from _period_claims(sentence, words, case)


_NOT_INFORMING = frozenset({"ask_information", "greet", "apologise", "thank", "close", "acknowledge", "set_boundary"})


def _informs(sentence: Sentence) -> bool:
    return "inform_fact" in sentence.made or not sentence.made or not sentence.made <= _NOT_INFORMING


def _clause(words: str, found: re.Match[str], sentence: Sentence) -> str:
    first, last = clause_of(words, found.start(), found.end())
    return words[max(first, sentence.start) : min(last, sentence.end)]


def _status_claims(sentence: Sentence, words: str, sources: Sources, case: ReplyCase) -> Iterable[Finding]:
    for claim in CLAIMS:
        found = claim.said.search(words, sentence.start, sentence.end)
        if found is None:
            continue
        clause = _clause(words, found, sentence)
        rest = clause.replace(found.group(), " ")
        if is_conditional(clause) or _DOUBT.search(rest) or says_back(clause):
            continue
        if claim.fact == "order_status" and (
            _OTHER_PARCEL.search(clause) or _NOT_RECEIVED.search(words, sentence.start, sentence.end)
        ):
            continue
        known = case.facts.get(claim.fact)
        value = str(known).strip().lower() if isinstance(known, str) else ""
        if value in claim.misfits and not _other_evidence(claim, case):
            yield _finding(sentence, found, case, "contradicts", known=value, fact=claim.fact)
        elif known is None and claim.absent and _says_it_as_known(sentence) and not _supported(claim, sources, case):
            yield _finding(sentence, found, case, "absent", fact=claim.fact)


_OTHER_PARCEL = re.compile(
    r"重新|补发|补寄|重发|另|新的|替换|退件|寄回|退回|仓库已|上次|之前那|resen|replacement|re-?s(?:hip|end)|"
    r"new one|other|previous|last time|refund|similar|reply|answer|(?<![a-z])help|e-?mail|credit|money|"
    r"voucher|colleague|technician|engineer|回复|答复|师傅|同事|短信|邮件"
)


_NOT_RECEIVED = re.compile(
    r"[没未](?:有)?(?:收到|拿到|到手|见到)|不在(?:您)?手|never (?:reached|arrived|came|received)|"
    r"not (?:received|reached|arrived|with you)|n't (?:received|reached|arrived|got)|missing"
)


def _says_it_as_known(sentence: Sentence) -> bool:
    return (
        not sentence.made
        or "inform_fact" in sentence.made
        or bool(sentence.made & {"give_reason", "commit_time", "promise_outcome", "acknowledge"})
    )


def _other_evidence(claim: Claim, case: ReplyCase) -> bool:
    """Whether another fact speaks for the claim though the status does not: a scan, a note on the case."""
    for key in claim.evidence:
        value = case.facts.get(key)
        if key in _DATED and value not in (None, ""):
            return True
        if isinstance(value, str) and claim.said.search(plain_words(value)):
            return True
    return False


_DATED = frozenset({"dispatched_on", "delivered_on", "days_since_delivery", "refund_paid_on", "refund_expected_on"})


_TELLING = {
    "order_status": re.compile(r"deliver|dispatch|ship|scan|track|courier|carrier|status|sent|transit|parcel|arriv|eta|activat"),
    "refund_status": re.compile(r"refund|paid|credit|payment"),
    "return_status": re.compile(r"return|receiv|warehouse|inspect|arriv|pick|workshop"),
    "stock_status": re.compile(r"stock|invent|avail|quantity|left|option"),
}
"""Names of the shop's own facts that may tell how a thing stands."""


def _supported(claim: Claim, sources: Sources, case: ReplyCase) -> bool:
    if any(case.facts.get(key) not in (None, False, "") for key in claim.evidence):
        return True
    if any(_TELLING[claim.fact].search(key.lower()) for key in case.facts):
        return True
    return sources.names(claim.said) or sources.customer_names(claim.said)


def _allowance_claims(sentence: Sentence, words: str, case: ReplyCase) -> Iterable[Finding]:
    for fact, denied, pattern in _RETURNABLE:
        if case.facts.get(fact) is not denied:
            continue
        found = pattern.search(words, sentence.start, sentence.end)
        if found is None:
            continue
        clause = _clause(words, found, sentence)
        whole = words[sentence.start : found.end()]
        if is_conditional(whole) or says_back(clause) or _UNSURE.search(clause) or _preceded_by_no(words, found):
            continue
        yield _finding(sentence, found, case, "contradicts", known=str(denied).lower(), fact=fact)


_UNSURE = re.compile(
    r"是否|查|核实|问|审核|确认|才|其他|别的|另外|下次|路上|在途|运输|运送|这时候|这会儿|已经|一般|通常|"
    r"正常情况|ask|check|see |other|usually|normally|another|while|on its way|until|already"
)


def _preceded_by_no(words: str, found: re.Match[str]) -> bool:
    return re.search(r"(?:不|没|未|无法|非|not |n't |never )$", words[max(0, found.start() - 6) : found.start()]) is not None


def _period_claims(sentence: Sentence, words: str, case: ReplyCase) -> Iterable[Finding]:
    for window, passed, inside, outside in (
        ("warranty_months", "months_since_purchase", _IN_WARRANTY, _OUT_OF_WARRANTY),
        ("return_window_days", "days_since_delivery", _IN_WINDOW, _OUT_OF_WINDOW),
    ):
        length, since = number_of(case.facts.get(window)), number_of(case.facts.get(passed))
        if length is None or since is None or length[0] == since[0]:
            continue
        pattern = outside if since[0] < length[0] else inside
        found = pattern.search(words, sentence.start, sentence.end)
        if found is None or is_conditional(_clause(words, found, sentence)) or _preceded_by_no(words, found):
            continue
        yield _finding(sentence, found, case, "contradicts", known=str(case.facts[passed]), fact=passed)


def _finding(sentence: Sentence, found: re.Match[str], case: ReplyCase, variant: str, **arguments: str) -> Finding:
    said = {"said": case_words(sentence, found)}
    return Finding(
        _NAME,
        RULES[_NAME].rows,
        case.severities.get(_NAME, RULES[_NAME].severity),
        found.start(),
        found.end(),
        said | arguments if variant == "contradicts" else said,
        None,
        variant,
    )
