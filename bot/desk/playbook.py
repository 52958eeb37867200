"""Playbooks: service protocols that trainers write; what a reply must do, in which order, with which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.desk.message import Channel, Language
from bot.desk.reading import Temperament

MOVES = (
    "greet",
    "acknowledge",
    "apologise",
    "apologise_emptily",
    "inform_fact",
    "give_reason",
    "refuse",
    "offer_option",
    "ask_information",
    "commit_time",
    "confirm_receipt",
    "hold_with_name",
    "set_boundary",
    "explain_privately",
    "invite_private",
    "ask_callback_number",
    "bring_expert",
    "offer_compensation",
    "admit_fault",
    "thank",
    "close",
    "promise_queue_jump",
    "grant_privilege",
    "blame",
    "sarcasm",
    "accuse",
    "flatter",
    "exaggerate",
    "shame_in_public",
    "give_private_data",
    "ask_secret",
    "bluff",
    "brush_off",
)
"""What a sentence of a reply can do; each is defined in playbooks/README.md."""

FORBIDDEN_MOVES = frozenset(
    {
        "apologise_emptily",
        "promise_queue_jump",
        "grant_privilege",
        "blame",
        "sarcasm",
        "accuse",
        "flatter",
        "exaggerate",
        "shame_in_public",
        "give_private_data",
        "ask_secret",
        "bluff",
        "brush_off",
    }
)
"""Moves that are named so that a check can find them; no playbook may ask for one."""

FORM_PARTS = ("subject", "salutation", "sign_off")
"""What an e-mail has around its sentences; worded like moves, but never ordered in a draft."""

PRIVATE_MOVES = frozenset({"refuse", "set_boundary", "explain_privately", "ask_callback_number", "offer_compensation"})
"""Moves that are never made where everybody reads along: limits, offers, and what leads to personal data (S0.35)."""

STEPS = (
    "holding_reply",
    "callback_number",
    "private_message",
    "apology",
    "empathy",
    "respectful_listening",
    "reason_and_options",
    "exact_facts",
    "expert_answer",
    "polite_limit",
    "draft_first",
    "fix_order",
    "compensation",
    "stop_use_advice",
    "stop_loss_advice",
    "human_handover",
    "incident_report",
    "crisis_protocol",
)
"""Escalation steps."""

MUST_NOT = (
    "argue",
    "unverified_promise",
    "admit_fault",
    "queue_jump",
    "accuse_lying",
    "template_reply",
    "privilege",
    "ask_withdraw_complaint",
    "ask_delete_post",
    "ask_card_data",
    "public_limits",
    "public_private_data",
    "bluff",
    "compensation",
    "callback_number",
    "loop_bot",
    "mistreat",
    "ask_repeat_information",
    "end_conversation",
)
"""What a situation can forbid."""

TEAMS = ("senior", "supervisor", "expert", "crisis")
"""Where a conversation can be escalated to; a step may also be the agent's own."""

HOLDING = "holding"
STYLES = (HOLDING, "brief", "warm", "firm", "aside")
"""The drafts of one piece of advice, in the order in which they are shown; `holding` says at once who is on it, before
there is an answer, and is drafted only where the step holding_reply is due (S0.18); `aside` tells a person in private what
would shame them in public (S0.36)."""

GENERAL_STYLES = ("brief", "warm", "firm")
"""Styles of a protocol's general order; the others belong to one channel."""

Orders = Mapping[str, tuple[tuple[str, ...], ...]]
"""Style -> moves in order; each place lists alternatives, the first that has fitting words is taken."""

SHARED_MOVES = frozenset(
    {"greet", "thank", "set_boundary", "explain_privately", "confirm_receipt", "hold_with_name", "ask_information", *FORM_PARTS}
)
"""Moves whose sentences common wording may hold for every situation (greeting, thanks, boundary, private word, receipt,
hand-over and wait notice, identity check, the form of an e-mail); every other sentence belongs to at most three situations."""


