"""A console over a real store, with a shop, its people and one conversation under advice."""

from __future__ import annotations

import contextlib
import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.assist.check_reply import ReplyChecker
from bot.assist.model_card import ModelCard
from bot.assist.ports import MailOutlet
from bot.assist.records import IncomingMessage, PostedMessage, TurnEffect, User
from bot.console.app import build_app
from bot.console.passwords import hash_password
from bot.console.settings import ConsoleSettings
from bot.console.state import UseCases, no_model_card
from bot.desk.conflict import Conflict
from bot.desk.message import Language
from bot.reader.personal import PersonalDataFinder
from bot.store.migrate import migrate
from bot.store.records import StoreRecords
from bot.store.store import Store, open_store
from tests.console.checkers import TellingChecker

PASSWORD = "a long enough password"
KEY = "key-of-the-test"
OTHER_KEY = "key-of-the-neighbour"
XSS = "<script>document.title='pwned'</script><img src=x onerror=\"document.title='pwned'\">"


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass
class House:
    """Everything a test of the console needs."""

    store: Store
    app: FastAPI
    shop_id: str
    other_shop_id: str

    @property
    def records(self) -> StoreRecords:
        return self.store.records(self.shop_id)

    def user(self, login: str) -> User:
        found = self.store.accounts().user_by_login(login)
        assert found is not None
        return found[0]

    def post(self, text: str, *, key: str = "c1", dedupe: str = "", shop_id: str = "", **more: Any) -> PostedMessage:
        incoming = IncomingMessage("api", key, dedupe or f"{key}:{text[:60]}:{time.monotonic_ns()}", text, **more)
        return self.store.records(shop_id or self.shop_id).post_message(incoming)

    def advise(self, text: str, **changes: Any) -> None:
        """Write advice on every turn that is due, as a worker would."""
        queue = self.store.queue()
        now = datetime.now(UTC) + timedelta(seconds=5)
        for claimed in queue.claim(now=now, lease_seconds=30, limit=20):
            effect = TurnEffect(an_advice(claimed.turn.text, **changes), degraded=str(changes.get("degraded", "")))
            assert queue.write(claimed, effect, now=now)

    def signed_in(self, login: str) -> tuple[TestClient, str]:
        """A client with a session of the user, and its CSRF token."""
        client = self.client()
        token, csrf = f"token of {login}", f"csrf-{login}"
        accounts = self.store.accounts()
        accounts.create_session(self.user(login).id, token_hash=digest(token), csrf_token=csrf, now=datetime.now(UTC))
        client.cookies.set("tactful", token)
        return client, csrf

    def client(self, *, key: str = "") -> TestClient:
        headers = {"authorization": f"Bearer {key}"} if key else {}
        return TestClient(self.app, base_url="http://localhost", headers=headers, raise_server_exceptions=False)


def open_house(
    folder: Path,
    settings: ConsoleSettings | None = None,
    *,
    url: str = "",
    mail: MailOutlet | None = None,
    model_card: Callable[[], ModelCard | None] = no_model_card,
    checker: ReplyChecker | None = None,
) -> House:
    """A database, by default a new file in the folder, with two shops, four people and two keys."""
    url = url or f"sqlite:///{folder / 'tactful.db'}"
    migrate(url)
    store = open_store(url)
    accounts = store.accounts()
    shop_id, other = accounts.add_shop("lantern", "灯笼铺"), accounts.add_shop("other", "Other")
    people = {"mei": ("agent",), "an": ("agent",), "sup": ("supervisor",), "tina": ("trainer",), "adam": ("admin",)}
    for login, roles in people.items():
        teams = ("front", "senior") if "agent" in roles else ()
        accounts.add_user(shop_id, login, login.title(), roles=roles, teams=teams, language="en")
    accounts.set_password(accounts.user_by_login("mei")[0].id, hash_password(PASSWORD))  # type: ignore[index]
    accounts.add_api_key(shop_id, "test", key_hash=digest(KEY))
    accounts.add_api_key(other, "test", key_hash=digest(OTHER_KEY))
    settings = settings or ConsoleSettings(allowed_hosts=("localhost", "127.0.0.1"), shop_names={"lantern": "灯笼铺"})
    use_cases = UseCases(PersonalDataFinder(), mail, model_card, checker or TellingChecker(), a_conflict)
    return House(store, build_app(accounts, store.queue(), use_cases, settings), shop_id, other)


