"""Case information that a reply states: where the case stands, what the goods are, what the shop allows."""

from __future__ import annotations

from bot.desk.compliance_case import ReplyCase
from bot.desk.finding import Finding
from bot.desk.reply import ReplyReading


def false_claims(reply: ReplyReading, case: ReplyCase) -> tuple[Finding, ...]:
    """Statements that the facts deny, or that no fact carries and that are said as certain."""
    return ()
