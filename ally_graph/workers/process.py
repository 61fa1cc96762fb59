"""What runs in a worker: questions come in, answers go out, one after the other.

It keeps the records of the data sets it was asked about last, and ends when the server is gone.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import struct
import sys
import time
from collections import OrderedDict
from typing import Any, BinaryIO

LENGTH = struct.Struct(">Q")
NICE = 5
"""Workers step back for the server, so that a page that needs no work is not kept waiting by one that does."""
DATA_SETS = 2
TOLD_EVERY = 0.1


def write(stream: BinaryIO, message: Any) -> None:
    """Send one message."""
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    rest = memoryview(LENGTH.pack(len(data)) + data)
    while rest:
        rest = rest[stream.write(rest) :]
    stream.flush()


def read(stream: BinaryIO) -> Any:
    """The next message. Raises `EOFError` where the other side is gone."""
    (length,) = LENGTH.unpack(_exactly(stream, LENGTH.size))
    # Both ends are processes of this program, and nobody else has the pipe.
    return pickle.loads(_exactly(stream, length))


def _exactly(stream: BinaryIO, length: int) -> bytes:
    parts = []
    while length > 0:
        part = stream.read(length)
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def main() -> None:
    """Answer until nothing more comes."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(AttributeError, OSError):
        os.nice(NICE)
    from ally_graph.workers import tasks  # noqa: F401 - so that the first question need not wait for it

    known: OrderedDict[tuple, Any] = OrderedDict()
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            question = read(sys.stdin.buffer)
            write(answers, _answer(question, known, answers))


def _answer(question: tuple, known: OrderedDict[tuple, Any], answers: BinaryIO) -> tuple[str, Any]:
    from ally_graph.progress import heard
    from ally_graph.workers.tasks import TASKS

    name, (fingerprint, path, state), asked = question
    told = [0.0]

    def tell(share: float, words: str) -> None:
        now = time.monotonic()
        if now - told[0] > TOLD_EVERY:
            told[0] = now
            write(answers, ("told", (share, words)))

    try:
        with heard(tell) as progress:
            records = _records(known, fingerprint, path, state)
            return "done", TASKS[name](records, path, asked, progress)
    except BrokenPipeError:
        raise
    except BaseException as error:  # noqa: BLE001 - it is raised again where the answer is waited for
        return "failed", _sendable(error)


def _records(known: OrderedDict[tuple, Any], fingerprint: str, path: str, state: tuple) -> Any:
    """The records of a data set, read once while it is in use."""
    from ally_graph import cache
    from ally_graph.errors import AllyGraphError

    key = fingerprint, path, state
    if key not in known:
        records = cache.load(path)
        if records.fingerprint != fingerprint:
            raise AllyGraphError(f"{path} changed while it was being looked at. Load the page again.")
        known[key] = records
    known.move_to_end(key)
    while len(known) > DATA_SETS:
        known.popitem(last=False)
    return known[key]


def _sendable(error: BaseException) -> Exception:
    """The error itself where it can be sent, else what it says."""
    if isinstance(error, Exception):
        with contextlib.suppress(Exception):
            pickle.loads(pickle.dumps(error))
            return error
    return RuntimeError(f"The work crashed: {error!r}")


if __name__ == "__main__":
    main()
