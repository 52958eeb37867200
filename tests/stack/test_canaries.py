"""Words of customers are in no log of any part, at any level, whatever goes wrong; nor in any file but the database."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from bot.processes import prepare
from bot.processes.serve import status
from tests.stack.api import Api
from tests.stack.product import Product, running_product

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]

CANARIES = ("canaryvogel7", "金丝雀暗号甲", "13987650042", "lan.canary@example.com", "文三路138号9幢")
TEXT = "canaryvogel7 金丝雀暗号甲，电话13987650042，邮箱lan.canary@example.com，地址文三路138号9幢301室，什么时候发货"
LOUD = {"LOG_LEVEL": "DEBUG", "LOG_LEVEL_LIBRARIES": "DEBUG", "LOG_LEVEL_MATPLOTLIB": "DEBUG", "PYTHONASYNCIODEBUG": "1"}
BAD_BODIES = (
    b"",
    b"canaryvogel7",
    b'{"text": "canaryvogel7',
    b'{"text": "canaryvogel7 \\ud800", "conversation_key": "canaryvogel7", "dedupe_key": "canaryvogel7"}',
    b'{"text": 5, "conversation_key": ["canaryvogel7"], "dedupe_key": {"canaryvogel7": 1}}',
    b'{"13987650042": 1, "canaryvogel7 was broken": 1, "text": "canaryvogel7", "conversation_key": "x", "dedupe_key": "x"}',
    b'{"text": "canaryvogel7", "conversation_key": "canaryvogel7\\n", "dedupe_key": "x", "channel": "canaryvogel7"}',
    b'{"text": "canaryvogel7", "conversation_key": "x", "dedupe_key": "x", "sent_at": "canaryvogel7"}',
    b"[" * 50_000 + b"canaryvogel7",
    b'{"text": "' + b"canaryvogel7" * 2_000 + b'", "conversation_key": "x", "dedupe_key": "x"}',
    b"canaryvogel7" * 40_000,
    b"\xff\xfecanaryvogel7",
)


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product with every level of every log turned to its loudest."""
    before = {name: os.environ.get(name) for name in LOUD}
    os.environ.update(LOUD)
    try:
        with running_product(tmp_path_factory.mktemp("canaries") / "var") as running:
            yield running
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@pytest.fixture(scope="module")
def key(product: Product) -> str:
    return product.api_key()


def spellings(word: str) -> set[bytes]:
    """A word as it is, and as logs and files write it."""
    raw = word.encode()
    escaped = word.encode("ascii", "backslashreplace")
    as_json, as_bytes = json.dumps(word)[1:-1].encode(), repr(raw)[2:-1].encode()
    return {raw, escaped, as_json, as_bytes, quote(word).encode(), base64.b64encode(raw)[:-4]}


WANTED = {spelling: word for word in CANARIES for spelling in spellings(word)}


def leaks(product: Product) -> list[str]:
    """Places of canaries in every file of the product but the database and what the test itself wrote."""
    found = []
    for path in sorted(item for item in product.var.rglob("*") if item.is_file()):
        if path.name.startswith("tactful.db"):
            continue
        content = path.read_bytes()
        for spelling, word in WANTED.items():
            place = content.find(spelling)
            if place >= 0:
                found.append(f"{path.name}: {word} in {content[max(0, place - 200) : place + 100]!r}")
    return found


@pytest.fixture(autouse=True)
def no_words_anywhere(product: Product) -> Iterator[None]:
    """After every test here, in all logs and files."""
    yield
    time.sleep(0.5)
    names = {path.name for path in (product.var / "log").iterdir()} | {product.log.name}
    assert {"actions.log", "rasa.log", "worker.log", "console.log", "serve.log"} <= names
    assert leaks(product) == []


def assert_silent(answer: httpx.Response) -> None:
    """No word of the request stands in the answer."""
    assert not [word for word in CANARIES if word in answer.text], answer.text[:500]


def test_a_leak_would_be_found(tmp_path: Path, product: Product) -> None:
    var = tmp_path / "var"
    var.mkdir()
    for number, spelling in enumerate(WANTED):
        (var / f"{number}.log").write_bytes(b"x" + spelling + b"y")
    stand_in = Product(var, 0, 0, 0, {}, var / "x", 0.0, product.process)

    assert len({line.split(":")[0] for line in leaks(stand_in)}) == len(WANTED)


def test_messages_and_replies_leave_no_trace(product: Product, key: str) -> None:
    with Api(product.url, key) as api:
        found = [api.advised(text) for text in (TEXT, CANARIES[1] * 20, TEXT * 30)]
        shopper = api.as_shopper(TEXT, customer_key="canaryvogel7")

    assert all(item.advice for item in found)
    assert shopper["messages"]


@pytest.mark.parametrize("path", ["messages", "conversations/canaryvogel7/reply", "conversations/x/history", "identity/code"])
def test_bad_bodies_are_neither_logged_nor_repeated(product: Product, key: str, path: str) -> None:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json", "Idempotency-Key": "canaryvogel7"}
    for body in BAD_BODIES:
        answer = httpx.post(f"{product.url}/api/v1/{path}", content=body, headers=headers, timeout=30)
        assert 400 <= answer.status_code < 500, (answer.status_code, body[:60])
        assert_silent(answer)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/conversations/canaryvogel7",
        "/api/v1/conversations?before=canaryvogel7",
        f"/api/v1/canaryvogel7/{quote(CANARIES[1])}",
        "/shop/mingdeng?customer=canaryvogel7&expires=canaryvogel7&hash=canaryvogel7",
        "/shop/canaryvogel7",
        "/login/link/canaryvogel7",
        "/desk/conversations/canaryvogel7",
        "/canaryvogel7?q=" + quote(TEXT),
    ],
)
def test_addresses_that_hold_words_are_neither_logged_nor_repeated(product: Product, key: str, path: str) -> None:
    for headers in ({}, {"Authorization": f"Bearer {key}"}, {"Authorization": "canaryvogel7", "Cookie": "tactful=canaryvogel7"}):
        answer = httpx.get(product.url + path, headers={"User-Agent": "canaryvogel7", **headers}, timeout=30)
        assert answer.status_code < 500
        if path.startswith("/api/"):
            assert_silent(answer)


