"""Commands over FILE in several processes: the same answers and faults in the same order, as many cores as are given.

Every worker loads what it needs by itself and uses one thread. The parent hands out batches of lines, never more than a
few ahead, and writes the answers in order.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import connection, get_context, parent_process
from typing import TextIO

from bot.commands.lines import Told, Work, done, opened, tell
from bot.desk.errors import TactfulError

MakeWork = Callable[[], Work]
"""Loads what is needed and gives what makes the answer of one line; a function of a module, so that a worker finds it."""

WORTH_A_WORKER = 200
"""Lines that a process must have to do: loading the reader costs it as long as these."""

BATCH_LINES = 16
BATCH_CHARACTERS = 200_000
"""A batch ends at either; small ones keep the end of the work even and an interruption short."""

BATCHES_AHEAD = 4
"""Batches of a worker that wait or are done and not yet written; they bound the memory."""

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

_worker: list[Work | str] = []
"""In a worker: what makes answers, or why there is nothing that does."""


def for_each_line_in_bulk(name: str, make_work: MakeWork, *, jobs: int | None) -> int:
    """As `for_each_line`, in at most `jobs` processes; in this one when the file is too short to be worth starting others.

    Args:
        name: path of the file; "-" is standard input.
        make_work: called once in each process.
        jobs: None for the number of cores, or for one when lines are piped in: whoever writes them may wait for answers.

    Returns:
        0, or 1 when a line was bad; the other lines are done all the same.

    Raises:
        InputError: there is no such file.
        TactfulError: a worker could not load what it needs, or was killed.
    """
    with opened(name) as lines:
        workers = _workers_for(lines, jobs)
        if workers < 2:
            return tell(done(lines, name, make_work()), name)
        return tell(_done_by_workers(lines, name, make_work, workers), name)


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _workers_for(lines: TextIO, jobs: int | None) -> int:
    """How many processes these lines are worth; lines that cannot be counted beforehand are worth all that are asked for."""
    if not lines.seekable():
        return jobs or 1
    most, start = jobs or cores(), lines.tell()
    there = sum(1 for _ in islice(lines, WORTH_A_WORKER * most))
    lines.seek(start)
    return there // WORTH_A_WORKER


def _done_by_workers(lines: Iterable[str], name: str, make_work: MakeWork, workers: int) -> Iterator[Told]:
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_start, initargs=(make_work,))
    try:
        with _as_workers_start():
            for _ in range(workers):  # each submission starts one
                pool.submit(os.getpid)
        waiting: deque[Future[list[Told]]] = deque()
        for first, batch in _batches(lines):
            waiting.append(pool.submit(_do, batch, first, name))
            if len(waiting) > BATCHES_AHEAD * workers:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool as error:
        raise TactfulError("A process that read was killed, perhaps for want of memory. Try again with --jobs 1.") from error
    finally:
        pool.shutdown(cancel_futures=True)


def _batches(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Lines that follow each other, with the number of the first in its file."""
    first, batch, characters = 1, list[str](), 0
    for number, line in enumerate(lines, 1):
        batch.append(line)
        characters += len(line)
        if len(batch) >= BATCH_LINES or characters >= BATCH_CHARACTERS:
            yield first, batch
            first, batch, characters = number + 1, [], 0
    if batch:
        yield first, batch


@contextmanager
def _as_workers_start() -> Iterator[None]:
    """What a worker inherits: one thread for arithmetic, and deafness to Ctrl-C, which is the parent's to heed."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    heeded = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, heeded)
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _start(make_work: MakeWork) -> None:
    """Load what is needed; what is wrong with it is told with the first batch. A worker does not outlive its parent."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        _worker.append(make_work())
    except TactfulError as error:
        _worker.append(str(error))


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _do(lines: list[str], first: int, name: str) -> list[Told]:
    work = _worker[0]
    if isinstance(work, str):
        raise TactfulError(work)
    return list(done(lines, name, work, first=first))