def a_conflict() -> tuple[Conflict, ...]:
    """Two rows that meet, by a fact."""
    words = {language: f"{{}} {language.value}" for language in Language}
    said = [{language: text.format(part) for language, text in words.items()} for part in ("title", "decides", "holds")]
    return (Conflict("hold_or_mend", ("S0.43", "S0.44"), *said, fact="fault_established"),)


def an_advice(text: str, *, language: str = "zh-Hans", degraded: str = "", label: str = "hurried") -> dict[str, Any]:
    """Stored advice whose evidence is the first words of the turn."""
    now = datetime.now(UTC)
    end = min(4, len(text))
    return {
        "reading": {
            "language": language,
            "intent": {"name": "complain_delay", "confidence": 0.91},
            "temperaments": {"hurried": 0.82, "angry": 0.56, "dramatic": 0.03, "over_familiar": 0.01, "know_it_all": 0.02},
            "labels": {label: 2, "angry": 1},
            "undetermined": False,
            "evidence": [{"temperament": label, "start": 0, "end": end, "text": text[:end]}],
            "entities": [],
            "escalate": True,
            "escalate_probability": 0.7,
            "escalate_reasons": ["threat_of_regulator"],
        },
        "state": {
            "temperaments": {"hurried": 0.67, "angry": 0.2, "dramatic": 0.0},
            "trend": "rising",
            "trends": {"hurried": "rising", "angry": "cooling"},
            "calm_turns": {"hurried": 0, "angry": 1},
            "situation": "complain_delay",
            "waiting_seconds": 340,
            "unanswered_chases": 2,
            "turns": 3,
            "angry_turns": 0,
            "owner": "team",
            "asked": ["ask_price_or_discount", "complain_delay"],
            "purchase": {
                "type": "discount",
                "evidence": [
                    {"code": "asked_price", "source": "messages", "rows": ["S0.4"], "count": 1},
                    {"code": "sent_back", "source": "orders", "rows": ["S0.5"], "count": 2},
                ],
            },
        },
        "playbook": "complain_delay/hurried",
        "playbooks_version": "a1b2c3",
        "drafts": [
            _draft("brief", ["我这就帮您查订单 TF20261101。", "今天 18:00 前给您答复。"]),
            _draft("warm", ["让您久等了，我理解您着急。", "我是小梅，这件事由我负责跟进，今天 18:00 前一定给您一个准信。"]),
            _draft("firm", ["您的订单目前在运输中，预计 11 月 23 日送达。", "物流一有更新我会第一时间告诉您。"]),
        ],
        "escalate": True,
        "to": "supervisor",
        "steps": [
            _step("holding_reply", "agent", now + timedelta(minutes=2), "客户已经追问两次。", "The customer has asked twice."),
            _step("human_handover", "supervisor", now - timedelta(minutes=1), "提到要投诉。", "Mentions a complaint."),
        ],
        "must_not": ["unverified_promise", "queue_jump", "template_reply"],
        "facts": [
            {"key": "order_status", "value": "in_transit", "source": "order TF20261101", "at": now.isoformat()},
            {"key": "promised_delivery", "value": "2026-11-23", "source": "order TF20261101", "at": now.isoformat()},
            {"key": "callback_allowed", "value": False, "source": "policy", "at": None},
            {"key": "compensation_allowed", "value": 20, "source": "policy", "at": None},
        ],
        "order_number": "TF20261101",
    }


def _draft(style: str, sentences: list[str]) -> dict[str, Any]:
    return {
        "style": style,
        "language": "zh-Hans",
        "text": "".join(sentences),
        "moves": ["acknowledge"],
        "rows": ["S0.14"],
        "sentences": [
            {"text": text, "move": "acknowledge", "rows": ["S0.14", "S0.16"], "facts": ["order_status"], "wording": "delay.x"}
            for text in sentences
        ],
    }


def _step(step: str, to: str, due_at: datetime, chinese: str, english: str) -> dict[str, Any]:
    why = {"zh-Hans": chinese, "zh-Hant": chinese, "en": english}
    return {"step": step, "to": to, "why": why, "rows": ["S0.20"], "due_at": due_at.isoformat()}


@contextlib.contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """The application on a free port; its address."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