def test_the_shopper_s_page_logs_no_word_of_what_it_takes_and_refuses(product: Product) -> None:
    page = f"{product.url}/shop/{prepare.DEMO_SHOP}"
    with httpx.Client(timeout=30) as client:
        token = re.findall(r"X-CSRF-Token&#34;: &#34;([^&]+)|X-CSRF-Token\": \"([^\"]+)", client.get(page).text)[0]
        headers = {"X-CSRF-Token": next(part for part in token if part)}
        sent = [
            client.post(f"{page}/messages", data={"text": TEXT, "dedupe_key": "1"}, headers=headers),
            client.post(f"{page}/messages", data={"text": TEXT, "dedupe_key": "canaryvogel7\n"}, headers=headers),
            client.post(f"{page}/messages", data={"text": TEXT * 200, "dedupe_key": "2"}, headers=headers),
            client.post(f"{page}/messages", data={"text": TEXT}, headers={"X-CSRF-Token": "canaryvogel7"}),
            client.post(f"{page}/messages", content=b"text=canaryvogel7%ff%fe&dedupe_key=3", headers=headers),
            client.post(f"{page}/messages", files={"text": ("canaryvogel7", b"canaryvogel7")}, headers=headers),
            client.post(f"{page}/canaryvogel7", data={"text": TEXT}, headers=headers),
        ]

    assert sent[0].status_code == 200
    assert all(answer.status_code < 500 for answer in sent)


def test_the_action_server_logs_no_word_of_a_broken_request(product: Product) -> None:
    address = f"http://127.0.0.1:{product.actions_port}/webhook"
    tracker = {"sender_id": "t", "latest_message": {"text": TEXT, "metadata": {"turn_id": "none"}}, "slots": {"x": TEXT}}
    bodies = (
        *BAD_BODIES[:4],
        json.dumps({"next_action": "action_advise", "tracker": tracker, "domain": {}}).encode(),
        json.dumps({"next_action": "canary", "tracker": tracker}).encode(),
        json.dumps({"next_action": "action_answer", "tracker": {**tracker, "events": [{"event": TEXT}]}}).encode(),
        json.dumps({"next_action": "action_advise", "tracker": TEXT}).encode(),
        json.dumps({"next_action": "action_advise", "tracker": {"latest_message": TEXT, "sender_id": "t"}}).encode(),
    )
    for body in bodies:
        with contextlib.suppress(httpx.HTTPError):
            httpx.post(address, content=body, headers={"Content-Type": "application/json"}, timeout=30)


def test_rasa_logs_no_word_of_a_broken_request_even_while_the_action_server_is_away(product: Product) -> None:
    address = f"http://127.0.0.1:{product.rasa_port}/webhooks/rest/webhook"
    posts = (
        *BAD_BODIES[:4],
        json.dumps({"sender": "t1", "message": TEXT}).encode(),
        json.dumps({"sender": "t2", "message": "/restart" + TEXT, "metadata": {}}).encode(),
        json.dumps({"sender": "t3", "message": TEXT, "metadata": {"audience": "agent", "parts": TEXT, "context": TEXT}}).encode(),
        json.dumps({"sender": "t4", "message": [TEXT], "metadata": TEXT}).encode(),
        json.dumps({"sender": "t5", "message": '/ask_invoice{"a": "canaryvogel7"}', "metadata": {}}).encode(),
    )
    actions = status(product.settings)["actions"]
    for stopped in (False, True):
        if stopped:
            os.kill(actions, signal.SIGKILL)
        for body in posts:
            with contextlib.suppress(httpx.HTTPError):
                httpx.post(address, content=body, headers={"Content-Type": "application/json"}, timeout=30)


def test_a_message_whose_answer_fails_everywhere_leaves_no_trace(product: Product, key: str) -> None:
    """The action server and Rasa are killed while messages come in."""
    with Api(product.url, key) as api:
        for name in ("actions", "rasa"):
            with contextlib.suppress(KeyError, ProcessLookupError):
                os.kill(status(product.settings)[name], signal.SIGKILL)
            assert api.advised(TEXT).advice


def test_a_table_that_is_gone_and_a_worker_that_crashes_say_nothing_of_messages(product: Product, key: str) -> None:
    headers = {"Authorization": f"Bearer {key}"}
    body = {"conversation_key": "canaryvogel7", "text": TEXT}
    waiting = httpx.post(f"{product.url}/api/v1/messages", json={**body, "dedupe_key": "waiting"}, headers=headers, timeout=30)
    os.kill(status(product.settings)["worker"], signal.SIGABRT)
    with contextlib.closing(sqlite3.connect(product.var / "tactful.db", timeout=30)) as database:
        database.execute("ALTER TABLE messages RENAME TO messages_away")
        try:
            answers = [
                httpx.post(f"{product.url}/api/v1/messages", json={**body, "dedupe_key": f"gone{n}"}, headers=headers, timeout=60)
                for n in range(3)
            ]
            time.sleep(3)
        finally:
            database.execute("ALTER TABLE messages_away RENAME TO messages")

    assert waiting.status_code == 202
    assert all(answer.status_code >= 500 for answer in answers)
    for answer in answers:
        assert_silent(answer)
