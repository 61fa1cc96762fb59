"""How a short-lived program gets its memory: freed memory is kept for the next array, and cycles are seldom sought."""

from __future__ import annotations

import ctypes
import gc
import sys

import pyarrow as pa

TRIM_THRESHOLD, MMAP_THRESHOLD, ARENAS = -1, -3, -8
ONE_GIGABYTE = 1 << 30
NEW_OBJECTS = 100_000


def share_one_heap() -> None:
    """Get memory as a command does best that ends soon: see `keep_freed_memory`, and look for cycles seldom.

    Arrow gets its memory where numpy does, so that what one is done with serves the other. A large result is made of
    millions of texts, numbers and lists, none of them in a cycle, through which the collector would look again and
    again.
    """
    if keep_freed_memory():
        pa.set_memory_pool(pa.system_memory_pool())
    gc.set_threshold(NEW_OBJECTS)


def keep_freed_memory() -> bool:
    """Keep freed memory for what is needed next, where the C library is glibc; whether that was possible.

    Otherwise every large array is a mapping of its own, whose pages the system clears one by one when they are first
    touched. For 100,000 people with all findings that took 15 of 65 seconds of processor time, and 6 with this. The
    highest memory is the same. One arena serves all threads, or each would keep memory of its own. An
    app that runs for days should give memory back instead.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    choices = {TRIM_THRESHOLD: ONE_GIGABYTE, MMAP_THRESHOLD: ONE_GIGABYTE, ARENAS: 1}
    return all(mallopt(choice, value) for choice, value in choices.items())
