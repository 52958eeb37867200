"""Whatever people write stays a text, on every page: the corpus through every input into every view.

A new page or a new input fails here until `carrying.py` fills it. Tests of pages elsewhere can use `Watch` by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_origin

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pydantic import BaseModel

from bot.assist.records import ReplyRequest
from bot.console.settings import ConsoleSettings
from bot.console.texts import LANGUAGES
from tests.browser.carrying import INPUTS, Carried, Carrier
from tests.browser.watching import STRANGE, Watch, known_markup, payloads
from tests.console.checkers import EchoingChecker
from tests.console.house import KEY, House, open_house, running
from tests.console.test_routes import every_route

pytestmark = pytest.mark.browser

BATCH, LARGE_BATCH = 29, 43
"""Texts carried at once: a page shows the fifty newest messages, and in larger batches each single place sees fewer."""

PEOPLE = ("mei", "sup", "tina", "adam")
LOCALES = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW", "en": "en-GB"}
HARMLESS_RAW = ("template", "encoded")
"""Kinds that no browser takes for markup: they are aimed at templates, or escaped already."""


class NoMail:
    """Takes every mail; with it the shopper's page has its form for codes."""

    def send(self, to: str, subject: str, text: str) -> None:
        """Nothing."""


@dataclass
class Stage:
    """A console under attack, with a browser for each person."""

    house: House
    address: str
    browser: Browser
    agent: TestClient
    sessions: dict[str, str]
    contexts: list[BrowserContext] = field(default_factory=list)

    def batch(self, number: int, size: int, language: str) -> None:
        """Carry one batch and look at every page that shows it."""
        texts = [item.text for item in payloads()][number * size : (number + 1) * size]
        carrier = Carrier(self.house, self.agent, texts, mark=f"b{number}{language[-2:]}")
        carried = carrier.carry()
        for login in PEOPLE:
            self.house.store.accounts().set_language(self.house.user(login).id, language)
        for who, routes in carried.addresses.items():
            page, watch = self.page(who, language)
            for route, addresses in routes.items():
                for address in addresses:
                    page.goto(self.address + address, wait_until="load")
                    watch.assert_clean(f"{route} as {who} in {language}, batch {number}")
            getattr(self, f"_{who}_acts", _nothing)(page, watch, carried, texts)
            page.context.close()

    def page(self, who: str, language: str) -> tuple[Page, Watch]:
        context = self.browser.new_context(
            locale=LOCALES[language], reduced_motion="reduce", viewport={"width": 1280, "height": 800}
        )
        if who in self.sessions:
            context.add_cookies([{"name": "tactful", "value": self.sessions[who], "url": self.address}])
        page = context.new_page()
        page.set_default_timeout(8_000)
        return page, Watch(page, self.address)

    def _mei_acts(self, page: Page, watch: Watch, carried: Carried, texts: list[str]) -> None:
        """Parts of the page that are replaced while it is open: after a send, and when news come in."""
        chat = carried.addresses["mei"]["/desk/conversations/{conversation_id}"][0]
        page.goto(self.address + chat)
        page.locator("#reply-text").fill("\n".join(texts)[:9_000])
        expect(page.locator("#findings .finding")).to_have_count(2)
        watch.assert_clean("the check of what was typed")
        page.locator("#dispute-1").click()
        expect(page.locator("#dispute-1")).to_have_attribute("aria-pressed", "true")
        watch.assert_clean("a disputed finding")
        page.locator("#reply-text").fill("")
        page.locator("#insert-1").click()
        page.locator(".send").click()
        expect(page.locator("#reply-text")).to_have_value("")
        watch.assert_clean("after a reply")
        key = self.house.records.conversation(chat.split("/")[3].split("?")[0], viewer=None).summary.key
        for place, text in enumerate((*texts[:4], "最后一句")):
            body = {"conversation_key": key, "text": text, "dedupe_key": f"live {key[-20:]} {place}"}
            assert self.house.client(key=KEY).post("/api/v1/messages", json=body).status_code == 202
        expect(page.locator(".message").last).to_contain_text("最后一句")
        watch.assert_clean("after live messages")

    def _sup_acts(self, page: Page, watch: Watch, carried: Carried, texts: list[str]) -> None:
        """A table of posts from a file, with a row for each text; what is not taken is told."""
        rows = "".join(f"{number}" + f',"{_quoted(text)}"' * 4 + "\n" for number, text in enumerate(texts))
        page.goto(self.address + "/desk/posts")
        file = {"name": _file_name(texts), "mimeType": "text/csv", "buffer": f"id,text,author,url,views\n{rows}".encode()}
        page.locator("#posts-file").set_input_files([file])  # type: ignore[list-item]
        expect(page.locator("#posts-table")).not_to_have_value("")
        page.locator("#posts-submit").click()
        expect(page.locator(".faults li")).not_to_have_count(0)
        watch.assert_clean("after an import of posts")

    def _shopper_acts(self, page: Page, watch: Watch, carried: Carried, texts: list[str]) -> None:
        """The shopper writes, agents answer, the order form refuses, a login fails."""
        page.goto(self.address + "/shop/lantern")
        page.locator("#write-text").fill("\n".join(texts)[:9_000])
        page.locator(".send").click()
        expect(page.locator(".message.own")).not_to_have_count(0)
        expect(page.locator("#write-text")).to_have_value("")
        page.locator("#human").click()
        expect(page.locator(".with-people")).to_be_visible()
        found = self.house.records.conversations(viewer=None, limit=1_000)
        own = max((item for item in found if item.source == "shopper"), key=lambda item: item.last_at)
        self.house.records.accept(own.id, self.house.user("mei"))
        for place, text in enumerate(texts[:6]):
            self.house.records.send_reply(own.id, self.house.user("mei"), ReplyRequest(text, f"s{place}{text[:40]}"))
        self.house.app.state.console.hub.wake()
        expect(page.locator(".message.agent").nth(5)).to_be_visible()
        watch.assert_clean("the shopper's page with answers")
        page.goto(self.address + "/login")
        for text in [text for text in texts if "\n" not in text and "\r" not in text][:2]:
            page.locator("input[name=login]").fill(text[:190])
            page.locator("input[name=password]").fill(text[:190])
            page.locator("main button.primary").click()
            expect(page.locator("#problem")).to_be_visible()
            watch.assert_clean("after a failed login")


