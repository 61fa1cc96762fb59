"""The program that reads one upload in a process of its own: what it may take is limited, and it can be killed.

It is started with its file, not as a module, so that nothing of Streamlit is loaded. It gets one line of JSON, says how
far it is on standard output, writes its result as plain Parquet and JSON, and ends when the process that asked is gone.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path

ERROR, FACTS = "error.json", "facts.json"


def main() -> None:
    """Read what is asked on standard input."""
    asked = json.loads(sys.stdin.readline())
    _limit(asked["memory"], asked["seconds"])
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    out = Path(asked["out"])
    from ally_graph.errors import DataError, SettingError

    try:
        files = TASKS[asked["task"]](asked, _tell)
    except DataError as error:
        files = {ERROR: _json({"problems": [problem.to_dict() for problem in error.problems]})}
    except SettingError as error:
        files = {ERROR: _json({"setting": str(error)})}
    except MemoryError:
        files = {ERROR: _json({"memory": True})}
    for name, data in files.items():
        (out / name).write_bytes(data)


def _limit(memory: int, seconds: int) -> None:
    """Take no more than so many bytes of memory and seconds of a processor; files can't grow beyond the memory."""
    try:
        import resource
    except ImportError:  # Windows, where the server ends a process that takes too long
        return
    for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_FSIZE, memory)):
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def _end_with_the_server() -> None:
    sys.stdin.read()
    os._exit(1)


def _tell(share: float, words: str) -> None:
    print(f"{share:.3f} {' '.join(words.split())}", flush=True)


def _load(asked: dict, tell: object) -> dict[str, bytes]:
    """The records of a path, kept beside an upload, so that nobody else need read that again."""
    from ally_graph import cache
    from ally_graph.cache import forms

    return forms.records_files(cache.load(asked["path"], small_too=asked["uploaded"], progress=tell))


def _preview(asked: dict, _tell: object) -> dict[str, bytes]:
    """The first rows of a table whose columns can be told apart by their headings."""
    from ally_graph.importers import preview, with_headings

    frame = with_headings(Path(asked["path"]).name, preview(asked["path"], asked["rows"]))
    problems = [problem.to_dict() for problem in frame.attrs.get("problems", ())]
    names, frame.columns = list(frame.columns), [str(place) for place in range(frame.shape[1])]
    frame.attrs.clear()
    return {"table.parquet": frame.to_parquet(index=False), FACTS: _json({"columns": names, "problems": problems})}


def _convert(asked: dict, _tell: object) -> dict[str, bytes]:
    """The tables of another format as a data folder; what came up on the way is in the facts."""
    from ally_graph.importers import SOURCES
    from ally_graph.records import write_folder

    tables = SOURCES[asked["source"]]([Path(name) for name in asked["paths"]], **asked["options"])
    write_folder(tables, asked["folder"])
    problems = [problem.to_dict() for frame in tables.values() for problem in frame.attrs.get("problems", ())]
    return {FACTS: _json({"problems": problems})}


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


TASKS = {"load": _load, "preview": _preview, "convert": _convert}

if __name__ == "__main__":
    main()
