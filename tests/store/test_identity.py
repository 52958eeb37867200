"""Codes by order number: single use, few tries, few codes, and nothing that tells a known order from an unknown one."""

from __future__ import annotations

import hashlib
import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from bot.assist.prove_identity import normalised_number
from bot.assist.records import AskedCode, CodeOutcome, IncomingMessage, ProvedCustomer
from bot.store import identity
from bot.store.models.identity import IdentityCode
from bot.store.models.people import CustomerEntry
from bot.store.models.trade import OrderEntry
from bot.store.models.work import AuditEntry
from bot.store.records import StoreRecords
from bot.store.types import utc_now
from tests.store.conftest import TwoShops

NUMBERS = itertools.count(1)
ORDER = "TF20261103001"



@pytest.fixture
def sold(shops: TwoShops) -> TwoShops:
    """An order of a customer with an address on record, and one without."""
    with shops.ours._database.writing(shops.shop_id) as session:
        for key, email in (("C-1", "lan@example.com"), ("C-2", None)):
            session.add(CustomerEntry(id=key, key=key, name=key, email=email))
        session.flush()
        for number, customer in ((ORDER, "C-1"), ("TF2", "C-2")):
            session.add(
                OrderEntry(
                    id=number, number=number, customer_id=customer, placed_at=utc_now(), status="delivered", total=Decimal(1)
                )
            )
    return shops


def ask(records: StoreRecords, order: str = ORDER, *, session: str = "s") -> CodeOutcome:
    number = next(NUMBERS)
    digest = hashlib.sha256(normalised_number(order).encode()).hexdigest()
    return records.ask_code(AskedCode(f"code-{number}", session, digest, order, "seal"))


def right(code_id: str, seal: str) -> bool:
    return seal == "seal"


def wrong(code_id: str, seal: str) -> bool:
    return False


def move_clock(records: StoreRecords, back: timedelta) -> None:
    """As if every code were older."""
    with records._database.writing(records.shop_id) as session:
        for code in session.scalars(select(IdentityCode)):
            code.created_at -= back
            code.expires_at -= back


@pytest.mark.parametrize("written", [ORDER, f" {ORDER.lower()} ", "ＴＦ２０２６１１０３００１", "TF 2026 1103 001"])
def test_the_address_on_record_gets_the_code_however_the_number_is_written(sold: TwoShops, written: str) -> None:
    outcome = ask(sold.ours, written)

    assert outcome.receiver is not None
    assert outcome.receiver.email == "lan@example.com"
    assert sold.ours.try_code("s", right) == ProvedCustomer("C-1", ORDER)


def test_a_code_works_once(sold: TwoShops) -> None:
    ask(sold.ours)

    assert [sold.ours.try_code("s", right) is not None for _ in range(2)] == [True, False]


def test_a_code_ends_after_ten_minutes(sold: TwoShops) -> None:
    ask(sold.ours)
    move_clock(sold.ours, timedelta(minutes=10, seconds=1))

    assert sold.ours.try_code("s", right) is None


def test_five_wrong_tries_end_a_code(sold: TwoShops) -> None:
    ask(sold.ours)
    for _ in range(4):
        assert sold.ours.try_code("s", wrong) is None
    other = ask(sold.ours, session="t")
    for _ in range(5):
        assert sold.ours.try_code("t", wrong) is None

    assert other.receiver is not None
    assert sold.ours.try_code("t", right) is None
    assert sold.ours.try_code("s", right) is not None


def test_parallel_tries_are_counted_one_by_one(sold: TwoShops) -> None:
    ask(sold.ours)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: sold.ours.try_code("s", wrong), range(16)))

    with sold.ours._database.reading(sold.shop_id) as session:
        assert session.scalars(select(IdentityCode.tries)).one() == identity.MOST_TRIES


def test_only_one_of_many_parallel_right_tries_succeeds(sold: TwoShops) -> None:
    ask(sold.ours)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: sold.ours.try_code("s", right), range(4)))

    assert sum(item is not None for item in found) == 1


def test_a_code_belongs_to_the_session_that_asked(sold: TwoShops) -> None:
    ask(sold.ours, session="mine")

    assert sold.ours.try_code("another", right) is None
    assert sold.theirs.try_code("mine", right) is None


def test_a_newer_code_replaces_the_older_one(sold: TwoShops) -> None:
    ask(sold.ours)
    ask(sold.ours, "no such order")

    assert sold.ours.try_code("s", right) is None


@pytest.mark.parametrize("order", ["nothing", "TF2"])
def test_an_unknown_order_leaves_the_same_trace_and_proves_nothing(sold: TwoShops, order: str) -> None:
    outcome = ask(sold.ours, order)

    assert outcome == CodeOutcome()
    assert sold.ours.try_code("s", right) is None
    with sold.ours._database.reading(sold.shop_id) as session:
        assert session.scalars(select(IdentityCode.tries)).one() == 1


