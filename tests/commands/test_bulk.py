"""Bulk reading: several processes give what one gives, and none stays behind."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands import bulk
from bot.commands.bulk import BATCH_CHARACTERS, BATCH_LINES, BATCHES_AHEAD, WORTH_A_WORKER, cores, for_each_line_in_bulk
from bot.desk.errors import TactfulError
from tests.commands import bulk_work
from tests.commands.test_command_line import ROOT, answers, errors, tactful

MANY = 2 * WORTH_A_WORKER + 37
BAD = {3: "{", 40: "[1]", 41: '{"text": "no id"}', 250: '{"id": "x", "text": 5}', MANY: '{"id": "half'}

SLOW = """
import sys
from bot.commands.bulk import for_each_line_in_bulk
from tests.commands.bulk_work import slow
if __name__ == "__main__":
    try:
        sys.exit(for_each_line_in_bulk(sys.argv[1], slow, jobs=2))
    except KeyboardInterrupt:
        sys.exit(130)
"""

QUICK = """
import sys
from bot.commands.bulk import for_each_line_in_bulk
from tests.commands.bulk_work import upper
sys.exit(for_each_line_in_bulk(sys.argv[1], upper, jobs=1))
"""


def a_file(folder: Path, count: int = MANY, bad: dict[int, str] | None = None) -> Path:
    """JSON lines, some of them broken or blank, with texts of every length."""
    lines = [json.dumps({"id": str(number), "text": "退款 Où? " * (number % 7)}, ensure_ascii=False) for number in range(count)]
    for number, line in (bad or {}).items():
        lines[number - 1] = line
    lines[9] = ""
    path = folder / "in.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_several_processes_write_what_one_writes_in_the_same_order(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = a_file(tmp_path, bad=BAD)

    alone = for_each_line_in_bulk(str(path), bulk_work.upper, jobs=1), *capfd.readouterr()
    together = for_each_line_in_bulk(str(path), bulk_work.upper, jobs=2), *capfd.readouterr()

    assert together == alone
    status, out, err = together
    assert status == 1
    assert len(out.splitlines()) == MANY - 1
    assert [line.split(": ")[0] for line in err.splitlines()] == [f"{path}:{number}" for number in BAD]


def test_every_worker_is_used_and_has_one_thread(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = dict(os.environ)

    status = for_each_line_in_bulk(str(a_file(tmp_path)), bulk_work.where, jobs=2)

    found = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert status == 0
    assert os.getpid() not in {item["pid"] for item in found}
    assert all(item["threads"] == ["1", "1", "1"] for item in found)
    assert dict(os.environ) == before
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize(
    ("count", "jobs", "workers"),
    [
        (WORTH_A_WORKER, None, 1),
        (2 * WORTH_A_WORKER - 1, 8, 1),
        (2 * WORTH_A_WORKER, 8, 2),
        (9 * WORTH_A_WORKER, 4, 4),
        (9 * WORTH_A_WORKER, 1, 1),
        (90 * WORTH_A_WORKER, None, cores()),
    ],
)
def test_a_process_is_started_for_every_so_many_lines_and_none_beyond_the_cores_or_what_is_asked(
    count: int, jobs: int | None, workers: int
) -> None:
    lines = io.StringIO("{}\n" * count)

    assert bulk._workers_for(lines, jobs) == workers
    assert len(lines.readlines()) == count


def test_a_short_file_stays_in_this_process(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for_each_line_in_bulk(str(a_file(tmp_path, count=50)), bulk_work.where, jobs=4)

    assert {json.loads(line)["pid"] for line in capfd.readouterr().out.splitlines()} == {os.getpid()}


@given(lines=st.lists(st.integers(0, BATCH_CHARACTERS).map("x".__mul__) | st.just("\n"), max_size=60))
@settings(deadline=None, derandomize=True, max_examples=40)
def test_batches_hold_all_lines_in_order_with_their_numbers(lines: list[str]) -> None:
    batches = list(bulk._batches(lines))

    assert [line for _, batch in batches for line in batch] == lines
    sizes = [len(batch) for _, batch in batches]
    assert [first for first, _ in batches] == [1 + before for before in accumulate([0, *sizes[:-1]])][: len(batches)]
    assert all(0 < len(batch) <= BATCH_LINES for _, batch in batches)
    assert all(sum(map(len, batch[:-1])) < BATCH_CHARACTERS for _, batch in batches)


def test_lines_are_read_only_a_few_batches_ahead_of_what_is_written() -> None:
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield '{"id": "a", "text": "b"}\n'

    results = bulk._done_by_workers(endless(), "in", bulk_work.upper, 2)
    for _ in range(10 * BATCH_LINES):
        next(results)
    results.close()

    assert taken <= (10 + 2 * BATCHES_AHEAD + 2) * BATCH_LINES


def test_what_a_worker_could_not_load_is_told_as_one_process_tells_it(tmp_path: Path) -> None:
    said = []
    for jobs in (1, 2):
        with pytest.raises(TactfulError) as told:
            for_each_line_in_bulk(str(a_file(tmp_path)), bulk_work.nothing, jobs=jobs)
        said.append(str(told.value))

    assert said == ["models/trained: There is no trained reader. Run `tactful train`."] * 2


def test_a_killed_worker_is_told_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(TactfulError, match="--jobs 1"):
        for_each_line_in_bulk(str(a_file(tmp_path)), bulk_work.dies, jobs=2)


def begun(folder: Path) -> tuple[subprocess.Popen[bytes], set[int]]:
    """A run in a process group of its own that has written its first answers, and the workers that wrote them."""
    out = folder / "out.jsonl"
    with out.open("wb") as file:
        command = [sys.executable, "-u", "-c", SLOW, str(a_file(folder, count=2_000))]
        process = subprocess.Popen(command, cwd=ROOT, stdout=file, stderr=subprocess.PIPE, start_new_session=True)
    ends = time.monotonic() + 60
    while len(pids := {json.loads(line)["pid"] for line in out.read_bytes().splitlines()[:-1]}) < 2:
        assert process.poll() is None
        assert time.monotonic() < ends
        time.sleep(0.05)
    return process, pids


def gone(pid: int) -> bool:
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_ctrl_c_ends_everything_at_once_and_says_nothing(tmp_path: Path) -> None:
    process, pids = begun(tmp_path)

    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)

    assert process.returncode == 130
    assert said == b""
    assert all(gone(pid) for pid in pids)


def test_no_worker_outlives_a_parent_that_was_killed(tmp_path: Path) -> None:
    process, pids = begun(tmp_path)

    process.kill()
    process.communicate(timeout=60)

    assert all(gone(pid) for pid in pids)


def test_on_a_terminal_the_count_goes_there_and_the_answers_into_the_file(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    out = tmp_path / "out.jsonl"
    with out.open("wb") as file:
        command = [sys.executable, "-c", QUICK, str(a_file(tmp_path, count=30, bad={20: "{"}))]
        process = subprocess.Popen(command, cwd=ROOT, stdout=file, stderr=theirs)
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # a terminal whose last writer has gone
        while piece := os.read(ours, 4096):
            shown += piece
    os.close(ours)

    assert process.wait(timeout=60) == 1
    assert len(out.read_text(encoding="utf-8").splitlines()) == 29
    assert b"lines" in shown
    assert b"notJSON" in b"".join(shown.split())  # the terminal breaks lines
    assert b'"id"' not in shown


@pytest.mark.parametrize("number", ["0", "-1", "two", "1.5", "99999", "²"])
def test_a_wrong_number_of_jobs_is_refused(number: str) -> None:
    done = tactful("read", "x", f"--jobs={number}")

    assert done.returncode == 2
    assert "is not a whole number" in errors(done)[-1]


@pytest.mark.model
def test_messages_are_read_alike_by_one_process_and_by_two(tmp_path: Path) -> None:
    texts = ("还没发货吗？都三天了", "Where is my parcel??? Third time I ask", "可以換貨嗎", "你们这是欺诈，我要投诉")
    lines = [json.dumps({"id": str(number), "text": f"{texts[number % 4]} {number}"}) for number in range(MANY)]
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join([*lines, "{"]), encoding="utf-8")

    alone, together, redirected = (
        tactful("read", path, "--jobs", "1"),
        tactful("read", path, "--jobs", "2"),
        tactful("read", "-", "--jobs", "2", stdin=path.read_bytes()),
    )

    assert together.stdout == alone.stdout == redirected.stdout
    assert (together.stderr, together.returncode) == (alone.stderr, alone.returncode)
    assert [answer["id"] for answer in answers(together)] == [*map(str, range(MANY)), None]
    assert errors(together)[0].startswith(f"{path}:{MANY + 1}: not JSON")
