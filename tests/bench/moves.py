"""How well moves are read: `python -m tests.bench --only moves`.

Trained afresh, without leaving anything behind; judged on the sentences that are held back, with models and thresholds
that did not see them. Intervals: 95 %, 1,000 draws of as many sentences with replacement.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.desk.approved import approved_texts
from bot.desk.message import Language
from bot.desk.moves import READ_MOVES
from bot.measure.figures import rates
from bot.measure.intervals import drawn_shares, interval
from bot.reader.move_training import HELD_AGAINST, HeldSentence, train_moves
from bot.reader.moves import load_move_reader
from bot.wiring import Settings, build_playbooks

ROOT = Path(__file__).resolve().parents[2]
FEWEST = 5
"""Moves that fewer held-back sentences make are shown and stay out of the means."""

REPLIES = (
    "您好！非常抱歉让您多等了三天。我刚给仓库打过电话，包裹今天下午发出。您可以继续等，也可以现在退款。感谢您的耐心！",
    "Hi Anna, I see that the lamp arrived broken. I'm sorry about that. I have asked the courier for the photos. "
    "You can have a new one or your money back. Which would you like?",
    "您好～實在抱歉，尺寸寄錯了。我馬上請倉庫補寄正確的尺寸。新的包裹明天寄出。錯的那件我們會派人去取。謝謝您告訴我們！",
)


def measure(folder: Path, *, quick: bool) -> None:
    """Print how well each move is read, the means by language, and how long a reply of five sentences takes."""
    report = train_moves(ROOT / "data" / "moves", folder, approved=approved_texts(build_playbooks(Settings())))
    held = report.held_back
    counted = [name for name in READ_MOVES if sum(name in item.example.moves for item in held) >= FEWEST]
    drawn = drawn_shares(_tallies(held))
    _line(f"Moves: {report.examples} sentences, {len(held)} held back, trained in {report.seconds:.0f} s")
    _line(f"{'move':<20} {'held':>5} {'near':>5} {'precision':>9} {'recall':>7} {'F1':>6}  interval")
    for place, name in enumerate(READ_MOVES):
        shares = rates(_tallies(held).sum(axis=0))[place]
        shown = " ".join(f"{value:>{width}.3f}" for value, width in zip(shares, (9, 7, 6), strict=True))
        low, high = interval(drawn[:, place, 2])
        near = sum(name in item.example.near for item in held)
        made = sum(name in item.example.moves for item in held)
        _line(f"{name:<20} {made:>5} {near:>5} {shown}  {low:.2f}-{high:.2f}")
    for title, names in (("all", counted), ("held against the writer", [name for name in counted if name in HELD_AGAINST])):
        _mean(f"mean F1, {title}, {len(names)} moves", held, names)
    for language in Language:
        _mean(f"mean F1, {language.value}", [item for item in held if item.example.language is language], counted)
    near = [name in item.made for item in held for name in item.example.near]
    _line(f"near misses taken for the move: {sum(near)} of {len(near)}")
    _speed(folder, 20 if quick else 200)


def _mean(title: str, held: Sequence[HeldSentence], names: Sequence[str]) -> None:
    """One mean of F1 over moves that these sentences make, with its interval."""
    places = [READ_MOVES.index(name) for name in names if any(name in item.example.moves for item in held)]
    if not places:
        return
    value = rates(_tallies(held).sum(axis=0))[places, 2].mean()
    low, high = interval(drawn_shares(_tallies(held))[:, places, 2].mean(axis=1))
    _line(f"{title}: {value:.3f} ({low:.3f}-{high:.3f}), {len(held)} sentences")


def _tallies(held: Sequence[HeldSentence]) -> NDArray[np.int64]:
    """Hits, wanted and given of each sentence and move, as `bot.measure.figures.rates` takes them."""
    wanted = np.array([[name in item.example.moves for name in READ_MOVES] for item in held])
    given = np.array([[name in item.made for name in READ_MOVES] for item in held])
    return np.stack([wanted & given, wanted, given], axis=2).astype(np.int64)


def _speed(folder: Path, times: int) -> None:
    reader = load_move_reader(folder)
    reader.warm()
    took = []
    for number in range(times):
        text = re.sub("[。.！？?](?= |$|[^ -~])", f"{chr(0x5000 + number)}\\g<0>", REPLIES[number % len(REPLIES)])
        began = time.perf_counter()
        reader.read(text)
        took.append((time.perf_counter() - began) * 1000)
    _line(f"a reply of five sentences, none read before: p50 {np.median(took):.1f} ms, p95 {np.percentile(took, 95):.1f} ms")


def _line(text: str) -> None:
    sys.stdout.write(text + "\n")
