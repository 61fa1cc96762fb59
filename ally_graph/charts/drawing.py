"""Drawing in a process of its own: a chart that crashes, hangs or fills the memory is one picture that isn't made.

The engine that draws is compiled, and where it gives up it ends the process it runs in. That process is started when
the first picture is asked for, kept for the next ones, and started anew where it ended. It gets JSON through a pipe and
gives bytes through another.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import BinaryIO

from ally_graph.charts import drawing_process
from ally_graph.charts.drawing_process import ANSWERED, ASKED, SECONDS
from ally_graph.errors import PictureError
from ally_graph.files.xml import xml_value

COMMAND = (sys.executable, "-P", str(Path(drawing_process.__file__)))
PATIENCE = SECONDS + 10
"""Seconds after which a process that says nothing is ended from here."""
LONGEST, REASON = 256 << 20, 200
"""Bytes of a picture and letters of a reason that are taken at the most."""
_lock = threading.Lock()
_running: list[subprocess.Popen[bytes]] = []
"""The process that draws, while there is one."""


def drawn(form: str, chart: dict) -> bytes:
    """A chart, described in Vega-Lite, as `svg` or `png`, or an SVG drawing as PNG (`dot`).

    Raises `PictureError` where it can't be drawn.

    Characters that no drawing can hold are left out. Threads wait for each other, as one process draws for all.
    """
    description = json.dumps(xml_value(chart)).encode()
    with _lock:
        done, content = _asked(ASKED.pack(form.encode(), len(description)) + description)
    if not done:
        reason = " ".join(content.decode("utf-8", "replace").split())
        raise PictureError(f"This picture could not be drawn. {reason[:REASON]}")
    return content


def _asked(question: bytes) -> tuple[bool, bytes]:
    """What the process answers; it is ended where it gives none."""
    finished = False
    try:
        answer = _answer(_process(), question)
        finished = True
        return answer
    except (OSError, EOFError) as error:
        raise PictureError("This picture could not be drawn. The program that draws has ended.") from error
    finally:
        if not finished:
            end()


def _process() -> subprocess.Popen[bytes]:
    """The process that draws: the one there is, or else a new one."""
    if _running and _running[0].poll() is None:
        return _running[0]
    end()
    pipe = subprocess.PIPE
    _running.append(subprocess.Popen(COMMAND, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL))
    return _running[0]


def _answer(process: subprocess.Popen[bytes], question: bytes) -> tuple[bool, bytes]:
    late = threading.Timer(PATIENCE, process.kill)
    late.daemon = True
    late.start()
    try:
        process.stdin.write(question)
        process.stdin.flush()
        done, length = ANSWERED.unpack(_read(process.stdout, ANSWERED.size))
        return done, _read(process.stdout, length)
    finally:
        late.cancel()


def _read(source: BinaryIO, length: int) -> bytes:
    """Exactly so many bytes. Raises `EOFError` where fewer come, or far too many are announced."""
    data = source.read(length) if length <= LONGEST else b""
    if len(data) != length:
        raise EOFError
    return data


@atexit.register
def end() -> None:
    """End the process that draws; the next picture starts another one."""
    for process in _running:
        process.kill()
        with contextlib.suppress(OSError):  # a question it never took is still to be sent
            process.stdin.close()
        with process:
            pass
    _running.clear()
