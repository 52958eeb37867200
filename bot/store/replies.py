"""What people do with a conversation: reply, choose the order, say what they think of advice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from bot.assist.records import HistoryMessage, MessageView, ReplyRequest, User
from bot.desk.conversation import OwnerKind
from bot.desk.errors import ConflictError, InputError, NotFoundError
from bot.desk.message import Role
from bot.desk.playbook import HOLDING
from bot.store.events import add_event
from bot.store.findings import add_findings
from bot.store.intake import FRONT_TEAM, add_message
from bot.store.joining import reopen
from bot.store.kept import forget_kept, require_pause
from bot.store.lookup import find, find_seen, is_unanswered, open_turn
from bot.store.models.talk import ConversationEntry, MessageEntry, TurnEntry
from bot.store.models.trade import OrderEntry
from bot.store.models.work import AdviceEntry, DraftEntry, FeedbackEntry
from bot.store.owners import give_to_team, give_to_user
from bot.store.scope import ShopSession
from bot.store.types import checked_text
from bot.store.views import message_view

REPLY_SOURCE = "reply"
"""Source of the messages that people send from our pages; their dedupe keys count among themselves."""

VERDICTS = ("helpful", "wrong_reading", "wrong_draft", "dismissed")


def send_reply(
    session: ShopSession, conversation_id: str, user: User | None, reply: ReplyRequest, *, now: datetime
) -> MessageView:
    """Record a reply once, close the turns it answers, note what became of the drafts."""
    for where in ("text", "dedupe_key"):
        checked_text(getattr(reply, where), where=where)
    if not reply.dedupe_key or not reply.text.strip():
        raise InputError("It is empty.", where="text" if reply.dedupe_key else "dedupe_key", remedy="Fill it in.")
    conversation = find_seen(session, conversation_id, user, locked=True)
    sent = _sent_before(session, conversation_id, reply.dedupe_key)
    if sent is not None:
        return message_view(session, sent)
    _check_turn_of_reply(conversation, user, reply)
    turn = _answered_turn(session, conversation, reply.turn_id)
    signature = user.name if user else ""
    holding = turn is not None and _is_holding(session, turn, reply, signature)
    if user is not None and not holding:
        require_pause(session, conversation, reply, now=now)
    message = _record(session, conversation, user, reply, turn, now)
    add_findings(session, message, user, reply, now=now)
    if not holding:
        conversation.waiting_since = None
        _close_turns(session, conversation)
        forget_kept(session, conversation.id)
    outcome = _settle_drafts(session, turn, reply, message, signature, holding=holding) if turn else ""
    _own_after_reply(session, conversation, user, now)
    data = {
        "message_id": message.id,
        "turn_id": turn.id if turn else "",
        "role": Role.AGENT.value,
        "user_id": user.id if user else "",
        "draft": outcome,
    }
    add_event(session, "reply", conversation.id, data, now=now)
    session.flush()
    return message_view(session, message)


def _sent_before(session: ShopSession, conversation_id: str, dedupe_key: str) -> MessageEntry | None:
    query = select(MessageEntry).where(MessageEntry.source == REPLY_SOURCE, MessageEntry.dedupe_key == dedupe_key)
    sent = session.scalars(query).first()
    if sent is not None and sent.conversation_id != conversation_id:
        raise ConflictError("This key was used for a reply in another conversation.")
    return sent


def _check_turn_of_reply(conversation: ConversationEntry, user: User | None, reply: ReplyRequest) -> None:
    if reply.version is not None and reply.version != conversation.version:
        raise ConflictError("The conversation changed since you saw it; look at it again before you reply.")
    owner = conversation.owner_user_id
    if user is not None and owner not in (None, user.id) and "supervisor" not in user.roles:
        raise ConflictError("Another person has this conversation now.")


def _answered_turn(session: ShopSession, conversation: ConversationEntry, turn_id: str) -> TurnEntry | None:
    if not turn_id:
        return open_turn(session, conversation.id)
    turn = find(session, TurnEntry, turn_id)
    if turn.conversation_id != conversation.id:
        raise NotFoundError(f"There is no turn {turn_id!r} in this conversation.")
    return turn


def _record(
    session: ShopSession,
    conversation: ConversationEntry,
    user: User | None,
    reply: ReplyRequest,
    turn: TurnEntry | None,
    now: datetime,
) -> MessageEntry:
    said = HistoryMessage(Role.AGENT, reply.text, now, reply.dedupe_key)
    message = add_message(session, conversation, REPLY_SOURCE, said, now=now)
    message.author_id = user.id if user else None
    message.turn_id = turn.id if turn else None
    conversation.version += 1
    session.flush()
    return message


def _close_turns(session: ShopSession, conversation: ConversationEntry) -> None:
    session.execute(
        update(TurnEntry)
        .where(TurnEntry.conversation_id == conversation.id, is_unanswered())
        .values(state="answered", lease_until=None)
    )


def _offered(session: ShopSession, turn: TurnEntry) -> tuple[DraftEntry, ...]:
    """Drafts of the turn's latest advice of which nothing has become yet."""
    latest = select(AdviceEntry.id).where(AdviceEntry.turn_id == turn.id).order_by(AdviceEntry.revision.desc()).limit(1)
    query = select(DraftEntry).where(DraftEntry.advice_id == latest.scalar_subquery(), DraftEntry.outcome == "offered")
    return tuple(session.scalars(query.order_by(DraftEntry.position)))


