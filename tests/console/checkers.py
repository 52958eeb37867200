"""A check behind its port for tests of pages: it finds what it was told to, wherever that stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.assist.check_reply import CheckedReply, CheckQuestion
from bot.desk.compliance import HEATED
from bot.desk.finding import Finding, Rewrite
from bot.desk.rules import RULES, Severity


@dataclass(frozen=True)
class Told:
    """Words in which a rule is found; `rewrite` None offers nothing, `calm` is the whole reply in calm words."""

    words: str
    rule: str
    rewrite: str | None = None
    calm: str = ""


HOUSE_TELLS = (
    Told("插个队", "queue_jump", "按顺序处理"),
    Told("cut the line", "queue_jump", "keep an eye on it"),
    Told("插個隊", "queue_jump", "依順序處理"),
    Told("给您带来不便", "stock_apology", "抱歉让您多等了"),
    Told("for any inconvenience", "stock_apology", "that you had to wait"),
    Told("造成您的不便", "stock_apology", "抱歉讓您多等了"),
    Told("催什么催", "openly_impatient", "我再核对一遍", "知道您着急，我再核对一遍。"),
    Told("页面上写着呢", "impatient_with_basic_question", None, "我再给您说清楚。"),
    Told("删掉我", "flattery", ""),
    Told("👍🏽夸张", "exaggeration", "好用"),
)


@dataclass
class TellingChecker:
    """Finds the words it was told of; remembers every question."""

    tells: Sequence[Told] = HOUSE_TELLS
    asked: list[CheckQuestion] = field(default_factory=list)

    def check(self, question: CheckQuestion) -> CheckedReply:
        """What was told of stands in the reply, in the order of the text."""
        self.asked.append(question)
        found = []
        for told in self.tells:
            severity = question.severities.get(told.rule, RULES[told.rule].severity)
            for match in re.finditer(re.escape(told.words), question.reply):
                rewrite = None if told.rewrite is None else Rewrite(match.start(), match.end(), told.rewrite)
                found.append(Finding(told.rule, RULES[told.rule].rows, severity, match.start(), match.end(), rewrite=rewrite))
        findings = tuple(sorted(found, key=lambda item: item.start))
        heated = any(item.rule in HEATED for item in findings)
        calm = next((told.calm for told in self.tells if told.calm and told.words in question.reply), "")
        held = any(item.severity is Severity.BLOCK for item in findings)
        return CheckedReply(findings, held, heated, calm if heated else "")


HOLD = "⛔"
"""A reply with it is held by an `EchoingChecker`."""


class EchoingChecker:
    """Finds two faults in every reply, with the reply's own words wherever a check can bring words: nothing is trusted."""

    def check(self, question: CheckQuestion) -> CheckedReply:
        """One over the whole reply, one that is missing from it."""
        end, held = len(question.reply), HOLD in question.reply
        severity = Severity.BLOCK if held else Severity.WARN
        said = {"said": question.reply, "known": question.customer, "fact": question.reply[:40]}
        found = (
            Finding("ungrounded_date", ("S0.17",), severity, 0, end, said, Rewrite(0, end, question.reply), "contradicts"),
            Finding("wrong_language", (question.reply[:20],), severity, 0, 0, said),
        )
        return CheckedReply(found, held, held, question.reply)
