"""Figures as ratios in one run against a named reference: `python -m tests.bench [--quick] [--only PART]`.

Parts: webhook (a turn through Rasa with advice against stock Rasa), api (post to acknowledged, to stored, to visible),
growth (a conversation of 1,000 messages against 10), start (start to first advice, memory of each process), scale
(10,000 and 100,000 conversations in the store, ten messages a second for ten minutes, 200 open pages),
hostile (reading twice as much hostile text against reading it once), reading (one message, and `tactful read` in bulk,
against TF-IDF with LogisticRegression), moves (what sentences of replies do, on those held back).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.bench import hostile, moves, product_parts, reading_speed, scale, webhook


def main() -> int:
    """Run the parts asked for and print a table of each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of the requests: to try the bench, not to quote it")
    parser.add_argument("--only", choices=["webhook", "product", "scale", "hostile", "reading", "moves"], help="one part")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.only in (None, "webhook"):
            webhook.measure(Path(folder) / "webhook", quick=options.quick)
        if options.only in (None, "product"):
            product_parts.measure(Path(folder) / "product", quick=options.quick)
        if options.only in (None, "scale"):
            scale.measure(Path(folder) / "scale", quick=options.quick)
        if options.only in (None, "hostile"):
            hostile.measure(quick=options.quick)
        if options.only in (None, "reading"):
            reading_speed.measure(Path(folder) / "reading", quick=options.quick)
        if options.only in (None, "moves"):
            moves.measure(Path(folder) / "moves", quick=options.quick)
    return 0


if __name__ == "__main__":
    sys.exit(main())
