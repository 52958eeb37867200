"""What speaks for a purchase type, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.console.texts import Words


def purchase_words(evidence: Mapping[str, Any], words: Words) -> str:
    """One piece of evidence in the reader's language: "kept 3 orders since 2026-08-20".

    Args:
        evidence: as `purchase_to_json` writes it.
        words: the reader's.
    """
    code, tier, since = str(evidence["code"]), str(evidence.get("tier", "")), str(evidence.get("since", ""))
    key = f"purchase_evidence.{code}_since" if since else f"purchase_evidence.{code}"
    if key not in words.entries:
        return words.code("purchase_evidence", code)
    named = words.entries.get(f"value.member_tier.{tier}", tier)
    return words(key, count=int(evidence.get("count", 0)), since=since, tier=named)
