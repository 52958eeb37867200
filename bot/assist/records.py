"""The record as the use cases and pages need it; `bot.store` provides it.

Every method of `ShopRecords` works inside one shop: the shop was fixed when the object was made, and no argument can
leave it. Identifiers are opaque texts. Times are aware UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from bot.assist.corrections import CorrectionCase, CorrectionMark, CorrectionWish, TurnReading
from bot.assist.findings import DisputeCase, DisputeState, DisputeWish, NewDispute, RuleCount
from bot.assist.ports import Turn, TurnCase
from bot.desk.conversation import OwnerKind
from bot.desk.correction import CorrectedExample, CorrectionState, Proposal
from bot.desk.finding import Finding
from bot.desk.message import Audience, Channel, Role
from bot.desk.rules import Severity


@dataclass(frozen=True)
class IncomingMessage:
    """A customer's message as it comes in.

    Attributes:
        source: the console it comes from ("api", "shopper", "chatwoot").
        conversation_key: the source's own name of the conversation.
        dedupe_key: unique per delivery; the same key again changes nothing.
        text: the original.
        channel: used when the conversation is new.
        audience: who is to get the result when the conversation is new: the shopper (the bot owns it) or an agent.
        customer_key: the shop's own name of the customer; "" when unknown.
        customer_verified: the source proved who the customer is.
        order_number: the order the conversation is about, if known.
        sent_at: when the customer sent it; None means now.
        source_seq: the source's own number of it, growing within the conversation; orders messages of one moment, and
            those without `sent_at`.
    """

    source: str
    conversation_key: str
    dedupe_key: str
    text: str
    channel: Channel = Channel.CHAT
    audience: Audience = Audience.AGENT
    customer_key: str = ""
    customer_verified: bool = False
    order_number: str = ""
    sent_at: datetime | None = None
    source_seq: int | None = None


@dataclass(frozen=True)
class HistoryMessage:
    """A message of the past, imported without advice."""

    role: Role
    text: str
    at: datetime
    dedupe_key: str


@dataclass(frozen=True)
class PostedMessage:
    """What became of an incoming message; `duplicate` when the delivery was already known."""

    message_id: str
    conversation_id: str
    turn_id: str
    duplicate: bool


@dataclass(frozen=True)
class MessageView:
    """A message as pages and the API show it; `automatic` marks what software wrote."""

    id: str
    role: Role
    text: str
    at: datetime
    turn_id: str = ""
    author: str = ""
    automatic: bool = False


@dataclass(frozen=True)
class AdviceView:
    """Stored advice; `advice` is `desk.advice.advice_to_json`."""

    id: str
    turn_id: str
    revision: int
    degraded: bool
    created_at: datetime
    advice: Mapping[str, Any]


@dataclass(frozen=True)
class ConversationSummary:
    """A line of the list of conversations.

    Attributes:
        labels: temperaments of the latest reading with intensity; empty while there is none.
        waiting_since: when the customer began to wait; None when nobody waits.
        escalate_to: team of the latest advice, or "none".
    """

    id: str
    channel: Channel
    customer_name: str
    owner_kind: OwnerKind
    owner_id: str
    owner_name: str
    last_text: str
    last_at: datetime
    waiting_since: datetime | None
    labels: Mapping[str, int]
    escalate_to: str
    version: int
    key: str = ""
    source: str = ""


@dataclass(frozen=True)
class ConversationWish:
    """Which conversations a list shows; what is left empty does not narrow it.

    Attributes:
        owner: mine, queue (a team's), colleague or bot.
        state: waiting or answered.
        language: of the customer on record.
        channel: where.
    """

    owner: str = ""
    state: str = ""
    language: str = ""
    channel: str = ""


ALL_CONVERSATIONS = ConversationWish()


@dataclass(frozen=True)
class ConversationView:
    """One conversation whole: its newest messages (oldest first), the latest advice, the orders to choose from."""

    summary: ConversationSummary
    messages: tuple[MessageView, ...]
    advice: AdviceView | None
    order_numbers: tuple[str, ...]
    chosen_order: str
    earlier_messages: bool


@dataclass(frozen=True)
class EventView:
    """A thing that happened, for live pages; `data` holds no customer text.

    `kind`: message, advice, reply, owner, order, post.
    """

    id: int
    kind: str
    conversation_id: str
    data: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True)
class ReplyRequest:
    """An agent's reply.

    Attributes:
        text: what is sent.
        turn_id, style: the draft it came from; "" when typed freely.
        dedupe_key: the same key again sends nothing twice.
        version: the conversation's version that the agent saw; None skips the test for another's reply.
        read_again: the agent says that a kept reply was read again.
        findings: what the check found in it.
        override: why it is sent although the check held it; "" when it was not held.
    """

    text: str
    dedupe_key: str
    turn_id: str = ""
    style: str = ""
    version: int | None = None
    read_again: bool = False
    findings: tuple[Finding, ...] = ()
    override: str = ""


@dataclass(frozen=True)
class PostCounts:
    """How far a public post has gone; None is not known."""

    views: int | None = None
    comments: int | None = None
    shares: int | None = None


@dataclass(frozen=True)
class IncomingPost:
    """A public post as it comes in; the same network and key again only brings newer counts.

    Attributes:
        network: where it stands ("weibo", "xiaohongshu", "x").
        key: the network's id of the post, or its address where there is none.
        text: the original.
        author: the network's name of the person.
        url: its address; "" when unknown.
        counts: of the time `counted_at`.
        posted_at: when it was written; None means now.
        counted_at: None means now.
        customer_key: the shop's own name of the author; "" when unknown.
    """

    network: str
    key: str
    text: str
    author: str = ""
    url: str = ""
    counts: PostCounts = PostCounts()
    posted_at: datetime | None = None
    counted_at: datetime | None = None
    customer_key: str = ""


@dataclass(frozen=True)
class TakenPost:
    """What became of a post; not `new`: known, its counts were brought up to date."""

    conversation_id: str
    message_id: str
    new: bool


@dataclass(frozen=True)
class PostView:
    """A public post as pages show it.

    Attributes:
        conversation_id: where it is answered, for those who may see that; "" for its own conversation.
        own: whether the conversation looked at is the post's own.
    """

    network: str
    key: str
    url: str
    author: str
    text: str
    posted_at: datetime
    counts: PostCounts
    counted_at: datetime
    conversation_id: str
    own: bool


@dataclass(frozen=True)
class NewCallNote:
    """A note of a call. `kind`: note, outcome, or callback with `data` number, from, to."""

    kind: str
    text: str
    dedupe_key: str
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CallNoteView:
    """A note of a call as pages show it."""

    kind: str
    text: str
    data: Mapping[str, str]
    author: str
    at: datetime


@dataclass(frozen=True)
class KeptReplyView:
    """A reply that is kept until it was read again; from `ready_at` on it may be sent without the agent's word."""

    text: str
    turn_id: str
    style: str
    author: str
    kept_at: datetime
    ready_at: datetime


@dataclass(frozen=True)
class User:
    """A person who works with Tactful. Roles: agent, supervisor, trainer, admin."""

    id: str
    shop_id: str
    login: str
    name: str
    language: str
    roles: tuple[str, ...]
    teams: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClaimedTurn:
    """A turn that one worker holds until its lease ends."""

    shop_id: str
    turn: Turn
    revision: int
    lease_until: datetime


@dataclass(frozen=True)
class TurnEffect:
    """What is to be written for a turn, once.

    Attributes:
        advice: `advice_to_json`.
        degraded: "" or why Rasa's answer was not used (refused, timeout, empty, garbage, foreign, breaker_open),
            or failed: nothing could read the turn, the advice is empty.
        answer: the bot's answer to the shopper; "" when it has none.
        hand_over: code of the reason to hand the conversation to people; "" when the bot goes on.
    """

    advice: Mapping[str, Any]
    degraded: str = ""
    answer: str = ""
    hand_over: str = ""


@dataclass(frozen=True)
class AskedCode:
    """A code that a customer asks for to prove whose an order is.

    Attributes:
        id: of the code.
        session: digest of the asker's session.
        asked: digest of the order number, for counting.
        order_number: as it was written.
        seal: of the code; only who knows the shop's secret can make it.
    """

    id: str
    session: str
    asked: str
    order_number: str
    seal: str


@dataclass(frozen=True)
class CodeReceiver:
    """Where a code goes: the address on record."""

    email: str
    name: str


@dataclass(frozen=True)
class CodeOutcome:
    """What became of the wish for a code; `receiver` is None for an order that is unknown or has no address."""

    wait_seconds: int = 0
    receiver: CodeReceiver | None = None


@dataclass(frozen=True)
class ProvedCustomer:
    """A customer who proved to be one, by the shop's own key, and the order it was proved with ("" without one)."""

    key: str
    order_number: str = ""


class ShopRecords(Protocol):
    """The record of one shop."""

    shop_id: str

    def post_message(self, incoming: IncomingMessage) -> PostedMessage:
        """Store a customer's message and open or join its turn, in one transaction."""
        ...

    def import_history(self, incoming: IncomingMessage, history: Sequence[HistoryMessage]) -> str:
        """Store earlier messages without advice (`incoming` names the conversation; its text is not used); its id."""
        ...

    def turn_case(self, turn_id: str) -> TurnCase:
        """The case of a turn."""
        ...

    def conversations(
        self,
        *,
        viewer: User | None,
        limit: int = 50,
        before: datetime | None = None,
        wish: ConversationWish = ALL_CONVERSATIONS,
    ) -> tuple[ConversationSummary, ...]:
        """Conversations the viewer may see, the longest waiting first, then the newest; None sees all (API keys)."""
        ...

    def conversation(self, conversation_id: str, *, viewer: User | None, messages: int = 50) -> ConversationView:
        """One conversation. Raises NotFoundError when it does not exist or may not be seen."""
        ...

    def advice_of(self, conversation_id: str) -> tuple[AdviceView, ...]:
        """All advice of a conversation, oldest first."""
        ...

    def send_reply(self, conversation_id: str, user: User | None, reply: ReplyRequest) -> MessageView:
        """Record a reply, close the open turn, note what became of the draft.

        Raises:
            ConflictError: on an old version.
            ReadAgainError: the reply is to be kept first and read again (`keep_reply`).
        """
        ...

    def keep_reply(self, conversation_id: str, user: User, reply: ReplyRequest) -> None:
        """Keep a reply as the conversation's draft; the pause begins anew when its words have changed."""
        ...

    def kept_reply(self, conversation_id: str, *, viewer: User | None) -> tuple[bool, KeptReplyView | None]:
        """Whether replies are to be kept first here, and the one that is kept."""
        ...

    def discard_kept(self, conversation_id: str, *, viewer: User | None) -> None:
        """Throw the kept reply away."""
        ...

    def severities(self) -> Mapping[str, Severity]:
        """Rule -> severity, where the shop has another than the rule's own."""
        ...

    def set_severity(self, user: User, rule: str, severity: Severity) -> None:
        """Give a rule a severity for the whole shop; the audit says who did. Raises NotFoundError for an unknown rule."""
        ...

    def dispute_finding(self, conversation_id: str, user: User, new: NewDispute, *, wrong: bool) -> None:
        """Say that a finding is wrong, or take it back; saying it twice changes nothing.

        Raises:
            NotFoundError: the conversation may not be seen, or there is no such rule or turn.
            ConflictError: a trainer has decided on what is to be taken back.
        """
        ...

    def disputed(self, user: User, reply: str) -> frozenset[tuple[str, int, int]]:
        """Rule, start and end of what this person disputes in this very reply."""
        ...

    def disputes(self, wish: DisputeWish, *, after: str = "", limit: int = 50) -> tuple[DisputeCase, ...]:
        """Disputes that fit, the oldest first, beginning after one; with the words as they were typed."""
        ...

    def decide_dispute(self, dispute_id: str, user: User, state: DisputeState) -> None:
        """Agree, keep the finding, or open it again. Raises ConflictError when it was decided on."""
        ...

    def rule_counts(self) -> Mapping[str, RuleCount]:
        """How every rule fares: of the shop, never of a person."""
        ...

    def take_post(self, post: IncomingPost) -> TakenPost:
        """Store a public post and have it read; a known one only gets the newer counts."""
        ...

    def post_of(self, conversation_id: str, *, viewer: User | None) -> PostView | None:
        """The public post of a conversation, or of the author who now writes in private; None when there is none."""
        ...

    def open_call(self, user: User, *, key: str, customer_key: str = "") -> str:
        """A call of this agent with no word said yet; the same key finds the same call. Its conversation's id."""
        ...

    def add_call_note(self, conversation_id: str, user: User, note: NewCallNote) -> None:
        """Keep a note of a call once."""
        ...

    def call_notes(self, conversation_id: str, *, viewer: User | None) -> tuple[CallNoteView, ...]:
        """The notes of a call, oldest first."""
        ...

    def choose_order(self, conversation_id: str, order_number: str) -> str:
        """Fix the order whose facts count; the turn in hand is read again. Returns the turn's id or ""."""
        ...

    def give_feedback(self, conversation_id: str, turn_id: str, user: User | None, *, verdict: str, note: str) -> None:
        """Record what a person thinks of advice. `verdict`: helpful, wrong_reading, wrong_draft, dismissed."""
        ...

    def turn_readings(
        self, conversation_id: str, turn_ids: Collection[str], *, viewer: User | None
    ) -> tuple[TurnReading, ...]:
        """The latest reading of each of these turns that was read, with the mark that it is wrong."""
        ...

    def mark_reading(
        self, conversation_id: str, turn_id: str, user: User | None, *, wrong: bool, revision: int | None = None
    ) -> CorrectionMark | None:
        """Mark a reading wrong, or take the mark back; saying it twice changes nothing.

        Raises:
            NotFoundError: this turn has no such reading, or may not be seen.
            ConflictError: a trainer has decided on the mark that is to be taken back.
        """
        ...

    def propose_reading(
        self, conversation_id: str, turn_id: str, user: User | None, proposal: Proposal, *, revision: int | None = None
    ) -> CorrectionMark | None:
        """Say what a reading should have been, which marks it wrong. Raises as `mark_reading`."""
        ...

    def corrections(self, wish: CorrectionWish, *, after: str = "", limit: int = 50) -> tuple[CorrectionCase, ...]:
        """Corrections that fit, the oldest first, beginning after one; with the customers' own words."""
        ...

    def correction(self, correction_id: str) -> CorrectionCase:
        """One correction with its context, in the customer's own words."""
        ...

    def decide_correction(
        self, correction_id: str, user: User, state: CorrectionState, example: CorrectedExample | None = None
    ) -> None:
        """Accept a correction with its example, reject it, or open it again. Raises ConflictError when it was decided on."""
        ...

    def note_exported(self, correction_ids: Collection[str]) -> None:
        """Remember that these accepted corrections are among the examples now."""
        ...

    def correction_counts(self) -> Mapping[str, int]:
        """How many corrections are in each state: of the shop, never of a person."""
        ...

    def model_in_use(self) -> str:
        """Version of the heads that made the newest reading; "" when it is not known."""
        ...

    def accept(self, conversation_id: str, user: User) -> None:
        """The user becomes the owner. Raises ConflictError when another user already is."""
        ...

    def hand_over(self, conversation_id: str, *, reason: str, team: str = "front") -> None:
        """The conversation moves from the bot or a user to a team's queue; the bot falls silent."""
        ...

    def events_after(self, event_id: int, *, viewer: User | None, limit: int = 200) -> tuple[EventView, ...]:
        """Events after one seen, oldest first."""
        ...

    def events_seen(
        self, event_id: int, viewers: Collection[User], *, limit: int = 200
    ) -> tuple[tuple[EventView, ...], dict[str, frozenset[int]]]:
        """Events after one seen, oldest first, and by viewer's id the ids of those the viewer may see."""
        ...

    def last_event_id(self) -> int:
        """Id of the newest event, 0 when there is none."""
        ...

    def shopper_conversation(self, session_key: str) -> ConversationView | None:
        """The conversation of a shopper's page (source "shopper"); None before the first message."""
        ...

    def find_customer(self, customer_key: str) -> str | None:
        """Display name of a customer by the shop's own key; None when unknown."""
        ...

    def conversation_ids(self, *, after: str = "", limit: int = 500) -> tuple[str, ...]:
        """Ids of all conversations in one steady order, beginning after one."""
        ...

    def note_audit(self, who: str, what: str, about: str, *, reason: str) -> None:
        """Add to the audit; never a customer's words."""
        ...

    def ask_code(self, asked: AskedCode) -> CodeOutcome:
        """Remember a code for ten minutes, and tell who is to get it; at most three an hour for one order."""
        ...

    def try_code(self, session: str, fits: Callable[[str, str], bool]) -> ProvedCustomer | None:
        """Try the newest code of a session, five times at most.

        Args:
            session: digest of the asker's session.
            fits: whether what was typed belongs to a code's id and seal; also asked of ("", "") when there is none.
        """
        ...

    def use_proof(self, proof: str, *, expires_at: datetime) -> bool:
        """Whether a signed address, named by its digest, is used for the first time; it is used from now on."""
        ...

    def prove_conversation(self, source: str, key: str, proved: ProvedCustomer, *, new_key: str = "") -> None:
        """A conversation belongs to a customer who proved it; under another key when one is given."""
        ...


class Accounts(Protocol):
    """Users, sessions and keys; the shop follows from them, never from an address."""

    def user_by_login(self, login: str) -> tuple[User, str] | None:
        """The enabled user and the argon2id hash of the password; None when unknown."""
        ...

    def set_password(self, user_id: str, password_hash: str) -> None:
        """Replace a user's password hash."""
        ...

    def create_session(self, user_id: str, *, token_hash: str, csrf_token: str, now: datetime) -> None:
        """Remember a session by the SHA-256 of its token."""
        ...

    def session(self, token_hash: str, *, now: datetime) -> tuple[User, str] | None:
        """User and CSRF token of a session that is alive (idle 30 min, at most 12 h); touches it."""
        ...

    def end_session(self, token_hash: str) -> None:
        """Forget a session."""
        ...

    def create_login_link(self, user_id: str, *, token_hash: str, expires_at: datetime) -> None:
        """Remember a one-time login link by its hash."""
        ...

    def use_login_link(self, token_hash: str, *, now: datetime) -> User | None:
        """The user of an unused, unexpired link; it can be used once."""
        ...

    def shop_of_api_key(self, key_hash: str) -> str | None:
        """Shop of an API key by the SHA-256 of the key; None when unknown or revoked."""
        ...

    def shop_secret(self, slug: str) -> tuple[str, str] | None:
        """Id and shopper secret of a shop by the name in its public addresses."""
        ...

    def shop_name_and_secret(self, shop_id: str) -> tuple[str, str]:
        """Public name and shopper secret of a shop.

        Raises:
            NotFoundError: there is none.
        """
        ...

    def records(self, shop_id: str) -> ShopRecords:
        """The record of one shop."""
        ...

    def set_language(self, user_id: str, language: str) -> None:
        """Remember the language of a user's pages."""
        ...


@dataclass(frozen=True)
class Health:
    """State of a part: ok or not, with a short reason for operators."""

    ok: bool
    reason: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)


class TurnQueue(Protocol):
    """Turns over all shops, for the worker."""

    def claim(self, *, now: datetime, lease_seconds: float, limit: int) -> tuple[ClaimedTurn, ...]:
        """Claim turns that are due or whose lease has ended; each claim is a new attempt."""
        ...

    def write(self, claimed: ClaimedTurn, effect: TurnEffect, *, now: datetime) -> bool:
        """Write the effect of a turn once; False when another attempt or revision was first."""
        ...

    def beat(self, worker: str, *, now: datetime) -> None:
        """Say that the worker is alive."""
        ...

    def health(self, *, now: datetime) -> Health:
        """Whether the database answers, is migrated, and a worker beat within 10 s."""
        ...

    def changed(self) -> bool:
        """Whether another process wrote to the database since the last call (cheap)."""
        ...
