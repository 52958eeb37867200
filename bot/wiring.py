"""Puts the rooms together: the one place that knows every room.

Imports stand inside the builders, so that a process loads only what it needs.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.desk.errors import InputError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from bot.assist.answer_turn import TurnAnswerer
    from bot.assist.check_reply import ReplyChecker
    from bot.assist.ports import MailOutlet, PersonalDataFinder, Reader
    from bot.assist.records import ShopRecords
    from bot.desk.faq import FaqEntry
    from bot.desk.playbook import Playbooks
    from bot.files.playbooks import PlaybookFolder
    from bot.reader.reader import TextReader
    from bot.store.store import Store

REMEMBER_SECONDS = 2.0
"""How old a policy or a product's specification may be in advice; orders are read afresh for every turn."""

ROOT = Path(__file__).resolve().parent.parent


def _folder(name: str, default: str) -> Path:
    given = Path(os.environ.get(f"TACTFUL_{name}", default))
    return given if given.is_absolute() else ROOT / given


def _number(name: str, default: int) -> int:
    given = os.environ.get(f"TACTFUL_{name}", "")
    if given and not (given.isascii() and given.isdigit()):
        raise InputError(f"'{given}' is not a number.", where=f"TACTFUL_{name}", remedy=f"Set digits, for example {default}.")
    return int(given) if given else default


