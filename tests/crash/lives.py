"""What processes do until they die: each step is what one person or program does, and does again after a crash.

A life is a process of its own, forked from a clean one that has everything imported; it opens the record by itself.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import select, update

from bot.assist import points
from bot.assist.ports import Turn
from bot.assist.records import NewCallNote, ReplyRequest, TurnEffect, User
from bot.console.app import build_app
from bot.console.settings import ConsoleSettings
from bot.console.shoppers import COOKIE, make_shopper
from bot.console.state import UseCases
from bot.reader.personal import PersonalDataFinder
from bot.store.models.talk import TurnEntry
from bot.store.store import Store, open_store
from bot.worker.rasa_answer import RasaTroubleError
from bot.worker.settings import WorkerSettings
from bot.worker.worker import run_worker
from tests.console.house import KEY, open_house
from tests.crash.harness import ROOT
from tests.store.effects import effect

SENT_AT = datetime(2026, 11, 11, 10, 0, tzinfo=UTC)
HOST = "http://localhost"
WORKER = WorkerSettings(lease_seconds=30, poll_seconds=0.002, due_seconds=0.01, beat_seconds=60)
"""Slow in all that passing points must not hang on: a loaded machine takes the same way as an idle one."""


class _Console:
    """The console, built once before all lives: each brings its own record."""

    def __init__(self) -> None:
        self.accounts: Any = None
        self.queue: Any = None
        settings = ConsoleSettings(allowed_hosts=("localhost",), shop_names={"lantern": "Lantern"})
        accounts: Any = _Part(self, "accounts")
        queue: Any = _Part(self, "queue")
        self.app = build_app(accounts, queue, UseCases(PersonalDataFinder(), None), settings)


class _Part:
    def __init__(self, console: _Console, name: str) -> None:
        self._console, self._name = console, name

    def __getattr__(self, name: str) -> Any:
        return getattr(getattr(self._console, self._name), name)


CONSOLE = _Console()


class Life:
    """The record as one process sees it."""

    def __init__(self, url: str, shop_id: str) -> None:
        self.store: Store = open_store(url)
        self.records = self.store.records(shop_id)

    @property
    def mei(self) -> User:
        found = self.store.accounts().user_by_login("mei")
        assert found is not None
        return found[0]

    def client(self, **headers: str) -> TestClient:
        CONSOLE.accounts, CONSOLE.queue = self.store.accounts(), self.store.queue()
        return TestClient(CONSOLE.app, base_url=HOST, headers=headers, raise_server_exceptions=False)

    def api(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self.client(authorization=f"Bearer {KEY}").post(f"/api/v1{path}", json=body)
        assert answer.is_success, answer.text
        return dict(answer.json())

    def say(self, key: str, number: int, *, seconds: float | None = None, audience: str = "agent") -> dict[str, Any]:
        body = {"conversation_key": key, "dedupe_key": f"{key}/{number}", "text": f"text {number}", "audience": audience}
        at = {} if seconds is None else {"sent_at": (SENT_AT + timedelta(seconds=seconds)).isoformat()}
        return self.api("/messages", body | at)

    def found(self, key: str) -> str:
        """Id of the conversation with this key."""
        return next(line.id for line in self.records.conversations(viewer=None, limit=500) if line.key == key)

    def page(self, path: str, form: dict[str, str]) -> None:
        """A page of the desk, signed in as Mei, with the session that is there already."""
        client = self.client(**{"x-csrf-token": "csrf-mei"})
        client.cookies.set("tactful", "token of mei")
        answer = client.post(path, data=form)
        assert answer.is_success, answer.text

    def work(self, made: Callable[[], TurnEffect]) -> None:
        """A worker until nothing waits; `made` raises what Rasa would."""
        stop = threading.Event()
        queue = self.store.queue()

        class Rasa:
            def ask(self, turn: Turn) -> TurnEffect:
                return made()

        thread = threading.Thread(target=run_worker, args=(queue, lambda _: effect(), Rasa(), WORKER, stop))
        thread.start()
        pause = threading.Event()
        for _ in range(2_000):
            if not self._waiting():
                break
            pause.wait(0.01)
        stop.set()
        thread.join()

    def _waiting(self) -> bool:
        with self.store._database.reading(None) as session:
            return session.scalar(select(TurnEntry.id).where(TurnEntry.state.in_(("pending", "claimed"))).limit(1)) is not None

    def due_now(self) -> None:
        """Quiet times and leases are over."""
        with self.store._database.writing(None) as session:
            session.execute(update(TurnEntry).where(TurnEntry.state != "answered").values(due_at=SENT_AT))


def _trouble() -> TurnEffect:
    raise RasaTroubleError("refused")


def _post(key: str, comments: int) -> dict[str, Any]:
    at = (SENT_AT + timedelta(hours=comments)).isoformat()
    return {"network": "weibo", "id": key, "text": "Never again", "comments": comments, "counted_at": at}


def _keep(life: Life, key: str) -> None:
    life.records.keep_reply(life.found(key), life.mei, ReplyRequest("kept", f"{key}/r"))


def _call(life: Life, key: str) -> None:
    conversation = life.records.open_call(life.mei, key=key)
    life.records.add_call_note(conversation, life.mei, NewCallNote("note", "calls again", f"{key}/n"))


def _said(life: Life, key: str) -> None:
    life.page(f"/desk/conversations/{life.found(key)}/said", {"text": "text 1", "dedupe_key": f"{key}/1"})


def _advised(life: Life, key: str) -> None:
    life.say(key, 1)
    life.work(effect)


def _asked_the_bot(life: Life, key: str) -> None:
    life.say(key, 1, audience="shopper")
    life.due_now()


def _post_advised(life: Life, key: str) -> None:
    life.api("/posts", _post(key, 1))
    life.work(effect)


def _shopper(life: Life, key: str, path: str) -> None:
    """A page of the shop, in the session of a customer whom the shop signed in."""
    found = life.store.accounts().shop_secret("lantern")
    assert found is not None
    shopper = make_shopper("lantern", life.records, found[1], customer_key=key, signed=True)
    client = life.client(**{"x-csrf-token": shopper.csrf_token})
    client.cookies.set(COOKIE, shopper.cookie)
    answer = client.post(f"/shop/lantern/{path}", data={"text": "text 1", "dedupe_key": f"{key}/1"})
    assert answer.is_success, answer.text


STEPS: dict[str, tuple[Callable[[Life, str], object], Callable[[Life, str], object]]] = {
    "first message": (lambda life, key: None, lambda life, key: life.say(key, 1)),
    "second message": (lambda life, key: life.say(key, 1), lambda life, key: life.say(key, 2)),
    "late message": (
        lambda life, key: [life.say(key, 1, seconds=0), life.say(key, 3, seconds=100), life.say(key, 4, seconds=300)],
        lambda life, key: life.say(key, 2, seconds=50),
    ),
    "post": (lambda life, key: None, lambda life, key: life.api("/posts", _post(key, 1))),
    "counts of a post": (
        _post_advised,
        lambda life, key: life.api("/posts", _post(key, 90)),
    ),
    "worker": (lambda life, key: life.say(key, 1), lambda life, key: life.work(effect)),
    "worker without Rasa": (lambda life, key: life.say(key, 1), lambda life, key: life.work(_trouble)),
    "answer of the bot": (
        _asked_the_bot,
        lambda life, key: life.work(lambda: effect(answer="It is on its way.")),
    ),
    "hand-over by the bot": (
        _asked_the_bot,
        lambda life, key: life.work(lambda: effect(answer="I call somebody.", hand_over="asks_for_human")),
    ),
    "reply": (
        _advised,
        lambda life, key: life.api(
            f"/conversations/{life.found(key)}/reply", {"text": "It leaves today.", "dedupe_key": f"{key}/r"}
        ),
    ),
    "reply from the page": (
        _advised,
        lambda life, key: life.page(
            f"/desk/conversations/{life.found(key)}/reply",
            {"text": "It leaves today.", "dedupe_key": f"{key}/r", "version": "1"},
        ),
    ),
    "accept": (lambda life, key: life.say(key, 1), lambda life, key: life.records.accept(life.found(key), life.mei)),
    "hand-over by people": (
        lambda life, key: life.say(key, 1, audience="shopper"),
        lambda life, key: life.records.hand_over(life.found(key), reason="asks_for_human"),
    ),
    "kept reply": (_advised, _keep),
    "shopper's message": (lambda life, key: None, lambda life, key: _shopper(life, key, "messages")),
    "shopper asks for people": (
        lambda life, key: _shopper(life, key, "messages"),
        lambda life, key: _shopper(life, key, "human"),
    ),
    "shopper begins with people": (lambda life, key: None, lambda life, key: _shopper(life, key, "human")),
    "call": (lambda life, key: None, _call),
    "said on the telephone": (lambda life, key: life.records.open_call(life.mei, key=key), _said),
}
"""By name: what is there before, and the step that is cut off and done again."""


def live(url: str, shop_id: str, deeds: list[list[str]], crash: str) -> list[str]:
    """Do deeds, each ("before" | "step" | "wait" | "rest", step, key); the points that the steps passed."""
    passed: list[str] = []
    for part, step, key in deeds:
        if part == "step":
            points.watch(points.crash_at(crash) if crash else passed.append)
        life = Life(url, shop_id)
        if part == "wait":
            life.due_now()
        elif part == "rest":
            life.due_now()
            life.work(effect)
        else:
            STEPS[step][("before", "step").index(part)](life, key)
        life.store.close()
        points.watch(None)
    return passed


@dataclass(frozen=True)
class House:
    """The record that lives share."""

    url: str
    shop_id: str


class Midwife:
    """Forks lives from a clean process."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.crash.lives"]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def live(self, house: House, *deeds: tuple[str, str, str], crash: str = "") -> tuple[int, list[str]]:
        """How a life ended (0, or minus the signal that killed it), and the points it passed."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({"url": house.url, "shop_id": house.shop_id, "deeds": deeds, "crash": crash}) + "\n")
        self._process.stdin.flush()
        ended, passed = json.loads(self._process.stdout.readline())
        return int(ended), list(passed)

    def close(self) -> None:
        """No more lives."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()


@contextlib.contextmanager
def midwife() -> Iterator[Midwife]:
    """For any number of lives."""
    opened = Midwife()
    try:
        yield opened
    finally:
        opened.close()


def _bear(order: dict[str, Any]) -> tuple[int, list[str]]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(60)
        try:
            passed = live(order["url"], order["shop_id"], order["deeds"], order["crash"])
            os.write(writing, json.dumps(passed).encode())
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), json.loads(told or "[]")


def _warm_up() -> None:
    """Do what every life would do at first, once and for all."""
    with tempfile.TemporaryDirectory() as folder:
        house = open_house(Path(folder))
        house.signed_in("mei")
        url = f"sqlite:///{folder}/tactful.db"
        for step in ("first message", "shopper's message", "reply from the page"):
            live(url, house.shop_id, [["before", step, step], ["step", step, step], ["rest", step, step]], "")
        house.store.close()
    gc.freeze()
    assert threading.active_count() == 1  # a fork takes no other thread along


if __name__ == "__main__":
    _warm_up()
    for line in sys.stdin:
        print(json.dumps(_bear(json.loads(line))), flush=True)
