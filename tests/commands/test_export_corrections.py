"""`tactful export corrections`: accepted corrections become examples that the loader takes, each once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.assist.corrections import ALL_CORRECTIONS
from bot.assist.records import IncomingMessage
from bot.assist.review import ReviewCorrections, Verdict
from bot.desk.correction import CorrectionState
from bot.processes.prepare import prepare_database
from bot.reader.examples import CORRECTION, load_examples
from bot.reader.personal import PersonalDataFinder
from bot.store.models.corrections import CorrectionEntry
from bot.store.models.work import AuditEntry
from bot.store.store import open_store
from bot.store.types import utc_now
from bot.wiring import ROOT, Settings
from tests.store.effects import effect

SAID = "我叫王小明，电话13800138000，[快]发货！"


class Shop:
    """The demo shop on disk, with data of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        shutil.copytree(ROOT / "data" / "demo", self.data / "demo")
        (self.data / "nlu").mkdir()
        shutil.copy(ROOT / "data" / "nlu" / "greet.yml", self.data / "nlu")
        settings = Settings(var=folder, database_url="", data=self.data)
        prepare_database(settings, say=lambda _: None)
        self.store = open_store(settings.database)
        self.shop_id = self.store.accounts().shop_secret("mingdeng")[0]
        self.records = self.store.records(self.shop_id)
        self.trainer = self.store.accounts().user_by_login("wu")[0]
        self.review = ReviewCorrections(self.records, PersonalDataFinder(), language="en")

    def marked(self, text: str, key: str) -> str:
        """A message read as angry and marked wrong; the correction's id."""
        posted = self.records.post_message(IncomingMessage("api", key, key, text))
        queue = self.store.queue()
        for held in queue.claim(now=utc_now() + timedelta(seconds=2), lease_seconds=5, limit=99):
            written = effect()
            written.advice["reading"]["language"] = "zh-Hans"
            queue.write(held, written, now=utc_now())
        mark = self.records.mark_reading(posted.conversation_id, posted.turn_id, None, wrong=True)
        return mark.id

    def accepted(self, text: str, key: str, *, intent: str = "complain_delay", **levels: int) -> str:
        correction_id = self.marked(text, key)
        suggested = self.review.case(correction_id).example.text
        assert self.review.accept(correction_id, self.trainer, Verdict(suggested, False, intent, levels, False)) == ""
        return correction_id

    def export(self, *arguments: object) -> subprocess.CompletedProcess[bytes]:
        environment = {**os.environ, "TACTFUL_DATABASE_URL": "", "TACTFUL_VAR": str(self.folder), "TACTFUL_DATA": str(self.data)}
        command = [sys.executable, "-m", "bot", "export", "corrections", *map(str, arguments)]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False, timeout=100)

    def states(self) -> dict[str, CorrectionState]:
        return {case.id: case.state for case in self.records.corrections(ALL_CORRECTIONS)}

    def audit(self) -> list[str]:
        with self.store._database.reading(self.shop_id) as session:
            return list(session.scalars(select(AuditEntry.reason).where(AuditEntry.what == "export corrections")))


@pytest.fixture
def shop(tmp_path):
    made = Shop(tmp_path)
    yield made
    made.store.close()


def exported(shop: Shop) -> list[object]:
    return [example for example in load_examples(shop.data / "nlu") if example.voice == CORRECTION]


def test_what_was_accepted_becomes_an_example_once(shop):
    first = shop.accepted(SAID, "k1", hurried=3)
    second = shop.accepted("Where is it, /now?", "k2", intent="track_parcel")
    rejected = shop.marked("好的", "k3")
    shop.review.reject(rejected, shop.trainer)
    still_open = shop.marked("hello", "k4")

    done = shop.export()

    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().startswith("2 example(s) added to ")
    found = {example.text: example for example in exported(shop)}
    assert set(found) == {"我叫某某，电话这个手机号，(快)发货！", "Where is it, /now?"}
    one = found["我叫某某，电话这个手机号，(快)发货！"]
    assert (one.intent, {name.value: level for name, level in one.temperaments.items()}) == ("complain_delay", {"hurried": 3})
    assert shop.states() == {
        first: CorrectionState.EXPORTED,
        second: CorrectionState.EXPORTED,
        rejected: CorrectionState.REJECTED,
        still_open: CorrectionState.OPEN,
    }
    before = (shop.data / "nlu" / "corrections.yml").read_bytes()
    assert shop.export().stdout.decode().startswith("0 example(s) added")
    assert (shop.data / "nlu" / "corrections.yml").read_bytes() == before
    assert shop.audit() == ["2 examples"]


