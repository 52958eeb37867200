"""What the use cases need from the world; the outer rooms provide it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from bot.desk.conversation import ConversationState, OwnerKind
from bot.desk.figures import Figure
from bot.desk.message import Audience, Channel, Language, Message, Part
from bot.desk.personal import PersonalSpan
from bot.desk.product_names import NamedPlace
from bot.desk.reading import Reading
from bot.desk.reply import ReplyReading


class Reader(Protocol):
    """Turns text into a reading."""

    def read(self, text: str, *, context: Sequence[tuple[str, str]] = (), language: str | None = None) -> Reading:
        """Read one turn; `context` is earlier (role, text) pairs, oldest first. Spans are code points of `text`."""
        ...

    def rank(self, question: str, entries: Mapping[str, Sequence[str]]) -> tuple[tuple[str, float], ...]:
        """Entries whose phrasings are nearest to the question, best first, with a similarity 0..1."""
        ...


class MailOutlet(Protocol):
    """Brings a mail on its way."""

    def send(self, to: str, subject: str, text: str) -> None:
        """Take a mail for delivery and return at once, whatever becomes of it."""
        ...


class MoveReader(Protocol):
    """Reads what each sentence of a reply does."""

    def read(self, text: str) -> ReplyReading:
        """Read one reply; spans count code points of `text`."""
        ...

    def figures(self, text: str) -> tuple[Figure, ...]:
        """The figures in any text, unresolved, in order."""
        ...

    def shown_language(self, text: str) -> Language | None:
        """The language and script that a text shows by itself; None where it shows none."""
        ...


class PersonalDataFinder(Protocol):
    """Finds personal data in a text."""

    def find(self, text: str) -> tuple[PersonalSpan, ...]:
        """Personal data in text order, no two pieces overlapping; spans are code points of `text`."""
        ...


@dataclass(frozen=True)
class CustomerRecord:
    """A customer as the shop knows them. `verified` says that the person in this conversation proved to be them.

    `points` is None where the shop does not say.
    """

    id: str
    name: str
    language: str
    member_tier: str
    verified: bool
    points: int | None = None


@dataclass(frozen=True)
class ProductRecord:
    """A product; `facts` are ready facts by key (item, spec, price_now, stock_status, size_advice …)."""

    key: str
    facts: Mapping[str, Any]


class Catalogue(Protocol):
    """What a shop sells. Products go by opaque ids."""

    def named(self, text: str) -> tuple[NamedPlace, ...]:
        """Where a message names products, in order."""
        ...

    def product(self, product: str) -> ProductRecord:
        """A product by its id."""
        ...

    def recommendation(self, text: str) -> Mapping[str, str]:
        """Which products suit the needs that a message names, in words by language; {} when none does."""
        ...


class NoProducts:
    """The catalogue of a shop that has none."""

    def named(self, text: str) -> tuple[NamedPlace, ...]:
        """Nothing."""
        return ()

    def product(self, product: str) -> ProductRecord:
        """Never asked for, since none is named."""
        raise KeyError(product)

    def recommendation(self, text: str) -> Mapping[str, str]:
        """Nothing."""
        return {}


NO_PRODUCTS = NoProducts()


@dataclass(frozen=True)
class OrderRecord:
    """One order with what belongs to it; times are aware UTC, amounts in `currency`, absent ones None.

    `facts` holds ready facts of the order by key (order_status, item, item_price, promised_delivery, courier,
    tracking_number, refund_status, refund_amount, invoice_status, spec …), each with its value; see docs/architecture.md.
    Those of the article are of the first line; `articles` holds them for each product, by its id.
    """

    number: str
    placed_at: datetime
    facts: Mapping[str, Any]
    articles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class PostRecord:
    """A public post: the one a conversation is about, or one by the customer who now writes in private.

    `views`, `comments` and `shares` are the newest counts, of the time `counted_at`; None is not known.
    """

    key: str
    views: int | None
    comments: int | None
    shares: int | None
    counted_at: datetime


@dataclass(frozen=True)
class TurnCase:
    """Everything the store knows about the case of one turn.

    Attributes:
        shop_id, conversation_id, turn_id: whose and which.
        channel: where.
        audience: who gets the result.
        owner: who owns the conversation now.
        customer: None when unknown.
        orders: the customer's orders, newest first.
        chosen_order: number of the order picked by the agent or fixed at intake; "" when none is.
        policies: standing facts of the shop by key (return_window_days, refund_days, callback_allowed …).
        previous: state after the turn before; None at the first turn.
        waiting_since: when the customer began to wait; None when nobody waits.
        answered_since_last_turn: whether anyone answered between the turns.
        shop_name: as customers know it.
        agent_name: name of the person who owns the conversation; "" while nobody does.
        post: the public post; None where there is none.
        catalogue: what the shop sells.
    """

    shop_id: str
    conversation_id: str
    turn_id: str
    channel: Channel
    audience: Audience
    owner: OwnerKind
    customer: CustomerRecord | None = None
    orders: tuple[OrderRecord, ...] = ()
    chosen_order: str = ""
    policies: Mapping[str, Any] = field(default_factory=dict)
    previous: ConversationState | None = None
    waiting_since: datetime | None = None
    answered_since_last_turn: bool = True
    shop_name: str = ""
    agent_name: str = ""
    post: PostRecord | None = None
    catalogue: Catalogue = NO_PRODUCTS


@dataclass(frozen=True)
class Turn:
    """A turn as it is posted to the bot and handed to the use cases.

    Attributes:
        id: the turn.
        attempt: counted from 1; an answer to another attempt is not written.
        audience: who gets the result.
        text: the turn's messages joined by a line break.
        parts: where each message stands in `text`.
        context: the last six messages before the turn as (role, text), oldest first.
    """

    id: str
    attempt: int
    audience: Audience
    text: str
    parts: tuple[Part, ...]
    context: tuple[tuple[str, str], ...] = ()


class CaseRecord(Protocol):
    """Read-only access to the case of a turn."""

    def turn_case(self, turn_id: str) -> TurnCase:
        """The case of a turn.

        Raises:
            NotFoundError: there is no such turn.
        """
        ...


__all__ = [
    "NO_PRODUCTS",
    "CaseRecord",
    "Catalogue",
    "CustomerRecord",
    "Message",
    "OrderRecord",
    "PostRecord",
    "ProductRecord",
    "Reader",
    "Turn",
    "TurnCase",
]
