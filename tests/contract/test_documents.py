"""README, CONTRIBUTING and the notes of the rooms speak of the code as it is: what they name is there."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import pytest

from ally_graph.cli.commands import COMMANDS, _parser
from ally_graph.records.tables import TABLES

ROOT = Path(__file__).parents[2]
NOTES = sorted((ROOT / "ally_graph").glob("*/README.md"))
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *NOTES]
MADE_BY_RUNNING = {".office-ally-cache"}
DEBIAN = {"postgresql"}
LONGEST_CONTRIBUTING = 100

each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


def quoted(path: Path) -> list[str]:
    """What stands in backticks in the text of a document, blocks of code left out."""
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.findall(r"`([^`\n]+)`", text)


def commands_in(path: Path) -> list[list[str]]:
    """Every command line of the program in a document, as words, continued lines joined."""
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = re.findall(r"(?:python -m ally_graph|office-ally) ([^\n#`;]+)", text)
    return [line.split() for line in lines]


def words_of_the_code() -> set[str]:
    """Every name and every single word in quotes in the package: a word that a document names is one of them."""
    words = set()
    for path in (ROOT / "ally_graph").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            words |= {getattr(node, name) for name in ("id", "attr", "name", "arg") if hasattr(node, name)}
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.add(node.value)
    return words


@each_document
def test_every_path_in_a_document_is_there(path):
    """From the top of the project, from the package, or from the room the note is about."""
    places = [ROOT, ROOT / "ally_graph", path.parent, ROOT / "tests"]
    paths = [word for word in quoted(path) if re.fullmatch(r"[\w.@-]+(/[\w.-]+)*/?", word) and "/" in word]
    paths += [word for word in quoted(path) if re.fullmatch(r"[\w-]+\.(py|md|toml|txt)", word)]
    lost = [word for word in paths if not any((place / word).exists() for place in places)]
    found_in_rooms = {file.name for file in (ROOT / "ally_graph").rglob("*.py")}
    assert [word for word in lost if word not in found_in_rooms] == []


@each_document
def test_every_command_in_a_document_takes_its_options(path):
    """The parser of each command knows every option that a document gives to it."""
    for words in commands_in(path):
        name = words[0]
        assert name in COMMANDS, words
        known = _parser([name])._subparsers._group_actions[0].choices[name]._option_string_actions
        options = [word.partition("=")[0] for word in words if word.startswith("-")]
        assert [option for option in options if option not in known] == [], words


@each_document
def test_every_dotted_name_in_a_document_is_there(path):
    """`progress.heartbeat` is a function of a module called `progress`."""
    modules = {file.stem: file for file in (ROOT / "ally_graph").rglob("*.py") if file.stem != "__init__"}
    for module, name in re.findall(r"`(?:ally_graph\.)?([a-z_]+)\.([a-z_]+)`", path.read_text(encoding="utf-8")):
        if module in modules and name not in ("py", "md", "csv"):
            dotted = ".".join(modules[module].relative_to(ROOT).with_suffix("").parts)
            assert hasattr(importlib.import_module(dotted), name), f"{module}.{name}"


@each_document
def test_every_word_of_the_code_in_a_document_is_one(path):
    words = words_of_the_code() | MADE_BY_RUNNING | DEBIAN
    named = [word for word in quoted(path) if re.fullmatch(r"[A-Za-z]\w*", word)]
    assert [word for word in named if word not in words] == []


def test_the_tables_of_the_readme_are_those_that_are_read():
    """Table by table the same columns, the required ones in bold."""
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    told = {name: re.findall(r"(\**)`(\w+)`", columns) for name, columns in rows if name in TABLES}
    there = {
        name: [("**" if column.required else "", column.name) for column in table.columns]
        for name, table in TABLES.items()
    }
    assert told == there


def test_contributing_stays_short():
    assert len((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()) <= LONGEST_CONTRIBUTING