def _nothing(*_: object) -> None:
    """Some people only look."""


def _quoted(text: str) -> str:
    return text.replace('"', '""')


def _file_name(texts: list[str]) -> str:
    return next(text for text in texts if "/" not in text and "\n" not in text)[:60] + ".csv"


@pytest.fixture
def stage(tmp_path: Path, browser: Browser) -> Iterator[Stage]:
    settings = ConsoleSettings(allowed_hosts=("localhost", "127.0.0.1"), shop_names={}, shopper_messages=10_000)
    house = open_house(tmp_path, settings, mail=NoMail(), checker=EchoingChecker())
    sessions = {}
    agent = house.client()
    for login in PEOPLE:
        client, csrf = house.signed_in(login)
        sessions[login] = f"token of {login}"
        if login == "mei":
            agent = client
            agent.headers["x-csrf-token"] = csrf
    with running(house.app) as address:
        yield Stage(house, address, browser, agent, sessions)
        for context in browser.contexts:
            context.close()
    house.store.close()


def batches(size: int) -> range:
    return range(-(-len(payloads()) // size))


@pytest.mark.timeout(300)
@pytest.mark.parametrize("number", batches(LARGE_BATCH))
def test_the_corpus_stays_text_on_every_page(stage: Stage, number: int) -> None:
    stage.batch(number, LARGE_BATCH, LANGUAGES[number % len(LANGUAGES)])


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_corpus_stays_text_on_every_page_in_every_language(stage: Stage, language: str) -> None:
    for number in batches(BATCH):
        stage.batch(number, BATCH, language)


def pages_of(app: FastAPI) -> set[str]:
    """Every page or part of one that people open; streams of events show nothing by themselves."""
    return {
        route.path
        for route in every_route(app.routes)
        if "GET" in route.methods and not route.path.startswith("/api/") and not route.path.endswith("/events")
    }


def inputs_of(app: FastAPI) -> set[tuple[str, str]]:
    """Path and name of every text that a request can bring in its body."""
    found = set()
    for route in every_route(app.routes):
        for param in bodies(route.dependant):
            kind = param.field_info.annotation
            fields = (
                kind.model_fields if isinstance(kind, type) and issubclass(kind, BaseModel) else {param.name: param.field_info}
            )
            found |= {(route.path, name) for name, item in fields.items() if _is_text(item.annotation)}
    return found


def bodies(dependant: Dependant) -> Iterator[Any]:
    yield from dependant.body_params
    for inner in dependant.dependencies:
        yield from bodies(inner)


def _is_text(annotation: Any) -> bool:
    return annotation is str or get_origin(annotation) is list


def test_every_page_there_is_and_every_input_there_is_are_covered(stage: Stage) -> None:
    carried = Carrier(stage.house, stage.agent, [item.text for item in payloads()][:BATCH], mark="all").carry()

    assert carried.routes() - {"an error"} == pages_of(stage.house.app)
    assert inputs_of(stage.house.app) == INPUTS


CONTEXTS = (
    "<p>{}</p>",
    '<p title="{}">x</p>',
    "<p title='{}'>x</p>",
    "<p title={}>x</p>",
    "<textarea>{}</textarea>",
    "<p><!-- {} --></p>",
    "<style>{}</style>",
    "<select><option>{}</option></select>",
    '<a href="{}">x</a>',
    "<title>{}</title>",
)


def test_the_runner_would_see_every_payload_that_was_not_escaped(stage: Stage) -> None:
    page, _ = stage.page("shopper", "en")
    missed = []
    for item in payloads():
        texts = [context.replace("{}", item.text) for context in CONTEXTS]
        script = (
            f"([texts, known]) => texts.flatMap((text) => ({STRANGE})(new DOMParser().parseFromString(text, 'text/html'), known))"
        )
        strange = page.evaluate(script, [texts, known_markup()])
        if not strange and item.kind not in HARMLESS_RAW:
            missed.append(item.text)

    assert missed == []


@pytest.mark.parametrize(
    "markup",
    [
        "<img src=x onerror=window.__xss=1>",
        "<script>alert(1)</script>",
        "<script src=/xss-outside.js></script>",
        "<p style='color:red'>x</p>",
        "<b class=xss>x</b>",
        "<a href=javascript:alert(1)>x</a>",
        "<img src=//xss.invalid/x.png>",
    ],
)
@pytest.mark.parametrize("policy", ["", "default-src 'none'"])
def test_a_watch_objects_to_a_page_that_lets_a_payload_through(stage: Stage, markup: str, policy: str) -> None:
    page, watch = stage.page("shopper", "en")
    headers = {"content-type": "text/html", "content-security-policy": policy}
    page.route("**/leaky", lambda route: route.fulfill(body=f"<!doctype html><p>{markup}</p>", headers=headers))
    page.goto(stage.address + "/leaky")

    with pytest.raises(AssertionError):
        watch.assert_clean()


def test_the_corpus_holds_enough_of_every_kind() -> None:
    kinds = [item.kind for item in payloads()]

    assert len({item.text for item in payloads()}) == len(payloads()) >= 120
    for kind in ("script", "handler", "attribute", "svg", "css", "scheme", "template", "unicode", "mutation", "page"):
        assert kinds.count(kind) >= 8, kind
