"""What the API takes and gives; the contract in OpenAPI is made from these."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from bot.assist.posts_table import LARGEST_COUNT, checked_url
from bot.desk.conversation import OwnerKind
from bot.desk.correction import CorrectionState
from bot.desk.errors import InputError
from bot.desk.message import Audience, Channel, Role
from bot.desk.rules import Severity

LONGEST_TEXT = 10_000
"""Characters of one message that are analysed; a longer one is refused."""

LARGEST_SEQ = 2**63 - 1


def _storable(text: str) -> str:
    """Refuse what no store can keep: NUL and lone surrogates."""
    if "\x00" in text:
        raise PydanticCustomError("nul", "The text holds the character NUL.")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise PydanticCustomError("string_unicode", "The text holds a lone surrogate.") from None
    return text


def _spoken(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("string_too_short", "The text is empty.")
    return _storable(text)


def _name(text: str) -> str:
    """Refuse control characters in names and keys: they would forge lines of a log."""
    if any(ord(character) < 32 or 127 <= ord(character) < 160 for character in text):
        raise PydanticCustomError("control_character", "The name holds a control character.")
    return _storable(text)


Spoken = Annotated[
    str,
    Field(min_length=1, max_length=LONGEST_TEXT, description="1 to 10,000 characters; longer is refused with 422: split it."),
    AfterValidator(_spoken),
]
Key = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_name)]
OptionalKey = Annotated[str, Field(max_length=200), AfterValidator(_name)]
Note = Annotated[str, Field(max_length=2_000), AfterValidator(_storable)]


class Body(BaseModel):
    """A body that is taken as it is meant: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", strict=False)


class MessageIn(Body):
    """A customer's message."""

    conversation_key: Key = Field(description="Your own name of the conversation.")
    text: Spoken
    dedupe_key: OptionalKey = Field("", description="Unique per delivery; or send it as the header Idempotency-Key.")
    channel: Channel = Channel.CHAT
    audience: Audience = Field(Audience.AGENT, description="Who gets the result when the conversation is new.")
    customer_key: OptionalKey = Field("", description="Your own name of the customer.")
    customer_verified: bool = Field(False, description="You have proved who the customer is.")
    order_number: OptionalKey = ""
    sent_at: AwareDatetime | None = Field(
        None, description="When the customer sent it: its place in the conversation, also when it comes late. Ahead of now: now."
    )
    source_seq: Annotated[int, Field(ge=0, le=LARGEST_SEQ)] | None = Field(
        None,
        description="Your own number of the message, growing within the conversation: orders messages of one moment, "
        "and messages without sent_at.",
    )


class MessageAccepted(BaseModel):
    """What became of a message; `duplicate` when this delivery was known already."""

    message_id: str
    conversation_id: str
    turn_id: str
    duplicate: bool


def _address(url: str) -> str:
    try:
        return checked_url(url)
    except InputError as error:
        raise PydanticCustomError("url", "It is not an address that begins with https:// or http://.") from error


Count = Annotated[int, Field(ge=0, le=LARGEST_COUNT)]


class PostIn(Body):
    """A public post with its counts."""

    network: Key = Field(description="Where it stands: weibo, xiaohongshu, x …")
    id: Key = Field(description="The network's id of the post. The same network and id again only brings new counts.")
    text: Spoken
    author: OptionalKey = Field("", description="The network's name of the person; a private message by the same finds the post.")
    url: Annotated[str, Field(max_length=2_000), AfterValidator(_address)] = ""
    views: Count | None = None
    comments: Count | None = None
    shares: Count | None = None
    posted_at: AwareDatetime | None = None
    counted_at: AwareDatetime | None = Field(None, description="When the counts were true; older ones change nothing.")
    customer_key: OptionalKey = Field("", description="Your own name of the author, where you know it.")


class PostAccepted(BaseModel):
    """What became of a post; not `new`: known, its counts were brought up to date."""

    conversation_id: str
    message_id: str
    new: bool


class HistoryItem(Body):
    """One message of the past."""

    role: Role
    text: Spoken
    at: AwareDatetime
    dedupe_key: Key


class HistoryIn(Body):
    """Earlier messages of a conversation, oldest first."""

    messages: list[HistoryItem] = Field(min_length=1, max_length=200)
    channel: Channel = Channel.CHAT
    audience: Audience = Audience.AGENT
    customer_key: OptionalKey = ""
    customer_verified: bool = False
    order_number: OptionalKey = ""


class HistoryAccepted(BaseModel):
    """The conversation that now holds the history."""

    conversation_id: str


class ConversationLine(BaseModel):
    """A conversation in a list."""

    id: str
    source: str
    key: str
    channel: Channel
    customer_name: str
    owner_kind: OwnerKind
    owner_id: str
    owner_name: str
    last_text: str
    last_at: datetime
    waiting_since: datetime | None
    labels: dict[str, int]
    escalate_to: str
    version: int


