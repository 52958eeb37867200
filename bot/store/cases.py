"""The case of a turn: everything on record that its advice is made from."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from bot.assist.ports import CustomerRecord, OrderRecord, PostRecord, TurnCase
from bot.desk.conversation import ConversationState, OwnerKind, state_from_json
from bot.desk.errors import NotFoundError
from bot.desk.message import Audience, Channel
from bot.store.catalogue import StoreCatalogue
from bot.store.engine import Database
from bot.store.models.people import CustomerEntry, ShopEntry, UserEntry
from bot.store.models.talk import ConversationEntry, TurnEntry
from bot.store.models.trade import PolicyEntry, PromotionEntry
from bot.store.order_facts import line_facts, order_facts
from bot.store.orders import BY_NUMBER, OF_CUSTOMER, OrderCase, order_cases
from bot.store.posts import post_of
from bot.store.scope import ShopSession

CASE_ORDERS = 20
"""Newest orders of a customer that a case holds; older ones are picked by number."""


_TURN = (
    select(TurnEntry, ConversationEntry, CustomerEntry)
    .join(ConversationEntry, ConversationEntry.id == TurnEntry.conversation_id)
    .outerjoin(CustomerEntry, CustomerEntry.id == ConversationEntry.customer_id)
    .where(TurnEntry.id == bindparam("turn_id"))
)
_SHOP_OF_TURN = select(TurnEntry.shop_id).where(TurnEntry.id == bindparam("turn_id"))
_PREVIOUS_STATE = (
    select(TurnEntry.conversation_state)
    .where(
        TurnEntry.conversation_id == bindparam("conversation_id"),
        TurnEntry.number < bindparam("number"),
        TurnEntry.conversation_state.is_not(None),
    )
    .order_by(TurnEntry.number.desc())
    .limit(1)
)
"""Statements of the hot path, built once."""


def turn_case(database: Database, shop_id: str, turn_id: str, *, now: datetime) -> TurnCase:
    """The case of a turn of this shop."""
    zone = database.remembered(("zone", shop_id), lambda: _zone(database, shop_id))
    shop_name = database.remembered(("shop_name", shop_id), lambda: _shop_name(database, shop_id))
    with database.reading(shop_id) as session:
        found = session.execute(_TURN, {"turn_id": turn_id}).first()
        if found is None:
            raise NotFoundError(f"There is no turn {turn_id!r}.")
        turn, conversation, customer = found
        return TurnCase(
            shop_id=shop_id,
            conversation_id=conversation.id,
            turn_id=turn.id,
            channel=Channel(conversation.channel),
            audience=Audience(turn.audience),
            owner=OwnerKind(conversation.owner_kind),
            customer=_customer(customer, conversation),
            orders=_orders(database, session, conversation, turn, zone=zone, now=now),
            chosen_order=conversation.chosen_order,
            policies=database.remembered(("policies", shop_id), lambda: _policies(session, now)),
            previous=_previous_state(session, turn),
            waiting_since=conversation.waiting_since,
            answered_since_last_turn=turn.after_answer,
            shop_name=shop_name,
            agent_name=_agent_name(session, conversation),
            post=_post(session, conversation),
            catalogue=StoreCatalogue(database, shop_id, zone=zone, now=now),
        )


def _agent_name(session: ShopSession, conversation: ConversationEntry) -> str:
    if conversation.owner_user_id is None:
        return ""
    return session.scalar(select(UserEntry.name).where(UserEntry.id == conversation.owner_user_id)) or ""


def _post(session: ShopSession, conversation: ConversationEntry) -> PostRecord | None:
    post = post_of(session, conversation)
    return PostRecord(post.key, post.views, post.comments, post.shares, post.counted_at) if post else None


def _shop_name(database: Database, shop_id: str) -> str:
    with database.reading(None) as everywhere:
        return everywhere.scalar(select(ShopEntry.name).where(ShopEntry.id == shop_id)) or ""


def _zone(database: Database, shop_id: str) -> ZoneInfo:
    with database.reading(None) as everywhere:
        return ZoneInfo(everywhere.scalar(select(ShopEntry.time_zone).where(ShopEntry.id == shop_id)) or "UTC")


def shop_of_turn(database: Database, turn_id: str) -> str:
    """The shop a turn belongs to.

    Raises:
        NotFoundError: there is no such turn.
    """
    with database.reading(None) as session:
        shop_id = session.scalar(_SHOP_OF_TURN, {"turn_id": turn_id})
    if shop_id is None:
        raise NotFoundError(f"There is no turn {turn_id!r}.")
    return shop_id


def _customer(entry: CustomerEntry | None, conversation: ConversationEntry) -> CustomerRecord | None:
    if entry is None:
        return None
    return CustomerRecord(entry.key, entry.name, entry.language, entry.member_tier, conversation.customer_verified, entry.points)


def _orders(
    database: Database, session: ShopSession, conversation: ConversationEntry, turn: TurnEntry, *, zone: ZoneInfo, now: datetime
) -> tuple[OrderRecord, ...]:
    """The customer's newest orders and the chosen one; of an unknown customer the chosen one, for agents alone."""
    chosen = {"number": conversation.chosen_order}
    if conversation.customer_id is not None:
        own = {"customer_id": conversation.customer_id, "most": CASE_ORDERS}
        cases = order_cases(database, session, OF_CUSTOMER, own)
        if conversation.chosen_order and conversation.chosen_order not in {case.order.number for case in cases}:
            older = order_cases(database, session, BY_NUMBER, chosen)
            cases += tuple(case for case in older if case.order.customer_id == conversation.customer_id)
    elif conversation.chosen_order and turn.audience == Audience.AGENT.value:
        cases = order_cases(database, session, BY_NUMBER, chosen)
    else:
        return ()
    return tuple(_order(case, zone=zone, now=now) for case in cases)


def _order(case: OrderCase, *, zone: ZoneInfo, now: datetime) -> OrderRecord:
    articles = {line.line.product_id: line_facts(line, zone=zone, now=now) for line in case.lines}
    return OrderRecord(case.order.number, case.order.placed_at, order_facts(case, zone=zone, now=now), articles)


def _policies(session: ShopSession, now: datetime) -> dict[str, Any]:
    """Standing facts by key, and the text of the promotion that runs and ends first."""
    policies = {entry.key: entry.value for entry in session.scalars(select(PolicyEntry))}
    running = select(PromotionEntry).where(PromotionEntry.ends_at > now, PromotionEntry.starts_at <= now)
    promotion = session.scalars(running.order_by(PromotionEntry.ends_at).limit(1)).first()
    return policies if promotion is None else {**policies, "promotion": promotion.text}


def _previous_state(session: ShopSession, turn: TurnEntry) -> ConversationState | None:
    value = session.scalar(_PREVIOUS_STATE, {"conversation_id": turn.conversation_id, "number": turn.number})
    return None if value is None else state_from_json(value)