@dataclass(frozen=True)
class Condition:
    """When a piece of a playbook applies; every part given must hold.

    Attributes:
        equals: fact -> values, one of which it must have (compared as text).
        known: facts that must be known and sayable.
        unknown: facts that must not be known.
        holds: facts that must be true.
        fails: facts that must be known and false.
        topics: topics of the reading, one of which must be there.
        channels: one of these channels.
        temperaments: one of these is shown or leads; None stands for a customer who shows none.
        at_least: fact -> the number, or the name of the fact, that it must reach; both must be known.
        reasons: escalate reasons of the reading, one of which must be there.
        intensity: smallest intensity of the playbook's temperament.
        chases: smallest number of unanswered chases.
        waited_seconds: shortest waiting time.
        turns: smallest number of customer turns.
    """

    equals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    known: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    temperaments: tuple[Temperament | None, ...] = ()
    at_least: Mapping[str, str | int] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    intensity: int = 0
    chases: int = 0
    waited_seconds: int = 0
    turns: int = 0

    @property
    def weight(self) -> int:
        """How specific the condition is: the number of its parts, a topic counting double."""
        lists = (self.known, self.unknown, self.holds, self.fails)
        numbers = (self.intensity, self.chases, self.waited_seconds, self.turns)
        return (
            sum(len(part) for part in lists)
            + sum(1 for number in numbers if number)
            + 2 * (len(self.equals) + len(self.at_least))
            + 3 * bool(self.topics)
            + bool(self.channels)
            + bool(self.temperaments)
            + 2 * bool(self.reasons)
        )


@dataclass(frozen=True)
class Wording:
    """Approved words for one move.

    Attributes:
        id: unique in its file; "delay.in_transit".
        move: one of MOVES.
        when: when the words may be used; a slot's fact must be known as well.
        variants: language -> equally good wordings, each one or two sentences with `{fact}` slots.
        rows: requirement rows the words keep.
    """

    id: str
    move: str
    when: Condition
    variants: Mapping[Language, tuple[str, ...]]
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class StepRule:
    """An escalation step and when it is due.

    Attributes:
        step: one of STEPS.
        to: a team, or "agent".
        when: when it is due.
        within_minutes: due time counted from the message; 0 means at once.
        why: language -> reason, one sentence for the agent.
        rows: requirement rows.
    """

    step: str
    to: str
    when: Condition
    within_minutes: int
    why: Mapping[Language, str]
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class StageNote:
    """A direction for the agent beside a script that is spoken; never said.

    Attributes:
        when: when it applies.
        before: the move before whose words it stands; "" for the beginning.
        note: language -> one short sentence.
        rows: requirement rows.
    """

    when: Condition
    before: str
    note: Mapping[Language, str]
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Playbook:
    """One protocol: a temperament (or none) in a situation.

    Attributes:
        name: "complain_delay/angry".
        title: language -> a few words.
        situation: an intent's name, or "" for messages that open no situation.
        temperament: the temperament it is for; None for a customer who shows none.
        when: further limits on its use (channel, fault, segment); the most specific playbook wins.
        drafts: the order of moves of each style of draft.
        channel_drafts: the same for channels that have an order of their own.
        must_not: what is forbidden here.
        wording: its own words, before the situation's and the common ones.
        steps: escalation steps.
        rows: requirement rows.
        wait_warn_seconds: standard after which waiting is late.
        wait_breach_seconds: standard after which waiting is a breach.
    """

    name: str
    title: Mapping[Language, str]
    situation: str
    temperament: Temperament | None
    when: Condition
    drafts: Orders
    channel_drafts: Mapping[Channel, Orders]
    must_not: tuple[str, ...]
    wording: tuple[Wording, ...]
    steps: tuple[StepRule, ...]
    rows: tuple[str, ...]
    wait_warn_seconds: int = 100
    wait_breach_seconds: int = 180

    def orders(self, channel: Channel) -> Orders:
        """The order of moves of each style of draft on a channel.

        In public only what was written for public places is said; elsewhere a style without an order for the channel keeps
        its general one.
        """
        own = self.channel_drafts.get(channel, {})
        return own if own and channel is Channel.SOCIAL_PUBLIC else {**self.drafts, **own}


@dataclass(frozen=True)
class Playbooks:
    """All protocols of a shop.

    Attributes:
        playbooks: every protocol.
        situation_wording: situation -> words that its protocols share.
        common_wording: greeting, thanks, boundary, hand-over, identity check, wait notice.
        common_steps: steps that are due whatever the situation.
        vocabulary: fact -> code -> language -> words ("order_status" -> "in_transit" -> ...).
        version: a hash of the files or the published version's number.
        stage_notes: directions beside scripts for the telephone.
        rewrites: rule of a reply -> language -> approved words that may stand in place of a sentence that breaks it.
    """

    playbooks: tuple[Playbook, ...]
    situation_wording: Mapping[str, tuple[Wording, ...]]
    common_wording: tuple[Wording, ...]
    common_steps: tuple[StepRule, ...]
    vocabulary: Mapping[str, Mapping[str, Mapping[Language, str]]]
    version: str
    stage_notes: tuple[StageNote, ...] = ()
    rewrites: Mapping[str, Mapping[Language, str]] = field(default_factory=dict)
