"""Starting, signing in and ending, as the person does who runs the product."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from bot.processes import prepare
from bot.processes.serve import status
from tests.stack.api import Api
from tests.stack.product import ROOT, Product, running_product

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product that nobody has used yet; the last test ends it."""
    with running_product(tmp_path_factory.mktemp("fresh") / "var") as running:
        yield running


def test_the_first_shopper_is_answered_by_rasa_as_soon_as_any_other(fresh: Product) -> None:
    with Api(fresh.url, fresh.api_key()) as api:
        started = time.monotonic()
        talk = api.as_shopper("Where is my parcel?", customer_key="c-1005")
        seconds = time.monotonic() - started

    assert [message["role"] for message in talk["messages"]] == ["customer", "bot"]
    assert not talk["advice"]["degraded"]
    assert seconds < 20, seconds  # 1.5 s of them wait for more from the shopper; forty demo turns are worked on meanwhile


def test_a_port_in_use_is_named_with_its_setting(product: Product, tmp_path: Path) -> None:
    environment = {**product.environment, "TACTFUL_VAR": str(tmp_path / "other")}

    done = subprocess.run(
        [sys.executable, "-m", "bot", "serve"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )

    assert done.returncode == 1
    for setting in ("CONSOLE_PORT", "RASA_PORT", "ACTIONS_PORT"):
        port = product.environment[f"TACTFUL_{setting}"]
        assert f"port {port} is in use: set TACTFUL_{setting}" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_demo_conversations_are_advised_by_rasa(product: Product) -> None:
    key = product.api_key()
    with httpx.Client(base_url=product.url, headers={"Authorization": f"Bearer {key}"}) as client:
        lines = client.get("/api/v1/conversations?limit=200").json()["conversations"]
        demo = [line["id"] for line in lines if line["source"] in ("demo", "post") and line["waiting_since"]]
        advice = [client.get(f"/api/v1/conversations/{one}/advice?wait=5").json()["advice"][0] for one in demo]

    assert len(advice) >= 4
    assert sum(not item["degraded"] for item in advice) >= len(advice) / 2  # forty at once: some may run out of their time


def test_the_one_time_link_works_once_and_looking_at_it_does_not_use_it(product: Product) -> None:
    link = re.findall(r"agent, once: +(\S+)", product.log.read_text("utf-8"))[0]
    assert link.startswith(product.url)
    httpx.get(link)

    first, second = use(link), use(link)

    assert (first.status_code, first.headers["location"]) == (303, "/desk")
    assert second.status_code == 410
    assert "set-cookie" not in second.headers or "tactful=" not in second.headers["set-cookie"]
    assert use(prepare.login_link(product.settings, "mingdeng", "lin")).status_code == 303


def use(link: str) -> httpx.Response:
    with httpx.Client() as client:
        page = client.get(link)
        token = re.findall(r'name="form_token" value="([^"]+)"', page.text)[0]
        return client.post(link, data={"form_token": token})


def test_ctrl_c_leaves_no_process_behind_and_ends_with_status_0(fresh: Product) -> None:
    family = psutil.Process(fresh.process.pid).children(recursive=True)
    assert {"manager", "actions", "rasa", "worker", "console"} == set(status(fresh.settings))

    fresh.process.send_signal(signal.SIGINT)

    assert fresh.process.wait(30) == 0
    assert len(family) >= 5
    assert [process for process in family if process.is_running()] == []
    assert status(fresh.settings) == {}
