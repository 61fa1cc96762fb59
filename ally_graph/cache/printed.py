"""The same command for the same data prints the same bytes: kept as they were printed, and printed again.

Nothing here imports pandas: what is looked up is the command as it was typed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ally_graph.cache import keys, store
from ally_graph.files.atomic import write_whole

KIND = "printed"
COMMAND = "analyze"
WITHOUT = "--no-cache"


def again(arguments: Sequence[str]) -> int | None:
    """Print what this command printed before, and write its table; None where nothing of it is kept."""
    for place in _places(arguments):
        files = _looked_up(arguments, place)
        if files is not None:
            return _print(files)
    return None


def _looked_up(arguments: Sequence[str], place: int) -> dict[str, bytes] | None:
    path = Path(arguments[place])
    home, state = store.home_of(path), keys.stamp(path)
    if not state or not store.is_there(home):
        return None
    try:
        return store.take(home, KIND, _key(arguments, place, state))
    except OSError:
        return None


def keep(arguments: Sequence[str], data: str, state: keys.Stamp, files: dict[str, bytes], of: str) -> None:
    """Keep what a command printed for data of this state: `output`, `problems`, and `people` with its `people_file`."""
    for place in _places(arguments):
        if arguments[place] == data and state and keys.stamp(Path(data)) == state:
            store.keep(store.home_of(data), KIND, _key(arguments, place, state), files, of)


def _places(arguments: Sequence[str]) -> list[int]:
    """Where the data can stand among the words of a command."""
    if arguments[:1] != [COMMAND] or WITHOUT in arguments:
        return []
    return [place for place, word in enumerate(arguments) if place and os.path.exists(word)]


def _key(arguments: Sequence[str], place: int, state: keys.Stamp) -> str:
    """The words of the command, the content of the data in place of its name."""
    inside = keys.content(Path(arguments[place]), state)
    return keys.key(KIND, *arguments[:place], (inside,), *arguments[place + 1 :])


def _print(files: dict[str, bytes]) -> int:
    print(files["problems"].decode(), end="", file=sys.stderr)
    if "people" in files:
        write_whole(Path(os.fsdecode(files["people_file"])), files["people"])
    print(files["output"].decode(), end="")
    return 0
