"""The model card beside the heads: made after a training, read by the page, added to by `bot.files.card_figures`' callers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot.assist.model_card import CARD_LABELS, FigureSet, ModelCard, card_from_json, card_to_json
from bot.desk.errors import InputError
from bot.desk.reading import Temperament
from bot.reader.artefact import read_manifest, replace_file, version_of
from bot.reader.examples import CORRECTION, Example, load_examples
from bot.reader.language import read_language
from bot.reader.versions import CORRECTIONS_FILE, version_folder

CARD = "card.json"


def load_card(models_dir: Path) -> ModelCard | None:
    """The card of the heads that are in place; None when there are none, or nobody wrote one for just these."""
    try:
        manifest = read_manifest(models_dir)
        card = card_from_json(json.loads((version_folder(models_dir, manifest) / CARD).read_text(encoding="utf-8")))
    except (InputError, OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return card if card.version == version_of(manifest) else None


def save_card(models_dir: Path, card: ModelCard) -> None:
    """Write a card beside the heads in a folder, in one step."""
    folder = version_folder(models_dir, read_manifest(models_dir))
    folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps(card_to_json(card), indent=1, ensure_ascii=False) + "\n"
    replace_file(folder / CARD, content.encode("utf-8"))


def add_figures(models_dir: Path, figures: FigureSet) -> bool:
    """Put the figures of a set on the card of the heads in place; False when they have no card."""
    card = load_card(models_dir)
    if card is not None:
        save_card(models_dir, card.with_set(figures))
    return card is not None


def make_card(models_dir: Path, nlu_dir: Path, *, at: datetime) -> ModelCard:
    """The card of heads that were just trained on the examples of a folder, without any figure but the training's own.

    Raises:
        InputError: there are no heads.
        FileFaults: the examples have faults.
    """
    manifest = read_manifest(models_dir)
    examples = load_examples(nlu_dir)
    languages = [str(read_language(example.text, context=example.context).value) for example in examples]
    own = manifest.get("figures_held_back", {})
    return ModelCard(
        version=version_of(manifest),
        trained_at=at,
        data_hash=str(manifest["data_hash"]),
        examples=len(examples),
        corrections=sum(f"{example.file}.yml" == CORRECTIONS_FILE for example in examples),
        voices=len({example.voice for example in examples if example.voice not in ("", CORRECTION)}),
        languages=dict(Counter(languages)),
        held={label: dict(Counter(_languages_of(label, examples, languages))) for label in CARD_LABELS},
        thresholds={label: float(found["threshold"]) for label, found in manifest["calibrations"].items()},
        left_out={"intents": own["intent_accuracy"], **own["label_f1"]} if own else {},
    )


def _languages_of(label: str, examples: Sequence[Example], languages: Sequence[str]) -> list[str]:
    held = (
        example.escalate if label == "escalate" else Temperament(label) in example.temperaments for example in examples
    )
    return [language for language, holds in zip(languages, held, strict=True) if holds]
