"""Real input: every labelled message of a file as a conversation of its own, through the API of the running product.

usage: python -m tests.real GOLD.jsonl [--out FOLDER] [--draw 100]

GOLD lines: {"id", "language", "context": [{"role", "text"}], "text", …}. The file stays where it is: nothing of it is
kept in the project. FOLDER gets advice.jsonl (every message with its drafts) and drawn.jsonl (a random hundred to read).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import httpx

from tests.stack.product import Product, running_product

SENDERS = 4
SEED = 20261122


def main() -> int:
    """Run and report; exit status 1 when a message was lost or not advised."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--out", type=Path, default=Path("var/real"))
    parser.add_argument("--draw", type=int, default=100)
    options = parser.parse_args()
    gold = [json.loads(line) for line in options.gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as var, running_product(Path(var)) as product:
        rows, posted_seconds, advised_seconds = send_all(product, gold)
    _write(options.out / "advice.jsonl", rows)
    _write(options.out / "drawn.jsonl", random.Random(SEED).sample(rows, min(options.draw, len(rows))))
    report(rows, posted_seconds, advised_seconds)
    return 0 if all(row["advice"] for row in rows) else 1


def send_all(product: Product, gold: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], float, float]:
    """Post everything, then collect the advice; seconds until all was acknowledged and until all was advised."""
    orders = demo_orders(product)
    headers = {"Authorization": f"Bearer {product.api_key()}"}
    started = time.monotonic()
    with httpx.Client(base_url=f"{product.url}/api/v1", headers=headers, timeout=30) as client:
        with ThreadPoolExecutor(SENDERS) as pool:
            posted = list(pool.map(lambda line: post(client, line, orders), gold))
        acknowledged = time.monotonic() - started
        with ThreadPoolExecutor(SENDERS) as pool:
            advice = list(pool.map(lambda item: collect(client, item["conversation_id"]), posted))
    advised = time.monotonic() - started
    rows = [_row(line, found) for line, found in zip(gold, advice, strict=True)]
    return rows, acknowledged, advised


def demo_orders(product: Product) -> list[tuple[str, str]]:
    """(order number, customer key) of every demo order, in order of numbers."""
    import sqlite3

    with sqlite3.connect(f"file:{product.var / 'tactful.db'}?mode=ro", uri=True) as database:
        sql = "SELECT o.number, c.key FROM orders o JOIN customers c ON c.id = o.customer_id ORDER BY o.number"
        return [(str(number), str(key)) for number, key in database.execute(sql)]


def post(client: httpx.Client, line: Mapping[str, Any], orders: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """History first, then the message; the demo order follows from the id alone."""
    number, customer = orders[int(line["id"], 16) % len(orders)]
    case = {"channel": channel_of(line), "customer_key": customer, "customer_verified": True, "order_number": number}
    now = datetime.now(timezone.utc)
    history = [
        {
            "role": item["role"],
            "text": item["text"],
            "at": (now - timedelta(minutes=9 - place)).isoformat(),
            "dedupe_key": f"{line['id']}/{place}",
        }
        for place, item in enumerate(line["context"])
        if item["text"].strip()
    ]
    if history:
        client.post(f"/conversations/{line['id']}/history", json={"messages": history, **case}).raise_for_status()
    answer = client.post(
        "/messages", json={"conversation_key": line["id"], "text": line["text"], "dedupe_key": line["id"], **case}
    )
    answer.raise_for_status()
    return dict(answer.json())


def channel_of(line: Mapping[str, Any]) -> str:
    """English posts that name an account or a topic are public; everything else is chat."""
    public = line["language"] == "en" and any(
        mark in text for text in (line["text"], *(item["text"] for item in line["context"])) for mark in "@#"
    )
    return "social_public" if public else "chat"


def collect(client: httpx.Client, conversation_id: str) -> dict[str, Any] | None:
    """The newest advice of a conversation; None when none came within 30 s."""
    for _ in range(3):
        answer = client.get(f"/conversations/{conversation_id}/advice", params={"wait": 10})
        answer.raise_for_status()
        found = answer.json()["advice"]
        if found:
            return dict(found[-1])
    return None


def _row(line: Mapping[str, Any], found: Mapping[str, Any] | None) -> dict[str, Any]:
    advice = found["advice"] if found else {}
    return {
        "id": line["id"],
        "language": line["language"],
        "channel": channel_of(line),
        "context": line["context"],
        "text": line["text"],
        "labels": advice.get("reading", {}).get("labels", {}),
        "escalate": advice.get("reading", {}).get("escalate", False),
        "intent": advice.get("reading", {}).get("intent", {}),
        "topics": [item["value"] for item in advice.get("reading", {}).get("entities", ()) if item["kind"] == "topic"],
        "playbook": advice.get("playbook", ""),
        "drafts": [draft["text"] for draft in advice.get("drafts", ())],
        "facts": {fact["key"]: fact["value"] for fact in advice.get("facts", ())},
        "to": advice.get("to", ""),
        "degraded": bool(found and found["degraded"]),
        "advice": bool(found),
    }


def report(rows: Sequence[Mapping[str, Any]], posted_seconds: float, advised_seconds: float) -> None:
    """Print the figures."""
    drafts = [text for row in rows for text in row["drafts"]]
    print(f"messages {len(rows)}; acknowledged in {posted_seconds:.1f} s; all advised in {advised_seconds:.1f} s")
    print(f"without advice {sum(not row['advice'] for row in rows)}; degraded (fall-back) {sum(row['degraded'] for row in rows)}")
    first = {row["drafts"][0] for row in rows if row["drafts"]}
    print(
        f"without a draft {sum(not row['drafts'] for row in rows)}; drafts {len(drafts)}, different {len(set(drafts))}, "
        f"different first drafts {len(first)}"
    )
    for name, count in Counter(row["playbook"] for row in rows).most_common():
        print(f"  {count / len(rows):6.1%}  {name or '(none)'}")


def _write(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
