"""Gather the facts of a case after the reading, each with its source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any

from bot.assist.ports import OrderRecord, ProductRecord, TurnCase
from bot.assist.products_meant import (
    RECOMMENDING,
    article_facts,
    names_another,
    orders_holding,
    places_named,
    product_asked_about,
)
from bot.desk.facts import Fact, Facts
from bot.desk.message import Channel, Language
from bot.desk.product_names import NamedPlace
from bot.desk.reading import Reading
from bot.desk.worded import Vocabulary, localised, worded

SHOP_OFFSET = timezone(timedelta(hours=8))
"""Clock of the shop; every date said to a customer is a date there."""


RELEVANT_STATUS = {
    "ask_dispatch_time": ("awaiting_dispatch",),
    "ask_payment": ("awaiting_payment", "awaiting_dispatch"),
    "change_order": ("awaiting_dispatch", "awaiting_payment"),
    "cancel_order": ("awaiting_dispatch", "awaiting_payment", "in_transit"),
    "track_parcel": ("out_for_delivery", "in_transit", "awaiting_dispatch"),
    "arrange_delivery": ("out_for_delivery", "in_transit", "awaiting_dispatch"),
    "complain_delay": ("in_transit", "awaiting_dispatch", "out_for_delivery"),
    "report_lost_parcel": ("delivered", "in_transit", "out_for_delivery"),
    "report_damage": ("delivered",),
    "report_defect": ("delivered",),
    "report_wrong_item": ("delivered",),
    "report_missing_item": ("delivered",),
    "report_safety_problem": ("delivered",),
    "ask_installation": ("delivered",),
    "ask_usage": ("delivered",),
    "request_repair": ("delivered",),
    "request_return": ("delivered",),
    "request_exchange": ("delivered",),
}
"""States of the orders that a message of an intent can be about."""

TOPIC_SPECIFICATIONS = {
    "size": ("size", "height", "seat_height", "capacity"),
    "material": ("material", "filling"),
    "battery": ("battery_life", "charging"),
    "usage": ("washing", "power", "cleaning"),
    "compatibility": ("bluetooth", "voltage", "plug", "connection", "hob"),
    "installation": ("assembly",),
    "package_contents": ("contents",),
}
"""Lines of a product's specification that answer a question on a topic."""


def choose_order(case: TurnCase, reading: Reading, named: Sequence[NamedPlace] = ()) -> OrderRecord | None:
    """The order a message is about: the one it names, else the one picked, else the newest it can be about.

    Where a product is named, only orders that hold it count, if there are any. The reply names the order, and the agent
    can pick another; where no order is in a fitting state and the customer has several, none is chosen.
    """
    numbers = reading.values("order_number")
    for order in case.orders:
        if order.number in numbers:
            return order
    picked = next((order for order in case.orders if order.number == case.chosen_order), None)
    orders = orders_holding(case.orders, named) or case.orders
    if picked or len(orders) == 1:
        return picked or orders[0]
    return next((order for order in orders if _can_be_about(order, reading.intent)), None)


ALSO_FITS = {
    "marked_delivered": ("delivered",),
    "refund_how": ("awaiting_payment", "awaiting_dispatch", "in_transit", "out_for_delivery"),
    "cancel": ("awaiting_payment", "awaiting_dispatch", "in_transit", "out_for_delivery"),
}
"""Further states that fit when a message is about one of these topics."""


def order_fits(order: OrderRecord, reading: Reading, named: Sequence[NamedPlace] = ()) -> bool:
    """Whether a message can be about an order: its state fits, and so do the products named; always when it names it."""
    fitting = RELEVANT_STATUS.get(reading.intent, ())
    if order.number in reading.values("order_number"):
        return True
    if _speaks_of_another(order, reading) or names_another(order, named):
        return False
    if not fitting:
        return True
    also = tuple(status for topic in reading.values("topic") for status in ALSO_FITS.get(topic, ()))
    return order.facts.get("order_status") in (*fitting, *also)


def _speaks_of_another(order: OrderRecord, reading: Reading) -> bool:
    """Whether a message names another number, or tells a state that this order is not in."""
    topics, status = set(reading.values("topic")), order.facts.get("order_status")
    numbers = {*reading.values("order_number"), *reading.values("tracking_number")}
    return (
        bool(numbers - {order.number, order.facts.get("tracking_number")})
        or ("marked_delivered" in topics and status != "delivered")
        or ("stock" in topics and status in ("in_transit", "out_for_delivery"))
        or ("on_the_way" in topics and status in ("awaiting_dispatch", "awaiting_payment"))
        or (reading.intent == "ask_refund_progress" and not {"refund_status", "return_status"} & set(order.facts))
    )


def names_item(item: Any, text: str) -> bool:
    """Whether a message names an article: two Han characters or a longer word of its name stand in it."""
    names = [str(name) for name in (item.values() if isinstance(item, Mapping) else (item or "",))]
    words = {word for name in names for word in re.findall(r"[a-z]{4,}", name.lower())}
    runs = [run for name in names for run in re.findall(r"[\u4e00-\u9fff]+", name)]
    pairs = {run[place : place + 2] for run in runs for place in range(len(run) - 1)}
    return any(part in text.lower() for part in words | pairs)


def without_doubtful(facts: Facts, order: OrderRecord | None) -> Facts:
    """What may be said while the order is in doubt: its number and article, to ask whether it is meant."""
    if order is None or "order_doubtful" not in facts:
        return facts
    hidden = {*order.facts, "days_late", "days_since_delivery", "asked_spec"} - {"order_number", "item", "currency"}
    return Facts(tuple(fact for fact in facts.all() if fact.key not in hidden or not fact.source.startswith("order ")))


