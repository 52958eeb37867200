"""What a turn costs does not grow with its conversation, nor a page with the number of conversations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.assist.records import HistoryMessage, IncomingMessage, ReplyRequest, User
from bot.desk.message import Role
from bot.store.types import utc_now
from tests.store.conftest import TwoShops
from tests.store.effects import NOW, effect

BIG_TABLES = ("messages", "turns", "conversations", "advice", "events", "drafts", "readings", "orders", "conversation_holders")


class Statements:
    """Every statement that a store sends, with its parameters."""

    def __init__(self, shops: TwoShops) -> None:
        self.sent: list[tuple[str, Any]] = []
        self._engine = shops.store._database.engine
        event.listen(self._engine, "before_cursor_execute", self._note)

    def _note(self, _c: Any, _u: Any, statement: str, parameters: Any, *_: Any) -> None:
        self.sent.append((statement, parameters))

    def of(self, work: Callable[[], object]) -> list[tuple[str, Any]]:
        """The statements of one piece of work."""
        self.sent.clear()
        work()
        return [sent for sent in self.sent if sent[0].startswith(("SELECT", "UPDATE", "DELETE", "INSERT"))]

    def scans(self, work: Callable[[], object]) -> list[str]:
        """Steps of the plans that walk through the whole of a table that grows."""
        found = []
        for statement, parameters in self.of(work):
            if statement.startswith("INSERT"):
                continue
            parameters = parameters[0] if isinstance(parameters, list) else parameters
            with self._engine.connect() as connection:
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            found += [f"{row[3]} <- {statement[:80]}" for row in plan if _walks(row[3])]
        return found


def _walks(step: str) -> bool:
    return step.startswith("SCAN") and any(step.split()[1] == table for table in BIG_TABLES) and "INDEX" not in step


def _one_turn(shops: TwoShops, key: str, number: int) -> None:
    posted = shops.ours.post_message(IncomingMessage("api", key, f"{key}:{number}", "where is it"))
    queue = shops.store.queue()
    (held,) = queue.claim(now=utc_now() + timedelta(seconds=2), lease_seconds=5, limit=1)
    shops.ours.turn_case(posted.turn_id)
    queue.write(held, effect(), now=utc_now())
    shops.ours.conversation(posted.conversation_id, viewer=None)
    shops.ours.send_reply(posted.conversation_id, None, ReplyRequest("yes", f"r{key}:{number}"))


def _history(shops: TwoShops, key: str, length: int) -> None:
    roles = (Role.CUSTOMER, Role.AGENT)
    said = [
        HistoryMessage(roles[number % 2], "x", NOW + timedelta(seconds=number), f"{key}h{number}") for number in range(length)
    ]
    shops.ours.import_history(IncomingMessage("api", key, "h", ""), said)


def test_a_turn_after_a_thousand_messages_sends_the_statements_of_one_after_ten(shops: TwoShops) -> None:
    statements = Statements(shops)
    _history(shops, "short", 10)
    _history(shops, "long", 1_000)
    _one_turn(shops, "warm", 0)

    short = statements.of(lambda: _one_turn(shops, "short", 1))
    long = statements.of(lambda: _one_turn(shops, "long", 1))

    assert [sent[0] for sent in long] == [sent[0] for sent in short]


def test_no_statement_of_a_turn_walks_through_a_table(sqlite_shops: TwoShops) -> None:
    assert Statements(sqlite_shops).scans(lambda: _one_turn(sqlite_shops, "k", 1)) == []


@pytest.mark.parametrize("role", ["agent", "supervisor"])
def test_no_page_walks_through_a_table(sqlite_shops: TwoShops, role: str) -> None:
    viewer: User = sqlite_shops.user("lin", role, teams=("front",))
    _one_turn(sqlite_shops, "k", 1)

    def pages() -> None:
        sqlite_shops.ours.conversations(viewer=viewer)
        sqlite_shops.ours.conversations(viewer=viewer, before=NOW)
        sqlite_shops.ours.events_after(0, viewer=viewer)
        sqlite_shops.ours.last_event_id()
        sqlite_shops.ours.shopper_conversation("k")

    assert Statements(sqlite_shops).scans(pages) == []


def test_the_queue_looks_only_at_turns_that_wait(sqlite_shops: TwoShops) -> None:
    sqlite_shops.ours.post_message(IncomingMessage("api", "k", "d", "hi"))
    statements = Statements(sqlite_shops)
    sent = statements.of(lambda: sqlite_shops.store.queue().claim(now=utc_now(), lease_seconds=5, limit=4))

    due = [statement for statement in sent if "turns.due_at <=" in statement[0]]
    with sqlite_shops.store._database.engine.connect() as connection:
        plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values).all() for text, values in due]

    assert len(plans) == 2
    assert all("ix_turns_due" in plan[0][3] for plan in plans)