def test_a_dry_run_says_what_would_be_written_and_changes_nothing(shop):
    correction_id = shop.accepted("人呢", "k1", hurried=2)

    done = shop.export("--dry-run")

    assert done.stdout.decode().startswith("- intent: complain_delay\n  examples:\n  - text: |\n      人呢\n")
    assert "would be added" in done.stderr.decode()
    assert not (shop.data / "nlu" / "corrections.yml").exists()
    assert shop.states() == {correction_id: CorrectionState.ACCEPTED}
    assert shop.audit() == []


def test_words_that_stand_there_with_the_same_labels_count_as_exported(shop):
    (greeting, *_) = [example for example in load_examples(shop.data / "nlu") if not example.temperaments and not example.context]
    known = shop.accepted(greeting.text, "k1", intent="greet")
    twin = shop.accepted("在吗在吗在吗", "k2", intent="chase_reply", hurried=1)
    same = shop.accepted(" 在吗在吗在吗 ", "k3", intent="chase_reply", hurried=1)

    done = shop.export()

    assert done.stdout.decode().startswith("1 example(s) added")
    assert "2 stood there already" in done.stdout.decode()
    assert set(shop.states().values()) == {CorrectionState.EXPORTED}
    assert set(shop.states()) == {known, twin, same}


def test_words_that_stand_there_with_other_labels_are_told_and_left(shop):
    (greeting, *_) = [example for example in load_examples(shop.data / "nlu") if not example.temperaments]
    contrary = shop.accepted(greeting.text, "k1", intent="greet", angry=1)

    done = shop.export()

    assert done.returncode == 1
    assert f"correction {contrary}: the same words stand in greet.yml with other labels" in done.stderr.decode()
    assert shop.states() == {contrary: CorrectionState.ACCEPTED}


def test_after_a_cut_between_file_and_record_nothing_is_written_twice(shop):
    correction_id = shop.accepted("人呢", "k1", hurried=2)
    shop.export()
    with shop.store._database.writing(shop.shop_id) as session:
        session.scalars(select(CorrectionEntry)).one().state = "accepted"

    done = shop.export()

    assert "0 example(s) added" in done.stdout.decode()
    assert len(exported(shop)) == 1
    assert shop.states() == {correction_id: CorrectionState.EXPORTED}


def test_another_file_is_made_and_added_to(shop, tmp_path):
    target = tmp_path / "elsewhere" / "mine.yml"
    shop.accepted("人呢", "k1", hurried=2)
    shop.export("--to", target)
    shop.accepted("快点", "k2", hurried=3)
    shop.export("--to", target)

    assert [example.text for example in load_examples(target.parent)] == ["人呢", "快点"]


@pytest.mark.parametrize("arguments", [("--to", "x.txt"), ("--to", "."), ("--shop", "nowhere")])
def test_a_call_that_cannot_be_meant_is_refused(shop, arguments):
    done = shop.export(*arguments)

    assert done.returncode == 1
    assert done.stderr


def test_a_file_with_faults_is_not_touched_and_nothing_counts_as_exported(shop):
    correction_id = shop.accepted("人呢", "k1", hurried=2)
    path = shop.data / "nlu" / "corrections.yml"
    path.write_text("version: '3.1'\nnlu:\n- intent: nonsense\n  examples:\n  - text: a\n", encoding="utf-8")

    done = shop.export()

    assert done.returncode == 1
    assert "corrections.yml:5" in done.stderr.decode()
    assert shop.states() == {correction_id: CorrectionState.ACCEPTED}
