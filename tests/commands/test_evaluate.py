"""`tactful evaluate` from outside: figures, bad lines, the report."""

import json
import stat

import pytest

from bot.commands.gold import read_gold
from bot.desk.reading import Temperament
from tests.commands.test_command_line import answers, errors, lines_file, tactful

GOLD = (
    {"id": "a1", "language": "zh-Hans", "text": "人呢？？都三天了还不发货", "labels": {"hurried": 2}, "escalate": False},
    {
        "id": "a2",
        "language": "zh-Hans",
        "context": [{"role": "agent", "text": "您好"}],
        "text": "再不退款我就去12315投诉你们 一群骗子",
        "labels": {"angry": 3},
        "disputed": ["hurried"],
        "escalate": True,
        "spans": [{"temperament": "angry", "start": 17, "end": 21}],
    },
    {"id": "b9", "language": "en", "text": "Could you tell me the size of the box?", "labels": {}, "escalate": None},
    {"id": "id-4", "language": "zh-Hant", "text": "請問什麼時候出貨？", "labels": {}},
)
CANARY = "投诉你们"


@pytest.mark.model
def test_figures_come_as_tables_in_the_asked_language_without_any_message(tmp_path):
    done = tactful("evaluate", lines_file(tmp_path, *GOLD), "--language", "zh-Hant", "--halves")

    text = done.stdout.decode("utf-8")
    assert (done.returncode, done.stderr) == (0, b"")
    assert text.startswith("in.jsonl：4 則訊息\n")
    assert "著急 (hurried)" in text and "A 半 (3)" in text and "B 半 (1)" in text
    assert CANARY not in text


@pytest.mark.model
def test_figures_come_as_one_json_object(tmp_path):
    done = tactful("evaluate", lines_file(tmp_path, *GOLD), "--json", "--convert")

    (found,) = answers(done)
    assert done.returncode == 0
    assert set(found["figures"]) == {"all", "zh", "en"}
    assert found["figures"]["all"]["angry"]["support"] == 1 and found["figures"]["all"]["hurried"]["support"] == 1
    assert found["figures"]["all"]["any"]["support"] == 1
    assert found["conversion"]["messages"] == 3
    assert found["evidence"]["marked"] == 1
    assert len(found["reader"]) == len(found["set_hash"]) == 12
    assert CANARY not in done.stdout.decode("utf-8")


@pytest.mark.model
def test_the_report_is_for_its_owner_alone_and_says_where_it_is(tmp_path):
    path = tmp_path / "out.html"
    path.write_text("old")

    done = tactful("evaluate", lines_file(tmp_path, *GOLD), "--report", path)

    assert done.returncode == 0 and f"Report: {path}" in done.stdout.decode("utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert [item.name for item in tmp_path.iterdir() if item.name not in ("in.jsonl", "out.html")] == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"id": "a1"}, "the id 'a1' stands on an earlier line. Give each message its own."),
        ({"id": None}, "'id' is not a text"),
        ({"language": "zh"}, "'zh' is not a language. Known: zh-Hans, zh-Hant, en."),
        ({"text": 5}, "'text' is not a text. Put it in quotes."),
        ({"labels": ["angry"]}, "'labels' is not an object. Write"),
        ({"labels": {"angri": 2}}, "'angri' is not a temperament. Perhaps angry; all: hurried, dramatic"),
        ({"labels": {"angry": 4}}, "the intensity of 'angry' is not 1, 2 or 3."),
        ({"labels": {"angry": True}}, "the intensity of 'angry' is not 1, 2 or 3."),
        ({"disputed": "angry"}, "'disputed' is not a list."),
        ({"disputed": [7]}, "'7' is not a temperament. Known: hurried"),
        ({"escalate": "yes"}, "'escalate' is not true, false or null."),
        ({"context": "hello"}, "'context' is not a list of objects"),
        ({"context": [{"role": "agent"}]}, "the field 'text' is missing"),
        ({"spans": [{"temperament": "angry", "start": 0, "end": 1}]}, "a span speaks for 'angry', which is no label"),
        ({"labels": {"angry": 1}, "spans": [{"temperament": "angry", "start": 0, "end": 9}]}, "does not lie in the text of 2"),
        ({"labels": {"angry": 1}, "spans": [{"temperament": "angry", "start": 1, "end": 1}]}, "does not lie in the text of 2"),
        ({"labels": {"angry": 1}, "spans": [{"temperament": "angry", "start": "0", "end": 1}]}, "are not whole numbers"),
        ({"labels": {"angry": 1}, "spans": [{"temperament": "angry", "start": 0}]}, "the field 'end' is missing"),
    ],
)
def test_a_bad_line_is_told_with_its_place(change, what):
    lines = [json.dumps(GOLD[0]), "", json.dumps({"id": "x", "language": "en", "text": "ok", "labels": {}, **change})]

    messages, (told,) = read_gold(lines, "in.jsonl")

    assert [message.id for message in messages] == ["a1"]
    assert told.startswith("in.jsonl:3: ") and what in told


def test_every_bad_line_is_told_at_once_and_nothing_is_measured(tmp_path):
    path = lines_file(
        tmp_path, b"{", GOLD[0], b"[1]", {"id": "x", "language": "en", "text": "ok"}, b'{"id": "y", "text": "\xff"}'
    )

    done = tactful("evaluate", path, "--report", tmp_path / "out.html")

    *told, total = errors(done)
    assert (done.returncode, done.stdout) == (1, b"")
    assert [line.split(": ")[0] for line in told] == [f"{path}:{number}" for number in (1, 3, 4, 5)]
    assert "the field 'labels' is missing" in told[2]
    assert total == "4 line(s) cannot be used; nothing was measured."
    assert not (tmp_path / "out.html").exists()


def test_a_good_line_keeps_everything_that_it_says():
    (message,), faults = read_gold([json.dumps(GOLD[1])], "in.jsonl")

    assert faults == ()
    assert (message.context, message.labels, message.escalate) == ((("agent", "您好"),), {Temperament.ANGRY: 3}, True)
    assert message.disputed == {Temperament.HURRIED}
    assert [message.text[span.start : span.end] for span in message.spans] == ["一群骗子"]


def test_a_set_without_messages_is_refused(tmp_path):
    done = tactful("evaluate", lines_file(tmp_path, b""))

    assert done.returncode == 1
    assert "there are no messages. Each line: {" in errors(done)[0]


def test_a_report_that_cannot_be_written_is_refused_before_the_work(tmp_path):
    done = tactful("evaluate", lines_file(tmp_path, b"{"), "--report", tmp_path / "nowhere" / "out.html")

    assert done.returncode == 1
    place = tmp_path / "nowhere" / "out.html"
    assert errors(done) == [f"{place}: the report cannot be written there. Give a file in a folder that exists."]


def test_a_missing_set_is_named(tmp_path):
    done = tactful("evaluate", tmp_path / "none.jsonl")

    assert done.returncode == 1 and "there is no such file" in errors(done)[0]


def test_json_lines_of_gold_may_come_from_standard_input():
    done = tactful("evaluate", "-", stdin=json.dumps({"id": "x"}).encode())

    assert errors(done)[0].startswith("-:1: the field 'text' is missing")
