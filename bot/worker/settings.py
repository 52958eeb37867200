"""Settings of the worker, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass

MAXIMUM_ATTEMPTS = 5
"""After so many attempts the turn itself is taken to be the trouble, and people are told so."""


@dataclass(frozen=True)
class WorkerSettings:
    """How the worker works.

    Attributes:
        name: of the worker, in its heartbeat.
        turns_at_once: turns in flight; Rasa is one process on one core, so more would only queue there.
        lease_seconds: time a turn is held; longer than deadline and fallback together, short enough that a crash
            delays a customer by seconds.
        poll_seconds: how often the worker asks whether anything changed (about 50 microseconds a time).
        due_seconds: how often it looks for turns whose time has come without any change.
        beat_seconds: time between heartbeats.
        trouble_seconds: pause after the database did not answer; doubled each time it does not again.
        longest_trouble_seconds: the longest such pause; a customer waits at most so long after the database is back.
    """

    name: str = "worker"
    turns_at_once: int = 4
    lease_seconds: float = 5.0
    poll_seconds: float = 0.01
    due_seconds: float = 0.1
    beat_seconds: float = 2.0
    trouble_seconds: float = 0.25
    longest_trouble_seconds: float = 2.0
