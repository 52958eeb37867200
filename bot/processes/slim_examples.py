"""The few examples that Rasa gets to see: its component does not learn from them, but reads all that it is given for a minute."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import yaml

from bot.desk.errors import TactfulError
from bot.reader.examples import Example, load_examples

EXAMPLES_OF_AN_INTENT = 2


def write_slim_examples(nlu: Path, domain: Path, folder: Path) -> Path:
    """Write the first examples of every intent that the domain names, in Rasa's format; always the same for the same data.

    Args:
        nlu: the folder of all examples.
        domain: Rasa's domain.
        folder: where the file is written.

    Returns:
        The file.

    Raises:
        TactfulError: an intent of the domain has no example.
        FileFaults: examples have faults.
    """
    examples = load_examples(nlu)
    intents = domain_intents(domain)
    missing = sorted(set(intents) - {example.intent for example in examples})
    if missing:
        raise TactfulError(f"{domain.name} names intents without an example in data/nlu: {', '.join(missing)}. Write some.")
    groups = [{"intent": intent, "examples": _first_of(intent, examples)} for intent in intents]
    path = folder / "nlu.yml"
    path.write_text(yaml.safe_dump({"version": "3.1", "nlu": groups}, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def domain_intents(domain: Path) -> tuple[str, ...]:
    """The intents that a domain names, with or without settings of their own, in its order."""
    listed = yaml.safe_load(domain.read_text(encoding="utf-8"))["intents"]
    return tuple(next(iter(item)) if isinstance(item, dict) else str(item) for item in listed)


def _first_of(intent: str, examples: Iterable[Example]) -> list[dict[str, str]]:
    found = (example.text for example in examples if example.intent == intent)
    return [{"text": text} for text in islice(found, EXAMPLES_OF_AN_INTENT)]
