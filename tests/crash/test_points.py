"""Points stand between every two writes, each under one registered name, and do nothing unless somebody watches."""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from bot.assist import points
from bot.assist.points import POINTS, UnknownPointError, crash_at, reached
from tests.console.house import open_house
from tests.crash.harness import ROOT
from tests.crash.lives import STEPS, Life

WRITES = ("INSERT", "UPDATE", "DELETE", "COMMIT")


@pytest.fixture
def watched() -> Iterator[list[str]]:
    """What happens, in its order: names of points as they are passed; writes are added by whoever sees them."""
    seen: list[str] = []
    points.watch(seen.append)
    yield seen
    points.watch(None)


def _names_in_code() -> list[str]:
    return [
        str(node.args[0].value)
        for path in (ROOT / "bot").glob("**/*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "reached"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]


def test_every_name_is_registered_once_and_stands_in_the_code_once() -> None:
    assert Counter(_names_in_code()) == Counter(dict.fromkeys(POINTS, 1))


def test_an_unknown_point_is_refused() -> None:
    with pytest.raises(UnknownPointError):
        crash_at("worker.aksed")


def test_an_unregistered_point_is_refused_while_somebody_watches(watched: list[str]) -> None:
    with pytest.raises(UnknownPointError):
        reached("worker.nowhere")


def test_nobody_watches_unless_the_variable_says_so() -> None:
    assert "TACTFUL_CRASH_AT" not in os.environ
    assert not points.watched()
    reached("worker.nowhere")


@pytest.mark.parametrize(("given", "lines"), [("", 3), ("worker.asked", 0), ("worker.asked:3", 2), ("worker.written", 3)])
def test_the_variable_kills_the_process_at_the_passing_it_names(given: str, lines: int) -> None:
    code = "from bot.assist.points import reached\nfor n in range(3):\n    reached('worker.asked')\n    print(n, flush=True)"

    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {points.VARIABLE: given}, cwd=ROOT, capture_output=True, check=False
    )

    assert len(done.stdout.split()) == lines
    assert done.returncode == (0 if lines == 3 else -signal.SIGKILL)


@pytest.mark.parametrize("step", STEPS)
def test_between_two_writes_stands_a_point(watched: list[str], tmp_path: Path, step: str) -> None:
    """SQLite itself tells what it is given to write; that knows nothing of how points come about."""
    points.watch(None)
    house = open_house(tmp_path)
    house.signed_in("mei")
    url = f"sqlite:///{tmp_path / 'tactful.db'}"
    before = Life(url, house.shop_id)
    STEPS[step][0](before, "k")
    before.store.close()

    def listen(connection: Any, _: Any) -> None:
        connection.set_trace_callback(lambda sql: watched.append(sql[:60]) if sql.lstrip().startswith(WRITES) else None)

    event.listen(Engine, "connect", listen)
    points.watch(watched.append)
    try:
        life = Life(url, house.shop_id)
        STEPS[step][1](life, "k")
        life.store.close()
    finally:
        event.remove(Engine, "connect", listen)
        house.store.close()

    seen = [what for what in watched if what in POINTS or what.startswith((*points.TABLE_POINTS, *WRITES))]
    assert sum(what.startswith(WRITES) for what in seen) >= 2
    bare = [(a, b) for a, b in pairwise(seen) if a.startswith(WRITES) and b.startswith(WRITES)]
    assert bare == []


def test_the_steps_pass_every_point(watched: list[str], tmp_path: Path) -> None:
    points.watch(None)
    house = open_house(tmp_path)
    house.signed_in("mei")
    house.store.close()
    points.watch(watched.append)
    for number, (before, step) in enumerate(STEPS.values()):
        life = Life(f"sqlite:///{tmp_path / 'tactful.db'}", house.shop_id)
        before(life, f"k{number}")
        step(life, f"k{number}")
        life.store.close()

    assert set(POINTS) - set(watched) == set()
