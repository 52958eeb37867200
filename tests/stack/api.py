"""The API of a running product, as a shop's own program uses it."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import httpx

_NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class Advised:
    """Advice with how it came.

    Attributes:
        text: what was posted.
        seconds: from posting to having the advice.
        degraded: our own reader stood in for Rasa.
        advice: the advice itself.
    """

    text: str
    seconds: float
    degraded: bool
    advice: dict[str, Any]

    @property
    def reading(self) -> dict[str, Any]:
        """What was understood."""
        reading: dict[str, Any] = self.advice["reading"]
        return reading


class Api:
    """A client with a key; every message gets a conversation of its own."""

    def __init__(self, url: str, key: str) -> None:
        self._client = httpx.Client(base_url=f"{url}/api/v1", headers={"Authorization": f"Bearer {key}"}, timeout=20)

    def __enter__(self) -> Api:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._client.close()

    def post(self, text: str) -> httpx.Response:
        """A customer's message in a new conversation."""
        name = f"stack-{next(_NUMBERS)}-{time.time_ns()}"
        return self._client.post("/messages", json={"conversation_key": name, "text": text, "dedupe_key": name})

    def advised(self, text: str) -> Advised:
        """Post a message, wait for its advice at most ten seconds, and answer, so that nobody is left waiting."""
        started = time.monotonic()
        posted = self.post(text)
        assert posted.status_code == 202, posted.text
        found = posted.json()
        answer = self._client.get(
            f"/conversations/{found['conversation_id']}/advice", params={"wait": 10, "turn_id": found["turn_id"]}
        )
        seconds = time.monotonic() - started
        assert answer.json()["advice"], "no advice within 10 s"
        newest = answer.json()["advice"][-1]
        reply = {"text": "好的，这就看。", "dedupe_key": f"reply-{found['message_id']}"}
        assert self._client.post(f"/conversations/{found['conversation_id']}/reply", json=reply).status_code == 201
        return Advised(text, seconds, newest["degraded"], newest["advice"])

    def as_shopper(self, text: str, *, customer_key: str) -> dict[str, Any]:
        """The conversation after the bot has answered a known customer; waits at most ten seconds for the answer."""
        name = f"shopper-{next(_NUMBERS)}-{time.time_ns()}"
        body = {"conversation_key": name, "text": text, "dedupe_key": name, "audience": "shopper"}
        posted = self._client.post("/messages", json={**body, "customer_key": customer_key, "customer_verified": True})
        conversation = posted.json()["conversation_id"]
        self._client.get(f"/conversations/{conversation}/advice", params={"wait": 10})
        found: dict[str, Any] = self._client.get(f"/conversations/{conversation}").json()
        return found

    def all_advice(self, conversation_id: str) -> list[dict[str, Any]]:
        """What is there by now, oldest first."""
        found: list[dict[str, Any]] = self._client.get(f"/conversations/{conversation_id}/advice").json()["advice"]
        return found

    def wait_until_from_rasa(self, seconds: float) -> float:
        """How long it took until advice came from Rasa, three times in a row.

        Raises:
            TimeoutError: it still came from elsewhere at the end.
        """
        started = time.monotonic()
        in_a_row = 0
        while time.monotonic() - started < seconds:
            in_a_row = 0 if self.advised("什么时候发货").degraded else in_a_row + 1
            if in_a_row == 3:
                return time.monotonic() - started
            time.sleep(0.1 if in_a_row else 0.5)
        raise TimeoutError(f"advice is still degraded after {seconds} s")
