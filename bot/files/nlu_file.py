"""Training examples as files: written in the form that data/nlu/README.md describes, and read back before they count."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import yaml

from bot.reader.artefact import replace_file
from bot.reader.examples import Example, load_examples

HEAD = 'version: "3.1"\nnlu:\n'
_ENDLESS = 10_000_000
_BLOCK_INDENT = " " * 6


def examples_text(examples: Iterable[Example]) -> str:
    """Examples as the items of an `nlu` list, one group for each run of one intent."""
    parts: list[str] = []
    intent = ""
    for example in examples:
        if example.intent != intent:
            intent = example.intent
            parts.append(f"- intent: {intent}\n  examples:\n")
        parts.append(f"  - text: {_text(example.text)}    metadata: {_metadata(example)}\n")
    return "".join(parts)


def write_examples(path: Path, examples: Sequence[Example]) -> None:
    """Write a file of examples anew."""
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, (HEAD + examples_text(examples)).encode("utf-8"))


def append_examples(path: Path, examples: Sequence[Example], *, about: str) -> None:
    """Add examples at the end of a file, in one step; what stands there stays as it is, and a missing file begins anew.

    Args:
        path: the file.
        examples: to be added.
        about: a comment for the first line of a new file.

    Raises:
        FileFaults: the file has faults already; nothing was changed.
    """
    before = path.read_text(encoding="utf-8") if path.is_file() else f"# {about}\n{HEAD}"
    whole = before.rstrip("\n") + "\n" + examples_text(examples)
    if path.is_file():
        read_examples(path)
    _parsed(whole, path.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, whole.encode("utf-8"))


def read_examples(path: Path) -> tuple[Example, ...]:
    """The examples of one file.

    Raises:
        FileFaults: every fault of it.
    """
    return _parsed(path.read_text(encoding="utf-8"), path.name)


def _parsed(text: str, name: str) -> tuple[Example, ...]:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_text(text, encoding="utf-8", newline="")
        return load_examples(Path(folder))


def _text(text: str) -> str:
    """A block as people write it where it holds every sign of the text, else a quoted line; ends with a line break."""
    lines = text.split("\n")
    plain = all(line.strip() == line and (line or len(lines) > 1) for line in lines) and bool(lines[0]) and bool(lines[-1])
    if plain and all(sign == "\n" or sign.isprintable() for sign in text):
        return "|\n" + "".join(f"{_BLOCK_INDENT}{line}\n" if line else "\n" for line in lines)
    return f"{_quoted(text)}\n"


def _metadata(example: Example) -> str:
    levels = ", ".join(f"{name.value}: {level}" for name, level in example.temperaments.items())
    parts = [f"temperaments: {{{levels}}}", f"escalate: {'true' if example.escalate else 'false'}"]
    if example.context:
        said = ", ".join(f"{{role: {role}, text: {_quoted(text)}}}" for role, text in example.context)
        parts.append(f"context: [{said}]")
    if example.voice:
        parts.append(f"voice: {_quoted(example.voice)}")
    return f"{{{', '.join(parts)}}}"


def _quoted(text: str) -> str:
    """A text in double quotes on one line, whatever signs it holds."""
    return str(yaml.safe_dump(text, default_style='"', allow_unicode=True, width=_ENDLESS)).rstrip("\n")
