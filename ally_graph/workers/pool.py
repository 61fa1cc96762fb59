"""Hands work to workers: at most one a core, in the order it was asked for, and large data never takes them all.

Closed, as it is without a server, it does the work where it is asked for. Opened, it starts processes when they are
needed and keeps them. Work that nobody waits for any more ends with its process, whatever it was doing.
"""

from __future__ import annotations

import atexit
import os
import select
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ally_graph.progress import Progress
from ally_graph.records import Records
from ally_graph.workers import process
from ally_graph.workers.tasks import TASKS

Data = tuple[str, str, tuple]
"""Fingerprint of the records, where they lie, and the state of the files."""
COMMAND = (sys.executable, "-P", "-m", "ally_graph.workers.process")
HEAVY = 1_000
"""Data of more people takes all workers but one at the most, so that smaller companies need not wait for it."""
LOOK = 0.2
"""Seconds between two looks at whether anybody still waits."""


class Pool:
    """The workers of one server, and who waits for them."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.idle: list[subprocess.Popen[bytes]] = []
        self.busy: dict[subprocess.Popen[bytes], bool] = {}
        self.queue: list[tuple[object, bool]] = []
        self.changed = threading.Condition()

    def run(self, name: str, data: Data, asked: dict, tell: Progress, *, heavy: bool) -> Any:
        """What a task leads to, done by a worker; whatever `tell` raises ends the worker."""
        with self._worker(heavy, tell) as worker:
            done, content = _answered(worker, (name, data, asked), tell)
        if done:
            return content
        raise content

    @contextmanager
    def _worker(self, heavy: bool, tell: Progress) -> Iterator[subprocess.Popen[bytes]]:
        """A worker for as long as it is needed. One whose work was broken off is ended, and another one started."""
        worker = self._taken(heavy, tell)
        finished = False
        try:
            yield worker
            finished = worker.poll() is None
        finally:
            if not finished:
                _end(worker)
            with self.changed:
                del self.busy[worker]
                if finished:
                    self.idle.append(worker)
                self.changed.notify_all()

    def _taken(self, heavy: bool, tell: Progress) -> subprocess.Popen[bytes]:
        place = object()
        with self.changed:
            self.queue.append((place, heavy))
            try:
                while not self._is_next(place):
                    self.changed.wait(LOOK)
                    tell(0.0, "Waiting for others")
                worker = self._idle() or _started()
                self.busy[worker] = heavy
                return worker
            finally:
                self.queue = [waiting for waiting in self.queue if waiting[0] is not place]
                self.changed.notify_all()

    def _is_next(self, place: object) -> bool:
        """Whether this is the first in the queue that may have a worker now."""
        if len(self.busy) >= self.most:
            return False
        room = sum(self.busy.values()) < max(self.most - 1, 1)
        return next((waiting for waiting, heavy in self.queue if room or not heavy), None) is place

    def _idle(self) -> subprocess.Popen[bytes] | None:
        while self.idle:
            worker = self.idle.pop()
            if worker.poll() is None:
                return worker
        return None

    def warm(self) -> None:
        """Start the first worker, so that the first visitor need not wait for it."""
        with self.changed:
            self.idle.append(_started())

    def prepare(self, workers: int) -> None:
        """Start workers until there are so many, as far as there are cores for them; those that run come first."""
        with self.changed:
            while len(self.busy) + len(self.idle) < min(workers, self.most):
                self.idle.insert(0, _started())

    def forget(self) -> None:
        """End the workers that have nothing to do, and with them the records they hold."""
        with self.changed:
            while self.idle:
                _end(self.idle.pop())

    def close(self) -> None:
        """End all workers."""
        with self.changed:
            for worker in self.busy:
                worker.kill()
            while self.idle:
                _end(self.idle.pop())


_open: list[Pool] = []


def done(name: str, records: Records, data: Data, asked: dict, tell: Progress) -> Any:
    """What a task leads to: by a worker where the pool is open, else here."""
    if _open:
        return _open[0].run(name, data, asked, tell, heavy=len(records.people) > HEAVY)
    return TASKS[name](records, data[1], asked, tell)


def forget() -> None:
    """Let go of all records that workers hold; those at work let go of them with their next data sets."""
    if _open:
        _open[0].forget()


def prepare(workers: int) -> None:
    """See to it that there are so many workers, for those who will ask while one of them is at work."""
    if _open:
        _open[0].prepare(workers)


def is_open() -> bool:
    """Whether there are workers."""
    return bool(_open)


def is_idle() -> bool:
    """Whether there are workers, and nobody needs one."""
    return bool(_open) and not _open[0].busy and not _open[0].queue


def open_pool(most: int | None = None) -> None:
    """From now on workers do the work: as many as there are cores, unless said."""
    if not _open and os.name == "posix":
        _open.append(Pool(most or os.cpu_count() or 1))
        _open[0].warm()


@atexit.register
def close_pool() -> None:
    """End the workers; work is done where it is asked for again."""
    while _open:
        _open.pop().close()


def _started() -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    found = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.Popen(COMMAND, stdin=pipe, stdout=pipe, bufsize=0, env=os.environ | found)


def _answered(worker: subprocess.Popen[bytes], question: tuple, tell: Progress) -> tuple[bool, Any]:
    """Whether the worker has done it, and what it leads to or else the error; it tells how far it is meanwhile."""
    share, words = 0.0, ""
    try:
        process.write(worker.stdin, question)
        while True:
            while not select.select([worker.stdout], [], [], LOOK)[0]:
                tell(share, words)
            kind, content = process.read(worker.stdout)
            if kind != "told":
                return kind == "done", content
            share, words = content
            tell(share, words)
    except (EOFError, BrokenPipeError) as gone:
        raise RuntimeError("The process that did the work has ended before it was done.") from gone


def _end(worker: subprocess.Popen[bytes]) -> None:
    worker.kill()
    worker.wait()
    worker.stdin.close()
    worker.stdout.close()
