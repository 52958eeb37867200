"""Settings of the pages and the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ConsoleSettings:
    """What an installation decides about its pages.

    Attributes:
        allowed_hosts: names under which the console answers; a request with another Host header is refused.
        secure_cookies: the console is reached by https only; cookies then carry Secure and the __Host- prefix.
        time_zone: zone of the times shown.
        default_language: used when neither the user nor the browser asks for one of ours.
        shop_names: public name of a shop by its address; the address itself when absent.
        shop_frame_ancestors: sites that may show the shopper's page in a frame.
        poll_seconds: how often the record is asked for news while somebody watches.
        look_seconds: how often it is asked even when nothing seems to have changed.
        heartbeat_seconds: a silent event stream sends a comment this often.
        stream_seconds: a stream is closed after this time, and the browser signs in again with its cookie.
        login_failures: failed logins of one account from one address before the next must wait.
        login_window_seconds: the time over which they are counted.
        shopper_messages: messages of one shopper's address within a minute.
    """

    allowed_hosts: tuple[str, ...] = ("localhost", "127.0.0.1")
    secure_cookies: bool = False
    time_zone: str = "Asia/Shanghai"
    default_language: str = "zh-Hans"
    shop_names: Mapping[str, str] = field(default_factory=dict)
    shop_frame_ancestors: tuple[str, ...] = ()
    poll_seconds: float = 0.06
    look_seconds: float = 1.0
    heartbeat_seconds: int = 15
    stream_seconds: float = 600.0
    login_failures: int = 5
    login_window_seconds: float = 900.0
    shopper_messages: int = 30
