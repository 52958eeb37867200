"""What a turn costs does not grow with its conversation, nor a page with the number of conversations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
        return [
            f"{step} <- {statement[:80]}"
            for statement, parameters in self.of(work)
            if not statement.startswith("INSERT")
            for step in self.steps(statement, parameters)
            if _walks(step)
        ]

    def steps(self, statement: str, parameters: Any) -> list[str]:
        """The plan of a statement: "SCAN table" or "SEARCH table USING INDEX index" for each table."""
        parameters = parameters[0] if isinstance(parameters, list) else parameters
        with self._engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # tables of three rows are read whole otherwise
            (plans,) = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalars()
            return list(_steps(plans[0]["Plan"]))


def _steps(plan: dict[str, Any]) -> Iterator[str]:
    """A step of PostgreSQL's plan in SQLite's words."""
    table = plan.get("Relation Name")
    if table and plan["Node Type"] != "ModifyTable":
        by_index = plan["Node Type"] == "Bitmap Heap Scan" or "Index Cond" in plan
        yield f"SEARCH {table} USING INDEX {plan.get('Index Name', '')}" if by_index else f"SCAN {table}"
    elif plan["Node Type"] == "Bitmap Index Scan":
        yield f"SEARCH - USING INDEX {plan['Index Name']}"
    for part in plan.get("Plans", ()):
        yield from _steps(part)


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


def test_a_walk_through_a_table_would_be_found(shops: TwoShops) -> None:
    assert [step for step in Statements(shops).steps("SELECT text FROM messages", ()) if _walks(step)] == ["SCAN messages"]


def test_no_statement_of_a_turn_walks_through_a_table(shops: TwoShops) -> None:
    assert Statements(shops).scans(lambda: _one_turn(shops, "k", 1)) == []


@pytest.mark.parametrize("role", ["agent", "supervisor"])
def test_no_page_walks_through_a_table(shops: TwoShops, role: str) -> None:
    viewer: User = shops.user("lin", role, teams=("front",))
    _one_turn(shops, "k", 1)

    def pages() -> None:
        shops.ours.conversations(viewer=viewer)
        shops.ours.conversations(viewer=viewer, before=NOW)
        shops.ours.events_after(0, viewer=viewer)
        shops.ours.last_event_id()
        shops.ours.shopper_conversation("k")

    assert Statements(shops).scans(pages) == []


def test_the_queue_looks_only_at_turns_that_wait(shops: TwoShops) -> None:
    shops.ours.post_message(IncomingMessage("api", "k", "d", "hi"))
    statements = Statements(shops)
    sent = statements.of(lambda: shops.store.queue().claim(now=utc_now(), lease_seconds=5, limit=4))

    due = [statement for statement in sent if "turns.due_at <=" in statement[0]]
    plans = [statements.steps(text, values) for text, values in due]

    assert len(plans) == 3  # which shops, the next turn, no further one
    steps = [step for plan in plans for step in plan if " turns" in step]
    assert steps
    assert all("ix_turns_due" in step or "ix_turns_waiting" in step for step in steps)  # they hold those that wait, no other
