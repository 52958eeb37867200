"""Promises of an outcome without a figure: a refund, a gift, a replacement."""

from __future__ import annotations

from bot.desk.compliance_case import ReplyCase
from bot.desk.finding import Finding
from bot.desk.reply import ReplyReading


def ungrounded_promises(reply: ReplyReading, case: ReplyCase) -> tuple[Finding, ...]:
    """Outcomes that the reply promises and that nothing known carries."""
    return ()
