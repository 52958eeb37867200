"""Killed at every point that a message, reply or hand-over passes, and started again: as if nothing had happened."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from bot.store.engine import database_url as address
from bot.store.walls import name_shop
from tests.console.house import open_house
from tests.crash.invariants import broken
from tests.crash.lives import STEPS, House, Midwife, midwife

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]

PORTRAIT = {
    "messages": """
        SELECT m.seq, m.role, m.text FROM messages m JOIN conversations c ON c.shop_id = m.shop_id AND c.id = m.conversation_id
        WHERE {about} ORDER BY m.seq""",
    "owner": "SELECT owner_kind, owner_team_id, version, waiting_since IS NULL FROM conversations c WHERE {about}",
    "turns": """
        SELECT t.number, t.message_count, t.state, t.revision, t.audience FROM turns t
        JOIN conversations c ON c.shop_id = t.shop_id AND c.id = t.conversation_id WHERE {about} ORDER BY t.number""",
    "advice": """
        SELECT t.number, a.revision, a.degraded, d.position, d.outcome FROM advice a
        JOIN turns t ON t.shop_id = a.shop_id AND t.id = a.turn_id
        JOIN drafts d ON d.shop_id = a.shop_id AND d.advice_id = a.id
        JOIN conversations c ON c.shop_id = a.shop_id AND c.id = a.conversation_id
        WHERE {about} ORDER BY t.number, a.revision, d.position""",
    "events": """
        SELECT e.kind FROM events e JOIN conversations c ON c.shop_id = e.shop_id AND c.id = e.conversation_id
        WHERE {about} ORDER BY e.id""",
    "kept": """
        SELECT k.text FROM kept_replies k JOIN conversations c ON c.shop_id = k.shop_id AND c.id = k.conversation_id
        WHERE {about}""",
    "notes": """
        SELECT n.text FROM call_notes n JOIN conversations c ON c.shop_id = n.shop_id AND c.id = n.conversation_id
        WHERE {about}""",
    "posts": """
        SELECT p.comments FROM posts p JOIN conversations c ON c.shop_id = p.shop_id AND c.id = p.conversation_id
        WHERE {about}""",
}
"""What a conversation looks like, whatever its ids and times."""

SAME_CLAIM = ("worker without Rasa", "answer of the bot", "hand-over by the bot")
"""Until the turn begins these pass the points of "worker"."""

ABOUT = "(c.key = :key OR c.key = 'weibo:' || :key OR c.customer_key = :key)"


def portrait(url: str, key: str) -> dict[str, list[tuple[Any, ...]]]:
    engine = create_engine(address(url))
    try:
        with engine.connect() as connection:
            name_shop(connection, None)
            return {
                name: [tuple(row) for row in connection.execute(text(query.format(about=ABOUT)), {"key": key})]
                for name, query in PORTRAIT.items()
            }
    finally:
        engine.dispose()


@pytest.fixture(scope="module")
def lives() -> Iterator[Midwife]:
    with midwife() as opened:
        yield opened


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> House:
    opened = open_house(tmp_path, url=database_url)
    opened.signed_in("mei")
    opened.store.close()
    return House(database_url, opened.shop_id)


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_point_and_started_again_is_as_if_never_killed(lives: Midwife, house: House, step: str) -> None:
    lives.live(house, ("rest", step, ""))  # the worker has worked before
    ended, passed = lives.live(house, ("before", step, "whole"), ("step", step, "whole"), ("rest", step, "whole"))
    assert ended == 0
    whole = portrait(house.url, "whole")
    assert whole["messages"] or whole["notes"]

    points = _each_passing(passed)
    if step in SAME_CLAIM:
        points = points[points.index("worker.turn_begun:1") :]
    for number, point in enumerate(points):
        _die_and_go_on(lives, house, step, f"cut{number}", point, whole)


def _each_passing(passed: list[str]) -> list[str]:
    """`name:n` for each point in its order."""
    counted: Counter[str] = Counter()
    points = []
    for name in passed:
        counted[name] += 1
        points.append(f"{name}:{counted[name]}")
    assert points
    return points


def _die_and_go_on(lives: Midwife, house: House, step: str, key: str, point: str, whole: dict[str, Any]) -> None:
    assert lives.live(house, ("before", step, key))[0] == 0, point

    died, _ = lives.live(house, ("step", step, key), crash=point)
    assert died == -signal.SIGKILL, f"{point} was not passed"
    assert broken(house.url) == [], f"after {point}"

    again, _ = lives.live(house, ("wait", step, key), ("step", step, key), ("rest", step, key))
    assert again == 0, f"after {point}"
    assert broken(house.url, at_rest=True) == [], f"after {point}"
    assert portrait(house.url, key) == whole, f"after {point}"
