"""Whatever customers write is answered and advised, and none of it is ever in a log."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from bot.processes import prepare
from bot.processes.serve import status
from tests.stack.api import Advised, Api
from tests.stack.product import Product

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]

CANARIES = ("13987650042", "梧桐里弄七号三零二室", "zyzzyvaquux")
SAID = (f"我的电话是{CANARIES[0]}，快点联系我", f"送到{CANARIES[1]}，怎么还没到", f"My {CANARIES[2]} is broken, what now?")
COMMANDS = ("/restart", '/ask_invoice{"a":1}')
HOSTILE = (
    *COMMANDS,
    "{order_status}",
    "<img src=x onerror=alert(1)>",
    "😀" * 5_000,
    "\ufdfa" * 400,
    "退\u202e款\u200b什么\u2066时候\u2069到\u200d账，急死了\ufeff！",
    "到底发不发货啊，急死人了！" * 769 + "催催",
)
LOUD = "我等了这么久还没人理，太过分了！"
SHOWN = 12
"""Characters of a text that give it away in a log."""


@pytest.fixture(autouse=True)
def logs_hold_no_words(product: Product) -> Iterator[None]:
    """After every test here."""
    yield
    given_away = [text[:SHOWN] for text in (*CANARIES, *HOSTILE, LOUD)]
    files = [path for path in (*(product.var / "log").rglob("*"), product.log) if path.is_file()]
    assert len(files) >= 6
    found = [(path.name, text) for path in files for text in given_away if text in readable(path)]
    assert found == []


def readable(path: Path) -> str:
    """A log with the escapes of JSON and Python read back."""
    text = path.read_text("utf-8", errors="replace")
    return text + re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)


def assert_exact(found: Advised) -> None:
    for span in (*found.reading["evidence"], *found.reading["entities"]):
        assert found.text[span["start"] : span["end"]] == span["text"]


def test_what_gives_a_text_away_would_be_found(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    log.write_text("text='\\u68a7\\u6850\\u91cc\\u5f04\\u4e03\\u53f7\\u4e09\\u96f6\\u4e8c\\u5ba4'", encoding="utf-8")

    assert CANARIES[1] in readable(log)


@pytest.mark.usefixtures("healthy")
@pytest.mark.parametrize("text", [*HOSTILE, *SAID], ids=lambda text: ascii(text[:SHOWN]))
def test_every_text_posted_to_the_api_is_advised_by_rasa_with_exact_spans(api: Api, text: str) -> None:
    assert len(text) < 10_000

    found = api.advised(text)

    assert not found.degraded
    assert_exact(found)


@pytest.mark.usefixtures("healthy")
def test_commands_of_rasa_are_ordinary_text(api: Api) -> None:
    restart, invoice = (api.advised(text) for text in COMMANDS)

    assert not restart.degraded and not invoice.degraded
    assert restart.reading["intent"]["confidence"] < 1
    assert invoice.reading["intent"]["confidence"] < 1


def test_what_cannot_be_read_is_refused_with_a_clear_answer(product: Product, api: Api) -> None:
    headers = {"Authorization": f"Bearer {product.api_key()}", "Content-Type": "application/json"}
    half = b'{"conversation_key": "x", "dedupe_key": "x", "text": "zyzzyvaquux \\ud800"}'

    answers = [
        api.post("zyzzyvaquux" * 1_000),
        api.post("zyzzyvaquux\x00"),
        api.post("  \n "),
        httpx.post(f"{product.url}/api/v1/messages", content=half, headers=headers),
        httpx.post(f"{product.url}/api/v1/messages", content=b"zyzzyvaquux {", headers=headers),
    ]

    assert [answer.status_code for answer in answers] == [422] * 5
    for answer in answers:
        assert answer.json()["remedy"]
        assert "zyzzyvaquux" not in answer.text


def test_while_rasa_hangs_every_text_is_advised_and_none_is_logged(product: Product, api: Api) -> None:
    api.wait_until_from_rasa(60)
    rasa = status(product.settings)["rasa"]
    os.kill(rasa, signal.SIGSTOP)
    try:
        found = [api.advised(text) for text in (*SAID, *HOSTILE)]
    finally:
        os.kill(rasa, signal.SIGCONT)

    assert all(item.degraded for item in found)
    for item in found:
        assert_exact(item)


@pytest.mark.usefixtures("healthy")
def test_every_text_on_the_shopper_s_page_is_answered_or_handed_over(product: Product) -> None:
    texts = [*SAID, *HOSTILE, LOUD]

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda text: ask_as_shopper(product, text), texts))

    assert dict(zip(texts, answers, strict=True)) == dict.fromkeys(texts, True)


def ask_as_shopper(product: Product, text: str) -> bool:
    """Whether a new shopper who writes this gets an answer within eight seconds."""
    page = f"{product.url}/shop/{prepare.DEMO_SHOP}"
    with httpx.Client(timeout=20) as client:
        token = re.findall(r"X-CSRF-Token&#34;: &#34;([^&]+)|X-CSRF-Token\": \"([^\"]+)", client.get(page).text)[0]
        headers = {"X-CSRF-Token": next(part for part in token if part)}
        posted = client.post(f"{page}/messages", data={"text": text, "dedupe_key": "first"}, headers=headers)
        assert posted.status_code == 200, posted.status_code
        ends = time.monotonic() + 8
        while time.monotonic() < ends:
            if 'class="message bot"' in client.get(f"{page}/thread").text:
                return True
            time.sleep(0.3)
    return False