def _is_holding(session: ShopSession, turn: TurnEntry, reply: ReplyRequest, signature: str) -> bool:
    """Whether the reply is the holding draft as it was offered: it says who is on it, and leaves the question open."""
    return reply.style == HOLDING and any(
        draft.style == HOLDING and _same(draft.text, reply.text, signature) for draft in _offered(session, turn)
    )


def _same(draft: str, reply: str, signature: str) -> bool:
    """Whether a reply is a draft word for word, but for a line that holds the sender's name."""
    lines = [line for line in reply.strip().splitlines() if not signature or line.strip() != signature]
    return reply.strip() == draft.strip() or "\n".join(lines) == "\n".join(draft.strip().splitlines())


def _settle_drafts(
    session: ShopSession, turn: TurnEntry, reply: ReplyRequest, message: MessageEntry, signature: str, *, holding: bool
) -> str:
    """Mark the drafts of the turn's latest advice; what became of the one that was used, "" when none was.

    After a holding reply the others stay on offer.
    """
    outcome = ""
    for draft in _offered(session, turn):
        if holding and draft.style != HOLDING:
            continue
        same = _same(draft.text, reply.text, signature)
        if outcome or (draft.style != reply.style if reply.style else not same):
            draft.outcome = "rejected"
            continue
        outcome = draft.outcome = "accepted" if same else "edited"
        draft.reply_message_id = message.id
    return outcome


def _own_after_reply(session: ShopSession, conversation: ConversationEntry, user: User | None, now: datetime) -> None:
    """Whoever replies to an unowned conversation has it; after a reply by another program the bot falls silent."""
    if user is not None and conversation.owner_user_id is None:
        give_to_user(session, conversation, user, now=now)
    elif user is None and conversation.owner_kind == OwnerKind.BOT.value:
        give_to_team(session, conversation, reason="answered_elsewhere", team=FRONT_TEAM, now=now)


def choose_order(session: ShopSession, conversation_id: str, order_number: str, *, now: datetime) -> str:
    """Fix the order whose facts count and have the open turn read again; the turn's id or ""."""
    conversation = find(session, ConversationEntry, conversation_id, locked=True)
    if order_number:
        query = select(OrderEntry).where(OrderEntry.number == checked_text(order_number, where="order_number"))
        order = session.scalars(query).first()
        if order is None or (conversation.customer_id and order.customer_id != conversation.customer_id):
            raise NotFoundError(f"There is no order {order_number!r} of this customer.")
    turn = open_turn(session, conversation.id)
    if conversation.chosen_order == order_number:
        return turn.id if turn else ""
    conversation.chosen_order = order_number
    if turn is not None:
        reopen(turn, due_at=max(now, turn.due_at) if turn.state == "pending" else now)
    data = {"order_number": order_number, "turn_id": turn.id if turn else ""}
    add_event(session, "order", conversation.id, data, now=now)
    return turn.id if turn else ""


def give_feedback(
    session: ShopSession, conversation_id: str, turn_id: str, user: User | None, *, verdict: str, note: str, now: datetime
) -> None:
    """Keep what a person thinks of the advice on a turn."""
    if verdict not in VERDICTS:
        raise InputError(f"{verdict!r} is not a verdict.", where="verdict", remedy=f"Use one of: {', '.join(VERDICTS)}.")
    conversation = find_seen(session, conversation_id, user)
    turn = find(session, TurnEntry, turn_id)
    if turn.conversation_id != conversation.id:
        raise NotFoundError(f"There is no turn {turn_id!r} in this conversation.")
    session.add(
        FeedbackEntry(
            conversation_id=conversation.id,
            turn_id=turn.id,
            user_id=user.id if user else None,
            verdict=verdict,
            note=checked_text(note, where="note"),
            created_at=now,
        )
    )
