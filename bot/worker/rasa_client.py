"""Client of the Rasa server: one question, one total deadline, a breaker that rests a server in trouble."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import httpx
import pybreaker

from bot.assist.ports import Turn
from bot.assist.records import TurnEffect
from bot.worker.rasa_answer import RasaTroubleError, effect_from_body

DEADLINE_SECONDS = 0.6
"""From the first byte sent to the last received; what is left of a second belongs to the fallback."""

LARGEST_BODY = 1_000_000
"""Bytes; real answers hold a few thousand."""

FAILURES_TO_OPEN = 5
REST_SECONDS = 3.0

MARK = "\u2060"
"""Stands before the text, so that Rasa never takes a message that begins with a slash for a command."""


class RasaClient:
    """Asks Rasa's REST channel; usable from several threads.

    A loop of its own runs the requests, since only there one deadline can span connecting, headers and body: a server
    that drips one byte at a time never runs into a limit on single reads.
    """

    def __init__(self, address: str, *, deadline_seconds: float = DEADLINE_SECONDS, rest_seconds: float = REST_SECONDS) -> None:
        self._address = httpx.URL(address)
        self._deadline_seconds = deadline_seconds
        self._breaker = pybreaker.CircuitBreaker(
            fail_max=FAILURES_TO_OPEN, reset_timeout=rest_seconds, throw_new_error_on_trip=False
        )
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="rasa-client", daemon=True)
        self._thread.start()
        self._client = httpx.AsyncClient(
            timeout=deadline_seconds, trust_env=False, headers={"Accept-Encoding": "identity"}, follow_redirects=False
        )

    def ask(self, turn: Turn) -> TurnEffect:
        """Rasa's effect for a turn.

        Raises:
            RasaTroubleError: there is none that can be used; its code says why.
        """
        try:
            with self._breaker.calling():
                return effect_from_body(self._post(turn), turn)
        except pybreaker.CircuitBreakerError as error:
            raise RasaTroubleError("breaker_open") from error

    def close(self) -> None:
        """Close connections and the loop."""
        asyncio.run_coroutine_threadsafe(self._client.aclose(), self._loop).result(timeout=5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        self._loop.close()

    def _post(self, turn: Turn) -> bytes:
        try:
            return asyncio.run_coroutine_threadsafe(self._send(question(turn)), self._loop).result()
        except (TimeoutError, httpx.TimeoutException) as error:
            raise RasaTroubleError("timeout") from error
        except httpx.ConnectError as error:
            raise RasaTroubleError("refused") from error
        except httpx.HTTPError as error:
            raise RasaTroubleError("garbage") from error

    async def _send(self, body: dict[str, Any]) -> bytes:
        async with (
            asyncio.timeout(self._deadline_seconds),
            self._client.stream("POST", self._address, json=body) as response,
        ):
            if response.status_code != httpx.codes.OK or "content-encoding" in response.headers:
                raise RasaTroubleError("garbage")
            received = bytearray()
            async for piece in response.aiter_raw():
                received += piece
                if len(received) > LARGEST_BODY:
                    raise RasaTroubleError("garbage")
            return bytes(received)


def question(turn: Turn) -> dict[str, Any]:
    """A turn as Rasa's REST channel takes it; the turn is the sender, so that Rasa has nothing to remember."""
    return {
        "sender": turn.id,
        "message": MARK + turn.text,
        "metadata": {
            "turn_id": turn.id,
            "attempt": turn.attempt,
            "audience": turn.audience.value,
            "parts": [{"message_id": part.message_id, "start": part.start, "end": part.end} for part in turn.parts],
            "context": [{"role": role, "text": text} for role, text in turn.context],
        },
    }