def _can_be_about(order: OrderRecord, intent: str) -> bool:
    if intent == "ask_refund_progress":
        return "refund_status" in order.facts or "return_status" in order.facts
    return order.facts.get("order_status") in RELEVANT_STATUS.get(intent, ())


def gather_facts(
    case: TurnCase, reading: Reading, vocabulary: Vocabulary, *, text: str = "", earlier: Sequence[str] = (), now: datetime
) -> tuple[Facts, OrderRecord | None]:
    """Facts of the case and the order they come from (None when none is chosen).

    Args:
        case: what the store knows.
        reading: of the turn.
        vocabulary: words for codes.
        text: the turn's.
        earlier: messages before it, oldest first; a question before buying goes on about the product named in them.
        now: aware, UTC.
    """
    local = now.astimezone(SHOP_OFFSET)
    facts = [
        Fact("today", local.date().isoformat(), "clock", now),
        Fact("now", local.isoformat(timespec="minutes"), "clock", now),
        *(Fact(key, value, "shop policy") for key, value in case.policies.items()),
    ]
    facts.extend((*_customer(case), *_people_and_place(case)))
    named = places_named(case.catalogue, reading, text, earlier)
    order = choose_order(case, reading, named)
    asked_about = product_asked_about(case.catalogue, reading, named)
    if asked_about and order and (order.number in reading.values("order_number") or not names_another(order, named)):
        asked_about = None
    if asked_about:
        order = None
        facts.extend(_product(asked_about, reading, vocabulary, text, now))
    elif order:
        facts.extend(_order(order, reading, named, vocabulary, text, now))
    if reading.intent in RECOMMENDING and (suited := case.catalogue.recommendation(text)):
        facts.append(Fact("recommendation", suited, "products", now))
    return Facts(tuple(facts)), order


def _customer(case: TurnCase) -> list[Fact]:
    if case.customer is None:
        return []
    values = {
        "customer_language": case.customer.language,
        "member_tier": case.customer.member_tier or None,
        "points": case.customer.points,
    }
    return [Fact(key, value, f"customer {case.customer.id}") for key, value in values.items() if value is not None]


def _product(product: ProductRecord, reading: Reading, vocabulary: Vocabulary, text: str, now: datetime) -> list[Fact]:
    """What is known of a product before it is bought."""
    asked = _asked_spec(product.facts.get("spec"), reading, vocabulary, text)
    values = {**product.facts, **({"asked_spec": asked} if asked else {})}
    return [Fact(key, value, f"product {product.key}", now) for key, value in values.items()]


def _order(
    order: OrderRecord, reading: Reading, named: Sequence[NamedPlace], vocabulary: Vocabulary, text: str, now: datetime
) -> list[Fact]:
    """What is known of an order, with the article that the message names where it holds several."""
    source = f"order {order.number}"
    known = {**order.facts, **article_facts(order, named)}
    values = {**known, **derived(known, now.astimezone(SHOP_OFFSET).date())}
    if not order_fits(order, reading, named):
        values["order_doubtful"] = True
    asked = _asked_spec(known.get("spec"), reading, vocabulary, text) if names_item(known.get("item"), text) else ""
    if asked:
        values["asked_spec"] = asked
    return [Fact(key, value, source, now) for key, value in values.items()]


def _people_and_place(case: TurnCase) -> list[Fact]:
    """Who answers, for which shop, and how far the public post has gone."""
    facts = [Fact(key, name, "shop") for key, name in (("shop_name", case.shop_name),) if name]
    if case.agent_name:
        facts.append(Fact("agent_name", case.agent_name, "agent"))
    post = case.post
    if post and case.channel is Channel.SOCIAL_PUBLIC:
        counts = {"views": post.views, "comments": post.comments, "shares": post.shares}
        facts += [Fact(key, count, f"post {post.key}", post.counted_at) for key, count in counts.items() if count is not None]
    elif post:
        facts.append(Fact("from_public_post", True, f"post {post.key}", post.counted_at))
    return facts


def derived(facts: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Facts that follow from others by plain arithmetic on dates."""
    values: dict[str, Any] = {}
    delivered = _date(facts.get("delivered_on"))
    if delivered:
        values["days_since_delivery"] = (today - delivered).days
    ordered = _date(facts.get("ordered_on"))
    if ordered and ordered <= today:
        values["months_since_purchase"] = _whole_months(ordered, today)
    promised = _date(facts.get("promised_delivery"))
    if promised and not delivered and today > promised and facts.get("order_status") not in ("cancelled", "returned"):
        values["days_late"] = (today - promised).days
    return values


def _whole_months(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _asked_spec(spec: Any, reading: Reading, vocabulary: Vocabulary, text: str) -> str:
    """The lines of a product's specification that the question is about, in words; "" when none is."""
    if not isinstance(spec, Mapping):
        return ""
    wanted = {code for topic in reading.values("topic") for code in TOPIC_SPECIFICATIONS.get(topic, (topic,))}
    words = {code: vocabulary.get("specification", {}).get(code, {}).values() for code in spec}
    wanted |= {code for code in spec if any(word.lower() in text.lower() for word in words[code])}
    colon, comma = (": ", "; ") if reading.language is Language.EN else ("：", "；")
    lines = [
        f"{worded('specification', code, reading.language, vocabulary)}{colon}{localised(value, reading.language)}"
        for code, value in spec.items()
        if code in wanted
    ]
    return comma.join(lines)
