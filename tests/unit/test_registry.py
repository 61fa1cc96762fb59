"""Registries of measures, detectors and sources."""

from dataclasses import dataclass

import pytest

from ally_graph.errors import SettingError
from ally_graph.registry import Entry, Registry


@dataclass(frozen=True)
class Shape(Entry):
    corners: int = 0


@pytest.fixture
def shapes():
    registry = Registry("shape", Shape)

    @registry.add("Round things", question="Is it round?")
    def circle(size):
        """A circle.

        With more to say about it.
        """
        return size * 3

    @registry.add("Square things", question="Is it square?", key="box", corners=4)
    def square(size):
        """A square."""
        return size * 4

    return registry


def test_functions_keep_the_order_in_which_they_were_added(shapes):
    assert (shapes.keys(), len(shapes), [entry.title for entry in shapes]) == (
        ["circle", "box"],
        2,
        ["Round things", "Square things"],
    )


def test_an_entry_is_called_like_its_function(shapes):
    assert (shapes["circle"](2), shapes["box"](size=2)) == (6, 8)


def test_an_entry_knows_its_words(shapes):
    entry = shapes["circle"]
    assert (entry.summary, entry.question, shapes["box"].corners) == ("A circle.", "Is it round?", 4)


def test_what_an_entry_has_no_field_for_is_refused(shapes):
    with pytest.raises(TypeError, match="sides"):
        shapes.add("Triangle", question="Has it three sides?", sides=3)(len)


def test_a_near_name_is_suggested(shapes):
    with pytest.raises(SettingError, match=r"There is no shape called cirle. Did you mean circle\?"):
        shapes["cirle"]
    assert "circle" in shapes
    assert "cirle" not in shapes
