"""A real HTTP server on a free port that answers like Rasa, or like Rasa in trouble."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.store.effects import advice_json


class FakeRasa(ThreadingHTTPServer):
    """Behaves as `behaviour` says: well, hang, empty, html, garbage, foreign, old_attempt, huge, drip, drip_headers, …"""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behaviour = "well"
        self.questions: list[dict[str, Any]] = []
        self.released = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/webhooks/rest/webhook"


class _Handler(BaseHTTPRequestHandler):
    server: FakeRasa

    def do_POST(self) -> None:
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.questions.append(question)
        with suppress(OSError):
            getattr(self, f"_{self.server.behaviour}")(question["metadata"])

    def _well(self, metadata: dict[str, Any]) -> None:
        self._send(json.dumps(_answer(metadata["turn_id"], metadata["attempt"])).encode())

    def _foreign(self, metadata: dict[str, Any]) -> None:
        self._send(json.dumps(_answer("another-turn", metadata["attempt"])).encode())

    def _old_attempt(self, metadata: dict[str, Any]) -> None:
        self._send(json.dumps(_answer(metadata["turn_id"], metadata["attempt"] - 1)).encode())

    def _wrong_shape(self, metadata: dict[str, Any]) -> None:
        answer = _answer(metadata["turn_id"], metadata["attempt"])
        answer[0]["custom"]["advice"]["reading"]["temperaments"] = {"grumpy": 1}
        self._send(json.dumps(answer).encode())

    def _unstorable(self, metadata: dict[str, Any]) -> None:
        answer = _answer(metadata["turn_id"], metadata["attempt"])
        answer[0]["custom"]["advice"]["drafts"][0]["text"] = "half \ud800"
        self._send(json.dumps(answer).encode())

    def _infinite(self, metadata: dict[str, Any]) -> None:
        self._send(json.dumps(_answer(metadata["turn_id"], metadata["attempt"])).replace("0.9", "1e999").encode())

    def _empty(self, _: Any) -> None:
        self._send(b"[]")

    def _html(self, _: Any) -> None:
        self._send(b"<html><body>Bad gateway</body></html>")

    def _garbage(self, _: Any) -> None:
        self._send(b'[{"text": "hello"}, 7, {"custom": "no"}]')

    def _deep(self, _: Any) -> None:
        self._send(b"[" * 100_000)

    def _error(self, _: Any) -> None:
        self._send(b"[]", status=500)

    def _huge(self, _: Any) -> None:
        self.send_response(200)
        self.end_headers()
        for _piece in range(50):
            self.wfile.write(b" " * 1_000_000)

    def _hang(self, _: Any) -> None:
        self.server.released.wait(10)

    def _drip(self, _: Any) -> None:
        self.send_response(200)
        self.end_headers()
        self._drip_bytes(b" ")

    def _drip_headers(self, _: Any) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        self._drip_bytes(b"x")

    def _drip_bytes(self, byte: bytes) -> None:
        for _piece in range(100):
            self.wfile.write(byte)
            self.wfile.flush()
            time.sleep(0.1)

    def _send(self, body: bytes, *, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Silent."""


def _answer(turn_id: str, attempt: int) -> list[dict[str, Any]]:
    custom = {"turn_id": turn_id, "attempt": attempt, "advice": advice_json(playbook="rasa"), "answer": "", "hand_over": ""}
    return [{"recipient_id": turn_id, "custom": custom}]


@contextmanager
def fake_rasa() -> Iterator[FakeRasa]:
    """A running server."""
    server = FakeRasa()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.released.set()
    server.shutdown()
    server.server_close()
