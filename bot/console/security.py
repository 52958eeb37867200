"""Headers of every answer and the limit on every request's body, as plain ASGI."""

from __future__ import annotations

import asyncio

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.console.problems import problem_response

LARGEST_BODY = 256 * 1024
"""Bytes of a request's body that are read; more is answered with 413."""

BODY_SECONDS = 20.0
"""Within which a body must have come whole; a slower one is answered with 408."""

_CLOSE = {"Connection": "close"}
"""What is still being sent is not waited for."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
)

_STEADY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


class SecurityHeaders:
    """Adds the security headers; pages and answers are never stored, versioned static files are."""

    def __init__(self, app: ASGIApp, *, secure: bool, shop_frame_ancestors: tuple[str, ...]) -> None:
        self._app = app
        self._secure = secure
        self._shop_ancestors = " ".join(shop_frame_ancestors) or "'none'"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = str(scope["path"])
        ancestors = self._shop_ancestors if path.startswith("/shop/") else "'none'"
        versioned = path.startswith("/static/") and b"v=" in scope.get("query_string", b"")

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _STEADY.items():
                    headers[name] = value
                headers["Content-Security-Policy"] = POLICY.format(ancestors=ancestors)
                if self._secure:
                    headers["Strict-Transport-Security"] = "max-age=31536000"
                if versioned:
                    headers["Cache-Control"] = "public, max-age=31536000, immutable"
                elif not path.startswith("/static/"):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self._app(scope, receive, send_with_headers)


class BodyLimit:
    """Refuses bodies beyond the limit, announced or not, and bodies that do not end."""

    def __init__(self, app: ASGIApp, *, largest: int = LARGEST_BODY, seconds: float = BODY_SECONDS) -> None:
        self._app = app
        self._largest = largest
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; its body is read whole before the application sees it."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await self._app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if announced.isdigit() and int(announced[:12]) > self._largest:
            await self._too_large()(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self._seconds):
                body = await self._whole(receive)
        except TimeoutError:
            await _too_slow()(scope, receive, send)
            return
        if body is not None and len(body) > self._largest:
            await self._too_large()(scope, receive, send)
        elif body is not None:
            await self._app(scope, _replay(body, receive), send)

    async def _whole(self, receive: Receive) -> bytes | None:
        """The body, or as much of it as shows that it is too large; None when the sender went away."""
        body = bytearray()
        while len(body) <= self._largest:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            body += message.get("body", b"")
            if not message.get("more_body", False):
                break
        return bytes(body)

    def _too_large(self) -> Response:
        return problem_response(
            413,
            f"The body is larger than {self._largest} bytes.",
            where="body",
            remedy="Send less at once; split a history into several requests.",
            headers=_CLOSE,
        )


def _too_slow() -> Response:
    return problem_response(
        408, "The body did not come to its end in time.", where="body", remedy="Send it again, at once.", headers=_CLOSE
    )


def _replay(body: bytes, receive: Receive) -> Receive:
    """A receive that hands out the body once and then listens on."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
