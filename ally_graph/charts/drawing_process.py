"""What runs in the process that draws: descriptions of charts come in, drawings go out, one after the other.

It is started by its path and imports nothing of this package. It ends when nothing more can come, as when the process
that asks is gone, and within `SECONDS` where a drawing hangs.
"""

from __future__ import annotations

import json
import os
import signal
import struct
import sys
from typing import BinaryIO

ASKED, ANSWERED = struct.Struct(">3sQ"), struct.Struct(">?Q")
"""Before a description: `svg`, `png` or `dot`, and its length; before an answer: whether it is a drawing, its length.

With `dot` the description holds an `svg` drawing and the `scale` at which a PNG is made of it.
"""
SECONDS = 60
MEMORY = 4 << 30
"""Bytes this process may fill. The engine alone fills 0.7 GB with two cores, and more with more of them."""
PNG_SCALE = 6


def main() -> None:
    """Draw until nothing more comes."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _limit()
    while (asked := _read(sys.stdin.buffer, ASKED.size)) is not None:
        form, length = ASKED.unpack(asked)
        description = _read(sys.stdin.buffer, length)
        if description is None:
            return
        done, content = _answer(form, description)
        answers.write(ANSWERED.pack(done, len(content)) + content)
        answers.flush()


def _read(source: BinaryIO, length: int) -> bytes | None:
    """So many bytes; None where fewer can come."""
    data = source.read(length)
    return data if len(data) == length else None


def _answer(form: bytes, description: bytes) -> tuple[bool, bytes]:
    """Whether there is a drawing, and the drawing, or else what was wrong."""
    import vl_convert

    _alarm(SECONDS)
    try:
        chart = json.loads(description)
        if form == b"dot":
            return True, vl_convert.svg_to_png(chart["svg"], scale=chart["scale"])
        if form == b"svg":
            return True, vl_convert.vegalite_to_svg(chart, allowed_base_urls=[]).encode()
        return True, vl_convert.vegalite_to_png(chart, scale=PNG_SCALE, allowed_base_urls=[])
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a chart, the next one may be right
        return False, str(error).encode("utf-8", "replace")
    finally:
        _alarm(0)


def _limit() -> None:
    """Let the system stop what compiled code would never stop for, and leave no dump of the names it held."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        if most == resource.RLIM_INFINITY or most > MEMORY:
            resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, most))


def _alarm(seconds: int) -> None:
    """End this process in so many seconds; with 0, not any more."""
    if sys.platform != "win32":
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(seconds)


if __name__ == "__main__":
    main()
