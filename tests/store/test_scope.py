"""No statement of a shop's session reaches another shop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, exists, func, insert, select, text, update
from sqlalchemy.orm import aliased

from bot.assist.records import HistoryMessage, IncomingMessage, ReplyRequest
from bot.desk.errors import NotFoundError
from bot.desk.message import Role
from bot.store.models.base import ShopRow
from bot.store.models.people import CustomerEntry, ShopEntry, TeamEntry, UserEntry
from bot.store.models.talk import ConversationEntry, MessageEntry, TurnEntry
from bot.store.models.work import AuditEntry, EventEntry
from bot.store.schema import METADATA
from bot.store.scope import CrossShopError, ShopSession
from bot.store.types import utc_now
from tests.store.conftest import TwoShops

OTHERS = aliased(MessageEntry)


def test_every_table_but_shops_and_heartbeats_has_the_shops_id() -> None:
    without = {name for name, table in METADATA.tables.items() if "shop_id" not in table.columns}

    assert without == {"shops", "worker_heartbeats"}


def test_every_foreign_key_between_shop_rows_holds_the_shops_id() -> None:
    crossing = [
        (table.name, constraint.column_keys)
        for table in METADATA.tables.values()
        for constraint in table.foreign_key_constraints
        if constraint.referred_table.name != "shops" and "shop_id" not in constraint.column_keys
    ]

    assert crossing == []


@pytest.mark.filterwarnings("ignore:.*cartesian product")
@pytest.mark.parametrize(
    "query",
    [
        select(MessageEntry),
        select(MessageEntry.text),
        select(func.count(MessageEntry.id)),
        select(func.max(MessageEntry.text)),
        select(func.count()).select_from(MessageEntry),
        select(OTHERS),
        select(OTHERS.text),
        select(MessageEntry).join(TurnEntry, TurnEntry.id == MessageEntry.turn_id),
        select(TeamEntry.id, MessageEntry.text).outerjoin(MessageEntry, MessageEntry.text != TeamEntry.id),
        select(TeamEntry.id).where(exists().where(MessageEntry.text == "theirs")),
        select(TeamEntry.id).where(MessageEntry.text == "theirs"),
        select(TeamEntry.id).where(TeamEntry.id.in_(select(MessageEntry.text))),
        select(select(MessageEntry.text).limit(1).scalar_subquery()),
        select(select(MessageEntry).subquery().c.text),
        select(MessageEntry.text).union_all(select(MessageEntry.text)),
        select(MessageEntry).where(text("1 = 1")),
        select(MessageEntry.__table__.c.text, TeamEntry.id),
        select(MessageEntry.__table__),
        text("SELECT text FROM messages"),
        select(TeamEntry.id, text("(SELECT max(text) FROM messages)")),
    ],
    ids=str,
)
def test_no_select_shows_what_was_said_in_another_shop(shops: TwoShops, query: Any) -> None:
    shops.theirs.post_message(IncomingMessage("api", "k", "d", "theirs"))

    with _session(shops) as session:
        try:
            rows = session.execute(query).all()
        except CrossShopError:
            return

    assert "theirs" not in str([tuple(getattr(value, "text", value) for value in row) for row in rows])
    assert not any(1 in row for row in rows)


@pytest.mark.parametrize(
    "change",
    [
        update(MessageEntry).values(text="changed"),
        delete(MessageEntry),
        update(MessageEntry).where(MessageEntry.text == "theirs").values(text="changed"),
        update(MessageEntry).where(OTHERS.id == MessageEntry.id).values(text="changed"),
        text("UPDATE messages SET text = 'changed'"),
        update(MessageEntry.__table__).values(text="changed"),
    ],
    ids=str,
)
def test_no_update_or_delete_touches_another_shop(shops: TwoShops, change: Any) -> None:
    posted = shops.theirs.post_message(IncomingMessage("api", "k", "d", "theirs"))

    with _session(shops) as session:
        try:
            session.execute(change)
            session.commit()
        except CrossShopError:
            session.rollback()

    assert shops.theirs.conversation(posted.conversation_id, viewer=None).messages[0].text == "theirs"


def test_bulk_updates_by_key_are_refused(shops: TwoShops) -> None:
    posted = shops.theirs.post_message(IncomingMessage("api", "k", "d", "theirs"))
    row = {"shop_id": shops.other_shop_id, "id": posted.message_id, "text": "changed"}

    with _session(shops) as session:
        for attempt in (
            lambda: session.execute(update(MessageEntry), [row]),
            lambda: session.bulk_update_mappings(MessageEntry, [row]),
            lambda: session.execute(insert(CustomerEntry), [{"shop_id": shops.other_shop_id, "key": "x"}]),
        ):
            with pytest.raises(CrossShopError):
                attempt()


def test_a_row_of_another_shop_is_not_found_by_its_key(shops: TwoShops) -> None:
    posted = shops.theirs.post_message(IncomingMessage("api", "k", "d", "theirs"))

    with _session(shops) as session:
        found = session.get(MessageEntry, (shops.other_shop_id, posted.message_id))

    assert found is None


def test_a_row_for_another_shop_is_not_added(shops: TwoShops) -> None:
    with _session(shops) as session:
        session.add(CustomerEntry(shop_id=shops.other_shop_id, key="x", name="X"))

        with pytest.raises(CrossShopError):
            session.flush()


def test_a_row_cannot_move_to_another_shop(shops: TwoShops) -> None:
    with _session(shops) as session:
        session.add(CustomerEntry(id="c", key="x", name="X"))
        session.commit()
        row = session.scalars(select(CustomerEntry)).one()
        row.shop_id = shops.other_shop_id

        with pytest.raises(CrossShopError):
            session.flush()
        session.rollback()
        with pytest.raises(CrossShopError):
            session.execute(update(CustomerEntry).values(shop_id=shops.other_shop_id))


def test_a_row_read_elsewhere_is_not_written_in_this_shop(shops: TwoShops) -> None:
    posted = shops.theirs.post_message(IncomingMessage("api", "k", "d", "theirs"))
    with _session(shops, shops.other_shop_id) as session:
        row = session.get(MessageEntry, (shops.other_shop_id, posted.message_id))
        assert row is not None
        session.expunge(row)
    row.text = "changed"

    with _session(shops) as session:
        session.add(row)

        with pytest.raises(CrossShopError):
            session.flush()


def test_rows_that_belong_to_no_shop_are_out_of_reach(shops: TwoShops) -> None:
    with _session(shops) as session, pytest.raises(CrossShopError):
        session.scalars(select(ShopEntry)).all()


def test_a_foreign_key_cannot_point_into_another_shop(shops: TwoShops) -> None:
    posted = shops.theirs.post_message(IncomingMessage("api", "k", "d", "theirs"))

    with _session(shops) as session:
        session.add(EventEntry(kind="message", conversation_id=posted.conversation_id, data={}, at=utc_now()))

        with pytest.raises(Exception, match=r"(?i)foreign key"):
            session.flush()


def test_the_audit_is_only_added_to(shops: TwoShops) -> None:
    with _session(shops) as session:
        session.add(AuditEntry(who="a", what="b", object="c", at=utc_now(), reason=""))
        session.commit()
        session.scalars(select(AuditEntry)).one().who = "somebody else"

        with pytest.raises(CrossShopError):
            session.flush()
        session.rollback()
        with pytest.raises(CrossShopError):
            session.execute(delete(AuditEntry))


def test_no_method_crosses_shops(shops: TwoShops) -> None:
    posted = shops.theirs.post_message(IncomingMessage("shopper", "k", "d", "theirs"))
    user = shops.user("lin", "agent", "supervisor", teams=("front",))
    talk, turn = posted.conversation_id, posted.turn_id
    ours = shops.ours
    refused: tuple[Callable[[], object], ...] = (
        lambda: ours.turn_case(turn),
        lambda: ours.conversation(talk, viewer=None),
        lambda: ours.conversation(talk, viewer=user),
        lambda: ours.send_reply(talk, user, ReplyRequest("hello", "r1")),
        lambda: ours.choose_order(talk, ""),
        lambda: ours.give_feedback(talk, turn, user, verdict="helpful", note=""),
        lambda: ours.accept(talk, user),
        lambda: ours.hand_over(talk, reason="asked", team="senior"),
        lambda: shops.theirs.conversations(viewer=user),
        lambda: shops.theirs.accept(talk, user),
        lambda: shops.theirs.events_after(0, viewer=user),
    )

    for attempt in refused:
        with pytest.raises(NotFoundError):
            attempt()

    assert ours.conversations(viewer=None) == ()
    assert ours.advice_of(talk) == ()
    assert ours.events_after(0, viewer=None) == ()
    assert ours.last_event_id() == 0
    assert ours.shopper_conversation("k") is None
    assert ours.find_customer("c-1") is None


def test_the_same_keys_in_two_shops_are_two_things(shops: TwoShops) -> None:
    incoming = IncomingMessage("api", "k", "d", "hello")

    posted = [records.post_message(incoming) for records in (shops.ours, shops.theirs)]
    shops.ours.import_history(incoming, [HistoryMessage(Role.AGENT, "hi", utc_now(), "h")])

    assert not any(message.duplicate for message in posted)
    assert len(shops.theirs.conversation(posted[1].conversation_id, viewer=None).messages) == 1


def _session(shops: TwoShops, shop_id: str = "") -> ShopSession:
    return ShopSession(shops.store._database.engine, info={"shop_id": shop_id or shops.shop_id})


def test_every_mapped_class_of_shop_data_is_a_shop_row() -> None:
    mapped = {mapper.class_ for mapper in ShopRow.registry.mappers if "shop_id" in mapper.columns}

    assert all(issubclass(entry, ShopRow) for entry in mapped)
    assert {ConversationEntry, UserEntry} <= mapped
