from __future__ import annotations

import socket

import pytest

from bot.desk.errors import InputError
from bot.processes.free_ports import WantedPort, require_free_ports
from tests.processes.programs_under_test import free_port


def test_free_ports_raise_nothing():
    require_free_ports([WantedPort("127.0.0.1", free_port(), "TACTFUL_RASA_PORT")])


@pytest.mark.parametrize("bound_to", ["127.0.0.1", "0.0.0.0"])
def test_a_port_in_use_is_named_with_its_setting(bound_to):
    with socket.socket() as other:
        other.bind((bound_to, 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(InputError, match=f"port {port} is in use: set TACTFUL_CONSOLE_PORT to another"):
            require_free_ports([WantedPort("127.0.0.1", port, "TACTFUL_CONSOLE_PORT")])


def test_a_port_just_left_by_a_closed_connection_counts_as_free():
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            server.accept()[0].close()

    require_free_ports([WantedPort("127.0.0.1", port, "TACTFUL_CONSOLE_PORT")])


def test_every_port_in_use_is_named_at_once():
    with socket.socket() as one, socket.socket() as two:
        for other in (one, two):
            other.bind(("127.0.0.1", 0))
            other.listen()
        wanted = [WantedPort("127.0.0.1", other.getsockname()[1], name) for other, name in ((one, "FIRST"), (two, "SECOND"))]

        with pytest.raises(InputError, match=r"set FIRST.*set SECOND"):
            require_free_ports(wanted)


@pytest.mark.parametrize(
    ("host", "port", "text"),
    [
        ("127.0.0.1", 70000, "70000 is not a port: set TACTFUL_CONSOLE_PORT"),
        ("192.0.2.1", 8080, "no address 192.0.2.1: set TACTFUL_CONSOLE_HOST"),
        ("no.such.host.invalid", 8080, "set TACTFUL_CONSOLE_HOST"),
    ],
)
def test_what_cannot_be_listened_on_is_explained(host, port, text):
    with pytest.raises(InputError, match=text):
        require_free_ports([WantedPort(host, port, "TACTFUL_CONSOLE_PORT")])
