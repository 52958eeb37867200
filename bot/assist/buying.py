"""How a customer buys, from what is known of the case; see `bot.desk.purchase_type`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.assist.gather_facts import SHOP_OFFSET
from bot.desk.conversation import ConversationState
from bot.desk.facts import Facts
from bot.desk.purchase_type import Buying, purchase_of, read_purchase_type
from bot.desk.reading import Reading, Temperament


def with_purchase_type(
    state: ConversationState,
    reading: Reading,
    facts: Facts,
    orders: Sequence[Mapping[str, Any]],
    *,
    member_tier: str,
    customer_known: bool,
    now: datetime,
) -> ConversationState:
    """The state with the purchase type that shows at its turn, whatever showed before.

    Args:
        state: after the turn.
        reading: of the turn.
        facts: of the case.
        orders: facts of each order.
        member_tier: as the shop names it; "" for none.
        customer_known: whether the orders are those of a customer on record.
        now: aware, UTC.
    """
    buying = Buying(
        asked=state.asked,
        hurried=Temperament.HURRIED in reading.labels,
        orders=tuple(purchase_of(order) for order in orders),
        member_tier=member_tier,
        customer_known=customer_known,
        article_named="item" in facts and "order_status" not in facts,
        today=now.astimezone(SHOP_OFFSET).date(),
    )
    return replace(state, purchase=read_purchase_type(buying))
