"""Agents get advice whatever happens to Rasa or the action server, and the product mends itself."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator

import pytest

from bot.processes.serve import status
from tests.stack.api import Advised, Api
from tests.stack.product import Product

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300), pytest.mark.usefixtures("healthy")]

MESSAGES = {
    "rasa": ("都三天了还没发货，急死了", "我要投诉你们", "Where is my parcel?", "請問可以退貨嗎", "亲，给我便宜点嘛"),
    "actions": ("到底什么时候退款", "太过分了，没人管吗"),
}
"""For Rasa enough that the worker leaves it in peace for a while; for the action server too few for that."""

PROMISED_SECONDS = 1.0


@pytest.fixture
def stopped(product: Product) -> Iterator[Callable[[str], int]]:
    """Let a part hang; whatever the test does, it goes on afterwards."""
    pids: list[int] = []

    def stop(name: str) -> int:
        pid = status(product.settings)[name]
        os.kill(pid, signal.SIGSTOP)
        pids.append(pid)
        return pid

    yield stop
    for pid in pids:
        os.kill(pid, signal.SIGCONT)


def assert_degraded_and_in_time(found: list[Advised]) -> None:
    assert [item.text for item in found if not item.degraded] == []
    assert [item.text for item in found if not item.advice["drafts"]] == []
    assert max(item.seconds for item in found) < PROMISED_SECONDS, [round(item.seconds, 2) for item in found]


@pytest.mark.parametrize("name", ["rasa", "actions"])
def test_after_a_kill_advice_comes_in_time_and_then_from_rasa_again(product: Product, api: Api, name: str) -> None:
    killed = status(product.settings)[name]
    in_hand = api.post("在吗？我的订单呢").json()["conversation_id"]
    os.kill(killed, signal.SIGKILL)

    found = [api.advised(text) for text in MESSAGES[name]]

    assert_degraded_and_in_time(found)
    api.wait_until_from_rasa(60)
    assert status(product.settings)[name] != killed
    assert len(api.all_advice(in_hand)) == 1


@pytest.mark.parametrize("name", ["rasa", "actions"])
def test_while_a_part_hangs_advice_comes_in_time_and_then_from_rasa_again(
    api: Api, stopped: Callable[[str], int], name: str
) -> None:
    pid = stopped(name)

    found = [api.advised(text) for text in MESSAGES[name]]
    os.kill(pid, signal.SIGCONT)

    assert_degraded_and_in_time(found)
    assert api.wait_until_from_rasa(20) < 20
