"""How well replies are checked: `python -m tests.bench.check [--misses] [--half read|unread]`, also `make bench-check`.

Measured on tests/held_out/replies.jsonl. Half of its pairs ("read", chosen by a hash of the pair) may be looked at, and
rules mended by them; of the other half only figures are looked at.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from bot.assist.check_reply import CheckedReply, CheckQuestion, ReplyChecker
from bot.desk.facts import Facts
from bot.desk.message import Channel
from bot.desk.reading import Temperament
from bot.desk.rules import RULES, Severity
from bot.wiring import Settings, build_checker

REPLIES = Path(__file__).parents[1] / "held_out" / "replies.jsonl"
ALSO_ROWS = {"ungrounded_date": ("S1.61",)}
"""Rows of a rule that its table entry does not name: an ungrounded date of a customer in no hurry."""

DRAWS = 2_000
SEED = 20
ROUNDS = 3

Row = dict[str, Any]


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true", help="list what went wrong in the half that may be looked at")
    parser.add_argument("--half", choices=["read", "unread"], help="one half only")
    parser.add_argument("--file", type=Path, default=REPLIES, help="another set in the same form")
    options = parser.parse_args()
    checker = build_checker(Settings())
    lines = [line for line in load(options.file) if options.half in (None, half_of(line["pair"]))]
    rows = [judged(line, checker.check(question_of(line))) for line in lines]
    print_figures(rows, "all" if options.half is None else options.half)
    if options.half is None:
        for half in ("read", "unread"):
            print_figures([row for row in rows if half_of(row["pair"]) == half], half)
    print_by(rows, "language")
    print_by(rows, "channel")
    print_by(rows, "line")
    print_speed(checker, lines)
    if options.misses:
        print_misses([row for row in rows if half_of(row["pair"]) == "read"])
    return 0


def load(path: Path) -> list[Row]:
    """The lines of a set."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


OPENED = frozenset({"a-011", "a-012", "a-014", "a-047", "b-013", "b-014", "b-033", "b-047", "c-012", "c-033"})
"""Pairs of the other half that were seen by mistake while figures were being grounded; they count as read since."""


def half_of(pair: str) -> str:
    """Which half a pair belongs to."""
    return "read" if pair in OPENED or int(hashlib.sha256(pair.encode()).hexdigest(), 16) % 2 else "unread"


def question_of(line: Row) -> CheckQuestion:
    """A line's case; the language is left to be read, as at the desk."""
    names = [name for name in line["temperament"].split("+") if name != "none"]
    return CheckQuestion(
        channel=Channel(line["channel"]),
        facts=Facts.from_values(line["facts"], source="given"),
        reply=line["reply"],
        customer=line["customer"],
        temperaments=frozenset(Temperament(name) for name in names),
    )


def judged(line: Row, checked: CheckedReply) -> Row:
    """The line with what was found, and whether that is right."""
    rule = RULES[line["rule"]]
    wanted = {*rule.rows, *rule.public_rows, *ALSO_ROWS.get(rule.name, ())}
    rows = {row for finding in checked.findings for row in finding.rows}
    return {
        **line,
        "blocking": rule.severity is Severity.BLOCK,
        "held": checked.held,
        "any": bool(checked.findings),
        "row": bool(rows & wanted),
        "findings": [(finding.rule, line["reply"][finding.start : finding.end]) for finding in checked.findings],
    }


def share(rows: Sequence[Row], holds: Callable[[Row], bool]) -> float:
    """Share of rows; NaN of none."""
    return sum(map(holds, rows)) / len(rows) if rows else float("nan")


def interval(rows: Sequence[Row], holds: Callable[[Row], bool]) -> tuple[float, float]:
    """A 95 % interval of the share, by bootstrap over pairs."""
    draw = random.Random(SEED)
    pairs = defaultdict(list)
    for row in rows:
        pairs[row["pair"]].append(holds(row))
    groups = list(pairs.values())
    shares = []
    for _ in range(DRAWS):
        drawn = [held for group in draw.choices(groups, k=len(groups)) for held in group]
        shares.append(sum(drawn) / len(drawn))
    shares.sort()
    return shares[int(0.025 * DRAWS)], shares[int(0.975 * DRAWS)]


def figures(rows: Sequence[Row]) -> Iterable[tuple[str, list[Row], Callable[[Row], bool]]]:
    """What is measured: name, rows it is measured on, what counts."""
    broken = [row for row in rows if row["violating"]]
    yield "blocking violations found", [row for row in broken if row["blocking"]], lambda row: row["held"]
    yield "violations with any finding", broken, lambda row: row["any"]
    yield "right row among the findings", broken, lambda row: row["row"]
    fine = [row for row in rows if not row["violating"]]
    yield "compliant replies held", fine, lambda row: row["held"]
    yield "compliant replies with any finding", fine, lambda row: row["any"]


def print_figures(rows: Sequence[Row], name: str) -> None:
    """The figures of a set with their intervals."""
    print(f"\n{name}: {len(rows)} replies")
    for what, of, holds in figures(rows):
        low, high = interval(of, holds)
        print(f"  {what:36} {share(of, holds):.3f}  {low:.3f} to {high:.3f}  of {len(of)}")


def print_by(rows: Sequence[Row], key: str) -> None:
    """The figures for each value of a key."""
    print(f"\nby {key}: " + " · ".join(what for what, _, _ in figures(rows)))
    for value in sorted({row[key] for row in rows}):
        of_it = [row for row in rows if row[key] == value]
        numbers = "   ".join(f"{share(of, holds):5.2f}/{len(of):<3d}" for _, of, holds in figures(of_it))
        name = "/".join(dict.fromkeys(row["rule"] for row in of_it)) if key == "line" else ""
        print(f"  {value!s:15} {numbers}   {name}")


def print_speed(checker: ReplyChecker, lines: Sequence[Row]) -> None:
    """Time of one check, each reply new to the checker and then known, against the reading of the customer's words."""
    fresh = [seconds(checker, {**line, "reply": spaced(line["reply"])}) for line in lines]
    known = [min(seconds(checker, line) for _ in range(ROUNDS)) for line in lines]
    print("\none reply, milliseconds: p50 / p95")
    for name, times in (("never seen before", fresh), ("seen before", known)):
        print(f"  {name:20} {statistics.median(times) * 1000:6.1f} / {statistics.quantiles(times, n=20)[-1] * 1000:6.1f}")


def spaced(text: str) -> str:
    """The reply with a space after each word or sign that nothing has been read of yet."""
    return text.replace("。", " 。").replace(". ", " . ") + " "


def seconds(checker: ReplyChecker, line: Row) -> float:
    """Time of one check."""
    question = question_of(line)
    begun = time.perf_counter()
    checker.check(question)
    return time.perf_counter() - begun


def print_misses(rows: Sequence[Row]) -> None:
    """What went wrong, reply by reply."""
    for row in rows:
        right = (row["held"] if row["blocking"] else row["any"]) and row["row"] if row["violating"] else not row["any"]
        if not right:
            print(f"\n{row['id']} {row['rule'] if row['violating'] else 'fine'} {row['channel']} {row['temperament']}")
            print(f"  facts    {json.dumps(row['facts'], ensure_ascii=False)}")
            print(f"  customer {row['customer']}\n  reply    {row['reply']}\n  found    {row['findings']}")


if __name__ == "__main__":
    sys.exit(main())
