"""The floor plan is kept: imports point down the picture of CONTRIBUTING, and no two files wait for each other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "ally_graph"
HIGHEST_TOP = 32


def floors() -> dict[str, int]:
    """Each room with its floor, 0 at the top, as drawn in CONTRIBUTING."""
    drawn = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    lines = re.search(r"<!-- floors -->\n```\n(.*?)\n```", drawn, re.DOTALL)[1].splitlines()
    return {room: floor for floor, line in enumerate(lines) for room in line[19:].split("   ")[0].split()}


FLOORS = floors()


def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    return {_dotted(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(module: str, path: Path, known: dict[str, Path]) -> Iterator[str]:
    """The modules of the package that a module imports, those within functions and for types too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "ally_graph":
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found = inner if inner in known else node.module
                if found != module:
                    yield found
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)


def room_of(module: str) -> str:
    """The room of a module: its folder or file on the top floor; the package itself is the door."""
    return module.split(".")[1] if "." in module else "__init__"


def climbing(known: dict[str, Path]) -> list[str]:
    """Imports that climb, or that reach another room of the same floor."""
    return [
        f"{module} imports {other}"
        for module, path in known.items()
        for other in imported(module, path, known)
        if room_of(other) != room_of(module) and FLOORS[room_of(other)] <= FLOORS[room_of(module)]
    ]


def test_every_room_is_in_the_picture_and_every_room_of_the_picture_is_there():
    there = {room_of(module) for module in modules()}
    assert there == set(FLOORS)


def test_the_top_floor_has_few_entries():
    entries = [path for path in PACKAGE.iterdir() if path.name != "__pycache__" and path.suffix != ".md"]
    assert len(entries) <= HIGHEST_TOP


def test_imports_point_down():
    """Also those within functions and for types: a room knows only what lies below it."""
    assert climbing(modules()) == []


def test_no_two_files_wait_for_each_other():
    """Files of one room too: whatever a file imports can be understood, and imported, without it."""
    known = modules()
    graph = {module: set(imported(module, path, known)) for module, path in known.items() if module != "ally_graph"}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        pytest.fail(" -> ".join(circle.args[1]))


def test_an_import_that_climbs_is_seen(tmp_path):
    """The test can fail: a record that imports a page is told apart from one that imports an error."""
    path = tmp_path / "module.py"
    path.write_text("def late():\n    from ally_graph.ui.parts import show\nfrom ally_graph import errors\n", "utf-8")
    seen = climbing(modules() | {"ally_graph.records.odd": path})
    assert [line for line in seen if "odd" in line] == ["ally_graph.records.odd imports ally_graph.ui.parts.show"]


@pytest.mark.parametrize("room", sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py")))
def test_a_room_says_in_one_line_what_is_inside(room):
    words = ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text(encoding="utf-8")))
    assert words
    assert len(words.splitlines()[0]) > len(room)
