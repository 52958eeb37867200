"""The project's own errors: each says what is wrong, where, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass


class TactfulError(Exception):
    """Root of every error that Tactful raises on purpose."""


class NotFoundError(TactfulError):
    """Something that was asked for by name or identifier does not exist (for this shop)."""


class ConflictError(TactfulError):
    """The state changed meanwhile: another person or process was first."""


class ReadAgainError(ConflictError):
    """A reply that is to be kept as a draft and read again before it is sent."""


class UnavailableError(TactfulError):
    """Something that the work needs is away for a while; the same work can be tried again."""


class InputError(TactfulError):
    """What was given cannot be used.

    Attributes:
        what: what is wrong, one sentence.
        where: the field, file or line.
        remedy: how to mend it.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(": ".join(part for part in (where, what) if part) + (f" {remedy}" if remedy else ""))


@dataclass(frozen=True)
class Fault:
    """One fault of a file that people wrote.

    Attributes:
        path: the file as the user would name it.
        line: counted from 1; 0 when the whole file is meant.
        what: what is wrong.
        remedy: how to mend it.
    """

    path: str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}\n  {self.remedy}"


class FileFaults(TactfulError):
    """Every fault found in the files of one kind, reported together."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))
