"""Carries texts into everything that people can write, and says which addresses then show them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count, cycle
from typing import Any
from urllib.parse import quote, urlencode

from fastapi.testclient import TestClient
from sqlalchemy import update

from bot.assist.corrections import CorrectionWish
from bot.assist.findings import DisputeWish
from bot.assist.prove_identity import sign_customer
from bot.assist.records import ReplyRequest, TurnEffect
from bot.store.models.people import CustomerEntry, ShopEntry, UserEntry
from bot.store.models.trade import OrderEntry, OrderLine, PolicyEntry, ProductEntry, ProductSpecification
from bot.store.types import new_id
from tests.console.checkers import HOLD
from tests.console.house import KEY, House, an_advice

API = "/api/v1"

INPUTS = {
    ("/api/v1/messages", "conversation_key"),
    ("/api/v1/messages", "text"),
    ("/api/v1/messages", "customer_key"),
    ("/api/v1/messages", "order_number"),
    ("/api/v1/messages", "dedupe_key"),
    ("/api/v1/posts", "network"),
    ("/api/v1/posts", "id"),
    ("/api/v1/posts", "text"),
    ("/api/v1/posts", "author"),
    ("/api/v1/posts", "url"),
    ("/api/v1/posts", "customer_key"),
    ("/api/v1/conversations/{key}/history", "messages"),
    ("/api/v1/conversations/{key}/history", "customer_key"),
    ("/api/v1/conversations/{key}/history", "order_number"),
    ("/api/v1/conversations/{conversation_id}/reply", "text"),
    ("/api/v1/conversations/{conversation_id}/reply", "dedupe_key"),
    ("/api/v1/conversations/{conversation_id}/reply", "turn_id"),
    ("/api/v1/check", "id"),
    ("/api/v1/check", "reply"),
    ("/api/v1/check", "conversation_id"),
    ("/api/v1/conversations/{conversation_id}/order", "order_number"),
    ("/api/v1/conversations/{conversation_id}/feedback", "turn_id"),
    ("/api/v1/conversations/{conversation_id}/feedback", "note"),
    ("/api/v1/conversations/{conversation_id}/corrections", "turn_id"),
    ("/api/v1/identity/code", "conversation_key"),
    ("/api/v1/identity/code", "order_number"),
    ("/api/v1/identity/confirm", "conversation_key"),
    ("/api/v1/identity/confirm", "code"),
    ("/login", "login"),
    ("/login", "password"),
    ("/login", "form_token"),
    ("/login/link/{token}", "password"),
    ("/login/link/{token}", "form_token"),
    ("/language", "language"),
    ("/language", "back"),
    ("/language", "csrf_token"),
    ("/desk/calls", "call_key"),
    ("/desk/calls", "customer_key"),
    ("/desk/posts", "table"),
    ("/desk/conversations/{conversation_id}/reply", "text"),
    ("/desk/conversations/{conversation_id}/reply", "dedupe_key"),
    ("/desk/conversations/{conversation_id}/reply", "turn_id"),
    ("/desk/conversations/{conversation_id}/reply", "draft_style"),
    ("/desk/conversations/{conversation_id}/reply", "override"),
    ("/desk/conversations/{conversation_id}/check", "text"),
    ("/desk/conversations/{conversation_id}/check/wrong", "text"),
    ("/desk/conversations/{conversation_id}/check/wrong", "rule"),
    ("/desk/findings/{dispute_id}", "rule"),
    ("/desk/conversations/{conversation_id}/said", "text"),
    ("/desk/conversations/{conversation_id}/said", "dedupe_key"),
    ("/desk/conversations/{conversation_id}/notes", "text"),
    ("/desk/conversations/{conversation_id}/notes", "number"),
    ("/desk/conversations/{conversation_id}/notes", "begins"),
    ("/desk/conversations/{conversation_id}/notes", "ends"),
    ("/desk/conversations/{conversation_id}/notes", "dedupe_key"),
    ("/desk/conversations/{conversation_id}/order", "order_number"),
    ("/desk/conversations/{conversation_id}/feedback", "turn_id"),
    ("/desk/conversations/{conversation_id}/feedback", "note"),
    ("/desk/conversations/{conversation_id}/hand-over", "team"),
    ("/desk/conversations/{conversation_id}/reading", "turn_id"),
    ("/desk/conversations/{conversation_id}/reading/right", "turn_id"),
    ("/desk/corrections/{correction_id}", "text"),
    ("/desk/corrections/{correction_id}", "intent"),
    ("/shop/{slug}/messages", "text"),
    ("/shop/{slug}/messages", "dedupe_key"),
    ("/shop/{slug}/human", "dedupe_key"),
    ("/shop/{slug}/identity/code", "order_number"),
    ("/shop/{slug}/identity/confirm", "code"),
}
"""Every text that a request can bring, by the route's path; `carry` or the runner fills each. A new one fails a test."""


