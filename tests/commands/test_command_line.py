"""The command line from outside, as a person or a script runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.processes.prepare import prepare_database
from bot.wiring import Settings

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = (
    *("read", "advise", "import", "evaluate", "playbooks", "export", "requirements"),
    *("shopper", "serve", "train", "user", "key", "worker", "console"),
)
ASKED = {"role": "customer", "text": "我的快递到哪了？", "at": "2026-11-01T10:00:00+08:00"}
ANSWERED = {"role": "agent", "text": "我查一下。", "at": "2026-11-01T10:01:00+08:00"}


def tactful(*arguments, stdin=b"", var=None):
    environment = {**os.environ, "TACTFUL_DATABASE_URL": "", **({"TACTFUL_VAR": str(var)} if var else {})}
    command = [sys.executable, "-m", "bot", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=environment, input=stdin, capture_output=True, check=False, timeout=100)


def lines_file(tmp_path, *lines):
    """Objects are written as JSON, bytes as they are."""
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines))
    return path


def answers(done):
    return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]


def errors(done):
    return done.stderr.decode("utf-8").splitlines()


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """A database with the demo shop."""
    var = tmp_path_factory.mktemp("var")
    prepare_database(Settings(var=var, database_url=""), say=lambda _: None)
    return var


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_how_it_is_called(command):
    done = tactful(command, "--help")

    assert done.returncode == 0
    assert done.stdout.decode("utf-8").startswith(f"usage: tactful {command}")
    assert done.stderr == b""


def test_the_help_lists_every_command():
    done = tactful("--help")

    assert done.returncode == 0
    listed = {line.split()[0] for line in done.stdout.decode("utf-8").splitlines() if line.startswith("    ")}
    assert set(COMMANDS) <= listed


@pytest.mark.parametrize("arguments", [(), ("reed", "x"), ("read",), ("advise", "--language", "fr", "-"), ("playbooks", "chek")])
def test_a_wrong_call_ends_with_status_2_and_the_usage(arguments):
    done = tactful(*arguments)

    assert done.returncode == 2
    assert errors(done)[0].startswith("usage: tactful")
    assert done.stdout == b""


def test_a_missing_file_is_named_with_its_remedy(tmp_path, shop):
    done = tactful("import", tmp_path / "none.jsonl", var=shop)

    assert done.returncode == 1
    assert errors(done) == [
        f"{tmp_path / 'none.jsonl'}: there is no such file. Give the path of a file of JSON lines, or - for standard input."
    ]


def test_conversations_are_imported_in_order_and_again_without_effect(tmp_path, shop):
    path = lines_file(
        tmp_path, {"id": "二", "messages": [ASKED, ANSWERED]}, {"id": "one", "channel": "email", "messages": [ASKED]}
    )

    first, second = tactful("import", path, var=shop), tactful("import", path, var=shop)

    assert (first.returncode, first.stderr) == (0, b"")
    assert [(answer["id"], answer["messages"]) for answer in answers(first)] == [("二", 2), ("one", 1)]
    assert answers(second) == answers(first)
    assert "二" in first.stdout.decode("utf-8")


@pytest.mark.parametrize(
    ("bad", "identity", "what"),
    [
        (b"{", None, "not JSON at column 2"),
        (b"[1]", None, "the line is not a JSON object"),
        ({"id": "x"}, "x", "the field 'messages' is missing"),
        ({"messages": []}, None, "the field 'id' is missing"),
        ({"id": None, "messages": []}, None, "'id' is not a text"),
        ({"id": "x", "messages": 5}, "x", "'messages' is not a list of objects"),
        ({"id": "x", "messages": [{**ASKED, "role": "boss"}]}, "x", "'boss' is not a role. Known: customer, agent, bot."),
        ({"id": "x", "messages": [{**ASKED, "text": 5}]}, "x", "'text' is not a text"),
        ({"id": "x", "messages": [{**ASKED, "text": "\ud800"}]}, "x", "half a surrogate pair"),
        ({"id": "\ud800", "messages": [ASKED]}, "\ud800", "half of a surrogate pair"),
        (b'{"id": "x", "messages": [{"role": "agent", "text": "\xff"}]}', "x", "half a surrogate pair"),
        ({"id": "x", "messages": [{**ASKED, "at": "soon"}]}, "x", "'soon' is not a time"),
        ({"id": "x", "messages": [{**ASKED, "at": "0001-01-01T00:00:00+14:00"}]}, "x", "is not a time"),
        ({"id": "x", "channel": "pigeon", "messages": []}, "x", "'pigeon' is not a channel. Known: chat, email"),
    ],
)
def test_a_bad_line_is_told_with_its_place_and_the_others_are_done(tmp_path, shop, bad, identity, what):
    path = lines_file(tmp_path, {"id": "before", "messages": [ASKED]}, bad, {"id": "after", "messages": [ASKED]})

    done = tactful("import", path, var=shop)

    assert done.returncode == 1
    before, refused, after = answers(done)
    assert (before["id"], refused["id"], after["id"]) == ("before", identity, "after")
    assert what in refused["error"]
    (error,) = errors(done)
    assert error.startswith(f"{path}:2: ") and what in error


def test_a_dash_is_standard_input_and_blank_lines_count_in_places(shop):
    given = json.dumps({"id": "stdin", "messages": [ASKED]}).encode()

    done = tactful("import", "-", stdin=given + b"\n\n{\xff\n", var=shop)

    assert done.returncode == 1
    assert [answer["id"] for answer in answers(done)] == ["stdin", None]
    assert errors(done)[0].startswith("-:3: not JSON")


@pytest.mark.parametrize("arguments", [("import", "-"), ("user", "lin"), ("key", "name")])
def test_without_a_database_it_is_said_how_one_comes(tmp_path, arguments):
    done = tactful(*arguments, var=tmp_path)

    assert done.returncode == 1
    assert errors(done) == [f"{tmp_path / 'tactful.db'}: there is no database yet. Start the product once: tactful serve."]


def test_an_unknown_shop_is_named(tmp_path, shop):
    done = tactful("import", lines_file(tmp_path, {"id": "x", "messages": []}), "--shop", "elsewhere", var=shop)

    assert done.returncode == 1
    assert errors(done) == ["elsewhere: there is no such shop. Give its short name with --shop."]


def test_the_shipped_playbooks_have_no_faults():
    done = tactful("playbooks", "check")

    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().endswith("no faults\n")


def test_all_faults_of_playbooks_are_told_with_line_and_remedy(tmp_path):
    folder = tmp_path / "playbooks" / "track_parcel"
    folder.mkdir(parents=True)
    (folder / "none.yml").write_text("situation: track_parcel\ntemperament: none\nwhen: {topics: [adress]}\n")

    done = tactful("playbooks", "check", "--folder", folder.parent)

    assert (done.returncode, done.stdout) == (1, b"")
    told = errors(done)
    assert "playbooks/track_parcel/none.yml:3: 'adress' is not a topic." in told
    assert any(line.strip().startswith("Near it: address") for line in told)
    assert "playbooks/out_of_scope/none.yml:0: the protocol out_of_scope/none is missing" in told
    assert told[-1].endswith("fault(s); nothing was changed.")


@pytest.mark.model
def test_messages_are_read_in_order_and_a_bad_one_is_told():
    given = [{"id": "z", "text": "你们这群骗子！第三次问了！"}, {"id": "y"}, {"id": 1, "text": "Where is my parcel?"}]

    done = tactful("read", "-", stdin="\n".join(json.dumps(line) for line in given).encode())

    assert done.returncode == 1
    angry, refused, english = answers(done)
    assert (angry["id"], refused["id"], english["id"]) == ("z", "y", 1)
    assert "angry" in angry["labels"]
    assert english["language"] == "en"
    assert errors(done) == ["-:2: the field 'text' is missing; add it (see --help)"]


@pytest.mark.model
@pytest.mark.parametrize(
    ("bad", "what"),
    [
        ({"text": 5}, "'text' is not a text"),
        ({"text": "x", "language": 5}, "'language' is not a text"),
        ({"text": "x", "context": 5}, "'context' is not a list of objects"),
        ({"text": "x", "context": [{"role": "customer"}]}, "the field 'text' is missing"),
    ],
)
def test_a_message_that_cannot_be_read_is_refused(bad, what):
    done = tactful("read", "-", stdin=json.dumps({"id": "x", **bad}).encode())

    assert done.returncode == 1
    (refused,) = answers(done)
    assert refused["id"] == "x" and what in refused["error"]


@pytest.mark.model
def test_advice_has_drafts_in_the_customers_language_and_reasons_in_the_asked_one(tmp_path):
    angry = {
        "role": "customer",
        "text": "骗子！第三次问了，快递到底在哪！我要打12315投诉你们！",
        "at": "2026-11-01T10:00:00+08:00",
    }
    path = lines_file(
        tmp_path,
        {"id": "b", "messages": [ASKED, ANSWERED, angry], "facts": {"order_status": "in_transit"}},
        {"id": "agent alone", "messages": [ANSWERED]},
        {"id": "list", "messages": [ASKED], "facts": [1]},
        {"id": "a", "channel": "email", "messages": [ASKED]},
    )

    done = tactful("advise", path, "--language", "zh-Hans")

    assert done.returncode == 1
    advised, no_customer, no_facts, last = answers(done)
    assert [line["id"] for line in (advised, no_customer, no_facts, last)] == ["b", "agent alone", "list", "a"]
    assert advised["escalate"] and len(advised["drafts"]) >= 2
    assert advised["steps"] and all("\u4e00" <= step["why"][0] <= "\u9fff" for step in advised["steps"])
    assert "no message of the customer" in no_customer["error"]
    assert "'facts' is not an object" in no_facts["error"]
    assert [error.split(": ")[0] for error in errors(done)] == [f"{path}:2", f"{path}:3"]


@pytest.mark.model
def test_advice_says_how_the_customer_buys_with_reasons_in_the_asked_language(tmp_path):
    order = {"order_status": "delivered", "ordered_on": "2026-03-02"}
    regular = {"member_tier": "gold", "orders": [order, order]}
    path = lines_file(
        tmp_path,
        {"id": "a", "messages": [ASKED], "customer": regular},
        {"id": "b", "messages": [ASKED]},
        {"id": "c", "messages": [ASKED], "customer": {"orders": [5]}},
        {"id": "d", "messages": [ASKED], "customer": {"member_tier": 5}},
        {"id": "e", "messages": [ASKED], "customer": "gold"},
    )

    done = tactful("advise", path, "--language", "zh-Hans")

    shown, nothing, *refused = answers(done)
    assert shown["state"]["purchase"] == {
        "type": "loyal",
        "evidence": [
            {
                "code": "orders_kept",
                "source": "orders",
                "rows": ["S0.2", "S4.7"],
                "count": 2,
                "since": "2026-03-02",
                "why": "2026-03-02 以来有 2 笔订单顺利收货、没有退换",
            },
            {"code": "tier", "source": "customer", "rows": ["S0.2"], "tier": "gold", "why": "店铺会员等级：金卡会员"},
        ],
    }
    assert nothing["state"]["purchase"] == {"type": "", "evidence": []}
    assert [line["id"] for line in refused] == ["c", "d", "e"]
    assert "'orders'" in refused[0]["error"]
    assert "'member_tier'" in refused[1]["error"]
    assert "'customer'" in refused[2]["error"]


@pytest.mark.model
def test_playbook_examples_are_tried_with_the_trained_reader():
    done = tactful("playbooks", "check", "--examples")

    assert "examples met; the reader alone leads to the right protocol in" in done.stdout.decode()


def test_posts_are_imported_from_a_table_and_bad_rows_are_told_with_their_line(tmp_path, shop):
    table = tmp_path / "posts.csv"
    table.write_text("id,text,comments\nq1,=1+1,3\nq2,好,many\nq3,还不错,5\n", encoding="utf-8-sig")

    first, again = tactful("import", "posts", table, var=shop), tactful("import", "posts", table, var=shop)

    assert first.returncode == again.returncode == 1
    assert [(row["line"], row["id"], row["new"]) for row in answers(first)] == [(2, "q1", True), (4, "q3", True)]
    assert [row["new"] for row in answers(again)] == [False, False]
    assert errors(first)[0] == f"{table}:3: comments: 'many' is not a whole number."


@pytest.mark.parametrize("words", [("posts", "nowhere.csv"), ("letters", "a.csv"), ("posts", "a.csv", "b.csv")])
def test_an_import_of_nothing_known_says_what_is_wrong(words, shop):
    done = tactful("import", *words, var=shop)

    assert done.returncode == 1 and len(errors(done)) == 1
