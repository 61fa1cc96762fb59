"""The rules of recommendations, broken one by one in a copy of the tree, to see that a quick test fails for each.

`mutants.txt` has a line for each way to break one, `old ==> new`, below the file and the tests that have to fail.
Run with the numbers of some of them, this tries these and prints those that no test saw. Whatever all tests stand on
is loaded once, and each mutant is tried in a child of its own.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LIST = Path(__file__).with_name("mutants.txt")
ARROW = " ==> "
LOADED = ("pytest", "hypothesis", "ally_graph.analysis", "ally_graph.matching", "ally_graph.simulate")
BROKEN = "ally_graph"
"""What a mutant can be in, or stand on one, is loaded anew in each child."""
LONGEST = 150
FAILED = 1


@dataclass(frozen=True)
class Mutant:
    """A rule broken: in which file, what stands there and what instead, and the tests that have to fail."""

    number: int
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


def mutants() -> Iterator[Mutant]:
    """All of the list, in its order."""
    file, tests, number = "", (), 0
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            file, *tests = line[3:].split()
        elif ARROW in f"{line} ":
            old, new = (f"{line} ".partition(ARROW)[place].replace("\\n", "\n") for place in (0, 2))
            yield Mutant(number, file, old, new.removesuffix(" "), tuple(tests))
            number += 1


def tried(one: Mutant) -> int:
    """What pytest says of one mutant in this copy of the tree; 1 is that a test failed."""
    path, whole = Path(one.file), Path(one.file).read_text(encoding="utf-8")
    path.write_text(whole.replace(one.old, one.new, 1), encoding="utf-8")
    try:
        child = os.fork()
        if not child:
            os._exit(_tested(one.tests))
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    finally:
        path.write_text(whole, encoding="utf-8")


def _tested(tests: tuple[str, ...]) -> int:
    for end in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), end)
    signal.alarm(LONGEST)
    import pytest

    return pytest.main(["-x", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning", *tests])


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(Path.cwd()))
    for needed in LOADED:
        importlib.import_module(needed)
    for loaded in [name for name in sys.modules if name.startswith(BROKEN)]:
        del sys.modules[loaded]
    asked = {int(number) for number in sys.argv[1:]}
    for mutant in (one for one in mutants() if one.number in asked):
        found = tried(mutant) if mutant.old in Path(mutant.file).read_text(encoding="utf-8") else "not there"
        if found != FAILED:
            print(found, mutant.number, mutant.file, repr(mutant.old), "->", repr(mutant.new), flush=True)
