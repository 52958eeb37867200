"""Coverage-guided fuzzing of what reads a text: `python -m tests.reader.fuzz [libFuzzer options] [CORPUS_FOLDER]`.

Spans of entities and of personal data must be exact and in order, whatever the text; libFuzzer stops at the first that
is not, and prints it. For example `-max_total_time=60`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["bot.reader", "bot.desk"]):
    from bot.reader.entities import EntityFinder
    from bot.reader.normalise import fold, model_form
    from bot.reader.personal import PersonalDataFinder

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 400

ENTITIES = EntityFinder(ROOT / "data" / "entities")
PERSONAL = PersonalDataFinder()


def read_one(data: bytes) -> None:
    """Normalise one text and find what is in it."""
    text = atheris.FuzzedDataProvider(data).ConsumeUnicode(LONGEST)
    folded = fold(text)
    model_form(folded)
    for found in ENTITIES.find(folded.text):
        assert 0 <= found.start < found.end <= len(folded.text), ascii(text)
    last = 0
    for span in PERSONAL.find(text):
        assert last <= span.start < span.end <= len(text), ascii(text)
        last = span.end


if __name__ == "__main__":
    atheris.Setup(sys.argv, read_one)
    atheris.Fuzz()
