"""Grounding: every figure and claim of a reply must be carried by the facts or the customer's words."""

from __future__ import annotations

from bot.desk.compliance_case import ReplyCase
from bot.desk.finding import Finding
from bot.desk.reply import ReplyReading


def ungrounded(reply: ReplyReading, case: ReplyCase) -> tuple[Finding, ...]:
    """Findings of ungrounded_date, ungrounded_promise and false_information."""
    return ()
