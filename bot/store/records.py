"""The record of one shop (`bot.assist.records.ShopRecords`): every method is one transaction in that shop."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from bot.assist.corrections import CorrectionCase, CorrectionMark, CorrectionWish, TurnReading
from bot.assist.findings import DisputeCase, DisputeState, DisputeWish, NewDispute, RuleCount
from bot.assist.ports import TurnCase
from bot.assist.records import (
    ALL_CONVERSATIONS,
    AdviceView,
    AskedCode,
    CallNoteView,
    CodeOutcome,
    ConversationSummary,
    ConversationView,
    ConversationWish,
    EventView,
    HistoryMessage,
    IncomingMessage,
    IncomingPost,
    KeptReplyView,
    MessageView,
    NewCallNote,
    PostedMessage,
    PostView,
    ProvedCustomer,
    ReplyRequest,
    TakenPost,
    User,
)
from bot.desk.correction import CorrectedExample, CorrectionState, Proposal
from bot.desk.errors import NotFoundError
from bot.desk.rules import Severity
from bot.store import calls, cases, conversations, corrections, events, findings, identity, intake, kept, owners, posts, replies
from bot.store.engine import Database
from bot.store.models.people import CustomerEntry
from bot.store.models.talk import ConversationEntry
from bot.store.types import utc_now


class StoreRecords:
    """One shop's record."""

    def __init__(self, database: Database, shop_id: str) -> None:
        self._database = database
        self.shop_id = shop_id

    def post_message(self, incoming: IncomingMessage) -> PostedMessage:
        """Store a customer's message and open or join its turn, in one transaction."""
        return intake.post_message(self._database, self.shop_id, incoming, now=utc_now())

    def import_history(self, incoming: IncomingMessage, history: Sequence[HistoryMessage]) -> str:
        """Store earlier messages without advice; the conversation's id."""
        return intake.import_history(self._database, self.shop_id, incoming, history, now=utc_now())

    def turn_case(self, turn_id: str) -> TurnCase:
        """The case of a turn."""
        return cases.turn_case(self._database, self.shop_id, turn_id, now=utc_now())

    def conversations(
        self,
        *,
        viewer: User | None,
        limit: int = 50,
        before: datetime | None = None,
        wish: ConversationWish = ALL_CONVERSATIONS,
    ) -> tuple[ConversationSummary, ...]:
        """The longest waiting first, then the newest; with `before`, the older ones, the newest first."""
        self._check_shop(viewer)
        with self._database.reading(self.shop_id) as session:
            return conversations.list_conversations(session, viewer=viewer, limit=limit, before=before, wish=wish)

    def conversation(self, conversation_id: str, *, viewer: User | None, messages: int = 50) -> ConversationView:
        """One conversation whole."""
        self._check_shop(viewer)
        with self._database.reading(self.shop_id) as session:
            return conversations.view_conversation(session, conversation_id, viewer=viewer, messages=messages)

    def advice_of(self, conversation_id: str) -> tuple[AdviceView, ...]:
        """All advice of a conversation, oldest first."""
        with self._database.reading(self.shop_id) as session:
            return conversations.advice_of(session, conversation_id)

    def send_reply(self, conversation_id: str, user: User | None, reply: ReplyRequest) -> MessageView:
        """Record a reply once."""
        self._check_shop(user)
        with self._database.writing(self.shop_id) as session:
            return replies.send_reply(session, conversation_id, user, reply, now=utc_now())

    def keep_reply(self, conversation_id: str, user: User, reply: ReplyRequest) -> None:
        """Keep a reply as the conversation's draft."""
        self._check_shop(user)
        with self._database.writing(self.shop_id) as session:
            kept.keep_reply(session, conversation_id, user, reply, now=utc_now())

    def kept_reply(self, conversation_id: str, *, viewer: User | None) -> tuple[bool, KeptReplyView | None]:
        """Whether replies are to be kept first here, and the one that is kept."""
        self._check_shop(viewer)
        with self._database.reading(self.shop_id) as session:
            return kept.kept_view(session, conversation_id, viewer=viewer)

    def discard_kept(self, conversation_id: str, *, viewer: User | None) -> None:
        """Throw the kept reply away."""
        self._check_shop(viewer)
        with self._database.writing(self.shop_id) as session:
            kept.discard_kept(session, conversation_id, viewer=viewer)

    def severities(self) -> Mapping[str, Severity]:
        """Rule -> severity, where the shop has another than the rule's own."""
        with self._database.reading(self.shop_id) as session:
            return findings.severities(session)

    def set_severity(self, user: User, rule: str, severity: Severity) -> None:
        """Give a rule a severity for the whole shop."""
        self._check_shop(user)
        with self._database.writing(self.shop_id) as session:
            findings.set_severity(session, user, rule, severity, now=utc_now())

    def dispute_finding(self, conversation_id: str, user: User, new: NewDispute, *, wrong: bool) -> None:
        """Say that a finding is wrong, or take it back."""
        self._check_shop(user)
        with self._database.writing(self.shop_id) as session:
            findings.dispute_finding(session, conversation_id, user, new, wrong=wrong, now=utc_now())

    def disputed(self, user: User, reply: str) -> frozenset[tuple[str, int, int]]:
        """Rule, start and end of what this person disputes in this very reply."""
        self._check_shop(user)
        with self._database.reading(self.shop_id) as session:
            return findings.disputed(session, user, reply)

    def disputes(self, wish: DisputeWish, *, after: str = "", limit: int = 50) -> tuple[DisputeCase, ...]:
        """Disputes that fit, the oldest first, beginning after one."""
        with self._database.reading(self.shop_id) as session:
            return findings.list_disputes(session, wish, after=after, limit=limit)

    def decide_dispute(self, dispute_id: str, user: User, state: DisputeState) -> None:
        """Agree, keep the finding, or open it again."""
        self._check_shop(user)
        with self._database.writing(self.shop_id) as session:
            findings.decide_dispute(session, dispute_id, user, state, now=utc_now())

    def rule_counts(self) -> Mapping[str, RuleCount]:
        """How every rule fares."""
        with self._database.reading(self.shop_id) as session:
            return findings.rule_counts(session)

    def take_post(self, post: IncomingPost) -> TakenPost:
        """Store a public post and have it read; a known one only gets the newer counts."""
        return posts.take_post(self._database, self.shop_id, post, now=utc_now())

    def post_of(self, conversation_id: str, *, viewer: User | None) -> PostView | None:
        """The public post of a conversation, or of the author who now writes in private."""
        self._check_shop(viewer)
        with self._database.reading(self.shop_id) as session:
            return posts.post_view(session, conversation_id, viewer=viewer)

    def open_call(self, user: User, *, key: str, customer_key: str = "") -> str:
        """A call of this agent with no word said yet; its conversation's id."""
        self._check_shop(user)
        with self._database.writing(self.shop_id) as session:
            return calls.open_call(session, user, key=key, customer_key=customer_key, now=utc_now())

    def add_call_note(self, conversation_id: str, user: User, note: NewCallNote) -> None:
        """Keep a note of a call once."""
        self._check_shop(user)
        with self._database.writing(self.shop_id) as session:
            calls.add_note(session, conversation_id, user, note, now=utc_now())

    def call_notes(self, conversation_id: str, *, viewer: User | None) -> tuple[CallNoteView, ...]:
        """The notes of a call, oldest first."""
        self._check_shop(viewer)
        with self._database.reading(self.shop_id) as session:
            return calls.notes_of(session, conversation_id, viewer=viewer)

    def choose_order(self, conversation_id: str, order_number: str) -> str:
        """Fix the order whose facts count; the id of the turn that is read again or ""."""
        with self._database.writing(self.shop_id) as session:
            return replies.choose_order(session, conversation_id, order_number, now=utc_now())

    def give_feedback(self, conversation_id: str, turn_id: str, user: User | None, *, verdict: str, note: str) -> None:
        """Record what a person thinks of advice."""
        self._check_shop(user)
        with self._database.writing(self.shop_id) as session:
            replies.give_feedback(session, conversation_id, turn_id, user, verdict=verdict, note=note, now=utc_now())

    def turn_readings(
        self, conversation_id: str, turn_ids: Collection[str], *, viewer: User | None
    ) -> tuple[TurnReading, ...]:
        """The latest reading of each of these turns that was read, with its mark."""
        self._check_shop(viewer)
        with self._database.reading(self.shop_id) as session:
            return corrections.turn_readings(session, conversation_id, turn_ids, viewer=viewer)

    def mark_reading(
        self, conversation_id: str, turn_id: str, user: User | None, *, wrong: bool, revision: int | None = None
    ) -> CorrectionMark | None:
        """Mark a reading wrong, or take the mark back."""
        self._check_shop(user)
        with self._database.writing(self.shop_id) as session:
            return corrections.mark_reading(
                session, conversation_id, turn_id, user, wrong=wrong, revision=revision, now=utc_now()
            )

    def propose_reading(
        self, conversation_id: str, turn_id: str, user: User | None, proposal: Proposal, *, revision: int | None = None
    ) -> CorrectionMark | None:
        """Say what a reading should have been."""
        self._check_shop(user)
        with self._database.writing(self.shop_id) as session:
            return corrections.propose_reading(
                session, conversation_id, turn_id, user, proposal, revision=revision, now=utc_now()
            )

    def corrections(self, wish: CorrectionWish, *, after: str = "", limit: int = 50) -> tuple[CorrectionCase, ...]:
        """Corrections that fit, the oldest first, beginning after one."""
        with self._database.reading(self.shop_id) as session:
            return corrections.list_corrections(session, wish, after=after, limit=limit)

    def correction(self, correction_id: str) -> CorrectionCase:
        """One correction with its context."""
        with self._database.reading(self.shop_id) as session:
            return corrections.view_correction(session, correction_id)

    def decide_correction(
        self, correction_id: str, user: User, state: CorrectionState, example: CorrectedExample | None = None
    ) -> None:
        """Accept a correction with its example, reject it, or open it again."""
        self._check_shop(user)
        with self._database.writing(self.shop_id) as session:
            corrections.decide_correction(session, correction_id, user, state, example, now=utc_now())

    def note_exported(self, correction_ids: Collection[str]) -> None:
        """Remember that these accepted corrections are among the examples now."""
        with self._database.writing(self.shop_id) as session:
            corrections.note_exported(session, correction_ids, now=utc_now())

    def correction_counts(self) -> Mapping[str, int]:
        """How many corrections are in each state."""
        with self._database.reading(self.shop_id) as session:
            return corrections.correction_counts(session)

    def model_in_use(self) -> str:
        """Version of the heads that made the newest reading."""
        with self._database.reading(self.shop_id) as session:
            return corrections.model_in_use(session)

    def accept(self, conversation_id: str, user: User) -> None:
        """The user becomes the owner."""
        self._check_shop(user)
        with self._database.writing(self.shop_id) as session:
            owners.accept(session, conversation_id, user, now=utc_now())

    def hand_over(self, conversation_id: str, *, reason: str, team: str = "front") -> None:
        """The conversation moves to a team's queue."""
        with self._database.writing(self.shop_id) as session:
            owners.hand_over(session, conversation_id, reason=reason, team=team, now=utc_now())

    def events_after(self, event_id: int, *, viewer: User | None, limit: int = 200) -> tuple[EventView, ...]:
        """Events after one seen, oldest first."""
        self._check_shop(viewer)
        with self._database.reading(self.shop_id) as session:
            return events.events_after(session, event_id, viewer=viewer, limit=limit)

    def events_seen(
        self, event_id: int, viewers: Collection[User], *, limit: int = 200
    ) -> tuple[tuple[EventView, ...], dict[str, frozenset[int]]]:
        """Events after one seen, and by viewer's id those the viewer may see."""
        for viewer in viewers:
            self._check_shop(viewer)
        with self._database.reading(self.shop_id) as session:
            return events.events_seen(session, event_id, viewers, limit=limit)

    def last_event_id(self) -> int:
        """Id of the newest event, 0 when there is none."""
        with self._database.reading(self.shop_id) as session:
            return events.last_event_id(session)

    def shopper_conversation(self, session_key: str) -> ConversationView | None:
        """The conversation of a shopper's page."""
        with self._database.reading(self.shop_id) as session:
            return conversations.shopper_conversation(session, session_key)

    def find_customer(self, customer_key: str) -> str | None:
        """Display name of a customer by the shop's own key."""
        with self._database.reading(self.shop_id) as session:
            return session.scalar(select(CustomerEntry.name).where(CustomerEntry.key == customer_key))

    def conversation_ids(self, *, after: str = "", limit: int = 500) -> tuple[str, ...]:
        """Ids of all conversations, beginning after one."""
        with self._database.reading(self.shop_id) as session:
            query = select(ConversationEntry.id).where(ConversationEntry.id > after).order_by(ConversationEntry.id).limit(limit)
            return tuple(session.scalars(query))

    def note_audit(self, who: str, what: str, about: str, *, reason: str) -> None:
        """Add to the audit."""
        with self._database.writing(self.shop_id) as session:
            events.add_audit(session, who, what, about, now=utc_now(), reason=reason)

    def ask_code(self, asked: AskedCode) -> CodeOutcome:
        """Remember a code, and tell who is to get it."""
        with self._database.writing(self.shop_id) as session:
            return identity.ask_code(session, asked, now=utc_now())

    def try_code(self, session: str, fits: Callable[[str, str], bool]) -> ProvedCustomer | None:
        """Try the newest code of an asker's session."""
        with self._database.writing(self.shop_id) as writing:
            return identity.try_code(writing, session, fits, now=utc_now())

    def use_proof(self, proof: str, *, expires_at: datetime) -> bool:
        """Whether a signed address is used for the first time."""
        with self._database.writing(self.shop_id) as session:
            return identity.use_proof(session, proof, expires_at=expires_at, now=utc_now())

    def prove_conversation(self, source: str, key: str, proved: ProvedCustomer, *, new_key: str = "") -> None:
        """A conversation belongs to a customer who proved it."""
        with self._database.writing(self.shop_id) as session:
            identity.prove_conversation(session, source, key, proved, new_key=new_key, now=utc_now())

    def _check_shop(self, person: User | None) -> None:
        """A person of another shop sees and does nothing here, whatever roles they have at home."""
        if person is not None and person.shop_id != self.shop_id:
            raise NotFoundError("There is no such person in this shop.")
