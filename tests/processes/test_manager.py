from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.desk.errors import ConflictError
from bot.processes.manager import Manager
from tests.processes.programs_under_test import SLEEPER, STUBBORN, is_running, plain_environment, python_program, wait_for


@pytest.fixture
def managers() -> Iterator[list[Manager]]:
    made: list[Manager] = []
    yield made
    for manager in made:
        manager.stop()


def started(managers: list[Manager], var: Path, *programs: object) -> Manager:
    manager = Manager(programs, var=var, environment=plain_environment())
    managers.append(manager)
    manager.take_folder()
    manager.start()
    return manager


def pid_of(manager: Manager, name: str) -> int:
    state = manager.states().get(name)
    return state.pid if state else 0


@pytest.mark.parametrize("folder", ["var", "Shop #1; 100% %(here)s 得体", "x" * 150])
def test_programs_run_from_a_folder_of_any_name(managers, tmp_path, folder):
    manager = started(managers, tmp_path / folder, python_program("sleeper", SLEEPER))

    wait_for(lambda: pid_of(manager, "sleeper"))
    wait_for(lambda: "asleep" in (manager.logs / "sleeper.log").read_text("utf-8"))


def test_a_killed_program_is_started_again(managers, tmp_path):
    manager = started(managers, tmp_path, python_program("sleeper", SLEEPER))
    wait_for(lambda: pid_of(manager, "sleeper"))
    first = pid_of(manager, "sleeper")

    os.kill(first, signal.SIGKILL)

    wait_for(lambda: pid_of(manager, "sleeper") not in (0, first))


def test_a_program_that_keeps_failing_is_tried_again_after_it_was_given_up(managers, tmp_path, monkeypatch):
    monkeypatch.setattr("bot.processes.configuration.START_RETRIES", 0)
    counting = "import sys; open(sys.argv[1], 'a').write('x'); sys.exit(1)"
    starts = tmp_path / "starts"
    manager = started(managers, tmp_path / "var", python_program("failing", counting, str(starts)))
    wait_for(lambda: manager.states()["failing"].state == "FATAL")
    assert starts.read_text("utf-8") == "x"

    manager.revive()

    wait_for(lambda: starts.read_text("utf-8") == "xx")


def test_a_killed_manager_comes_back_with_one_process_of_each_program(managers, tmp_path):
    manager = started(managers, tmp_path, python_program("sleeper", SLEEPER))
    wait_for(lambda: pid_of(manager, "sleeper"))
    first, supervisord = pid_of(manager, "sleeper"), manager._process
    assert supervisord is not None
    supervisord.kill()
    supervisord.wait()

    manager.revive()

    wait_for(lambda: pid_of(manager, "sleeper") not in (0, first))
    wait_for(lambda: not is_running(first))


def test_stopping_leaves_nothing_running_even_of_programs_that_refuse_to_end(managers, tmp_path):
    manager = started(managers, tmp_path, python_program("stubborn", STUBBORN), python_program("sleeper", SLEEPER))
    wait_for(lambda: "stubborn" in (manager.logs / "stubborn.log").read_text("utf-8"))
    stubborn = pid_of(manager, "stubborn")
    group = subprocess.run(["pgrep", "-g", str(stubborn)], capture_output=True, text=True, check=True).stdout.split()
    assert len(group) == 2

    manager.stop()

    wait_for(lambda: not any(is_running(int(pid)) for pid in group))
    assert not manager.is_alive()


def test_a_second_run_from_the_same_folder_is_refused(managers, tmp_path):
    started(managers, tmp_path, python_program("sleeper", SLEEPER))

    with pytest.raises(ConflictError, match="already runs"):
        Manager((), var=tmp_path, environment=plain_environment()).take_folder()


def test_what_a_killed_run_left_behind_is_ended_by_the_next(managers, tmp_path):
    orphaned = started(managers, tmp_path, python_program("sleeper", SLEEPER))
    wait_for(lambda: pid_of(orphaned, "sleeper"))
    left = pid_of(orphaned, "sleeper")
    assert orphaned._lock is not None
    orphaned._lock.close()  # as the end of its process would do

    Manager((), var=tmp_path, environment=plain_environment()).take_folder()

    wait_for(lambda: not is_running(left))
    wait_for(lambda: not orphaned.is_alive())


def test_logs_and_socket_are_for_this_user_alone(managers, tmp_path):
    manager = started(managers, tmp_path / "var", python_program("sleeper", SLEEPER))
    wait_for(lambda: (manager.logs / "sleeper.log").exists())

    assert manager._socket.stat().st_mode & 0o077 == 0
    assert (manager.logs / "sleeper.log").stat().st_mode & 0o077 == 0
    assert (tmp_path / "var" / "run").stat().st_mode & 0o077 == 0