@pytest.mark.parametrize("order", [ORDER, "nothing"])
def test_an_order_gets_three_codes_an_hour_whoever_asks(sold: TwoShops, order: str) -> None:
    waits = [ask(sold.ours, order, session=f"s{number}").wait_seconds for number in range(4)]
    move_clock(sold.ours, timedelta(minutes=61))

    assert waits[:3] == [0, 0, 0]
    assert 3500 < waits[3] <= 3600
    assert ask(sold.ours, order).wait_seconds == 0


def test_a_session_gets_five_codes_an_hour_for_whatever_orders(sold: TwoShops) -> None:
    waits = [ask(sold.ours, f"order {number}").wait_seconds for number in range(6)]

    assert waits[:5] == [0] * 5
    assert waits[5] > 0


def test_parallel_wishes_cannot_pass_the_limit(sold: TwoShops) -> None:
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda number: ask(sold.ours, session=f"s{number}"), range(8)))

    assert sum(outcome.receiver is not None for outcome in outcomes) == identity.CODES_PER_ORDER


def test_old_codes_are_forgotten(sold: TwoShops) -> None:
    ask(sold.ours)
    move_clock(sold.ours, timedelta(days=2))
    ask(sold.ours, "another")

    with sold.ours._database.reading(sold.shop_id) as session:
        assert len(session.scalars(select(IdentityCode)).all()) == 1


def test_a_signed_address_is_used_once_in_its_shop(shops: TwoShops) -> None:
    later = utc_now() + timedelta(minutes=5)
    with ThreadPoolExecutor(4) as pool:
        first = list(pool.map(lambda _: shops.ours.use_proof("p", expires_at=later), range(4)))

    assert sorted(first) == [False, False, False, True]
    assert shops.theirs.use_proof("p", expires_at=later)


def test_a_used_address_is_forgotten_when_it_has_run_out(shops: TwoShops) -> None:
    shops.ours.use_proof("p", expires_at=utc_now() - timedelta(seconds=1))

    assert shops.ours.use_proof("p", expires_at=utc_now() + timedelta(minutes=1))


def test_a_proved_conversation_is_the_customer_s_and_read_again_with_the_order(sold: TwoShops) -> None:
    posted = sold.ours.post_message(IncomingMessage("shopper", "old", "d", "我的订单呢"))
    sold.ours.prove_conversation("shopper", "old", ProvedCustomer("C-1", ORDER), new_key="new")

    case = sold.ours.turn_case(posted.turn_id)
    assert case.customer is not None
    assert (case.customer.id, case.customer.verified, case.chosen_order) == ("C-1", True, ORDER)
    assert sold.ours.shopper_conversation("old") is None
    assert sold.ours.shopper_conversation("new") is not None


def test_a_conversation_proved_before_stays_with_its_customer(sold: TwoShops) -> None:
    incoming = IncomingMessage("api", "k", "d", "hi", customer_key="C-2", customer_verified=True)
    posted = sold.ours.post_message(incoming)
    sold.ours.prove_conversation("api", "k", ProvedCustomer("C-1", ORDER))

    case = sold.ours.turn_case(posted.turn_id)
    assert case.customer is not None
    assert case.customer.id == "C-2"


def test_a_customer_only_claimed_gives_way_to_the_one_who_proved_it(sold: TwoShops) -> None:
    posted = sold.ours.post_message(IncomingMessage("api", "k", "d", "hi", customer_key="C-2"))
    sold.ours.prove_conversation("api", "k", ProvedCustomer("C-1", ORDER))

    case = sold.ours.turn_case(posted.turn_id)
    assert case.customer is not None
    assert (case.customer.id, case.customer.verified) == ("C-1", True)


def test_all_conversations_are_listed_once_in_pages(shops: TwoShops) -> None:
    posted = {shops.ours.post_message(IncomingMessage("api", f"k{n}", f"d{n}", "hi")).conversation_id for n in range(7)}
    shops.theirs.post_message(IncomingMessage("api", "k", "d", "hi"))
    found: list[str] = []
    while page := shops.ours.conversation_ids(after=found[-1] if found else "", limit=3):
        found += page

    assert len(found) == len(set(found)) == 7
    assert set(found) == posted


def test_the_audit_keeps_who_did_what_and_why(shops: TwoShops) -> None:
    shops.ours.note_audit("somebody", "export", "conversations", reason="court order")

    with shops.ours._database.reading(shops.shop_id) as session:
        entry = session.scalars(select(AuditEntry)).one()
    assert (entry.who, entry.what, entry.object, entry.reason) == ("somebody", "export", "conversations", "court order")
