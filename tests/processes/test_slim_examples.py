from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import yaml

from bot.desk.errors import FileFaults, TactfulError
from bot.desk.reading import INTENTS
from bot.processes.slim_examples import EXAMPLES_OF_AN_INTENT, domain_intents, write_slim_examples
from bot.reader.examples import load_examples
from bot.wiring import ROOT

DOMAIN = ROOT / "domain.yml"
NLU = ROOT / "data" / "nlu"
READ_BY_RASA = """
import json, sys
from rasa.shared.nlu.training_data.loading import load_data
data = load_data(sys.argv[1])
print(json.dumps([[message.get("intent"), message.get("text"), message.get("entities", [])] for message in data.intent_examples]))
"""


def written(tmp_path: Path) -> Path:
    return write_slim_examples(NLU, DOMAIN, tmp_path)


def test_every_intent_of_the_domain_has_some_of_its_own_examples(tmp_path: Path) -> None:
    groups = yaml.safe_load(written(tmp_path).read_text(encoding="utf-8"))["nlu"]

    own = {(example.intent, example.text) for example in load_examples(NLU)}
    assert [group["intent"] for group in groups] == list(domain_intents(DOMAIN))
    assert set(domain_intents(DOMAIN)) == set(INTENTS)
    assert all(len(group["examples"]) == EXAMPLES_OF_AN_INTENT for group in groups)
    assert {(group["intent"], example["text"]) for group in groups for example in group["examples"]} <= own


def test_rasa_reads_the_few_examples_as_they_were_written(tmp_path: Path) -> None:
    path = written(tmp_path)

    python = ROOT / ".venv-rasa" / "bin" / "python"
    done = subprocess.run([python, "-c", READ_BY_RASA, path], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr[-2000:]
    groups = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
    expected = [[group["intent"], example["text"], []] for group in groups for example in group["examples"]]
    assert sorted(json.loads(done.stdout.splitlines()[-1])) == sorted(expected)


def test_the_same_data_give_the_same_file(tmp_path: Path) -> None:
    first = written(tmp_path).read_bytes()

    assert written(tmp_path).read_bytes() == first


def test_an_intent_without_an_example_is_named(tmp_path: Path) -> None:
    domain = tmp_path / "domain.yml"
    domain.write_text("intents:\n- greet:\n    use_entities: []\n- haggle\n", encoding="utf-8")

    with pytest.raises(TactfulError, match=r"domain\.yml names intents without an example in data/nlu: haggle"):
        write_slim_examples(NLU, domain, tmp_path)


def test_faulty_examples_are_told_before_rasa_is_asked(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("nlu:\n- intent: greet\n  examples:\n  - text: hi\n", encoding="utf-8")

    with pytest.raises(FileFaults):
        write_slim_examples(tmp_path, DOMAIN, tmp_path)
