"""Promises of an outcome without a figure: a refund, a gift, a replacement."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.desk.compliance_case import ReplyCase
from bot.desk.finding import Finding
from bot.desk.grounding_outcomes import OUTCOMES, Outcome
from bot.desk.grounding_texts import Sources
from bot.desk.grounding_words import clause_of, is_conditional, is_negated, is_question, plain_words
from bot.desk.reply import ReplyReading, Sentence
from bot.desk.rules import RULES

_NAME = "ungrounded_promise"
_OWN_WORD = re.compile(
    r"(?:我|咱|这边|我们)[^，。？?]{0,10}(?:给您|替您|为您|帮您)|(?:单独|破例|特批|悄悄|"
    r"特地)[^，。]{0,4}[给替为帮]您|[给替为帮]您(?:破例|特批|通融|免掉|全免)|(?:都会|一定会?|肯定会?|"
    r"保证)(?:批|通过)"
    r"|(?:我|我们|咱们?|店里)[^，。]{0,4}(?:全[额数]|如数|免费)|(?:会|就|都|照|直接|马上|这就|免费|再|另外)(?:全[额数]|如数|免费|也|再|额外)?(?:[给帮为替]您|退|换|送|补|赔|批|免|包)"
    r"|(?<![a-z])(?:i|we|they|you)(?:'ll| will|'re going to)(?: (?:also|gladly|happily|quietly|simply|just|all|"
    r"personally))? (?:refund|replace|send|give|throw|waive|sort|credit|pay|cover|make|get|resend|reship|ship|post|"
    r"be refunded|have)"
    r"|(?<![a-z])(?:it|that amount|that|the (?:money|amount|sum|new one|refund)) will|is (?:on us|included)|for free(?![a-z])"
)
_PROMISING = ("promise_outcome", "offer_compensation", "grant_privilege", "pity_favour")
_ASKS_ONLY = re.compile(
    r"申请|看看|争取|试试|尽量|问一?下|询问|请示|反映|核实|确认|(?<!调)查(?!完|好|过)|评估|审核后|符合|(?<![a-z])(?:apply|ask|"
    r"asking|request|see (?:if|whether|what)|try|check|find out|look into|put (?:in|it) (?:a request|forward|"
    r"to)|whether|might|may)(?![a-z])"
)
_LATER = re.compile(
    r"查实|查明|核实(?:后|清楚|之后|完)|确认(?:后|之后|是)|属实|收到(?:退货|货|照片)?后|once(?! (?:that|it|"
    r"the (?:review|check|inspection|"
    r"investigation|claim))(?:'s| is| has)[^,.]{0,12}(?:through|done|finished|complete|over|closed))|after (?:we|the|"
    r"i)|as soon as|when (?:we|the)"
)
_MATTER = re.compile(r"[^，。]{0,3}(?:的事|一事|这件事|这块|方面|的请求|的要求|的部分|的诉求)")
"""Words after an outcome that make it what is talked of, not what is promised."""

_PROOF = re.compile(
    r"确认|核实|属实|查|质量|瑕疵|故障|坏|破|损|问题|缺|少|发错|同意|需要|想|要(?=的话|退|换|$)|愿意|选|方便|符合|满足|(?<![a-z])(?:fault\w*|confirm\w*|"
    r"prove\w*|turns? out|our (?:error|fault|mistake)|defect\w*|broken|damag\w*|lost|missing|wrong|want|like|prefer|"
    r"agree\w*|choose|wish|needs?|"
    r"approv\w*|eligible|qualif\w*)(?![a-z])"
)
"""A condition that leaves an outcome open: that something is found, or that the customer chooses it."""


def ungrounded_promises(reply: ReplyReading, case: ReplyCase) -> Iterable[Finding]:
    """Outcomes that the reply promises and that nothing known carries."""
    sources = Sources(case)
    words = plain_words(reply.text)
    for sentence in reply.sentences:
        said = words[sentence.start : sentence.end]
        firm = bool(sentence.made.intersection(_PROMISING)) or _OWN_WORD.search(said) is not None
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
    for outcome in OUTCOMES:
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
    if _MATTER.match(words, found.end()):
        return True
    return (
        is_negated(clause.replace(found.group(), " "))
        or (is_conditional(whole) and _PROOF.search(whole) is not None)
        or _ASKS_ONLY.search(clause) is not None
        or _LATER.search(whole) is not None
    )


def _carried(outcome: Outcome, sources: Sources, case: ReplyCase, denied: bool) -> bool:
    if denied:
        return _among_options(outcome, case)
    if any(_holds(case.facts.get(key)) for key in outcome.facts):
        return True
    if outcome.by_fault and case.fault_established and not case.facts.get("options"):
        return True
    return sources.names(outcome.named)


def _among_options(outcome: Outcome, case: ReplyCase) -> bool:
    options = case.facts.get("options")
    named = [plain_words(str(option)) for option in options] if isinstance(options, (list, tuple)) else []
    return any(outcome.named.search(option) for option in named)


def _holds(value: object) -> bool:
    """Whether a fact that carries an outcome does so: known, not false, not nothing, not refused."""
    return value not in (None, False, 0, "", "0", "none", "rejected", "refused")
