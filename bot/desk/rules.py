"""Rules of a reply: the violations that the check finds, with the requirement rows that they break."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Severity(str, Enum):
    """What a finding means for sending. A shop may change a rule's severity, never its rows."""

    BLOCK = "block"
    WARN = "warn"


@dataclass(frozen=True)
class Rule:
    """A rule that a reply can break.

    Attributes:
        name: its code; worded under `rule.NAME`, defined in docs/check.md.
        rows: requirement rows.
        severity: unless the shop sets another.
        public_rows: further rows where everybody reads along.
    """

    name: str
    rows: tuple[str, ...]
    severity: Severity
    public_rows: tuple[str, ...] = ()


_BLOCK, _WARN = Severity.BLOCK, Severity.WARN

RULES = {
    rule.name: rule
    for rule in (
        Rule("queue_jump", ("S0.14",), _BLOCK),
        Rule("cold_to_hurried", ("S0.16",), _WARN),
        Rule("openly_impatient", ("S0.16",), _BLOCK),
        Rule("holding_without_person", ("S0.18",), _WARN),
        Rule("cuts_short", ("S0.19",), _BLOCK),
        Rule("callback_not_provided", ("S0.20",), _BLOCK),
        Rule("ungrounded_date", ("S0.17",), _BLOCK),
        Rule("ungrounded_promise", ("S1.61",), _BLOCK),
        Rule("false_information", ("S1.31",), _BLOCK),
        Rule("sarcasm", ("S0.38",), _BLOCK, ("S0.21",)),
        Rule("blame", ("S0.38",), _BLOCK, ("S0.21",)),
        Rule("lost_composure", ("S0.38",), _BLOCK, ("S0.21",)),
        Rule("hints_at_lying", ("S0.24",), _BLOCK),
        Rule("refusal_without_reason", ("S0.28",), _BLOCK),
        Rule("refusal_without_option", ("S0.27",), _WARN),
        Rule("limit_as_own_choice", ("S0.25",), _BLOCK),
        Rule("special_treatment_on_pity", ("S0.26",), _BLOCK),
        Rule("worse_treatment_on_pity", ("S0.26",), _BLOCK),
        Rule("threat_for_abuse", ("S0.41", "S0.38"), _BLOCK),
        Rule("public_answer_refused", ("S0.22", "S0.21"), _BLOCK),
        Rule("fan_mistreated", ("S0.33",), _BLOCK),
        Rule("fan_shown_up", ("S0.35",), _BLOCK),
        Rule("limits_in_public", ("S0.36",), _BLOCK),
        Rule("privilege_on_familiarity", ("S0.34",), _BLOCK),
        Rule("false_books", ("S0.34", "S1.69"), _BLOCK),
        Rule("personal_data_in_public", ("S1.29",), _BLOCK, ("S0.36",)),
        Rule("others_data", ("S1.29",), _BLOCK, ("S0.36",)),
        Rule("secret_asked", ("S1.29",), _BLOCK, ("S0.36",)),
        Rule("fault_admitted", ("S0.43",), _BLOCK),
        Rule("compensation_not_due", ("S0.44",), _BLOCK),
        Rule("fault_not_put_right", ("S0.44",), _BLOCK),
        Rule("stock_apology", ("S3.29",), _WARN),
        Rule("flattery", ("S1.61",), _WARN),
        Rule("pushing", ("S1.61",), _WARN),
        Rule("exaggeration", ("S1.61",), _BLOCK),
        Rule("haggler_exploited", ("S1.67",), _BLOCK),
        Rule("fee_hidden", ("S1.65",), _BLOCK),
        Rule("know_it_all_put_down", ("S3.13",), _BLOCK),
        Rule("bluff", ("S3.13",), _BLOCK),
        Rule("sent_away", ("S2.17",), _BLOCK),
        Rule("delay_without_solution", ("S2.16",), _BLOCK),
        Rule("guarantee_denied", ("S2.28",), _BLOCK),
        Rule("informal_you", ("S2.20",), _WARN),
        Rule("wrong_language", ("S2.20",), _BLOCK),
        Rule("no_thanks_at_close", ("S2.24",), _WARN),
        Rule("impatient_with_basic_question", ("S3.23", "S2.14"), _WARN),
    )
}
"""Name -> rule, in the order in which findings of one place are shown."""
