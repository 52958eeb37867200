"""How reading grows with the length of hostile text: the time for twice the text against the time for the text."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

from bot.reader.normalise import fold
from bot.reader.personal import PersonalDataFinder
from bot.wiring import Settings, build_reader

UNITS = (
    "退款",
    "ok ",
    "我要退款投诉12315",
    "e\u0301",
    "😡",
    "\ufdfa",
    "\u200b退款",
    "13812345678 ",
    "a@b.cn ",
    "上海市黄浦区人民路1号",
    "[",
    "1 ",
)
LENGTHS = (1_000, 2_000, 4_000, 8_000)


def measure(*, quick: bool) -> None:
    """Print, for each kind of text, the ratios at each doubling; about 2 is linear, below is better."""
    reader, personal = build_reader(Settings()), PersonalDataFinder()
    rounds = 3 if quick else 9
    parts: dict[str, Callable[[str], object]] = {"normalise": fold, "personal data": personal.find, "whole reading": reader.read}
    for name, work in parts.items():
        worst = 0.0
        for unit in UNITS:
            texts = [(unit * length)[:length] for length in LENGTHS]
            work(texts[0])
            took = [min(_seconds(work, text) for _ in range(rounds)) for text in texts]
            ratios = [later / earlier for earlier, later in pairwise(took)]
            worst = max(worst, *ratios)
            shown = " ".join(f"{ratio:.2f}" for ratio in ratios)
            print(
                f"{name:14s} {ascii(unit)[:24]:26s} {1000 * took[-1]:7.1f} ms for {LENGTHS[-1]:,} characters; doublings {shown}"
            )
        print(f"{name}: worst ratio at a doubling {worst:.2f}", flush=True)


def _seconds(work: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    work(text)
    return time.process_time() - began
