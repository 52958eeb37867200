"""Pages from templates: each gets the words of its language, the address it stands at, and versioned static files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import Response

from bot.console.show import pieces_of
from bot.console.state import console_of
from bot.console.texts import LANGUAGES, Words, choose_language

HERE = Path(__file__).parent

LANGUAGE_COOKIE = "tactful_language"


@lru_cache(maxsize=1)
def static_version() -> str:
    """Changes whenever a static file changes."""
    total = hashlib.sha256()
    for path in sorted((HERE / "static").rglob("*")):
        if path.is_file():
            total.update(path.read_bytes())
    return total.hexdigest()[:12]


def make_templates() -> Jinja2Templates:
    """The template environment: everything escaped, a missing value is an error."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["version"] = static_version()
    environment.globals["languages"] = LANGUAGES
    environment.globals["pieces_of"] = pieces_of
    return Jinja2Templates(env=environment)


def words_of(request: Request, *, wish: str = "") -> Words:
    """The words for a request: the user's setting, the cookie, the browser, the default."""
    console = console_of(request)
    language = choose_language(
        wish,
        request.cookies.get(LANGUAGE_COOKIE, ""),
        accept=request.headers.get("accept-language", ""),
        default=console.settings.default_language,
    )
    return console.texts[language]


def page(
    request: Request,
    name: str,
    words: Words,
    values: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A rendered template."""
    context = {"user": None, "csrf": "", "here": request.url.path, **(values or {}), "w": words}
    console = console_of(request)
    return console.templates.TemplateResponse(request, name, context, status_code=status, headers=dict(headers or {}))


def error_page(request: Request, status: int, *, headers: Mapping[str, str] | None = None) -> Response:
    """An error for people: what happened and what to do, without details."""
    words = words_of(request)
    known = f"error.{status}" in words.entries
    text = words(f"error.{status}" if known else "error.other")
    if request.headers.get("hx-request") == "true":
        return page(request, "parts/notice.html", words, {"text": text}, status=status, headers=headers)
    return page(request, "error.html", words, {"text": text, "status": status}, status=status, headers=headers)
