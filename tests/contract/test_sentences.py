"""Docstrings are for readers: no sentence of the package is longer than forty words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "ally_graph"
LONGEST = 40
MODULES = sorted(PACKAGE.rglob("*.py"))


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
