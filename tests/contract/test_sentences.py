"""Docstrings are for readers: no sentence is longer than forty words, and no longer test goes without one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "ally_graph"
LONGEST = 40
A_FEW_LINES = 6
MODULES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((PACKAGE.parent / "tests").rglob("test_*.py"))


def sentences(words: str) -> Iterator[str]:
    """The sentences of a docstring: without its formulas, headings, names of parameters, sources and examples."""
    prose = re.split(r"\n\s*(?:References|Examples)\n\s*-+\n", words.split(">>>")[0])[0]
    prose = re.sub(r"(?m)^ *\.\. math::.*$", "\n", prose)
    prose = re.sub(r"(?m)^[\w ,()]+\n(?:-+$|(?=    \S))", "\n\n", prose)
    for paragraph in re.split(r"\n\s*\n|\n\s*- ", prose):
        yield from re.split(r"(?<=[.?!])[\"”)]*\s+", " ".join(paragraph.split()))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_sentence_of_a_docstring_is_over_forty_words(path):
    """Of modules, classes and functions, private ones too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    described = [node for node in ast.walk(tree) if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))]
    told = [sentence for node in described for sentence in sentences(ast.get_docstring(node) or "")]
    assert [sentence for sentence in told if len(sentence.split()) > LONGEST] == []


def test_parameters_and_examples_are_no_part_of_a_sentence():
    words = "One. Two\nwords.\n\nParameters\n----------\nname\n    What it is.\n\nExamples\n--------\n>>> 1\n1\n"
    assert [sentence for sentence in sentences(words) if sentence] == ["One.", "Two words.", "What it is."]


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(PACKAGE.parent)))
def test_a_test_of_more_than_a_few_lines_says_what_it_sets_up(path):
    tests = [
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)
    ]
    long = [test for test in tests if test.end_lineno - test.body[0].lineno >= A_FEW_LINES]
    assert [test.name for test in long if test.name.startswith("test_") and not ast.get_docstring(test)] == []
