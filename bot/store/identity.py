"""Who customers are: codes that were asked for, signed addresses that were used, conversations that became theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, delete, select

from bot.assist.prove_identity import normalised_number
from bot.assist.records import AskedCode, CodeOutcome, CodeReceiver, ProvedCustomer
from bot.store.joining import reopen
from bot.store.lookup import open_turn
from bot.store.models.identity import IdentityCode, UsedProof
from bot.store.models.people import CustomerEntry, TeamEntry
from bot.store.models.talk import ConversationEntry
from bot.store.models.trade import OrderEntry
from bot.store.scope import ShopSession

CODE_LIFE = timedelta(minutes=10)
MOST_TRIES = 5
"""Of one code."""

WITHIN = timedelta(hours=1)
CODES_PER_ORDER = 3
CODES_PER_SESSION = 5
"""Asked for within the hour; with five tries each, guessing one of a million codes takes centuries."""

KEPT = timedelta(days=1)


def ask_code(session: ShopSession, asked: AskedCode, *, now: datetime) -> CodeOutcome:
    """Remember a code and tell who is to get it; the same work is done for an order that is not ours."""
    _one_at_a_time(session)
    session.execute(delete(IdentityCode).where(IdentityCode.created_at < now - KEPT))
    wait = max(
        _wait(session, IdentityCode.asked == asked.asked, CODES_PER_ORDER, now),
        _wait(session, IdentityCode.session == asked.session, CODES_PER_SESSION, now),
    )
    if wait:
        return CodeOutcome(wait_seconds=wait)
    found = session.execute(_order_query(asked.order_number)).first()
    order_id, email, name = found if found is not None and found[1] else (None, "", "")
    session.add(
        IdentityCode(
            id=asked.id,
            session=asked.session,
            asked=asked.asked,
            order_id=order_id,
            seal=asked.seal,
            tries=0,
            created_at=now,
            expires_at=now + CODE_LIFE,
        )
    )
    return CodeOutcome(receiver=CodeReceiver(email, name) if email else None)


def try_code(session: ShopSession, asker: str, fits: Callable[[str, str], bool], *, now: datetime) -> ProvedCustomer | None:
    """Use the newest code of an asker's session up; a wrong try counts, a right one ends it."""
    newest = (
        select(IdentityCode)
        .where(IdentityCode.session == asker)
        .order_by(IdentityCode.created_at.desc(), IdentityCode.id.desc())
        .limit(1)
    )
    code = session.scalars(newest.with_for_update()).first()
    if code is None or code.used_at is not None or code.expires_at <= now or code.tries >= MOST_TRIES:
        fits("", "")
        return None
    code.tries += 1
    if not fits(code.id, code.seal) or code.order_id is None:
        return None
    code.used_at = now
    proved = session.execute(
        select(CustomerEntry.key, OrderEntry.number)
        .join(OrderEntry, and_(OrderEntry.shop_id == CustomerEntry.shop_id, OrderEntry.customer_id == CustomerEntry.id))
        .where(OrderEntry.id == code.order_id)
    ).first()
    return ProvedCustomer(*proved) if proved else None


def use_proof(session: ShopSession, proof: str, *, expires_at: datetime, now: datetime) -> bool:
    """Whether a signed address is used for the first time; it is used from now on."""
    _one_at_a_time(session)
    session.execute(delete(UsedProof).where(UsedProof.expires_at < now))
    if session.scalar(select(UsedProof.proof).where(UsedProof.proof == proof)) is not None:
        return False
    session.add(UsedProof(proof=proof, expires_at=expires_at))
    return True


def prove_conversation(
    session: ShopSession, source: str, key: str, proved: ProvedCustomer, *, new_key: str = "", now: datetime
) -> None:
    """The conversation is this customer's from now on, unless another one was proved before; what is open is read again."""
    query = select(ConversationEntry).where(ConversationEntry.source == source, ConversationEntry.key == key)
    conversation = session.scalars(query.with_for_update()).first()
    if conversation is None or (conversation.customer_verified and conversation.customer_key != proved.key):
        return
    conversation.key = new_key or conversation.key
    conversation.customer_key = proved.key
    conversation.customer_verified = True
    conversation.customer_id = session.scalar(select(CustomerEntry.id).where(CustomerEntry.key == proved.key))
    conversation.chosen_order = conversation.chosen_order or proved.order_number
    conversation.version += 1
    turn = open_turn(session, conversation.id)
    if turn is not None:
        reopen(turn, due_at=max(now, turn.due_at) if turn.state == "pending" else now)


def _order_query(written: str) -> Select[str, str | None, str]:
    """Id of the order, mail address and name of its customer."""
    return (
        select(OrderEntry.id, CustomerEntry.email, CustomerEntry.name)
        .join(CustomerEntry, and_(CustomerEntry.shop_id == OrderEntry.shop_id, CustomerEntry.id == OrderEntry.customer_id))
        .where(OrderEntry.number.in_({written.strip(), normalised_number(written)}))
        .limit(1)
    )


def _wait(session: ShopSession, same: ColumnElement[bool], allowed: int, now: datetime) -> int:
    """Seconds until one more code may be asked for; 0 when it may be now."""
    newest = select(IdentityCode.created_at).where(same, IdentityCode.created_at > now - WITHIN)
    times = session.scalars(newest.order_by(IdentityCode.created_at.desc()).limit(allowed)).all()
    return 0 if len(times) < allowed else max(1, int((times[-1] + WITHIN - now).total_seconds()))


def _one_at_a_time(session: ShopSession) -> None:
    """Hold back other requests of this shop until this one is written, so that none slips past a count of another."""
    session.scalars(select(TeamEntry).order_by(TeamEntry.id).limit(1).with_for_update(key_share=True)).first()