class ConversationList(BaseModel):
    """Conversations, the longest waiting first, then the newest."""

    conversations: list[ConversationLine]


class MessageOut(BaseModel):
    """A message of a conversation."""

    id: str
    role: Role
    text: str
    at: datetime
    turn_id: str
    author: str
    automatic: bool


class AdviceOut(BaseModel):
    """Advice on one turn; `degraded` when our own reader stood in for Rasa."""

    id: str
    turn_id: str
    revision: int
    degraded: bool
    created_at: datetime
    advice: dict[str, Any]


class AdviceList(BaseModel):
    """All advice of a conversation, oldest first."""

    advice: list[AdviceOut]


class ConversationOut(BaseModel):
    """One conversation whole."""

    conversation: ConversationLine
    messages: list[MessageOut]
    advice: AdviceOut | None
    order_numbers: list[str]
    chosen_order: str
    earlier_messages: bool


class ReplyIn(Body):
    """An agent's reply that was sent, or is to be sent by the shop's own console."""

    text: Spoken
    dedupe_key: OptionalKey = Field("", description="Unique per reply; or send it as the header Idempotency-Key.")
    turn_id: OptionalKey = Field("", description="The turn whose draft it came from.")
    style: Literal["", "holding", "brief", "warm", "firm", "aside"] = ""
    version: int | None = Field(None, ge=0, le=2**53, description="The version you saw; 409 when it has changed.")


class OrderIn(Body):
    """The order whose facts count."""

    order_number: Key


class OrderChosen(BaseModel):
    """The turn that is read again, "" when none is in hand."""

    turn_id: str


class FeedbackIn(Body):
    """What a person thinks of advice."""

    turn_id: Key
    verdict: Literal["helpful", "wrong_reading", "wrong_draft", "dismissed"]
    note: Note = ""


Level = Annotated[int, Field(ge=0, le=3)]
TemperamentName = Literal["hurried", "dramatic", "over_familiar", "angry", "know_it_all"]


class CorrectionIn(Body):
    """That a turn was read wrong and, if you know, what is right."""

    turn_id: Key
    revision: int | None = Field(None, ge=1, le=2**31 - 1, description="Of the turn, as its advice says; the latest by default.")
    labels: dict[TemperamentName, Level] | None = Field(
        None, description="Temperaments that hold, with intensity 1 to 3; {} says that none of them does. Left out: not said."
    )
    escalate: bool | None = Field(None, description="Whether a careful shop hands over; left out: not said.")


class CorrectionOut(BaseModel):
    """A correction as it is kept; `labels` and `escalate` are null while nobody has said what is right."""

    turn_id: str
    state: CorrectionState
    labels: dict[str, int] | None
    escalate: bool | None


NO_TEMPERAMENT = "none"
TemperamentWish = TemperamentName | Literal["none"]


class CheckIn(Body):
    """A reply that is about to be sent, with its case: the same as a line of `tactful check`.

    With `conversation_id` the record's case is used; a field that is given here goes before it, facts one by one.
    """

    id: OptionalKey = Field("", description="Comes back as it is.")
    reply: Spoken
    conversation_id: OptionalKey = Field("", description="Whose advice, facts and words count.")
    channel: Channel | None = Field(None, description="Where the reply will stand; chat by default.")
    facts: dict[str, Any] = Field({}, description="What is known, by the names of playbooks/README.md; absent is not known.")
    customer: Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_storable)] | None = Field(
        None, description="The customer's words that it answers."
    )
    temperament: TemperamentWish | list[TemperamentWish] | None = Field(
        None, description="One or several; left out, the customer's words are read."
    )
    language: Literal["zh-Hans", "zh-Hant", "en"] = Field("en", description="Of why and remedy.")


class RewriteOut(BaseModel):
    """Words to put in place of a span of the reply; empty words take it out."""

    start: int
    end: int
    text: str


class FindingOut(BaseModel):
    """A place where the reply breaks a rule; `start` and `end` are code points, 0 and 0 where something is missing."""

    rule: str
    rows: list[str]
    severity: Severity
    start: int
    end: int
    text: str
    title: str
    why: str
    remedy: str
    rewrite: RewriteOut | None


class CheckOut(BaseModel):
    """What the check says.

    `held`: a finding forbids sending it as it is. `heated`: keep it as a draft first; `neutral` is the whole reply in calm
    words, "" when there are none.
    """

    id: str
    findings: list[FindingOut]
    held: bool
    heated: bool
    neutral: str


class HealthOut(BaseModel):
    """State of the program."""

    ok: bool
    reason: str = ""
    parts: dict[str, str] = {}
