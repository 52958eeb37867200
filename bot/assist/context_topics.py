"""Topics that only the conversation shows: a bare "yes" to what the agent has just offered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.desk.reading import Entity, Reading

OFFER = re.compile(
    r"(可以|好|行|方便)(吗|嗎|不|么)|需要.{0,12}(吗|嗎|么)|要不要"
    r"|(帮|幫|给|給|为|為)(您|你).{0,16}(吗|嗎|么|\?|？)"
    r"|(shall|should|may|can) i |would you like|do you want"
)
"""An agent's line that offers to do something and asks for a yes."""

LONGEST_ANSWER = 12
"""A longer message says something of its own."""


def with_context_topics(reading: Reading, text: str, context: Sequence[tuple[str, str]]) -> Reading:
    """The reading with the topic `consent` when a short "ok" answers the agent's offer."""
    last_role, last_text = context[-1] if context else ("", "")
    agrees = "okay" in reading.values("topic") and len(text.strip()) <= LONGEST_ANSWER
    if not (agrees and last_role == "agent" and OFFER.search(last_text.lower())):
        return reading
    return replace(reading, entities=(*reading.entities, Entity("topic", 0, len(text), text, "consent")))
