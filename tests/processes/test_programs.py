from __future__ import annotations

from pathlib import Path

import pytest

from bot.processes.configuration import configuration_text
from bot.processes.programs import product_environment, product_programs
from bot.wiring import ROOT, Settings


def programs_by_name(**settings: object) -> dict[str, object]:
    return {program.name: program for program in product_programs(Settings(**settings), Path("/models/tactful.tar.gz"))}


def test_the_product_has_its_four_parts_in_the_order_of_their_needs():
    assert list(programs_by_name()) == ["actions", "rasa", "worker", "console"]


def test_rasa_runs_in_its_own_environment_on_loopback_with_the_archive_and_without_its_api():
    command = programs_by_name(rasa_port=5099)["rasa"].command

    assert command[0] == str(ROOT / ".venv-rasa/bin/python")
    assert command[command.index("--model") + 1] == "/models/tactful.tar.gz"
    assert command[command.index("--interface") + 1] == "127.0.0.1"
    assert command[command.index("--port") + 1] == "5099"
    assert "--enable-api" not in command


@pytest.mark.parametrize(
    ("host", "asked"), [("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("::1", "[::1]"), ("10.0.0.8", "10.0.0.8")]
)
def test_the_console_is_asked_on_an_address_it_listens_on(host, asked):
    console = programs_by_name(console_host=host, console_port=8099, allowed_hosts=("desk.example",))["console"]

    assert console.ready_url == f"http://{asked}:8099/api/v1/ready"
    assert console.ready_host == "desk.example"


def test_parts_write_bytecode_keep_their_files_private_and_send_nothing_home(tmp_path):
    given = {"PYTHONDONTWRITEBYTECODE": "1", "HOME": "/home/x"}

    environment = product_environment(Settings(var=tmp_path, actions_port=5098), given)

    assert "PYTHONDONTWRITEBYTECODE" not in environment
    assert environment["HOME"] == "/home/x"
    assert environment["TMPDIR"] == str(tmp_path / "tmp")
    assert environment["RASA_TELEMETRY_ENABLED"] == "false"
    assert environment["SANIC_HOST"] == "127.0.0.1"
    assert environment["TACTFUL_ACTIONS_PORT"] == "5098"


def test_every_part_is_started_again_and_killed_with_its_group_and_no_tcp_port_is_opened():
    text = configuration_text(product_programs(Settings(), Path("/models/tactful.tar.gz")))

    assert text.count("[program:") == text.count("autorestart = true") == text.count("killasgroup = true") == 4
    assert "inet_http_server" not in text
