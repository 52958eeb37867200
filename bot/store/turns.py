"""The worker's side of turns: claim with a lease, write the effect once."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Select, literal_column, select, text, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import aliased

from bot.assist.ports import Turn
from bot.assist.records import ClaimedTurn, Health, HistoryMessage, TurnEffect
from bot.desk.conversation import OwnerKind
from bot.desk.errors import UnavailableError
from bot.desk.message import Audience, Message, Role, joined
from bot.store.engine import Database
from bot.store.events import add_event
from bot.store.intake import FRONT_TEAM, add_message
from bot.store.lookup import find, locked_rows
from bot.store.migrate import is_migrated
from bot.store.models.people import ShopEntry
from bot.store.models.talk import ConversationEntry, MessageEntry, TurnEntry
from bot.store.models.work import AdviceEntry, DraftEntry, ReadingEntry, WorkerHeartbeat
from bot.store.owners import give_to_team
from bot.store.scope import ShopSession
from bot.store.walls import role_passes_walls

CONTEXT_MESSAGES = 6
"""Messages before the turn that the reader gets to see."""

WORKER_SILENCE_SECONDS = 10
"""A worker that has not said for so long that it is alive counts as dead."""

BOT_SOURCE = "bot"


class StoreQueue:
    """Turns over all shops (`records.TurnQueue`)."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._last_shop = ""

    def claim(self, *, now: datetime, lease_seconds: float, limit: int) -> tuple[ClaimedTurn, ...]:
        """Claim turns that are due or whose lease has ended: of each shop in turn the longest due; each is a new attempt.

        Of one conversation one turn is claimed at a time, the earliest, since each is read in the light of those before.
        """
        with self._database.reading(None) as session:  # looking first keeps an idle worker from writing
            shops = session.scalars(_shops_with_due_turns(now)).all()
        if not shops:
            return ()
        served = bisect_right(shops, self._last_shop)
        in_turn = deque((*shops[served:], *shops[:served]))
        claimed: list[ClaimedTurn] = []
        with self._database.writing(None) as session:
            while in_turn and len(claimed) < limit:
                turn = session.scalars(_next_due(in_turn[0], now)).first()
                if turn is None:
                    in_turn.popleft()
                    continue
                claimed.append(_claim(session, turn, now + timedelta(seconds=lease_seconds)))
                session.flush()
                in_turn.rotate(-1)
        self._last_shop = claimed[-1].shop_id if claimed else self._last_shop
        return tuple(claimed)

    def write(self, claimed: ClaimedTurn, effect: TurnEffect, *, now: datetime) -> bool:
        """Write reading, state, advice, drafts and answer of a turn, once and together."""
        with self._database.writing(claimed.shop_id) as session:
            conversation = _conversation_of(session, claimed)
            if conversation is None or not _finish(session, claimed, effect):
                return False
            turn = find(session, TurnEntry, claimed.turn.id)
            _write_advice(session, claimed, turn, effect, now)
            conversation.labels = dict(effect.advice["reading"]["labels"])
            conversation.escalate_to = str(effect.advice["to"])
            if turn.audience == Audience.SHOPPER.value:
                _answer(session, conversation, turn, effect, now)
            return True

    def beat(self, worker: str, *, now: datetime) -> None:
        """Say that the worker is alive."""
        with self._database.writing(None) as session:
            session.merge(WorkerHeartbeat(worker=worker, at=now))

    def health(self, *, now: datetime) -> Health:
        """Whether the database answers, is migrated, and a worker beat lately."""
        parts = {"database": "ok", "migrated": "ok", "worker": "ok"}
        try:
            with self._database.reading(None) as session:
                session.execute(text("SELECT 1"))
                if not is_migrated(session.connection()):
                    return Health(False, "not_migrated", {**parts, "migrated": "no", "worker": "unknown"})
                if role_passes_walls(session.connection()):
                    return Health(False, "role_passes_walls", {**parts, "database": "superuser", "worker": "unknown"})
                alive = WorkerHeartbeat.at > now - timedelta(seconds=WORKER_SILENCE_SECONDS)
                if session.scalars(select(WorkerHeartbeat).where(alive).limit(1)).first() is None:
                    return Health(False, "no_worker", {**parts, "worker": "silent"})
        except (SQLAlchemyError, UnavailableError):
            return Health(False, "no_database", {"database": "no answer", "migrated": "unknown", "worker": "unknown"})
        return Health(True, "", parts)

    def changed(self) -> bool:
        """Whether another connection wrote to the database since the last call; call it from one thread."""
        return self._database.changed()


def _is_waiting(turn: type[TurnEntry]) -> ColumnElement[bool]:
    # Written out, not bound: the index holds only these rows, and a planner must see that.
    return turn.state.in_([literal_column("'pending'"), literal_column("'claimed'")])


def _shops_with_due_turns(now: datetime) -> Select[str]:
    # The first row rather than EXISTS, here and below: PostgreSQL then looks into the index once a shop or turn, whatever
    # it believes about the sizes of tables, and never reads all that waits to join it.
    due = select(TurnEntry.id).where(TurnEntry.shop_id == ShopEntry.id, _is_waiting(TurnEntry), TurnEntry.due_at <= now)
    return select(ShopEntry.id).where(due.limit(1).scalar_subquery().is_not(None)).order_by(ShopEntry.id)


