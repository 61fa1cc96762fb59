"""One command as a process of its own, measured: forked from one that has imported everything, so it starts at once.

What a command takes for importing isn't counted; the libraries' memory is, since the fork begins with all of it.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LOADED = [
    "ally_graph.__main__",
    "ally_graph.cli.commands",
    "ally_graph.export.report",
    "ally_graph.export.graphs",
    "ally_graph.importers",
]
PATIENCE, LONGEST = 60, 300
SPACE = 4 << 30
"""Seconds of processor and of waiting, and bytes of address space, that end any command."""
forked = multiprocessing.get_context("forkserver")


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code, both outputs, and the seconds of processor and megabytes it took."""

    code: int
    out: str
    err: str
    seconds: float
    megabytes: int


def run(arguments: list[str], where: Path, work: Callable[[list[str]], int] | None = None) -> Ended:
    """What `python -m ally_graph` does with these arguments, or what another function leads to."""
    forked.set_forkserver_preload(LOADED)
    process = forked.Process(target=_measured, args=(arguments, str(where), work or perform))
    process.start()
    process.join(LONGEST)
    hangs = process.exitcode is None
    if hangs:
        os.killpg(process.pid, 9)
        process.join()
    assert not hangs, f"{arguments} hangs"
    code, seconds, megabytes = json.loads((where / "told").read_text())
    out, err = ((where / name).read_text("utf-8", "replace") for name in ("out", "err"))
    return Ended(code, out, err, seconds, megabytes)


def perform(arguments: list[str]) -> int:
    """A command as it is typed."""
    from ally_graph.__main__ import start
    from ally_graph.cli import exits

    return exits.run(start, arguments)


def _measured(arguments: list[str], where: str, work: Callable[[list[str]], int]) -> None:
    """Fork the command and wait for it, so that it is measured whichever way it ends."""
    os.setsid()
    child = os.fork()
    if not child:
        _begin(arguments, where, work)
    _, status, used = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    Path(where, "told").write_text(json.dumps([code, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024]))


def _begin(arguments: list[str], where: str, work: Callable[[list[str]], int]) -> None:
    """Become the command, with its words in two files, and never return; a traceback is one of its words."""
    code = 70
    try:
        for number, name in ((1, "out"), (2, "err")):
            file = os.open(os.path.join(where, name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
            os.dup2(file, number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.stdout, sys.stderr = (os.fdopen(os.dup(number), "w", buffering=1) for number in (1, 2))
        resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
        resource.setrlimit(resource.RLIMIT_AS, (SPACE, SPACE))
        code = work(arguments)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001 - as the interpreter would end
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
