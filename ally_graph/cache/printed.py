"""The same command for the same data prints the same bytes: kept as they were printed, and printed again.

An entry holds two texts and nothing else. A command that writes a file is never answered from here, so that nothing
kept can name a place or fill a file. Nothing here imports pandas: what is looked up is the command as it was typed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ally_graph.cache import keys, store

KIND = "printed"
COMMAND = "analyze"
WITHOUT = "--no-cache"
WRITES = "--people"
OUTPUT, PROBLEMS = "output", "problems"


def again(arguments: Sequence[str]) -> int | None:
    """Print what this command printed before; None where nothing of it is kept."""
    for place in _places(arguments):
        texts = _looked_up(arguments, place)
        if texts is not None:
            return _print(*texts)
    return None


def _looked_up(arguments: Sequence[str], place: int) -> tuple[str, str] | None:
    """What went to standard output and to standard error."""
    path = Path(arguments[place])
    home, state = store.home_of(path), keys.stamp(path)
    if not state or not store.is_there(home):
        return None
    try:
        key = _key(arguments, place, state)
    except OSError:
        return None
    return _texts(home, key)


def _texts(home: Path, key: str) -> tuple[str, str] | None:
    """The two texts of an entry; None where there is none, or one without them, which is removed."""
    files = store.take(home, KIND, key)
    if files is None:
        return None
    try:
        return files[OUTPUT].decode(), files[PROBLEMS].decode()
    except (KeyError, UnicodeError):
        store.drop(home, KIND, key)
        return None


def keep(arguments: Sequence[str], data: str, state: keys.Stamp, output: str, problems: str, of: str) -> None:
    """Keep what a command printed for data of this state, on standard output and on standard error."""
    files = {OUTPUT: _encoded(output), PROBLEMS: _encoded(problems)}
    for place in _places(arguments):
        if arguments[place] == data and state and keys.stamp(Path(data)) == state:
            store.keep(store.home_of(data), KIND, _key(arguments, place, state), files, of)


def _places(arguments: Sequence[str]) -> list[int]:
    """Where the data can stand among the words of a command that only prints."""
    if arguments[:1] != [COMMAND] or WITHOUT in arguments or any(map(_may_write, arguments)):
        return []
    return [place for place, word in enumerate(arguments) if place and os.path.exists(word)]


def _key(arguments: Sequence[str], place: int, state: keys.Stamp) -> str:
    """The words of the command, the content of the data in place of its name."""
    inside = keys.content(Path(arguments[place]), state)
    return keys.key(KIND, *arguments[:place], (inside,), *arguments[place + 1 :])


def _may_write(word: str) -> bool:
    """Whether a word is the option that names a file to write, which may be shortened to any of its beginnings."""
    name = word.partition("=")[0]
    return name.startswith("--p") and WRITES.startswith(name)


def _encoded(text: str) -> bytes:
    """Text as a stream would write it."""
    return text.encode("utf-8", "backslashreplace")


def _print(output: str, problems: str) -> int:
    print(problems, end="", file=sys.stderr)
    print(output, end="")
    return 0
