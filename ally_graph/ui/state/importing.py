"""Reading uploads: in a process of its own for each, under limits, one at a time, and gone when nobody waits for it."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from ally_graph import cache
from ally_graph.cache import forms
from ally_graph.errors import DataError, Problem, SettingError
from ally_graph.progress import Progress
from ally_graph.records import Records
from ally_graph.records.reading import SPLIT
from ally_graph.records.sheet import stop
from ally_graph.ui.state import reader, workshop

MEMORY = 1_200_000_000
"""Address space of the reading process: 0.4 GB of it are libraries."""
PROCESSOR_SECONDS, SECONDS = 60, 120
TURN = 0.1
RESULT_LIMIT = 500_000_000
_line: deque[object] = deque()
_moved = threading.Condition()


@dataclass(frozen=True)
class Room:
    """What reading may take: bytes of address space, seconds of processor, seconds in all, bytes of the result."""

    memory: int
    processor_seconds: int
    seconds: float
    result: int


FOLDER = Room(memory=8_000_000_000, processor_seconds=1_800, seconds=3_600, result=4_000_000_000)
"""Data on this computer may be as large as a company is; Cancel ends its reading too."""


def load(path: Path, tell: Progress) -> Records:
    """The records of an upload, as `ally_graph.load` reads them, also kept beside it. Raises the same errors."""
    return forms.records_from(_asked("load", path.name, tell, path=str(path), uploaded=True))


def load_folder(path: Path, tell: Progress) -> Records:
    """The records of data on this computer: taken from beside it, or read in a process of its own."""
    found = cache.known(path)
    if found is not None:
        return found
    return forms.records_from(_asked("load", path.name, tell, FOLDER, path=str(path), uploaded=False))


def preview(path: Path, rows: int, tell: Progress) -> pd.DataFrame:
    """The first rows of a table, as `importers.preview` gives them."""
    files = _asked("preview", path.name, tell, path=str(path), rows=rows)
    facts = json.loads(files[reader.FACTS])
    frame = parquet.read_table(pa.BufferReader(files["table.parquet"])).to_pandas()
    frame.columns = facts["columns"]
    frame.attrs["problems"] = _problems(facts)
    return frame


def convert(
    source: str, paths: Sequence[Path], options: Mapping[str, object], folder: Path, tell: Progress
) -> tuple[Problem, ...]:
    """Write the tables of another format as a data folder; returns what came up on the way."""
    plain = {name: str(value) if isinstance(value, Path) else value for name, value in options.items()}
    names = [str(path) for path in paths]
    files = _asked("convert", paths[0].name, tell, source=source, paths=names, options=plain, folder=str(folder))
    return _problems(json.loads(files[reader.FACTS]))


def look(paths: Sequence[Path], header_row: int | None, tell: Progress) -> dict:
    """What some files are taken for: the sentence, the sources, and the headings of a table of ties among them."""
    names = [str(path) for path in paths]
    return json.loads(_asked("look", paths[0].name, tell, paths=names, header_row=header_row)[reader.FACTS])


def take(paths: Sequence[Path], options: Mapping[str, object], folder: Path, tell: Progress) -> dict:
    """Write whatever the files hold as a data folder; returns the counts, the problems, and an example of a tie."""
    names = [str(path) for path in paths]
    files = _asked("take", paths[0].name, tell, paths=names, options=dict(options), folder=str(folder))
    return json.loads(files[reader.FACTS])


def problems_of(facts: Mapping[str, object]) -> tuple[Problem, ...]:
    """The problems that a reading process wrote down."""
    return _problems(dict(facts))


def _asked(task: str, name: str, tell: Progress, room: Room | None = None, **asked: object) -> dict[str, bytes]:
    """The files of a result, made by a process of its own. Raises what it says went wrong."""
    room = room or Room(MEMORY, PROCESSOR_SECONDS, SECONDS, RESULT_LIMIT)
    with _turn(tell), tempfile.TemporaryDirectory(dir=workshop.of_process()) as out:
        given = {"task": task, "out": out, "memory": room.memory, "seconds": room.processor_seconds, **asked}
        ended_well = _run(given, tell, room.seconds)
        files = _files(Path(out), room.result)
    if reader.ERROR in files:
        _raise(json.loads(files[reader.ERROR]), name)
    if not ended_well or not files:
        raise _too_much(name)
    return files


def _files(out: Path, most: int) -> dict[str, bytes]:
    """What the process wrote; nothing where that is more than a result can be."""
    paths = [path for path in out.iterdir() if path.is_file() and not path.is_symlink()]
    fits = sum(path.stat().st_size for path in paths) <= most
    return {path.name: path.read_bytes() for path in paths} if fits else {}


def _raise(error: dict, name: str) -> None:
    if "problems" in error:
        raise DataError(_problems(error))
    if "setting" in error:
        raise SettingError(error["setting"])
    raise _too_much(name)


def _problems(facts: dict) -> tuple[Problem, ...]:
    return tuple(Problem(**(one | {"rows": tuple(one["rows"])})) for one in facts["problems"])


def _too_much(name: str) -> DataError:
    return stop(name, "takes more memory or time to read than one file may take here", SPLIT)


@contextmanager
def _turn(tell: Progress) -> Iterator[None]:
    """Wait until all who came before are done; whoever gives up leaves the line."""
    ticket = object()
    with _moved:
        _line.append(ticket)
    try:
        while _line[0] is not ticket:
            before = _before(ticket)
            tell(0.0, f"Waiting: {before} other {'file is' if before == 1 else 'files are'} being read first")
            with _moved:
                _moved.wait(TURN)
        yield
    finally:
        with _moved:
            _line.remove(ticket)
            _moved.notify_all()


def _before(ticket: object) -> int:
    with _moved:
        return _line.index(ticket)


def _run(asked: dict, tell: Progress, seconds: float) -> bool:
    """Whether the reading process ended well. It is killed when time is up, or when `tell` raises."""
    process = _started()
    said: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(process, said), daemon=True).start()
    until, share, words = time.monotonic() + seconds, 0.0, "Reading"
    try:
        process.stdin.write(json.dumps(asked) + "\n")
        process.stdin.flush()
        while process.poll() is None and time.monotonic() < until:
            share, words = _last(said, share, words)
            tell(share, words)
            with suppress(subprocess.TimeoutExpired, OSError):
                process.wait(TURN)
        return process.poll() == 0
    except BrokenPipeError:
        return False
    finally:
        process.kill()
        process.wait()
        with suppress(subprocess.TimeoutExpired, OSError):
            process.stdin.close()


def _started() -> subprocess.Popen:
    """The reading process: a few threads, and the library that this process uses."""
    home = str(Path(__file__).resolve().parents[3])
    few = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "ARROW_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
    paths = os.pathsep.join(filter(None, [home, os.environ.get("PYTHONPATH")]))
    return subprocess.Popen(
        [sys.executable, "-P", str(Path(reader.__file__).resolve())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, **few, "PYTHONPATH": paths},
        start_new_session=True,
    )


def _listen(process: subprocess.Popen, said: queue.SimpleQueue[str]) -> None:
    with process.stdout as lines:
        for line in lines:
            said.put(line)


def _last(said: queue.SimpleQueue[str], share: float, words: str) -> tuple[float, str]:
    """How far the process said that it is, if it said anything new."""
    while not said.empty():
        number, _, text = said.get().strip().partition(" ")
        try:
            share, words = float(number), text
        except ValueError:
            continue
    return share, words
