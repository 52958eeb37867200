"""Training examples: Rasa's NLU files, read strictly, with the line of every fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.desk.errors import Fault, FileFaults
from bot.desk.reading import INTENTS, Temperament
from bot.reader.yaml_nodes import child, items, line, plain, root_of

NATURAL = "as_written"
"""Files of messages written in the shares of real ones: probabilities and thresholds are set on these."""

_KEYS = frozenset({"temperaments", "escalate", "context", "voice"})
_ROLES = frozenset({"customer", "agent", "bot"})
LONGEST_CONTEXT = 6
"""Earlier messages that an example may bring."""

CORRECTION = "correction"
"""Voice of the examples that come from corrected readings."""

_README = "The format stands in data/nlu/README.md."


@dataclass(frozen=True)
class Example:
    """One labelled message.

    Attributes:
        text: as the customer typed it.
        intent: one of INTENTS.
        temperaments: name -> intensity 1..3.
        escalate: whether a careful shop hands over at this message.
        context: earlier (role, text) pairs, oldest first.
        voice: who writes, in a few words; CORRECTION for what a shop's people corrected.
        file: name of its file without the ending.
    """

    text: str
    intent: str
    temperaments: Mapping[Temperament, int]
    escalate: bool
    context: tuple[tuple[str, str], ...]
    voice: str = ""
    file: str = ""

    @property
    def natural(self) -> bool:
        """Whether it stands in a file whose shares of labels are near those of real messages."""
        return self.file.startswith(NATURAL)


def load_examples(nlu_dir: Path) -> tuple[Example, ...]:
    """Every example of a folder, in order of file and line.

    Raises:
        FileFaults: every fault of every file, with its line.
    """
    faults: list[Fault] = []
    examples: list[Example] = []
    for path in sorted(nlu_dir.glob("*.yml")):
        examples += _of_file(path, f"data/nlu/{path.name}", faults)
    if not examples and not faults:
        faults.append(Fault(str(nlu_dir), 0, "There are no examples.", "Write data/nlu/<intent>.yml."))
    if faults:
        raise FileFaults(tuple(faults))
    return tuple(examples)


def _of_file(path: Path, shown: str, faults: list[Fault]) -> list[Example]:
    root = root_of(path, shown, faults, remedy=_README)
    found = []
    for intent, node in _example_nodes(root):
        if intent not in INTENTS:
            faults.append(
                Fault(shown, line(node), f"{intent!r} is not an intent.", f"One of: {', '.join(INTENTS)}.")
            )
            continue
        example, problem = _example(intent, plain(node), path.stem)
        if example is None:
            faults.append(Fault(shown, line(node), problem, _README))
        else:
            found.append(example)
    return found


def _example_nodes(root: yaml.Node | None) -> Iterator[tuple[str, yaml.Node]]:
    for group in items(child(root, "nlu")):
        intent = child(group, "intent")
        for node in items(child(group, "examples")):
            yield str(intent.value) if isinstance(intent, yaml.ScalarNode) else "", node


def _example(intent: str, value: Any, file: str) -> tuple[Example | None, str]:
    """The example, or what is wrong with it."""
    if not isinstance(value, dict) or not isinstance(value.get("text"), str) or not value["text"].strip():
        return None, "An example needs a text."
    metadata = value.get("metadata")
    if not isinstance(metadata, dict) or not set(metadata) <= _KEYS:
        return None, f"An example needs metadata with {', '.join(sorted(_KEYS))} and nothing else."
    temperaments = metadata.get("temperaments") or {}
    known = {item.value for item in Temperament}
    if not isinstance(temperaments, dict) or any(
        name not in known or level not in (1, 2, 3) for name, level in temperaments.items()
    ):
        return None, f"temperaments must map {', '.join(sorted(known))} to 1, 2 or 3; found {temperaments!r}."
    if not isinstance(metadata.get("escalate"), bool):
        return None, "escalate must be true or false."
    context = metadata.get("context") or []
    if not isinstance(context, list) or len(context) > LONGEST_CONTEXT or not all(_is_said(item) for item in context):
        return None, f"context must be at most {LONGEST_CONTEXT} items with a role ({', '.join(sorted(_ROLES))}) and a text."
    labels = {Temperament(name): int(level) for name, level in temperaments.items()}
    said = tuple((item["role"], item["text"]) for item in context)
    voice = str(metadata.get("voice") or "")
    return Example(value["text"].rstrip("\n"), intent, labels, metadata["escalate"], said, voice, file), ""


def _is_said(item: Any) -> bool:
    return isinstance(item, dict) and set(item) == {"role", "text"} and item["role"] in _ROLES and isinstance(item["text"], str)