def _next_due(shop_id: str, now: datetime) -> Select[TurnEntry]:
    """The longest due turn of a shop before which no turn of its conversation waits, locked; one that is held is passed."""
    earlier = aliased(TurnEntry)
    before = select(earlier.id).where(
        earlier.shop_id == TurnEntry.shop_id,
        earlier.conversation_id == TurnEntry.conversation_id,
        earlier.number < TurnEntry.number,
        _is_waiting(earlier),
    )
    none_before = before.limit(1).scalar_subquery().is_(None)
    query = select(TurnEntry).where(TurnEntry.shop_id == shop_id, _is_waiting(TurnEntry), TurnEntry.due_at <= now, none_before)
    return locked_rows(query.order_by(TurnEntry.due_at).limit(1), skip_locked=True)


def _claim(session: ShopSession, turn: TurnEntry, lease_until: datetime) -> ClaimedTurn:
    turn.state = "claimed"
    turn.attempt += 1
    turn.lease_until = turn.due_at = lease_until
    return ClaimedTurn(turn.shop_id, _as_posted(session, turn), turn.revision, lease_until)


def _as_posted(session: ShopSession, turn: TurnEntry) -> Turn:
    in_shop = select(MessageEntry).where(
        MessageEntry.shop_id == turn.shop_id, MessageEntry.conversation_id == turn.conversation_id
    )
    spoken = session.scalars(
        in_shop.where(MessageEntry.turn_id == turn.id, MessageEntry.role == Role.CUSTOMER.value).order_by(MessageEntry.seq)
    )
    joined_text, parts = joined(tuple(Message(row.id, Role(row.role), row.text, row.at) for row in spoken))
    earlier = session.scalars(
        in_shop.where(MessageEntry.seq < turn.first_seq).order_by(MessageEntry.seq.desc()).limit(CONTEXT_MESSAGES)
    ).all()
    context = tuple((row.role, row.text) for row in reversed(earlier))
    return Turn(turn.id, turn.attempt, Audience(turn.audience), joined_text, parts, context)


def _conversation_of(session: ShopSession, claimed: ClaimedTurn) -> ConversationEntry | None:
    """The turn's conversation, locked."""
    conversation_id = session.scalar(select(TurnEntry.conversation_id).where(TurnEntry.id == claimed.turn.id))
    return find(session, ConversationEntry, conversation_id, locked=True) if conversation_id else None


def _finish(session: ShopSession, claimed: ClaimedTurn, effect: TurnEffect) -> bool:
    """Mark the turn done, if this attempt at this revision still holds it."""
    state = effect.advice["state"]
    done = update(TurnEntry).where(
        TurnEntry.id == claimed.turn.id,
        TurnEntry.attempt == claimed.turn.attempt,
        TurnEntry.revision == claimed.revision,
        TurnEntry.state == "claimed",
    )
    values = {"state": "done", "lease_until": None, "conversation_state": state if state["turns"] else None}
    result = session.execute(done.values(values).execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", result).rowcount == 1


def _write_advice(session: ShopSession, claimed: ClaimedTurn, turn: TurnEntry, effect: TurnEffect, now: datetime) -> None:
    advice: Mapping[str, Any] = effect.advice
    reading = advice["reading"]
    session.add(
        ReadingEntry(
            turn_id=turn.id,
            revision=claimed.revision,
            language=reading["language"],
            intent=reading["intent"]["name"],
            reading=dict(reading),
            created_at=now,
        )
    )
    entry = AdviceEntry(
        turn_id=turn.id,
        conversation_id=turn.conversation_id,
        revision=claimed.revision,
        attempt=claimed.turn.attempt,
        degraded=effect.degraded,
        advice=dict(advice),
        created_at=now,
    )
    session.add(entry)
    session.flush()
    for position, draft in enumerate(advice["drafts"]):
        session.add(
            DraftEntry(
                advice_id=entry.id, position=position, style=draft["style"], language=draft["language"], text=draft["text"]
            )
        )
        session.flush()
    data = {"turn_id": turn.id, "advice_id": entry.id, "revision": claimed.revision, "degraded": effect.degraded}
    add_event(session, "advice", turn.conversation_id, data, now=now)


def _answer(session: ShopSession, conversation: ConversationEntry, turn: TurnEntry, effect: TurnEffect, now: datetime) -> None:
    """The bot's answer, and the hand-over it comes with; nothing when people own the conversation by now."""
    if not _bot_still_owns(session, conversation):
        return
    if effect.answer:
        said = HistoryMessage(Role.BOT, effect.answer, now, f"{turn.id}:{turn.revision}")
        message = add_message(session, conversation, BOT_SOURCE, said, now=now)
        message.turn_id = turn.id
        session.flush()
        data = {"message_id": message.id, "turn_id": turn.id, "role": Role.BOT.value}
        add_event(session, "reply", conversation.id, data, now=now)
    if effect.hand_over:
        give_to_team(session, conversation, reason=effect.hand_over, team=FRONT_TEAM, now=now)
    elif effect.answer:
        conversation.waiting_since = None
        turn.state = "answered"


def _bot_still_owns(session: ShopSession, conversation: ConversationEntry) -> bool:
    """Take the next version while the owner is the bot: the test and the taking are one statement, on a locked row."""
    session.flush()
    owned = (
        update(ConversationEntry)
        .where(ConversationEntry.id == conversation.id, ConversationEntry.owner_kind == OwnerKind.BOT.value)
        .values(version=ConversationEntry.version + 1)
        .execution_options(synchronize_session=False)
    )
    taken = cast("CursorResult[Any]", session.execute(owned)).rowcount == 1
    session.refresh(conversation)
    return taken
