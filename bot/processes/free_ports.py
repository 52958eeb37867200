"""Finds out before the start whether the ports are free."""

from __future__ import annotations

import errno
import socket
from collections.abc import Sequence
from dataclasses import dataclass

from bot.desk.errors import InputError
from bot.wiring import Settings

_NO_SUCH_ADDRESS = (errno.EADDRNOTAVAIL, socket.EAI_NONAME)


@dataclass(frozen=True)
class WantedPort:
    """A port that a part will listen on, with the environment variable that sets it."""

    host: str
    port: int
    setting: str


def product_ports(settings: Settings) -> tuple[WantedPort, ...]:
    """The ports of the product."""
    return (
        WantedPort(settings.console_host, settings.console_port, "TACTFUL_CONSOLE_PORT"),
        WantedPort("127.0.0.1", settings.rasa_port, "TACTFUL_RASA_PORT"),
        WantedPort("127.0.0.1", settings.actions_port, "TACTFUL_ACTIONS_PORT"),
    )


def require_free_ports(wanted: Sequence[WantedPort]) -> None:
    """Check that nobody listens where we will.

    Raises:
        InputError: names every port that cannot be had, with its setting.
    """
    faults = [fault for one in wanted if (fault := _fault(one))]
    twice = {one.port for one in wanted if sum(other.port == one.port for other in wanted) > 1}
    faults += [f"port {port} is set for two parts: {_settings_of(wanted, port)}" for port in sorted(twice)]
    if faults:
        raise InputError("; ".join(faults) + ".", remedy="A program that holds a port can also be ended.")


def _fault(wanted: WantedPort) -> str:
    family = socket.AF_INET6 if ":" in wanted.host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((wanted.host, wanted.port))
    except PermissionError:
        return f"port {wanted.port} may not be used by this user: set {wanted.setting} to one above 1023"
    except OverflowError:
        return f"{wanted.port} is not a port: set {wanted.setting} to a number up to 65535"
    except OSError as error:
        if error.errno in _NO_SUCH_ADDRESS:
            return f"this machine has no address {wanted.host}: set {wanted.setting.replace('_PORT', '_HOST')} to another"
        return f"port {wanted.port} is in use: set {wanted.setting} to another"
    return ""


def _settings_of(wanted: Sequence[WantedPort], port: int) -> str:
    return ", ".join(one.setting for one in wanted if one.port == port)
