"""The case of a turn: everything on record that its advice is made from."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.assist.ports import CustomerRecord, OrderRecord, TurnCase
from bot.desk.conversation import ConversationState, OwnerKind, state_from_json
from bot.desk.errors import NotFoundError
from bot.desk.message import Audience, Channel
from bot.store.engine import Database
from bot.store.lookup import find
from bot.store.models.people import CustomerEntry, ShopEntry
from bot.store.models.talk import ConversationEntry, TurnEntry
from bot.store.models.trade import OrderEntry, PolicyEntry, PromotionEntry
from bot.store.order_facts import order_facts
from bot.store.orders import order_cases
from bot.store.scope import ShopSession

CASE_ORDERS = 20
"""Newest orders of a customer that a case holds; older ones are picked by number."""


def turn_case(database: Database, shop_id: str, turn_id: str, *, now: datetime) -> TurnCase:
    """The case of a turn of this shop."""
    with database.reading(None) as everywhere:
        zone_name = everywhere.scalar(select(ShopEntry.time_zone).where(ShopEntry.id == shop_id))
    zone = ZoneInfo(zone_name or "UTC")
    with database.reading(shop_id) as session:
        turn = find(session, TurnEntry, turn_id)
        conversation = find(session, ConversationEntry, turn.conversation_id)
        return TurnCase(
            shop_id=shop_id,
            conversation_id=conversation.id,
            turn_id=turn.id,
            channel=Channel(conversation.channel),
            audience=Audience(turn.audience),
            owner=OwnerKind(conversation.owner_kind),
            customer=_customer(session, conversation),
            orders=_orders(session, conversation, turn, zone=zone, now=now),
            chosen_order=conversation.chosen_order,
            policies=_policies(session, now),
            previous=_previous_state(session, turn),
            waiting_since=conversation.waiting_since,
            answered_since_last_turn=turn.after_answer,
        )


def shop_of_turn(database: Database, turn_id: str) -> str:
    """The shop a turn belongs to.

    Raises:
        NotFoundError: there is no such turn.
    """
    with database.reading(None) as session:
        shop_id = session.scalar(select(TurnEntry.shop_id).where(TurnEntry.id == turn_id))
    if shop_id is None:
        raise NotFoundError(f"There is no turn {turn_id!r}.")
    return shop_id


def _customer(session: ShopSession, conversation: ConversationEntry) -> CustomerRecord | None:
    if conversation.customer_id is None:
        return None
    entry = find(session, CustomerEntry, conversation.customer_id)
    return CustomerRecord(entry.key, entry.name, entry.language, entry.member_tier, conversation.customer_verified)


def _orders(
    session: ShopSession, conversation: ConversationEntry, turn: TurnEntry, *, zone: ZoneInfo, now: datetime
) -> tuple[OrderRecord, ...]:
    """The customer's newest orders and the chosen one; of an unknown customer the chosen one, for agents alone."""
    chosen = select(OrderEntry).where(OrderEntry.number == conversation.chosen_order)
    if conversation.customer_id is not None:
        own = select(OrderEntry).where(OrderEntry.customer_id == conversation.customer_id)
        orders = list(session.scalars(own.order_by(OrderEntry.placed_at.desc()).limit(CASE_ORDERS)))
        if conversation.chosen_order and conversation.chosen_order not in {order.number for order in orders}:
            orders += session.scalars(chosen.where(OrderEntry.customer_id == conversation.customer_id))
    elif conversation.chosen_order and turn.audience == Audience.AGENT.value:
        orders = list(session.scalars(chosen))
    else:
        return ()
    return tuple(
        OrderRecord(case.order.number, case.order.placed_at, order_facts(case, zone=zone, now=now))
        for case in order_cases(session, orders)
    )


def _policies(session: ShopSession, now: datetime) -> dict[str, Any]:
    """Standing facts by key, and the text of the promotion that runs and ends first."""
    policies = {entry.key: entry.value for entry in session.scalars(select(PolicyEntry))}
    running = select(PromotionEntry).where(PromotionEntry.ends_at > now, PromotionEntry.starts_at <= now)
    promotion = session.scalars(running.order_by(PromotionEntry.ends_at).limit(1)).first()
    return policies if promotion is None else {**policies, "promotion": promotion.text}


def _previous_state(session: ShopSession, turn: TurnEntry) -> ConversationState | None:
    query = select(TurnEntry.conversation_state).where(
        TurnEntry.conversation_id == turn.conversation_id,
        TurnEntry.number < turn.number,
        TurnEntry.conversation_state.is_not(None),
    )
    value = session.scalar(query.order_by(TurnEntry.number.desc()).limit(1))
    return None if value is None else state_from_json(value)
