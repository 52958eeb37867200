"""The check: a reply held against the protocol. Pure: what was read, what is known, and the shop's severities in; findings out.

Each rule of `bot.desk.rules` has one function here or in a file named after its theme; docs/check.md defines them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from bot.desk.compliance_case import Hit, ReplyCase, Rewrites
from bot.desk.compliance_fault import FAULT_CHECKS
from bot.desk.compliance_form import FORM_CHECKS
from bot.desk.compliance_limits import LIMIT_CHECKS
from bot.desk.compliance_manner import MANNER_CHECKS
from bot.desk.compliance_public import PUBLIC_CHECKS
from bot.desk.finding import Finding, Rewrite
from bot.desk.grounding import ungrounded
from bot.desk.message import Channel, Language
from bot.desk.reply import ReplyReading
from bot.desk.rules import RULES, Severity

Check = Callable[[ReplyReading, ReplyCase], Iterable[Hit]]

CHECKS: Mapping[str, Check] = {**MANNER_CHECKS, **LIMIT_CHECKS, **FAULT_CHECKS, **PUBLIC_CHECKS, **FORM_CHECKS}
"""Rule -> what looks for its violations; the rules of grounding (`ungrounded`) look at one figure for several rules at once."""

GROUNDED = ("ungrounded_date", "ungrounded_promise", "false_information")
"""Rules whose findings come from `bot.desk.grounding`."""

HEATED = frozenset(
    {
        "openly_impatient",
        "impatient_with_basic_question",
        "cuts_short",
        "sarcasm",
        "blame",
        "lost_composure",
        "hints_at_lying",
        "worse_treatment_on_pity",
        "threat_for_abuse",
        "fan_mistreated",
        "know_it_all_put_down",
    }
)
"""Rules whose violation is a matter of heat: the text is held as a draft beside a neutral one (S0.38, S0.39)."""

_ORDER = {name: place for place, name in enumerate(RULES)}


def findings_of(
    reply: ReplyReading, case: ReplyCase, rewrites: Rewrites | None = None, *, checks: Mapping[str, Check] = CHECKS
) -> tuple[Finding, ...]:
    """Every place where the reply breaks a rule, in the order of the text; what is missing from the whole comes first.

    Args:
        reply: what was read.
        case: what it is held against.
        rewrites: rule -> language -> the words that may stand in place of a sentence; None where none are wanted.
        checks: the rules looked for.
    """
    found = [_finding(name, hit, reply, case, rewrites or {}) for name, check in checks.items() for hit in check(reply, case)]
    found += (finding for finding in ungrounded(reply, case) if not _is_approved(finding, reply))
    return tuple(sorted(found, key=lambda item: (item.start, item.end, _ORDER[item.rule])))


def _is_approved(finding: Finding, reply: ReplyReading) -> bool:
    """Whether the words are the protocols' own: to the letter, or a claim beside what was filled in."""
    figures = {(figure.start, figure.end) for figure in reply.figures}
    return any(
        sentence.start <= finding.start < sentence.end
        and (sentence.verbatim or (sentence.approved and (finding.start, finding.end) not in figures))
        for sentence in reply.sentences
    )


def is_held(findings: Iterable[Finding]) -> bool:
    """Whether a reply with these findings may not be sent as it is."""
    return any(finding.severity is Severity.BLOCK for finding in findings)


def is_heated(findings: Iterable[Finding]) -> bool:
    """Whether a finding is a matter of heat."""
    return any(finding.rule in HEATED for finding in findings)


def neutral_text(reply: ReplyReading, findings: Iterable[Finding]) -> str:
    """The reply with every rewrite of a heated finding in place; "" where one of them has none or nothing would be left."""
    heated = [finding for finding in findings if finding.rule in HEATED]
    if not heated or any(finding.rewrite is None for finding in heated):
        return ""
    text, said = reply.text, set[str]()
    parts: list[str] = []
    position = 0
    for rewrite in sorted({finding.rewrite for finding in heated if finding.rewrite}, key=lambda item: item.start):
        if rewrite.start < position:
            continue
        words = "" if rewrite.text in said else rewrite.text
        said.add(rewrite.text)
        parts += (text[position : rewrite.start], words)
        position = rewrite.end
    return "".join((*parts, text[position:])).strip()


def _finding(name: str, hit: Hit, reply: ReplyReading, case: ReplyCase, rewrites: Rewrites) -> Finding:
    rule = RULES[name]
    public = case.channel is Channel.SOCIAL_PUBLIC
    rows = tuple(dict.fromkeys((*rule.rows, *(rule.public_rows if public else ()))))
    return Finding(
        rule=name,
        rows=rows,
        severity=case.severities.get(name, rule.severity),
        start=hit.start,
        end=hit.end,
        arguments=hit.arguments,
        rewrite=hit.rewrite or _rewrite(name, hit, reply, case, rewrites),
        variant=hit.variant,
    )


def _rewrite(name: str, hit: Hit, reply: ReplyReading, case: ReplyCase, rewrites: Rewrites) -> Rewrite | None:
    """Approved words in place of the sentence, in the customer's language."""
    words = rewrites.get(name, {})
    language: Language = case.customer_language or reply.language
    if language not in words:
        return None
    if hit.end == hit.start:
        join = " " if language is Language.EN else ""
        return Rewrite(len(reply.text), len(reply.text), join + words[language])
    return Rewrite(hit.start, hit.end, words[language])
