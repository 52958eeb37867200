"""Sees whether anything that a person wrote has become a part of a page: one watch a page, for every test of pages."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

from jinja2.lexer import Lexer
from playwright.sync_api import ConsoleMessage, Dialog, Page, Request

from bot.console.render import HERE, make_templates

PAYLOADS = Path(__file__).with_name("payloads.jsonl")

ADDED_BY_SCRIPTS = frozenset({"hidden", "open", "disabled", "required", "value"})
"""Attributes that the pages' own scripts may add to an element."""

LISTEN = """
window.__refused = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.__refused.push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""
"""Runs in every document before anything else does."""

STRANGE = """
(root, known) => {
  const strange = [];
  const tell = (element, why) => strange.push(`${why}: ${element.outerHTML.slice(0, 160)}`);
  for (const element of root.querySelectorAll("*")) {
    if (!known.tags.includes(element.localName)) tell(element, "an element that no template writes");
    if (element.matches(".xss, #xss, [name=xss], [lang=xss]")) tell(element, "an element of a payload");
    if (element.matches("bdi.said *:not(mark, span)")) tell(element, "an element among a customer's words");
    if (element.localName === "script" && !(element.getAttribute("src") || "").startsWith("/static/")) tell(element, "a script");
    for (const { name, value } of element.attributes) {
      if (!known.attributes.includes(name.toLowerCase())) tell(element, `an attribute that no template writes (${name})`);
      const isAddress = ["href", "src", "action", "formaction"].includes(name) || (name === "data" && element.matches("object"));
      if (!isAddress) continue;
      const address = new URL(value, "http://own.invalid/");
      if (!["http:", "https:"].includes(address.protocol)) tell(element, `an address of another kind (${name})`);
      const leads = element.matches('a[rel~="noopener"][target="_blank"]');
      if (address.origin !== "http://own.invalid" && !leads) tell(element, `an address of another site (${name})`);
    }
  }
  return strange;
}
"""
"""What in a document was written by none of our templates."""

SEEN = "() => [...(window.__xss === undefined ? [] : ['a payload ran']), ...(window.__refused || ['not watched'])]"
"""What ran, and what the policy of the page refused."""

SETTLED = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))"


@dataclass(frozen=True)
class Payload:
    """A text that would like to be more than a text."""

    kind: str
    text: str


@lru_cache(maxsize=1)
def payloads() -> tuple[Payload, ...]:
    """The corpus."""
    return tuple(Payload(**json.loads(line)) for line in PAYLOADS.read_text(encoding="utf-8").splitlines())


@lru_cache(maxsize=1)
def known_markup() -> dict[str, list[str]]:
    """Names of the elements and attributes that our templates write; a new template counts by itself."""
    seen = _Seen()
    environment = make_templates().env
    for path in sorted((HERE / "templates").rglob("*.html")):
        seen.feed(_without_slots(environment.lexer, path.read_text(encoding="utf-8")))
        seen.reset()
    return {"tags": sorted(seen.tags), "attributes": sorted(seen.attributes | ADDED_BY_SCRIPTS)}


def _without_slots(lexer: Lexer, source: str) -> str:
    return "".join(value for _, token, value in lexer.tokeniter(source, None) if token == "data")


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)

    handle_startendtag = handle_starttag


@dataclass
class Watch:
    """What happened on a page that must not: dialogs, refused scripts and addresses, foreign requests, foreign elements.

    Made before the page is opened. Every page of the console, whatever it shows, must pass `assert_clean`.
    """

    page: Page
    address: str
    happened: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.add_init_script(LISTEN)
        self.page.on("dialog", self._dialog)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.happened.append(f"a script failed: {error}"))
        self.page.on("request", self._request)
        self.page.on("popup", lambda popup: self.happened.append(f"a window was opened: {popup.url}"))

    def assert_clean(self, about: str = "") -> None:
        """Fail when anything happened since the page was opened, or stands in it, that no template wrote."""
        self.page.evaluate(SETTLED)
        seen = self.page.evaluate(
            "() => [window.__xss === undefined ? [] : ['a payload ran'], window.__refused || ['not watched']]"
        )
        strange = self.page.evaluate(f"known => ({STRANGE})(document, known)", known_markup())
        found = [*self.happened, *seen[0], *seen[1], *strange]
        assert found == [], f"{about or self.page.url}: {found[:5]}"

    def _dialog(self, dialog: Dialog) -> None:
        self.happened.append(f"a dialog: {dialog.message[:80]}")
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.happened.append(f"the browser complains: {message.text[:160]}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith(self.address) or "/xss-" in request.url:
            self.happened.append(f"a request to {request.url[:160]}")
