"""What the routes share: the parts the console was built with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from fastapi.templating import Jinja2Templates
from starlette.requests import Request

from bot.assist.check_reply import ReplyChecker
from bot.assist.model_card import ModelCard
from bot.assist.ports import MailOutlet, PersonalDataFinder
from bot.assist.records import Accounts, TurnQueue
from bot.console.live import EventHub
from bot.console.settings import ConsoleSettings
from bot.console.texts import Words
from bot.console.throttle import Throttle
from bot.desk.conflict import Conflict


def no_model_card() -> ModelCard | None:
    """Nobody says what reads here."""
    return None


def no_conflicts() -> tuple[Conflict, ...]:
    """No two rules are said to meet here."""
    return ()


@dataclass(frozen=True)
class UseCases:
    """What the pages need beside the record.

    Attributes:
        personal: finds personal data, for people who may not see it.
        mail: brings one-time codes on their way; None when no mail server is set up, and then nobody is offered a code.
        model_card: the card of the heads on disk; None when there is none.
        checker: holds replies against the protocol; None where nothing can, and then replies are sent unchecked.
        conflicts: where rules meet, and which holds.
    """

    personal: PersonalDataFinder
    mail: MailOutlet | None = None
    model_card: Callable[[], ModelCard | None] = no_model_card
    checker: ReplyChecker | None = None
    conflicts: Callable[[], tuple[Conflict, ...]] = no_conflicts


@dataclass(frozen=True)
class Console:
    """The parts of one running console."""

    accounts: Accounts
    queue: TurnQueue
    use_cases: UseCases
    settings: ConsoleSettings
    texts: Mapping[str, Words]
    templates: Jinja2Templates
    hub: EventHub
    logins: Throttle
    shopper_messages: Throttle


def console_of(request: Request) -> Console:
    """The console that serves a request."""
    return cast(Console, request.app.state.console)
