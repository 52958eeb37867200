"""Advice: everything the agent sees beside a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.desk.conversation import ConversationState, state_to_json
from bot.desk.facts import Fact
from bot.desk.forms import EmailForm, ScriptLine, email_body, email_text
from bot.desk.message import Language
from bot.desk.reading import Reading, reading_to_json


@dataclass(frozen=True)
class DraftSentence:
    """One approved wording with its slots filled.

    Attributes:
        text: the words.
        move: what it does.
        rows: requirement rows it keeps.
        facts: facts it states, by key.
        wording: id of the wording.
    """

    text: str
    move: str
    rows: tuple[str, ...]
    facts: tuple[str, ...]
    wording: str


@dataclass(frozen=True)
class Draft:
    """A proposed answer.

    Attributes:
        style: brief, warm or firm.
        language: the customer's language and script.
        sentences: in order.
        form: what an e-mail has around them; None elsewhere.
        script: the lines to be spoken, with notes for the agent between them; empty where nothing is spoken.
    """

    style: str
    language: Language
    sentences: tuple[DraftSentence, ...]
    form: EmailForm | None = None
    script: tuple[ScriptLine, ...] = ()

    @property
    def text(self) -> str:
        """The whole answer as it is written or spoken; Chinese sentences follow each other without a space."""
        if self.script:
            return "\n".join(line.say for line in self.script if line.say)
        said = [sentence.text for sentence in self.sentences]
        if self.form:
            return email_text(self.form, email_body(said, self.language))
        return ("" if self.language is not Language.EN else " ").join(said)

    @property
    def moves(self) -> tuple[str, ...]:
        """Moves in order, each once."""
        return tuple(dict.fromkeys(sentence.move for sentence in self.sentences))

    @property
    def rows(self) -> tuple[str, ...]:
        """Requirement rows kept, each once."""
        return tuple(dict.fromkeys(row for sentence in self.sentences for row in sentence.rows))


@dataclass(frozen=True)
class EscalationStep:
    """Who does what by when, and why.

    Attributes:
        step: name of the step.
        to: a team, or "agent".
        why: language -> reason.
        rows: requirement rows.
        due_at: aware, UTC.
    """

    step: str
    to: str
    why: Mapping[Language, str]
    rows: tuple[str, ...]
    due_at: datetime


@dataclass(frozen=True)
class Advice:
    """What Tactful says to the agent about one turn.

    Attributes:
        reading: what was understood.
        state: how the conversation stands.
        playbook: name of the protocol.
        playbooks_version: version of the protocols it came from.
        drafts: two or three, the first preferred.
        escalate: whether to hand the conversation over.
        to: the team, "agent" while only the bot is answering, or "none".
        steps: what is due, soonest first.
        must_not: what is forbidden here.
        facts: what was known, with sources.
        order_number: the order that the facts were taken from; "" when none is chosen.
    """

    reading: Reading
    state: ConversationState
    playbook: str
    playbooks_version: str
    drafts: tuple[Draft, ...]
    escalate: bool
    to: str
    steps: tuple[EscalationStep, ...]
    must_not: tuple[str, ...]
    facts: tuple[Fact, ...]
    order_number: str = ""


def advice_to_json(advice: Advice) -> dict[str, Any]:
    """The advice as it travels to the worker, the store, the API and the command line."""
    return {
        "reading": reading_to_json(advice.reading),
        "state": state_to_json(advice.state),
        "playbook": advice.playbook,
        "playbooks_version": advice.playbooks_version,
        "drafts": [_draft_to_json(draft) for draft in advice.drafts],
        "escalate": advice.escalate,
        "to": advice.to,
        "steps": [_step_to_json(step) for step in advice.steps],
        "must_not": list(advice.must_not),
        "facts": [
            {"key": fact.key, "value": _plain(fact.value), "source": fact.source, "at": fact.at.isoformat() if fact.at else None}
            for fact in advice.facts
        ],
        "order_number": advice.order_number,
    }


def _draft_to_json(draft: Draft) -> dict[str, Any]:
    return {
        "style": draft.style,
        "language": draft.language.value,
        "text": draft.text,
        "moves": list(draft.moves),
        "rows": list(draft.rows),
        "sentences": [
            {
                "text": sentence.text,
                "move": sentence.move,
                "rows": list(sentence.rows),
                "facts": list(sentence.facts),
                "wording": sentence.wording,
            }
            for sentence in draft.sentences
        ],
        **({"form": _form_to_json(draft.form)} if draft.form else {}),
        **({"script": [_line_to_json(line) for line in draft.script]} if draft.script else {}),
    }


def _form_to_json(form: EmailForm) -> dict[str, Any]:
    return {
        "subject": form.subject,
        "salutation": form.salutation,
        "sign_off": form.sign_off,
        "signature": list(form.signature),
    }


def _line_to_json(line: ScriptLine) -> dict[str, Any]:
    """A line of a script: {"say": words}, or {"note": language -> words} for the agent alone."""
    return {"say": line.say} if line.say else {"note": {language.value: text for language, text in (line.note or {}).items()}}


def _step_to_json(step: EscalationStep) -> dict[str, Any]:
    return {
        "step": step.step,
        "to": step.to,
        "why": {language.value: text for language, text in step.why.items()},
        "rows": list(step.rows),
        "due_at": step.due_at.isoformat(),
    }


def _plain(value: Any) -> Any:
    """The value in types that JSON knows."""
    if isinstance(value, datetime) or hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {getattr(name, "value", str(name)): _plain(item) for name, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value
