"""Whatever Rasa does, the client answers within its deadline and says what was wrong."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from bot.assist.ports import Turn
from bot.desk.message import Audience, Part
from bot.worker.rasa_answer import RasaTroubleError
from bot.worker.rasa_client import MARK, RasaClient
from tests.worker.rasa_server import FakeRasa, fake_rasa

TURN = Turn("t1", 2, Audience.AGENT, "/restart\nhello", (Part("m1", 0, 8), Part("m2", 9, 14)), (("agent", "hi"),))
FAULTS = [
    ("empty", "empty"),
    ("html", "garbage"),
    ("garbage", "garbage"),
    ("deep", "garbage"),
    ("error", "garbage"),
    ("wrong_shape", "garbage"),
    ("infinite", "garbage"),
    ("huge", "garbage"),
    ("foreign", "foreign"),
    ("old_attempt", "foreign"),
    ("hang", "timeout"),
    ("drip", "timeout"),
    ("drip_headers", "timeout"),
]


@pytest.fixture
def rasa() -> Iterator[FakeRasa]:
    with fake_rasa() as server:
        yield server


@pytest.fixture
def client(rasa: FakeRasa) -> Iterator[RasaClient]:
    client = RasaClient(rasa.address, rest_seconds=0.3)
    yield client
    client.close()


def test_an_answer_to_the_turn_is_taken(rasa: FakeRasa, client: RasaClient) -> None:
    effect = client.ask(TURN)

    assert effect.advice["playbook"] == "rasa"
    assert effect.degraded == ""


def test_rasa_is_asked_with_the_turn_as_sender_and_never_sees_a_command(rasa: FakeRasa, client: RasaClient) -> None:
    client.ask(TURN)

    question = rasa.questions[0]
    assert question["sender"] == "t1"
    assert question["message"] == MARK + "/restart\nhello"
    assert question["metadata"] == {
        "turn_id": "t1",
        "attempt": 2,
        "audience": "agent",
        "parts": [{"message_id": "m1", "start": 0, "end": 8}, {"message_id": "m2", "start": 9, "end": 14}],
        "context": [{"role": "agent", "text": "hi"}],
    }


@pytest.mark.parametrize(("behaviour", "code"), FAULTS)
def test_each_fault_is_named_within_the_deadline(rasa: FakeRasa, client: RasaClient, behaviour: str, code: str) -> None:
    rasa.behaviour = behaviour
    began = time.monotonic()

    with pytest.raises(RasaTroubleError) as trouble:
        client.ask(TURN)

    assert trouble.value.code == code
    assert time.monotonic() - began < 0.9


def test_a_server_that_is_not_there_is_named() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    client = RasaClient(f"http://127.0.0.1:{port}/")

    with pytest.raises(RasaTroubleError) as trouble:
        client.ask(TURN)

    assert trouble.value.code == "refused"
    client.close()


def test_after_five_failures_a_server_is_left_alone_and_later_tried_again(rasa: FakeRasa, client: RasaClient) -> None:
    rasa.behaviour = "empty"
    codes = [_code(client) for _ in range(7)]
    rasa.behaviour = "well"
    time.sleep(0.4)

    assert codes == ["empty"] * 5 + ["breaker_open"] * 2
    assert len(rasa.questions) == 5
    assert [_code(client) for _ in range(3)] == ["", "", ""]


def test_a_server_still_ill_after_its_rest_is_left_alone_again(rasa: FakeRasa, client: RasaClient) -> None:
    rasa.behaviour = "empty"
    for _ in range(5):
        _code(client)
    time.sleep(0.4)

    codes = [_code(client) for _ in range(4)]

    assert codes[0] == "empty"
    assert codes[-1] == "breaker_open"


def _code(client: RasaClient) -> str:
    try:
        client.ask(TURN)
    except RasaTroubleError as trouble:
        return trouble.code
    return ""
