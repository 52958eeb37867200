"""Statements in free words of a whole reply, as findings."""

from __future__ import annotations

from collections.abc import Iterable

from bot.desk.compliance_case import ReplyCase
from bot.desk.finding import Finding
from bot.desk.grounding_causes import untrue_causes
from bot.desk.grounding_clauses import Untrue, clauses_of
from bot.desk.grounding_goods import Ground, untrue_of_goods
from bot.desk.grounding_opposites import untrue_opposites
from bot.desk.grounding_process import untrue_progress
from bot.desk.grounding_words import plain_words
from bot.desk.reply import ReplyReading
from bot.desk.rules import RULES


def untrue_statements(reply: ReplyReading, case: ReplyCase) -> Iterable[Finding]:
    """Statements about goods, service, names and causes that facts deny or that nothing known carries."""
    ground = Ground(case)
    for clause in clauses_of(reply, plain_words(reply.text)):
        for check in (untrue_opposites, untrue_of_goods, untrue_causes, untrue_progress):
            for untrue in check(clause, ground):
                yield _finding(untrue, reply.text, case)
                break
            else:
                continue
            break


def _finding(untrue: Untrue, text: str, case: ReplyCase) -> Finding:
    rule = "ungrounded_promise" if untrue.promise else "false_information"
    start, end = _trimmed(text, untrue.start, untrue.end)
    arguments = {"said": text[start:end]}
    if untrue.fact:
        arguments |= {"known": untrue.known, "fact": untrue.fact}
    severity = case.severities.get(rule, RULES[rule].severity)
    return Finding(rule, RULES[rule].rows, severity, start, end, arguments, None, "contradicts" if untrue.fact else "absent")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