@dataclass
class Carried:
    """Where the texts are to be looked for: route's path -> addresses, by who may open them."""

    addresses: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    customer_key: str = ""

    def add(self, who: str, route: str, address: str) -> None:
        self.addresses.setdefault(who, {}).setdefault(route, []).append(address)

    def routes(self) -> set[str]:
        return {route for found in self.addresses.values() for route in found}


class Carrier:
    """Brings a batch of texts into everything that can be written, each single place with a text of its own."""

    def __init__(self, house: House, agent: TestClient, texts: Sequence[str], *, mark: str) -> None:
        """Make a carrier.

        Args:
            house: the console.
            agent: signed in as mei, with the CSRF token among its headers.
            texts: a batch of the corpus.
            mark: keeps the keys of this batch apart from those of others.
        """
        self.house, self.agent, self.texts, self.mark = house, agent, texts, mark
        self._next = cycle(texts)
        self._numbers = count()
        self.api = house.client(key=KEY)
        self.found = Carried()

    def name(self, longest: int = 200) -> str:
        """The next text that a name may be: one line, not too long."""
        for text in self._next:
            if len(text) <= longest and not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in text):
                return text
        raise AssertionError

    def key(self) -> str:
        """A name that no other row has."""
        return f"{self.name(180)} {self.mark}{next(self._numbers)}"

    def carry(self) -> Carried:
        """Fill everything; the addresses that show it."""
        self._people_and_trade()
        chat = self._chat()
        self._mail()
        self._call()
        self._posts()
        self._redacted(chat)
        self._corrections(chat)
        self._checks(chat)
        self._shopper()
        self._open_addresses()
        return self.found

    def _people_and_trade(self) -> None:
        """Names of people, shops, products, orders, policies: what no request brings."""
        self.found.customer_key = self.key()
        with self.house.store._database.writing(self.house.shop_id) as session:
            for login in ("mei", "sup", "tina", "adam"):
                session.execute(update(UserEntry).where(UserEntry.login == login).values(name=self.name()))
            customer = CustomerEntry(
                id=new_id(), key=self.found.customer_key, name=self.name(), language=self.name(), member_tier=self.name()
            )
            product = ProductEntry(
                id=new_id(), key=self.key(), name={"zh-Hans": self.name(), "en": self.name()}, price=Decimal(9)
            )
            session.add_all([customer, product])
            session.flush()
            order = OrderEntry(
                id=new_id(),
                number=self.key(),
                customer_id=customer.id,
                placed_at=datetime.now(UTC),
                status=self.name(),
                total=Decimal(9),
            )
            session.add(order)
            session.flush()
            session.add(OrderLine(order_id=order.id, position=0, product_id=product.id, quantity=1, price=Decimal(9)))
            session.add(ProductSpecification(product_id=product.id, name=self.name(), position=0, value={"en": self.name()}))
            session.add(PolicyEntry(key=self.key(), value=list(self.texts)))
        with self.house.store._database.writing(None) as session:
            session.execute(update(ShopEntry).values(name=self.name()))
        self.house.app.state.console.settings.shop_names["lantern"] = self.name()

    def _post(self, path: str, **body: Any) -> dict[str, Any]:
        response = self.api.post(API + path, json=body)
        assert response.status_code in (200, 201, 202), response.text
        answer: dict[str, Any] = response.json()
        return answer

    def _chat(self) -> str:
        """Each text as a message, as a reply, as an imported message, as evidence, as a draft, as a fact."""
        key, posted = self.key(), {}
        history = [
            {
                "role": ("customer", "agent", "bot")[place % 3],
                "text": text,
                "at": "2026-11-01T08:00:00Z",
                "dedupe_key": self.key(),
            }
            for place, text in enumerate(self.texts)
        ]
        about = {"customer_key": self.found.customer_key, "order_number": self.name(), "customer_verified": True}
        self._post(f"/conversations/{quote(self.mark + 'h', safe='')}/history", messages=history, **about)
        for text in self.texts:
            posted = self._post("/messages", conversation_key=key, text=text, dedupe_key=self.key(), **about)
        chat = str(posted["conversation_id"])
        self.advise()
        for text in self.texts[:6]:
            self._post(f"/conversations/{chat}/reply", text=text, dedupe_key=self.key())
        unknown = {"text": self.name(), "dedupe_key": self.key(), "turn_id": self.name()}
        assert self.api.post(f"{API}/conversations/{chat}/reply", json=unknown).status_code == 404
        self._post("/messages", conversation_key=key, text=self.texts[0], dedupe_key=self.key(), **about)
        self.advise()
        for text in self.texts[:3]:
            body = {"turn_id": self.name(), "verdict": "wrong_draft", "note": text}
            assert self.api.post(f"{API}/conversations/{chat}/feedback", json=body).status_code in (204, 404)
        self.api.post(f"{API}/conversations/{chat}/order", json={"order_number": self.name()})
        self.found.add("mei", "/desk/conversations/{conversation_id}", f"/desk/conversations/{chat}?owner=queue")
        for part in ("thread", "advice"):
            self.found.add("mei", f"/desk/conversations/{{conversation_id}}/{part}", f"/desk/conversations/{chat}/{part}")
        for path in ("/desk", "/desk/list"):
            self.found.add("mei", path, f"{path}?show=300")
        self.found.add("mei", "/desk/list", f"/desk/list?open={quote(self.name(), safe='')}")
        return chat

    def _mail(self) -> None:
        posted = self._post("/messages", conversation_key=self.key(), text=self.name(), dedupe_key=self.key(), channel="email")
        mail = str(posted["conversation_id"])
        self.advise()
        wanted = ReplyRequest("\n".join(self.texts), self.key(), turn_id=self.name(), style=self.name())
        self.house.records.keep_reply(mail, self.house.user("mei"), wanted)
        self.found.add("mei", "/desk/conversations/{conversation_id}", f"/desk/conversations/{mail}")
        self.found.add("mei", "/desk/conversations/{conversation_id}/kept", f"/desk/conversations/{mail}/kept")

    def _call(self) -> None:
        about = {"call_key": self.key(), "customer_key": self.found.customer_key}
        call = self.agent.post("/desk/calls", data=about, follow_redirects=False).headers["location"]
        for text in self.texts[:8]:
            assert self.agent.post(f"{call}/said", data={"text": text, "dedupe_key": self.key()}).status_code == 200
            note = {"kind": "note", "text": text, "dedupe_key": self.key()}
            assert self.agent.post(f"{call}/notes", data=note).status_code == 200
        back = {
            "kind": "callback",
            "number": self.name(40),
            "begins": self.name(40),
            "ends": self.name(40),
            "dedupe_key": self.key(),
        }
        assert self.agent.post(f"{call}/notes", data=back).status_code == 200
        for path, data in (
            ("feedback", {"turn_id": self.name(), "verdict": "dismissed", "note": self.name()}),
            ("order", {"order_number": self.name()}),
        ):
            assert self.agent.post(f"{call}/{path}", data=data).status_code < 500
        self.advise()
        self.found.add("mei", "/desk/conversations/{conversation_id}", call)

    def _posts(self) -> None:
        author = self.key()
        addresses = [text for text in self.texts if text.startswith("https://")] or [
            f"https://example.org/?q={quote(self.name())}"
        ]
        post = {"network": self.name(), "id": self.key(), "text": self.name(), "author": author, "url": addresses[0]}
        refused = self.api.post(f"{API}/posts", json={**post, "id": self.key(), "url": "javascript:window.__xss=1"})
        assert refused.status_code == 422
        public = self._post("/posts", **post, comments=3, customer_key=self.found.customer_key)["conversation_id"]
        private = self._post(
            "/messages",
            conversation_key=self.key(),
            text=self.name(),
            dedupe_key=self.key(),
            channel="social_private",
            customer_key=author,
        )["conversation_id"]
        self.advise()
        for conversation in (public, private):
            self.found.add("mei", "/desk/conversations/{conversation_id}", f"/desk/conversations/{conversation}")
        self.found.add("sup", "/desk/posts", "/desk/posts")

    def _redacted(self, chat: str) -> None:
        self.found.add("tina", "/redacted", "/redacted")
        self.found.add("tina", "/redacted/{conversation_id}", f"/redacted/{chat}")

    def _corrections(self, chat: str) -> None:
        """Readings of these words marked wrong, and what a trainer left of each text to be learned."""
        unknown = {"turn_id": self.name(), "revision": 1, "wrong": "true", "escalate": "true"}
        for path in ("reading", "reading/right"):
            assert self.agent.post(f"/desk/conversations/{chat}/{path}", data=unknown).status_code == 404
        assert self.api.post(f"{API}/conversations/{chat}/corrections", json={"turn_id": self.name()}).status_code == 404
        view = self.house.records.conversation(chat, viewer=None)
        turns = {message.turn_id for message in view.messages if message.turn_id}
        for turn in self.house.records.turn_readings(chat, turns, viewer=None):
            body = {"turn_id": turn.turn_id, "labels": {"angry": 3}}
            assert self.api.post(f"{API}/conversations/{chat}/corrections", json=body).status_code == 201
        trainer = self.house.client()
        trainer.cookies.set("tactful", "token of tina")  # the stage has signed everybody in
        marked = self.house.records.corrections(CorrectionWish(state="open"))
        for item in marked[1:]:
            form = {"csrf_token": "csrf-tina", "decision": "accept", "text": self.name(), "intent": self.name(60)}
            assert trainer.post(f"/desk/corrections/{item.id}", data=form).status_code == 422
            form = {**form, "text": "\n".join(self.texts)[:1_900], "intent": "spam", "with_context": "true"}
            assert trainer.post(f"/desk/corrections/{item.id}", data=form, follow_redirects=False).status_code in (303, 422)
        self.found.add("tina", "/desk/corrections", "/desk/corrections?state=any")
        for item in marked:
            self.found.add("tina", "/desk/corrections/{correction_id}", f"/desk/corrections/{item.id}?state=any")
        self.found.add("sup", "/desk/model", "/desk/model")

    def _checks(self, chat: str) -> None:
        """Each text typed and called wrong, sent for a reason that is one, held; and what trainers and all others see of it."""
        desk = f"/desk/conversations/{chat}"
        for text in self.texts:
            shown = self.agent.post(f"{desk}/check", data={"text": text})
            wrong = {"text": text, "rule": "ungrounded_date", "start": 0, "end": len(text), "wrong": "true"}
            assert shown.status_code == 200
            assert self.agent.post(f"{desk}/check/wrong", data=wrong).status_code in (200, 409)
            assert self.agent.post(f"{desk}/check/wrong", data={**wrong, "rule": self.name()}).status_code == 409
        body = {"id": self.name(), "reply": self.name(), "conversation_id": self.name()}
        assert self.api.post(f"{API}/check", json=body).status_code == 404
        assert self.api.post(f"{API}/check", json={**body, "conversation_id": chat}).status_code == 200
        held = self._held()
        trainer = self.house.client()
        trainer.cookies.set("tactful", "token of tina")
        for item in self.house.records.disputes(DisputeWish(state="open"))[:3]:
            form = {"csrf_token": "csrf-tina", "decision": "keep", "rule": self.name(90)}
            decided = trainer.post(f"/desk/findings/{item.id}", data=form, follow_redirects=False)
            assert decided.status_code == 303
        self.found.add("mei", "/desk/conversations/{conversation_id}/kept", f"{held}/kept")
        self.found.add("mei", "/desk/conversations/{conversation_id}", held)
        self.found.add("tina", "/desk/findings", "/desk/findings?state=any")
        for who in ("mei", "sup", "adam"):
            self.found.add(who, "/desk/rules", "/desk/rules")

    def _held(self) -> str:
        """A reply of texts that is held, beside one that was sent for a reason."""
        posted = self._post("/messages", conversation_key=self.key(), text=self.name(), dedupe_key=self.key())
        talk = f"/desk/conversations/{posted['conversation_id']}"
        self.advise()
        for reason, status in ((f"because {self.name(150)}", 200), ("", 409)):
            version = self.house.records.conversation(posted["conversation_id"], viewer=None).summary.version
            reply = {"text": HOLD + "\n".join(self.texts), "dedupe_key": self.key(), "version": version, "override": reason}
            assert self.agent.post(f"{talk}/reply", data=reply).status_code == status
        return talk

    def _shopper(self) -> None:
        """The page of a customer whom the shop signed in, with the shop's answers; the runner writes there itself."""
        _, secret = self.house.store.accounts().shop_name_and_secret(self.house.shop_id)
        expires = int(time.time()) + 300
        sealed = sign_customer(secret, self.found.customer_key, expires)
        query = urlencode({"customer": self.found.customer_key, "expires": expires, "hash": sealed})
        self.found.add("shopper", "/shop/{slug}", f"/shop/lantern?{query}")
        for path in ("thread", "identity"):
            self.found.add("shopper", f"/shop/{{slug}}/{path}", f"/shop/lantern/{path}")
        self.found.add(
            "shopper",
            "/shop/{slug}",
            f"/shop/lantern?{urlencode({'customer': self.name(), 'expires': self.name(), 'hash': self.name()})}",
        )
        self.found.add("shopper", "/shop/{slug}", f"/shop/{quote(self.name(), safe='')}")

    def _open_addresses(self) -> None:
        """Pages that everybody can open, and errors, with a text in the address."""
        self.found.add("mei", "/login", f"/login?{quote(self.name(), safe='')}={quote(self.name(), safe='')}")
        self.found.add("shopper", "/login/link/{token}", f"/login/link/{quote(self.name(), safe='')}")
        self.found.add("adam", "/", "/")
        for pattern in ("/{}", "/desk/conversations/{}", "/desk/conversations/{}/advice", "/desk?owner={}", "/static/{}"):
            self.found.add("mei", "an error", pattern.format(quote(self.name(), safe="")))

    def advise(self) -> None:
        """Advice on every turn that is due, every text of it from the corpus, as if trainers had written such wording."""
        queue, now = self.house.store.queue(), datetime.now(UTC) + timedelta(seconds=5)
        for claimed in queue.claim(now=now, lease_seconds=30, limit=20):
            assert queue.write(claimed, TurnEffect(self._advice(claimed.turn.text)), now=now)

    def _advice(self, text: str) -> dict[str, Any]:
        advice = an_advice(text)
        advice["reading"]["evidence"] = list(_evidence(text))
        advice["reading"]["language"] = self.name()
        advice["reading"]["intent"]["name"] = self.name()
        advice["reading"]["escalate_reasons"] = [self.name(), self.name()]
        advice["state"]["trend"], advice["state"]["situation"] = self.name(), self.name()
        advice["drafts"] = [
            _draft(item, style, self.name) for style, item in zip(("brief", "warm", self.name()), self._rows(), strict=True)
        ]
        advice["steps"] = [
            {**advice["steps"][0], "step": "draft_first"},
            {
                **advice["steps"][1],
                "step": self.name(),
                "to": self.name(),
                "rows": [self.name()],
                "why": {"en": self.name(), "zh-Hans": self.name(), "zh-Hant": self.name()},
            },
        ]
        advice["must_not"] = list(self.texts)
        advice["facts"] = [
            {"key": "options", "value": list(self.texts), "source": f"order {self.name()}", "at": None},
            {"key": "spec", "value": {text: text for text in self.texts}, "source": self.name(), "at": None},
            {"key": self.name(), "value": {"en": self.name()}, "source": f"post {self.name()}", "at": self.name()},
            {
                "key": "item",
                "value": {"zh-Hans": self.name(), "zh-Hant": self.name(), "en": self.name()},
                "source": "products",
                "at": None,
            },
        ]
        for field_name in ("playbook", "playbooks_version", "order_number"):
            advice[field_name] = self.name()
        return advice

    def _rows(self) -> Iterator[Sequence[str]]:
        third = max(1, len(self.texts) // 3)
        yield from (self.texts[:third], self.texts[third : 2 * third], self.texts[2 * third :])


def _evidence(text: str) -> Iterator[dict[str, Any]]:
    """Spans that cut the payloads of a turn into pieces."""
    for start in range(0, min(len(text) - 9, 900), 40):
        yield {
            "temperament": ("hurried", "angry")[start % 80 == 0],
            "start": start,
            "end": start + 9,
            "text": text[start : start + 9],
        }


def _draft(texts: Sequence[str], style: str, name: Callable[[], str]) -> dict[str, Any]:
    """A draft in every form at once: sentences, subject, script with stage notes."""
    return {
        "style": style,
        "language": name(),
        "text": "\n".join(texts),
        "moves": [name()],
        "rows": [name()],
        "sentences": [{"text": text, "move": name(), "rows": [name()], "facts": [name()], "wording": name()} for text in texts],
        "form": {"subject": name(), "salutation": name(), "sign_off": name(), "signature": [name()]},
        "script": [{"say": name()}, {"note": {"en": name(), "zh-Hans": name(), "zh-Hant": name()}}],
    }