@dataclass(frozen=True)
class Settings:
    """Where things lie and listen; each has an environment variable TACTFUL_NAME.

    Attributes:
        var: what the running product writes (database, logs).
        database_url: the record; SQLite in `var` by default.
        models: the trained reader.
        encoder: the fine-tuned encoder that comes with the project.
        moves: the encoder of replies that comes with the project.
        rasa_models: archives trained by `rasa train`.
        console_host, console_port: the pages and the API.
        rasa_port, actions_port: private, on loopback.
        rasa_python: interpreter of Rasa's environment.
        answer_deadline_ms: how long the worker waits for Rasa.
        allowed_hosts: names under which the console may be reached.
    """

    var: Path = field(default_factory=lambda: _folder("VAR", "var"))
    models: Path = field(default_factory=lambda: _folder("MODELS", "models/trained"))
    encoder: Path = field(default_factory=lambda: _folder("ENCODER", "models/encoder"))
    moves: Path = field(default_factory=lambda: _folder("MOVE_ENCODER", "models/moves"))
    rasa_models: Path = field(default_factory=lambda: _folder("RASA_MODELS", "models/rasa"))
    playbooks: Path = field(default_factory=lambda: _folder("PLAYBOOKS", "playbooks"))
    data: Path = field(default_factory=lambda: _folder("DATA", "data"))
    rasa_python: Path = field(default_factory=lambda: _folder("RASA_PYTHON", ".venv-rasa/bin/python"))
    console_host: str = field(default_factory=lambda: os.environ.get("TACTFUL_CONSOLE_HOST", "127.0.0.1"))
    console_port: int = field(default_factory=lambda: _number("CONSOLE_PORT", 8080))
    rasa_port: int = field(default_factory=lambda: _number("RASA_PORT", 5005))
    actions_port: int = field(default_factory=lambda: _number("ACTIONS_PORT", 5055))
    answer_deadline_ms: int = field(default_factory=lambda: _number("ANSWER_DEADLINE_MS", 600))
    database_url: str = field(default_factory=lambda: os.environ.get("TACTFUL_DATABASE_URL", ""))
    allowed_hosts: tuple[str, ...] = field(
        default_factory=lambda: tuple(
            name.strip()
            for name in os.environ.get("TACTFUL_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
            if name.strip()
        )
    )

    @property
    def database(self) -> str:
        """Address of the database for SQLAlchemy."""
        return self.database_url or f"sqlite:///{self.database_file}"

    @property
    def database_file(self) -> Path:
        """The file of the record when no other address is given."""
        return self.var / "tactful.db"


def utc_now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(timezone.utc)


def build_reader(settings: Settings) -> Reader:
    """The trained reader, loaded once in a process."""
    return load_text_reader(settings)


def build_quick_reader(settings: Settings) -> Reader:
    """The same reader for bulk, and where nobody looks at evidence: it is not tried by reading again."""
    return load_text_reader(settings).quick()


@lru_cache(maxsize=1)
def load_text_reader(settings: Settings) -> TextReader:
    """The trained reader itself."""
    from bot.reader.reader import load_reader

    return load_reader(settings.models, settings.data / "entities", settings.encoder)


@lru_cache(maxsize=1)
def build_checker(settings: Settings) -> ReplyChecker:
    """What holds replies against the protocol, loaded once in a process."""
    from bot.assist.check_reply import ProtocolChecker
    from bot.desk.approved import ApprovedWords
    from bot.reader.moves import load_move_reader

    playbooks = build_playbooks(settings)
    return ProtocolChecker(
        load_move_reader(settings.models, settings.moves),
        build_quick_reader(settings),
        build_personal_data_finder(),
        playbooks.rewrites,
        ApprovedWords.of(playbooks),
    )


@lru_cache(maxsize=1)
def build_playbooks(settings: Settings) -> Playbooks:
    """The protocols of the files."""
    return load_playbook_folder(settings).playbooks


def load_playbook_folder(settings: Settings, folder: Path | None = None) -> PlaybookFolder:
    """The protocols with their examples, checked against the topics that the reader can find."""
    from bot.files.playbooks import load_playbooks
    from bot.files.topics import load_topics

    return load_playbooks(folder or settings.playbooks, topics=load_topics(settings.data / "entities"))


@lru_cache(maxsize=1)
def build_faq(settings: Settings) -> tuple[FaqEntry, ...]:
    """The common questions of the files."""
    from bot.files.faq import load_faq

    return load_faq(settings.data / "faq")


def build_store(settings: Settings, *, read_only: bool = False) -> Store:
    """The record.

    Raises:
        InputError: it has not been made yet.
    """
    from bot.store.store import open_store

    if not settings.database_url and not settings.database_file.is_file():
        raise InputError(
            "there is no database yet.", where=str(settings.database_file), remedy="Start the product once: tactful serve."
        )
    return open_store(settings.database, read_only=read_only, remember_seconds=REMEMBER_SECONDS if read_only else 0.0)


def build_shop_records(settings: Settings, shop: str) -> ShopRecords:
    """The record of the shop with this short name.

    Raises:
        InputError: there is none.
    """
    store = build_store(settings)
    found = store.accounts().shop_secret(shop)
    if not found:
        raise InputError("there is no such shop.", where=shop, remedy="Give its short name with --shop.")
    return store.records(found[0])


def build_answerer(settings: Settings, store: Store) -> TurnAnswerer:
    """The use case that answers a turn: the same object for the action server and for the worker's fall-back; warm."""
    from bot.assist.answer_turn import TurnAnswerer

    answerer = TurnAnswerer(
        reader=build_reader(settings),
        playbooks=build_playbooks(settings),
        faq=build_faq(settings),
        case_of=store.cases().turn_case,
        now=utc_now,
    )
    answerer.warm()
    return answerer


def build_console(settings: Settings) -> FastAPI:
    """The pages and the API."""
    from functools import partial

    from bot.console.app import build_app
    from bot.console.settings import ConsoleSettings
    from bot.console.state import UseCases
    from bot.files.conflicts import load_conflicts
    from bot.files.model_card import load_card

    store = build_store(settings)
    console_settings = ConsoleSettings(allowed_hosts=settings.allowed_hosts, shop_names=store.shop_names())
    use_cases = UseCases(
        personal=build_personal_data_finder(),
        mail=_build_mail(),
        model_card=partial(load_card, settings.models),
        checker=build_checker(settings),
        conflicts=partial(load_conflicts, settings.playbooks),
    )
    return build_app(store.accounts(), store.queue(), use_cases, console_settings)


def build_personal_data_finder() -> PersonalDataFinder:
    """What finds personal data in a text."""
    from bot.reader.personal import PersonalDataFinder

    return PersonalDataFinder()


def _build_mail() -> MailOutlet | None:
    """The way to the shop's mail server; None when TACTFUL_SMTP_HOST is not set."""
    from bot.channels.mail import MailSettings, SmtpOutlet

    given = {name: os.environ.get(f"TACTFUL_SMTP_{name}", "") for name in ("HOST", "FROM", "USER", "PASSWORD", "SECURITY")}
    if not given["HOST"]:
        return None
    return SmtpOutlet(
        MailSettings(
            host=given["HOST"],
            port=_number("SMTP_PORT", 587),
            sender=given["FROM"],
            user=given["USER"],
            password=given["PASSWORD"],
            security=given["SECURITY"] or "starttls",
        )
    )


def build_worker(settings: Settings) -> Callable[..., None]:
    """A function that works until its `stop` event is set."""
    from functools import partial

    from bot.worker.rasa_client import RasaClient
    from bot.worker.settings import WorkerSettings
    from bot.worker.worker import run_worker

    store = build_store(settings)
    answerer = build_answerer(settings, store)
    client = RasaClient(
        f"http://127.0.0.1:{settings.rasa_port}/webhooks/rest/webhook", deadline_seconds=settings.answer_deadline_ms / 1000
    )
    return partial(run_worker, store.queue(), lambda claimed: answerer.answer(claimed.turn), client, WorkerSettings())
