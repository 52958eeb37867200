"""Messages, their speakers and channels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Role(str, Enum):
    """Who speaks. The agent is always a person; software of ours speaks as `bot`."""

    CUSTOMER = "customer"
    AGENT = "agent"
    BOT = "bot"


class Channel(str, Enum):
    """Where a conversation takes place."""

    CHAT = "chat"
    EMAIL = "email"
    PHONE_SCRIPT = "phone_script"
    SOCIAL_PUBLIC = "social_public"
    SOCIAL_PRIVATE = "social_private"


class Audience(str, Enum):
    """Who gets what is made of a turn: the agent (advice) or the shopper (the bot's answer)."""

    AGENT = "agent"
    SHOPPER = "shopper"


class Language(str, Enum):
    """A language with its script, as people read it."""

    ZH_HANS = "zh-Hans"
    ZH_HANT = "zh-Hant"
    EN = "en"


@dataclass(frozen=True)
class Message:
    """One utterance.

    Attributes:
        id: unique in its shop.
        role: who speaks.
        text: the original, code point for code point.
        at: aware, UTC.
    """

    id: str
    role: Role
    text: str
    at: datetime


@dataclass(frozen=True)
class Part:
    """Where one message of a turn stands in the turn's text (messages joined by a line break).

    Attributes:
        message_id: the message.
        start: first code point in the joined text.
        end: one past its last code point.
    """

    message_id: str
    start: int
    end: int


def joined(messages: tuple[Message, ...]) -> tuple[str, tuple[Part, ...]]:
    """Join the messages of a turn by line breaks, and say where each stands."""
    parts: list[Part] = []
    start = 0
    for message in messages:
        parts.append(Part(message.id, start, start + len(message.text)))
        start += len(message.text) + 1
    return "\n".join(message.text for message in messages), tuple(parts)
