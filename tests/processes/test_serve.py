from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bot.processes.manager import Manager
from bot.processes.readiness import NotReadyError, answers
from bot.processes.serve import keep_running, serve, status
from bot.wiring import ROOT, Settings
from tests.processes.programs_under_test import (
    FAILING,
    SERVER,
    SLEEPER,
    free_port,
    is_running,
    plain_environment,
    python_program,
    wait_for,
)

RUN = """
import os, pathlib, sys
from bot.processes.manager import Manager
from bot.processes.serve import keep_running
from tests.processes.programs_under_test import SERVER, SLEEPER, python_program
port = sys.argv[2]
programs = (
    python_program("server", SERVER, port, ready_url=f"http://127.0.0.1:{port}/"),
    python_program("sleeper", SLEEPER),
)
manager = Manager(programs, var=pathlib.Path(sys.argv[1]), environment=dict(os.environ))
manager.take_folder()
say = lambda line: print(line, flush=True)
sys.exit(keep_running(manager, on_ready=lambda: say("READY"), say=say, start_seconds=30))
"""


def run_in_background(var: Path, port: int) -> tuple[subprocess.Popen[str], list[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, str(var), str(port)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    lines: list[str] = []

    def read() -> None:
        assert process.stdout is not None
        for line in iter(process.stdout.readline, ""):
            lines.append(line.rstrip())

    threading.Thread(target=read, daemon=True).start()
    return process, lines


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_every_process_with_status_0(tmp_path, number):
    process, lines = run_in_background(tmp_path, free_port())
    wait_for(lambda: "READY" in lines)
    pids = status(Settings(var=tmp_path))

    process.send_signal(number)

    assert process.wait(timeout=15) == 0, lines
    assert set(pids) == {"manager", "server", "sleeper"}
    assert not any(is_running(pid) for pid in pids.values())
    assert status(Settings(var=tmp_path)) == {}


def test_lines_of_the_parts_are_shown_with_their_names(tmp_path):
    process, lines = run_in_background(tmp_path, free_port())
    wait_for(lambda: "READY" in lines)
    pids = status(Settings(var=tmp_path))
    process.terminate()
    process.wait(timeout=15)

    assert f"server  | serving as {pids['server']}" in lines
    assert "sleeper | asleep" in lines
    assert any(line.startswith("manager | spawned: 'server'") for line in lines)
    assert any(line.startswith("server is ready after") for line in lines)


def test_a_part_killed_while_running_is_back_and_said_so(tmp_path):
    port = free_port()
    process, lines = run_in_background(tmp_path, port)
    wait_for(lambda: "READY" in lines)
    first = status(Settings(var=tmp_path))["server"]

    os.kill(first, signal.SIGKILL)

    wait_for(lambda: status(Settings(var=tmp_path)).get("server", first) != first)
    wait_for(lambda: answers(f"http://127.0.0.1:{port}/"))
    wait_for(lambda: any("exited: server" in line for line in lines))
    process.terminate()
    assert process.wait(timeout=15) == 0


def test_a_part_that_keeps_ending_is_reported_with_its_last_lines_and_nothing_stays(tmp_path):
    programs = (python_program("rasa", FAILING, ready_url="http://127.0.0.1:9/"), python_program("sleeper", SLEEPER))
    manager = Manager(programs, var=tmp_path, environment=plain_environment())
    manager.take_folder()

    with pytest.raises(NotReadyError, match=r"(?s)rasa did not become ready.*no such model"):
        keep_running(manager, on_ready=pytest.fail, say=lambda line: None, start_seconds=30)

    assert not manager.is_alive()


def test_a_part_that_hangs_is_reported_when_the_time_is_over(tmp_path):
    port = str(free_port())
    programs = (
        python_program("server", SERVER, port, ready_url=f"http://127.0.0.1:{port}/", ready_host="wrong"),
        python_program("sleeper", SLEEPER),
    )
    manager = Manager(programs, var=tmp_path, environment=plain_environment())
    manager.take_folder()

    with pytest.raises(NotReadyError, match="server did not become ready in"):
        keep_running(manager, on_ready=pytest.fail, say=lambda line: None, start_seconds=3)


def test_a_port_in_use_ends_the_start_before_anything_runs_and_frees_the_folder(tmp_path):
    port = free_port()
    settings = Settings(var=tmp_path, console_port=port, rasa_port=port, actions_port=free_port())

    for _ in range(2):
        with pytest.raises(Exception, match="TACTFUL_CONSOLE_PORT, TACTFUL_RASA_PORT"):
            serve(settings, archive=tmp_path / "none", on_ready=pytest.fail, say=pytest.fail)

    assert status(settings) == {}
