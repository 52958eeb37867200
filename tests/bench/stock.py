"""A stock Rasa to measure against: LogisticRegressionClassifier, one trivial custom action, one sender a conversation."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from tests.stack.ports import free_port, wait_for_http

ROOT = Path(__file__).resolve().parents[2]
CONFIG = """recipe: default.v1
language: en
pipeline:
- name: WhitespaceTokenizer
- name: CountVectorsFeaturizer
  analyzer: char_wb
  min_ngram: 1
  max_ngram: 4
- name: LogisticRegressionClassifier
policies:
- name: RulePolicy
"""
EXAMPLES = 40
ACTION = """from rasa_sdk import Action


class Trivial(Action):
    def name(self):
        return "action_trivial"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text="ok")
        return []
"""


def make_project(folder: Path, intents: tuple[str, ...]) -> Path:
    """Write and train the stock project; returns its model's path. The training data are ours."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.yml").write_text(CONFIG, encoding="utf-8")
    domain = "version: '3.1'\nintents:\n" + "".join(f"- {intent}\n" for intent in intents) + "actions:\n- action_trivial\n"
    (folder / "domain.yml").write_text(domain, encoding="utf-8")
    rules = "version: '3.1'\nrules:\n" + "".join(
        f"- rule: {intent}\n  steps:\n  - intent: {intent}\n  - action: action_trivial\n" for intent in intents
    )
    (folder / "rules.yml").write_text(rules, encoding="utf-8")
    (folder / "trivial.py").write_text(ACTION, encoding="utf-8")
    (folder / "nlu.yml").write_text(_examples(intents), encoding="utf-8")
    arguments = ["train", "--data", "nlu.yml", "rules.yml", "--out", "models", "--fixed-model-name", "stock"]
    subprocess.run(
        [_rasa(), "-m", "rasa", *arguments],
        cwd=folder,
        env=environment(),
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return folder / "models" / "stock.tar.gz"


def _examples(intents: tuple[str, ...]) -> str:
    """Forty of our examples of each intent; fewer than ours, which makes the reference faster and not slower."""
    nlu = []
    for intent in intents:
        written = yaml.safe_load((ROOT / "data" / "nlu" / f"{intent}.yml").read_text(encoding="utf-8"))["nlu"][0]["examples"]
        texts = [" ".join(example["text"].split()) for example in written[:EXAMPLES]]
        nlu.append({"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)})
    return yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True)


@contextmanager
def running(folder: Path, model: Path) -> Any:
    """The stock server and its action server; yields (port, pids)."""
    port, actions = free_port(), free_port()
    (folder / "endpoints.yml").write_text(f"action_endpoint:\n  url: http://127.0.0.1:{actions}/webhook\n", encoding="utf-8")
    (folder / "credentials.yml").write_text("rest:\n", encoding="utf-8")
    processes = [
        _start(folder, [sys.executable, "-m", "rasa_sdk", "--actions", "trivial", "--port", str(actions)]),
        _start(folder, [_rasa(), "-m", "rasa", "run", "--model", str(model), "--interface", "127.0.0.1", "--port", str(port)]),
    ]
    try:
        wait_for_http(f"http://127.0.0.1:{actions}/health", 60)
        wait_for_http(f"http://127.0.0.1:{port}/", 120)
        yield port, {"stock actions": processes[0].pid, "stock rasa": processes[1].pid}
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(20)


def _start(folder: Path, command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, cwd=folder, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def environment() -> dict[str, str]:
    """What the processes of a bench see."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "SANIC_HOST": "127.0.0.1"}


def _rasa() -> str:
    return str(ROOT / ".venv-rasa" / "bin" / "python")
