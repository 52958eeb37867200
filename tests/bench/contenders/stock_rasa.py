"""Stock Rasa: its classifier with its own featurizers; an intent is a set of labels, such as "angry+hurried" or "none".

Rasa gives a message one intent, so the sets of labels that occur among the examples are its intents. Five classifiers, one
a label, would take five times as long. Its JiebaTokenizer parts the words: the white-space one takes a run of Han characters
for emoji and drops it beside anything else. Context is not shown to it: stock Rasa's classifiers have no place for it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from pathlib import Path

from tests.bench.contenders.common import LABELS, Line, Read, main

FEATURES = [
    {"name": "JiebaTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
]
NONE = "none"


def pipeline(options: dict[str, str]) -> list[dict[str, object]]:
    """The components: for DIET those of Rasa's own starter project, for LogisticRegression those it can use."""
    if options["classifier"] == "diet":
        diet = {"name": "DIETClassifier", "epochs": int(options["epochs"]), "constrain_similarities": True}
        return [*FEATURES, {**diet, "entity_recognition": False}]
    kept = ("JiebaTokenizer", "CountVectorsFeaturizer")
    return [*(item for item in FEATURES if item["name"] in kept), {"name": "LogisticRegressionClassifier"}]


def intent_of(labels: list[str]) -> str:
    """The name of a set of labels."""
    return "+".join(name for name in LABELS if name in labels) or NONE


def plain(text: str) -> str:
    """A text on one line that Rasa does not take for its own marking of entities."""
    return " ".join(text.split()).replace("](", "] (").replace("]{", "] {")


def nlu_yaml(examples: list[Line]) -> str:
    """Rasa's training data; every scalar as JSON, which is YAML."""
    grouped: dict[str, list[str]] = {}
    for example in examples:
        grouped.setdefault(intent_of(example["labels"]), []).append(plain(example["text"]))
    text = 'version: "3.1"\nnlu:\n'
    for intent, texts in grouped.items():
        text += f"- intent: {intent}\n  examples:\n" + "".join(f"  - text: {json.dumps(line)}\n" for line in texts)
    return text


def train(folder: Path, examples: list[Line], options: dict[str, str]) -> None:
    """Write a project and train its NLU part; in the project's folder, where Rasa also keeps its cache."""
    _quiet()
    from rasa.model_training import train_nlu

    (folder / "nlu.yml").write_text(nlu_yaml(examples), encoding="utf-8")
    config = {"recipe": "default.v1", "language": "zh", "pipeline": pipeline(options), "policies": []}
    (folder / "config.yml").write_text(json.dumps(config), encoding="utf-8")
    os.chdir(folder)
    if not train_nlu("config.yml", "nlu.yml", "model", fixed_model_name="stock"):
        raise SystemExit("rasa trained nothing")


def load(folder: Path) -> Read:
    """The trained archive."""
    _quiet()
    os.chdir(folder)
    from rasa.core.agent import Agent

    agent = Agent.load(str(folder / "model" / "stock.tar.gz"))
    loop = asyncio.new_event_loop()

    def read(message: Line) -> list[str]:
        text = " ".join(message["text"].split())
        # A text that begins with a slash would be taken for the name of an intent.
        found = loop.run_until_complete(agent.parse_message(text.lstrip("/") or "."))
        name = found["intent"]["name"]
        return [] if name in (None, NONE) else name.split("+")

    return read


def _quiet() -> None:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    logging.disable(logging.WARNING)
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)


if __name__ == "__main__":
    sys.exit(main(train, load))
