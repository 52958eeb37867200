"""The trained reader on messages it never saw: `python -m tests.held_out [--pairs N]`.

Prints the share of right intents over all, by language and by intent, with a 95 % interval (bootstrap over messages),
and the pairs confused most. Two hands agreed on every label of the set.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.wiring import Settings, build_reader

MESSAGES = Path(__file__).parent / "intents.jsonl"
DRAWS = 2000
SEED = 20261122


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=15, help="how many confused pairs to show")
    options = parser.parse_args()
    rows = read_all(load(MESSAGES))
    low, high = interval([row["right"] for row in rows])
    print(f"intents    {share(rows):.3f} right of {len(rows)}, 95 % interval {low:.3f} to {high:.3f}")
    for language in ("zh-Hans", "zh-Hant", "en"):
        of_it = [row for row in rows if row["language"] == language]
        print(f"{language:10} {share(of_it):.3f} of {len(of_it)}")
    print("\nright of all, by intent, the worst first")
    names = sorted({row["intent"] for row in rows}, key=lambda name: share([row for row in rows if row["intent"] == name]))
    for name in names:
        of_it = [row for row in rows if row["intent"] == name]
        print(f"  {name:26} {sum(row['right'] for row in of_it):2d} of {len(of_it)}")
    print("\nconfused: meant -> read")
    confused = Counter((row["intent"], row["read"]) for row in rows if not row["right"])
    for (meant, read), count in confused.most_common(options.pairs):
        print(f"  {count:2d}  {meant} -> {read}")
    return 0


def load(path: Path) -> list[dict[str, Any]]:
    """The lines of a set."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read_all(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each line with the intent that was read and whether it is right."""
    reader = build_reader(Settings())
    rows = []
    for line in lines:
        reading = reader.read(line["text"], context=[(said["role"], said["text"]) for said in line["context"]])
        rows.append({**line, "read": reading.intent, "right": reading.intent == line["intent"]})
    return rows


def share(rows: Sequence[dict[str, Any]]) -> float:
    """Share of right rows."""
    return sum(row["right"] for row in rows) / len(rows)


def interval(right: Sequence[bool]) -> tuple[float, float]:
    """A 95 % interval of the share, by bootstrap over messages."""
    draw = random.Random(SEED)
    shares = sorted(sum(draw.choices(right, k=len(right))) / len(right) for _ in range(DRAWS))
    return shares[int(0.025 * DRAWS)], shares[int(0.975 * DRAWS)]


if __name__ == "__main__":
    sys.exit(main())
