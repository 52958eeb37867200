"""Moves: what a sentence of a reply does. Each has one definition with its boundary in data/moves/README.md."""

from __future__ import annotations

COURTEOUS_MOVES = (
    "greet",
    "acknowledge",
    "apologise",
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
)
"""Moves that a protocol may ask for."""

PLAIN_MOVES = ("promise_callback", "promise_outcome", "offer_remedy", "take_on", "put_off")
"""Moves that are read in what people write, and that no protocol orders by name."""

FORBIDDEN_MOVES = (
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
)
"""Moves that the design names so that a check can find them."""

HARMFUL_MOVES = (
    "show_impatience",
    "interrupt",
    "insult",
    "threaten",
    "own_choice",
    "pity_favour",
    "belittle_story",
    "refuse_publicly",
    "disown",
    "false_books",
    "give_others_data",
    "push",
    "exploit",
    "hide_fee",
    "put_down",
    "send_away",
    "deny_guarantee",
)
"""Further moves that a requirement row forbids and no other name covers."""

READ_MOVES = (*COURTEOUS_MOVES, *PLAIN_MOVES, *FORBIDDEN_MOVES, *HARMFUL_MOVES)
"""Every move that is read in a reply, in the order of the model's heads."""
